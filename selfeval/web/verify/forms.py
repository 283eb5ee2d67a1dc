"""The form of the verification page."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

LARGEST_FILE = 50 * 1024 * 1024


class VerifyForm(forms.Form):
    """One PDF."""

    file = forms.FileField(
        label="PDF文件",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf", "data-drop": ""}),
        error_messages={
            "required": "没有选择文件，选择要验证的PDF后再点“验证”。",
            "empty": "选择的文件没有内容，可能没有下载完整；重新下载后再验证。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("", "验证"))

    def clean_file(self) -> Any:
        """Refuse what is too large to be judged while somebody waits."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"文件有{file.size / 1024 / 1024:.0f} MB，超过50 MB的上限；请确认选择的是报告的PDF文件。"
            )
        return file

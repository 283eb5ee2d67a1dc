"""Forms of an evaluation: evidence upload, review comments."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from selfeval.services.evidence import FILE_TYPES, LARGEST_FILE, LONGEST_DESCRIPTION

_TYPES = "、".join(suffix.removeprefix(".").upper() for suffix in FILE_TYPES)


class EvidenceForm(forms.Form):
    """A file with a short description; what the file may be is checked by the service."""

    file = forms.FileField(
        label="佐证文件",
        help_text=f"{_TYPES}，不超过{LARGEST_FILE // 1024 // 1024} MB",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(FILE_TYPES)}),
        error_messages={
            "required": "佐证文件未选择，先选择一个文件再上传。",
            "empty": "选择的文件是空的，核对后重新选择。",
            "missing": "文件没有收到，重新选择后上传。",
        },
    )
    description = forms.CharField(
        label="说明", required=False, max_length=LONGEST_DESCRIPTION, help_text="例如文件名称、文号"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": "", "data-once": ""}
        self.helper.add_input(Submit("", "上传"))

"""Forms of the reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms


class CommentForm(forms.Form):
    """A comment at a place."""

    place = forms.ChoiceField(label="位置", required=False)
    text = forms.CharField(
        label="意见",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "审核意见没有内容，写明需要修改什么。"},
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(places)
        field.error_messages["invalid_choice"] = "所选位置不在本报告内，从列表中选择。"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": "", "data-once": ""}
        self.helper.add_input(Submit("", "添加意见", css_class="btn-plain"))


class ReturnForm(forms.Form):
    """A general comment that goes with the return; comments at places count as well."""

    text = forms.CharField(
        label="退回说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="已在具体位置写了意见的，可以不填",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two forms with a text stand on one page; a label must name its own field.
        super().__init__(*args, **(kwargs | {"auto_id": "return_%s"}))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

"""Form fields of the pack editor: numbers by the one grammar, lists as lines, forms that also read well."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import ErrorDict

from selfeval.domain.numbers import NumberRule, Quantity, edit_text, read_number


class NumberField(forms.CharField):
    """A number of one quantity: rates are typed and shown in percent, points and counts as they are."""

    def __init__(
        self, quantity: Quantity, *, negative: bool = False, rule: NumberRule | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**{"max_length": 40, **kwargs})
        self.rule = rule or NumberRule(quantity, allow_negative=negative)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "number-input"}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as it is typed."""
        return edit_text(value, self.rule) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """Read what was typed; ValidationError says place, value, rule and cure."""
        if isinstance(value, Decimal):
            return value
        text = super().clean(value)
        rule = NumberRule(
            self.rule.quantity,
            unit=self.rule.unit,
            label=str(self.label or ""),
            allow_negative=self.rule.allow_negative,
        )
        reading = read_number(text, rule)
        if reading.kind in ("refused", "question"):
            raise forms.ValidationError(reading.message)
        if reading.value is None and self.required:
            raise forms.ValidationError(f"{self.label}未填写，填写一个数。")
        return reading.value


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the lines that say something."""
        text = super().clean(value if isinstance(value, str | None) else "\n".join(value))
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class PartForm(forms.Form):
    """A form within the frame: the template writes the form tag, the token and ``base``."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for field in self.fields.values():
            if field.required:
                field.error_messages.setdefault("required", "")
                field.error_messages["required"] = f"{field.label}未填写，填写后再保存。"
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                field.error_messages["invalid_choice"] = f"{field.label}不在可选范围内，从列表中选择。"

    def facts(self) -> Iterator[tuple[str, str]]:
        """Label and value of every field that holds something, for readers."""
        for bound in self:
            shown = shown_value(bound)
            if shown and not bound.is_hidden:
                yield str(bound.label), shown


class RowForm(PartForm):
    """A row of a list; emptying all of its fields removes it (``cleaned_data`` is empty then)."""

    def full_clean(self) -> None:
        """Take an emptied row as none, whatever it held before."""
        if self.is_bound and not any(self._raw(name).strip() for name in self.fields):
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    def _raw(self, name: str) -> str:
        widget = self.fields[name].widget
        return str(widget.value_from_datadict(self.data, self.files, self.add_prefix(name)) or "")


def shown_value(bound: forms.BoundField) -> str:
    """Write a field's value for reading: labels of choices, 是 or 否, lines as they are."""
    field, value = bound.field, bound.value()
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(field.choices)  # type: ignore[arg-type]
        return "、".join(str(labels.get(item, item)) for item in value or ())
    if isinstance(field, forms.ChoiceField):
        flat = dict(field.choices)  # type: ignore[arg-type]
        return str(flat.get(value, value or ""))
    return "" if value is None else str(value)

"""Form fields for texts with references and for formulas: Chinese names on the page, keys in the pack."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.prose.arithmetic import Arithmetic, arithmetic
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.spelling import (
    LONGEST_FORMULA,
    LONGEST_TEXT,
    shown_formula,
    shown_text,
    stored_formula,
    stored_text,
)
from selfeval.web.packs.frame import OpenPack
from selfeval.web.shared.references import prints

_LINE_CHARACTERS = 44


class Speech:
    """What the expressions of a page may name, with the values of the chosen year where there is one.

    ``for_each`` is that of the text or rows they stand in.
    """

    def __init__(self, opened: OpenPack, for_each: str | None = None) -> None:
        self.for_each = for_each or ""
        self.references_url = opened.url("pack-references")
        sample = opened.sample
        self.context: Context | None = None if sample is None else sample.context.for_editing(for_each)
        if self.context is None:
            self.names = Names(opened.pack, FigureCatalogue(opened.pack), for_each)
        else:
            self.names = self.context.names

    def references(self, shown: str) -> str:
        """Return the references of a text for the editor: each as written, with its print, as JSON."""
        return json.dumps({} if self.context is None else prints(shown, self.context), ensure_ascii=False)

    def arithmetic(self, formula: str) -> Arithmetic | None:
        """Tell a formula with the chosen year's numbers; None where there is nothing to tell."""
        if self.context is None or not formula.strip():
            return None
        return arithmetic(formula.strip(), self.context)


class _SiteTemplate:
    """A widget whose template stands with those of the site."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: object = None) -> SafeString:
        return mark_safe(render_to_string(template_name, context))  # noqa: S308  # made by a template


class TextWidget(_SiteTemplate, forms.Textarea):
    """A text with chips; ``single`` for one line, ``bare`` where several fields share one picker.

    ``rounds_from`` is the id of the field that chooses what the text is repeated for.
    """

    template_name = "packs/widgets/text.html"

    def __init__(self, *, single: bool = False, bare: bool = False, rounds_from: str = "") -> None:
        super().__init__()
        self.single = single
        if bare:
            self.template_name = "packs/widgets/cell.html"
        self.rounds_from = rounds_from
        self.speech: Speech | None = None
        self.label = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the widget's template shows."""
        context = super().get_context(name, value, attrs)
        assert self.speech is not None
        shown = str(value or "")
        lines = (max(1, -(-len(line) // _LINE_CHARACTERS)) for line in shown.split("\n"))
        context["widget"] |= {
            "label": self.label,
            "single": self.single,
            "rounds_from": self.rounds_from,
            "rounds": self.speech.for_each,
            "references": self.speech.references(shown),
            "references_url": self.speech.references_url,
            "rows": 1 if self.single else min(24, max(2, sum(lines))),
        }
        return context


class FormulaWidget(_SiteTemplate, forms.TextInput):
    """A formula or condition with what it gives this year."""

    template_name = "packs/widgets/formula.html"

    def __init__(self, *, rounds_from: str = "") -> None:
        super().__init__()
        self.rounds_from = rounds_from
        self.speech: Speech | None = None
        self.label = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the widget's template shows."""
        context = super().get_context(name, value, attrs)
        assert self.speech is not None
        context["widget"] |= {
            "label": self.label,
            "rounds_from": self.rounds_from,
            "rounds": self.speech.for_each,
            "references_url": self.speech.references_url,
            "arithmetic": self.speech.arithmetic(str(value or "")),
        }
        return context


class ExpressionField(forms.CharField):
    """What texts and formulas share: they know what was stored, and speak the names of their place."""

    before: str | None = None
    names: Names

    def speak(self, speech: Speech, stored: str | None) -> None:
        """Show ``stored`` in Chinese names, and store what is typed by ``speech``."""
        self.names = speech.names
        self.before = stored
        widget = self.widget
        assert isinstance(widget, TextWidget | FormulaWidget)
        widget.speech = speech
        widget.label = str(self.label or "")
        self.initial = self.shown(stored)

    def shown(self, stored: str | None) -> str:
        """The stored expression with Chinese names."""
        raise NotImplementedError


class TextField(ExpressionField):
    """A text with references."""

    def __init__(
        self, *, single: bool = False, bare: bool = False, rounds_from: str = "", **kwargs: Any
    ) -> None:
        super().__init__(
            max_length=LONGEST_TEXT,
            strip=False,
            widget=TextWidget(single=single, bare=bare, rounds_from=rounds_from),
            error_messages={"max_length": f"文字超过{LONGEST_TEXT}字的上限，分到几段里填写。"},
            **{"required": False, **kwargs},
        )

    def shown(self, stored: str | None) -> str:
        """The stored text with Chinese names."""
        return shown_text(stored or "", self.names)

    def clean(self, value: Any) -> str:
        """Return the text as stored; line ends as ``\\n``."""
        typed = str(super().clean(value)).replace("\r\n", "\n").replace("\r", "\n")
        return stored_text(typed, self.names, self.before or "")


class FormulaField(ExpressionField):
    """A formula, or a condition; empty is None."""

    def __init__(self, *, rounds_from: str = "", **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_FORMULA,
            widget=FormulaWidget(rounds_from=rounds_from),
            error_messages={"max_length": f"算式超过{LONGEST_FORMULA}字的上限，把一部分先定为数据项。"},
            **{"required": False, **kwargs},
        )

    def shown(self, stored: str | None) -> str:
        """The stored formula with Chinese names."""
        return shown_formula(stored, self.names)

    def clean(self, value: Any) -> str | None:
        """Return the formula as stored."""
        return stored_formula(str(super().clean(value)), self.names, self.before)


def speak(form: forms.BaseForm, speech: Speech, **stored: str | None) -> None:
    """Let the expressions of a form speak, each with what is stored for it."""
    for name, value in stored.items():
        field = form.fields[name]
        assert isinstance(field, ExpressionField)
        field.speak(speech, value)
        form.initial[name] = field.initial

"""Which columns of projects a form has a place for: those that its table and its report name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pydantic import BaseModel

from selfeval.domain.pack import ItemForm
from selfeval.domain.prose.items import CASE_ATTRIBUTES, INDICATORS, ROW_LABELS
from selfeval.domain.prose.names import INDICATOR_ATTRIBUTES
from selfeval.domain.prose.references import TemplateError, references_in

_CASE = {"case": "case", "本项目": "case"}
_ROW = {"row": "row", "本行": "row"}
_ITEM = {"item": "item", "本项": "item"}
_PARTS: Mapping[str, tuple[str, ...]] = {
    "adjusted_target": ("adjusted_target_value", "adjusted_target_text"),
    "target": ("target_value", "target_text"),
    "actual": ("actual_value", "actual_text"),
    "deviation": ("variance_reason", "improvement"),
}


def item_columns(form: ItemForm) -> frozenset[str]:
    """Return the columns of ``items`` that a form names."""
    return frozenset(key for kind, key in _names(form) if kind == "case")


def indicator_columns(form: ItemForm) -> frozenset[str]:
    """Return the columns of ``item_indicators`` that a form names; ``weight`` where it prints points too."""
    found = {key for kind, key in _names(form) if kind == INDICATORS}
    points = {key for kind, key in _names(form) if kind == "item" and key in {"weight", "score"}}
    columns = {column for key in found for column in _PARTS.get(key, (key,))}
    return frozenset(columns | ({"weight"} if points else set()))


@lru_cache(maxsize=128)
def _names(form: ItemForm) -> frozenset[tuple[str, str]]:
    """Everything about a project that the form's templates read: kind of row, and attribute."""
    return frozenset(
        found
        for part in (form.table, form.report)
        for for_each, template in _templates(part, "")
        for name in _references(template)
        if (found := _resolved(name, for_each.partition(":")[0])) is not None
    )


def _templates(part: BaseModel, for_each: str) -> Iterator[tuple[str, str]]:
    """All texts with references in a part of the form, each with the round that it stands in."""
    for_each = getattr(part, "for_each", None) or for_each
    for name in type(part).model_fields:
        yield from _in_value(getattr(part, name), for_each)


def _in_value(value: object, for_each: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if "{" in value:
            yield for_each, value
    elif isinstance(value, BaseModel):
        yield from _templates(value, for_each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _in_value(each, for_each)


def _references(template: str) -> tuple[str, ...]:
    try:
        return references_in(template)
    except TemplateError:
        return ()


def _resolved(name: str, for_each: str) -> tuple[str, str] | None:
    head, _, rest = name.partition(".")
    if head in _CASE:
        return _attribute("case", CASE_ATTRIBUTES, rest)
    if head in _ROW and for_each in ROW_LABELS:
        return _attribute(for_each, ROW_LABELS[for_each], rest)
    return _attribute("item", INDICATOR_ATTRIBUTES, rest) if head in _ITEM else None


def _attribute(kind: str, labels: Mapping[str, str], written: str) -> tuple[str, str] | None:
    """An attribute by its key or its Chinese name."""
    keys = (key for key, label in labels.items() if written in (key, label))
    key = next(keys, None)
    return None if key is None else (kind, key)

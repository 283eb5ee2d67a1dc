"""Changing one element of an immutable list, or one element itself."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

Part = TypeVar("Part", bound=BaseModel)
Element = TypeVar("Element")


def revised(part: Part, **changes: Any) -> Part:
    """Return an element with other values; they are proved with the whole pack (``normalised``)."""
    return part.model_copy(update=changes)


def without(elements: tuple[Element, ...], index: int) -> tuple[Element, ...]:
    """Return a list without the element at ``index``."""
    return (*elements[:index], *elements[index + 1 :])


def replaced(elements: tuple[Element, ...], index: int, *new: Element) -> tuple[Element, ...]:
    """Return a list with others in place of the element at ``index``."""
    return (*elements[:index], *new, *elements[index + 1 :])


def inserted(elements: tuple[Element, ...], index: int, *new: Element) -> tuple[Element, ...]:
    """Return a list with others put in before the element at ``index``."""
    return (*elements[:index], *new, *elements[index:])

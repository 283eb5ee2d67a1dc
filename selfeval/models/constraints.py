"""Constraints that several models share."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import CheckConstraint, Q


def paired(name: str, first: str, second: str) -> CheckConstraint:
    """Demand that two fields are both empty or both filled (a moment and its person)."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return CheckConstraint(name=name, condition=both | neither)


def one_of(name: str, field: str, values: Iterable[StrEnum]) -> CheckConstraint:
    """Demand that a field holds one of an enum's values."""
    return CheckConstraint(name=name, condition=Q(**{f"{field}__in": [value.value for value in values]}))

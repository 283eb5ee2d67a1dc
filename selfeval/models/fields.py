"""Columns with one meaning everywhere: amounts, numbers of a pack, fingerprints of content."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    _Decimal = models.DecimalField[str | int | Decimal | None, Decimal | None]
else:
    _Decimal = models.DecimalField


def amount(label: str) -> _Decimal:
    """An amount in 元 to the cent, empty while not filled in."""
    return models.DecimalField(label, max_digits=17, decimal_places=2, null=True, blank=True)


def number(label: str) -> _Decimal:
    """A number in the unit of its figure or indicator (元, ratio, count), empty while not filled in."""
    return models.DecimalField(label, max_digits=24, decimal_places=8, null=True, blank=True)


def points(label: str) -> _Decimal:
    """A weight in points, empty where the framework has none."""
    return models.DecimalField(label, max_digits=12, decimal_places=6, null=True, blank=True)


def count(label: str) -> models.PositiveIntegerField[int | None, int | None]:
    """A whole number of things or people, empty while not filled in; the database refuses negatives."""
    return models.PositiveIntegerField(label, null=True, blank=True)


def sha256(label: str) -> models.CharField[str, str]:
    """A SHA-256 in lower-case hexadecimal."""
    return models.CharField(label, max_length=64)

"""Columns with one meaning everywhere: amounts, numbers of a pack, fingerprints of content."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Decimal = models.DecimalField[str | int | Decimal | None, Decimal | None]
else:
    _Decimal = models.DecimalField


class ExactDecimalField(_Decimal):
    """A decimal that is exact in every database.

    SQLite keeps decimals as binary floating point, which is wrong from the sixteenth digit on; there the
    column holds the number as text. Such columns are not compared or summed in SQL.
    """

    def get_internal_type(self) -> str:
        """Keep SQLite's float converter away."""
        return "ExactDecimalField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Text on SQLite, a numeric with fixed places elsewhere."""
        if connection.vendor == "sqlite":
            return "text"
        return f"numeric({self.max_digits}, {self.decimal_places})"

    def from_db_value(
        self, value: str | Decimal | None, expression: object, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        """Return the stored number with its places."""
        return None if value is None else Decimal(value)


def amount(label: str) -> ExactDecimalField:
    """An amount in 元 to the cent, empty while not filled in."""
    return ExactDecimalField(label, max_digits=17, decimal_places=2, null=True, blank=True)


def number(label: str) -> ExactDecimalField:
    """A number in the unit of its figure or indicator (元, ratio, count), empty while not filled in."""
    return ExactDecimalField(label, max_digits=24, decimal_places=8, null=True, blank=True)


def points(label: str) -> _Decimal:
    """A weight in points, empty where the framework has none."""
    return models.DecimalField(label, max_digits=12, decimal_places=6, null=True, blank=True)


def count(label: str) -> models.PositiveIntegerField[int | None, int | None]:
    """A whole number of things or people, empty while not filled in; the database refuses negatives."""
    return models.PositiveIntegerField(label, null=True, blank=True)


def sha256(label: str) -> models.CharField[str, str]:
    """A SHA-256 in lower-case hexadecimal."""
    return models.CharField(label, max_length=64)

"""Numbers: one grammar for reading them, one half-up for writing them.

``units`` says what kinds of numbers there are and what 万元 is. ``reading`` turns what people type, paste,
import or send into a canonical ``Decimal`` or into a Chinese answer that says why not. ``formatting``
writes canonical values for print and for editing. ``strict_json`` parses JSON without NaN and other traps.
Nothing here knows which figure it reads: the caller says so with a ``NumberRule``.
"""

from selfeval.domain.numbers.formatting import (
    edit_text,
    format_money,
    format_number,
    format_rate,
    round_half_up,
)
from selfeval.domain.numbers.numeral import says_not_applicable
from selfeval.domain.numbers.reading import read_cell, read_number
from selfeval.domain.numbers.rules import NumberRule, Reading
from selfeval.domain.numbers.strict_json import JsonError, json_loads
from selfeval.domain.numbers.units import MAX_AMOUNT, MoneyUnit, Quantity

__all__ = [
    "MAX_AMOUNT",
    "JsonError",
    "MoneyUnit",
    "NumberRule",
    "Quantity",
    "Reading",
    "edit_text",
    "format_money",
    "format_number",
    "format_rate",
    "json_loads",
    "read_cell",
    "read_number",
    "round_half_up",
    "says_not_applicable",
]

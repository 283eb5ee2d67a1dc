"""The relations that the pack itself demands (``checks`` of the pack), evaluated over its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.formula import Formula, parse_formula
from selfeval.domain.pack import CheckRule
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text

_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda gap, tolerance: abs(gap) <= tolerance,
    "≠": lambda gap, tolerance: abs(gap) > tolerance,
    "≤": lambda gap, tolerance: gap <= tolerance,
    "≥": lambda gap, tolerance: gap >= -tolerance,
    "<": lambda gap, tolerance: gap < -tolerance,
    ">": lambda gap, tolerance: gap > tolerance,
}

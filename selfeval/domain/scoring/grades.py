"""Grades and report-level caps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from selfeval.domain.figures import FigureBook
from selfeval.domain.formula import FormulaError
from selfeval.domain.pack import Cap, Pack
from selfeval.domain.scoring.result import AppliedCap, EvaluationScore

_PERCENT = Decimal(100)


def apply_caps(pack: Pack, score: EvaluationScore, book: FigureBook) -> EvaluationScore:
    """Lower the total by the lowest cap whose condition holds, and grade what remains.

    ``book`` knows the scores as well, so that a condition may speak of them. Of equal caps the first counts.
    There is no grade while a cap cannot be decided: it might still change the grade.
    """
    if score.total is None:
        return score
    decided = [(cap, _holds(cap, book)) for cap in pack.caps]
    holding = [cap for cap, holds in decided if holds and cap.maximum < score.total]
    caps: tuple[AppliedCap, ...] = ()
    total = score.total
    if holding:
        lowest = min(holding, key=lambda cap: cap.maximum)
        caps, total = (AppliedCap(lowest.label, lowest.maximum, score.total),), lowest.maximum
    is_final = score.is_complete and all(holds is not None for _, holds in decided)
    return replace(
        score, total=total, caps=caps, grade=_grade(pack, total, score.full_mark) if is_final else None
    )


def _holds(cap: Cap, book: FigureBook) -> bool | None:
    """Whether a cap's condition holds; ``None`` where it cannot be decided."""
    try:
        return book.formula(cap.when).holds(book.value)
    except FormulaError:
        return None


def _grade(pack: Pack, total: Decimal, full_mark: Decimal) -> str | None:
    """Return the grade of total ÷ counted full mark × 100, unrounded; ``None`` where no band holds it."""
    if not full_mark:
        return None
    percentage = total / full_mark * _PERCENT
    bands = sorted(pack.grades, key=lambda band: band.at_least, reverse=True)
    return next((band.name for band in bands if percentage >= band.at_least), None)

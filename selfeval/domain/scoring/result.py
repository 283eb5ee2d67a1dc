"""What scoring gives: every indicator's score with its explanation, dimensions, total, caps and grade.

Points and rates are exact ``Decimal`` values here, rounded (half-up, once) by whoever prints them, except
that each indicator's points are rounded to the pack's ``score_decimals`` when they are awarded, so that
the printed points add up to the printed total.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from selfeval.domain.items import ItemCase


class ScoreState(StrEnum):
    """Why an indicator has points or not."""

    SCORED = "scored"
    INCOMPLETE = "incomplete"
    NOT_SELF_SCORED = "not_self_scored"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Explanation:
    """How a score came about, in official Chinese, each part a text without final punctuation.

    ``formula`` with names, ``substituted`` with this year's numbers and the result, ``rule`` the scoring
    rule in words, ``steps`` what was applied (band, exemption, deviation, deduction), ``result`` the points.
    ``missing`` names what still has to be entered (empty once scored).
    """

    formula: str = ""
    substituted: str = ""
    rule: str = ""
    steps: tuple[str, ...] = ()
    result: str = ""
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole explanation as one paragraph, as shown on screen, in tables, report and audit."""
        parts = [self.formula, self.substituted, self.rule, *self.steps, self.result]
        return "".join(f"{part}。" for part in parts if part)


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator: its place in the tree, what was compared, points and explanation.

    ``value`` and ``target`` are in the indicator's own unit (ratio for rates, 元 for money); ``actual`` and
    ``target_text`` are these as printed. ``rate`` is unrounded points ÷ weight (得分率). ``self_score`` is
    None until all inputs are there, and for rows that are not self-scored or left out as not applicable; a
    not applicable row that the pack keeps has its full weight.
    ``figures`` lists the figure keys that the formula read.
    """

    code: str
    path: tuple[str, ...]
    path_codes: tuple[str, ...]
    name: str
    weight: Decimal | None
    value: Decimal | None
    target: Decimal | None
    actual: str
    target_text: str
    completion: Decimal | None
    self_score: Decimal | None
    rate: Decimal | None
    state: ScoreState
    explanation: Explanation
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class DimensionScore:
    """A top-level node: weight (as the pack states it), points and 得分率 (ratio); None while incomplete.

    In a flat form these are the indicators themselves.
    """

    code: str
    name: str
    weight: Decimal | None
    score: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True)
class AppliedCap:
    """A report-level cap that lowered the total."""

    label: str
    maximum: Decimal
    before: Decimal


@dataclass(frozen=True)
class EvaluationScore:
    """The whole result.

    ``total`` counts what is scored so far; ``is_complete`` says whether every counted indicator is scored.
    ``full_mark`` is the counted full mark (without rows that are not self-scored or left out). ``grade`` is
    None while incomplete, while a cap cannot be decided, and where the pack has no scores; ``total`` is None
    where the pack has no scores. ``items`` are the projects and transfer payments, each scored by itself.
    """

    pack: str
    indicators: tuple[IndicatorScore, ...]
    dimensions: tuple[DimensionScore, ...]
    total: Decimal | None
    full_mark: Decimal
    grade: str | None
    is_complete: bool
    caps: tuple[AppliedCap, ...] = ()
    items: tuple[ItemScore, ...] = ()

    def item(self, code: str) -> ItemScore:
        """Return the score of a project or transfer payment by code; KeyError if there is none."""
        for item in self.items:
            if item.case.item.code == code:
                return item
        raise KeyError(code)

    def indicator(self, code: str) -> IndicatorScore:
        """Return an indicator's score by code; KeyError if there is none."""
        for score in self.indicators:
            if score.code == code:
                return score
        raise KeyError(code)


@dataclass(frozen=True)
class ItemScore:
    """A project or transfer payment with its score.

    ``score`` is incomplete as long as the weights do not add up to the form's full mark. Its grade is the
    stated one where the item is not scored.
    """

    case: ItemCase
    score: EvaluationScore

    @property
    def total(self) -> Decimal | None:
        """The total once all is scored; ``None`` until then, and where the item is not scored."""
        return self.score.total if self.score.is_complete else None

    @property
    def is_scored(self) -> bool:
        """Whether there are points at all: weights, or a stated score."""
        return self.score.total is not None

"""The scoring methods and their parameters, chosen per indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selfeval.domain.data import Data, Number
from selfeval.domain.pack.fields import Points, Ratio


class RatioUp(Data):
    """The more the better: points = weight × min(1, value ÷ target). Target 1 where none is set."""

    type: Literal["ratio_up"] = "ratio_up"


class RatioDown(Data):
    """The less the better: full points up to the target; above it weight × target ÷ value, or nothing."""

    type: Literal["ratio_down"] = "ratio_down"
    above: Literal["proportional", "zero"] = "proportional"


class PassMark(Data):
    """With a pass mark p: below p nothing, else (ratio − p) ÷ (1 − p) of the weight (财预〔2021〕101号)."""

    type: Literal["pass_mark"] = "pass_mark"
    pass_mark: Ratio = Decimal("0.6")


class Band(Data):
    """A band of values and the share of the weight it earns. Bounds not given are open.

    ``at_least`` and ``at_most`` include the bound, ``above`` and ``below`` do not.
    """

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    share: Annotated[Decimal, Field(ge=0, le=1)]


class Bands(Data):
    """The first band that holds the value (or the completion value ÷ target) gives the share."""

    type: Literal["bands"] = "bands"
    of: Literal["value", "completion"] = "value"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class YesNo(Data):
    """Full points for yes, none for no."""

    type: Literal["yes_no"] = "yes_no"
    question: str = ""


class ChecklistPoint(Data):
    """One 要点; ``points`` where points are not shared equally."""

    text: str
    points: Points | None = None


class Checklist(Data):
    """Points met ÷ all points of the weight, or each point's own points."""

    type: Literal["checklist"] = "checklist"
    points: Annotated[tuple[ChecklistPoint, ...], Field(min_length=1)]


class Tier(Data):
    """A tier of qualitative judgement: the share awarded lies between ``lower`` and ``upper``."""

    label: str
    upper: Annotated[Decimal, Field(ge=0, le=1)]
    lower: Annotated[Decimal, Field(ge=0, le=1)]


DEFAULT_TIERS = (
    Tier(label="达成年度指标", upper=Decimal("1"), lower=Decimal("0.8")),
    Tier(label="部分达成年度指标并具有一定效果", upper=Decimal("0.8"), lower=Decimal("0.6")),
    Tier(label="未达成年度指标且效果较差", upper=Decimal("0.6"), lower=Decimal("0")),
)


class ThreeTier(Data):
    """Qualitative judgement: a tier, and points inside it (财预〔2020〕10号)."""

    type: Literal["three_tier"] = "three_tier"
    tiers: Annotated[tuple[Tier, ...], Field(min_length=2)] = DEFAULT_TIERS


class Deduction(Data):
    """Deduct ``points`` for each ``step`` over the target (percentage points) or for each event; floor 0.

    ``step`` is in the indicator's own unit (0.01 = one percentage point). ``started`` counts a begun step
    as a whole one. With ``per: event`` the value is the number of events.
    """

    type: Literal["deduction"] = "deduction"
    per: Literal["excess", "event"] = "excess"
    step: Annotated[Number, Field(gt=0)] = Decimal("0.01")
    points: Points
    started: bool = False


class Milestone(Data):
    """A rate required at a time and its points; below it points pro rata."""

    label: str
    required: Annotated[Decimal, Field(gt=0, le=1)]
    points: Points


class Milestones(Data):
    """Progress milestones; their points must add to the weight."""

    type: Literal["milestones"] = "milestones"
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1)]


class Manual(Data):
    """Points entered by hand; a reason is mandatory."""

    type: Literal["manual"] = "manual"


class NotSelfScored(Data):
    """Shown with its weight, excluded from total and counted full mark."""

    type: Literal["not_self_scored"] = "not_self_scored"


Method = Annotated[
    RatioUp
    | RatioDown
    | PassMark
    | Bands
    | YesNo
    | Checklist
    | ThreeTier
    | Deduction
    | Milestones
    | Manual
    | NotSelfScored,
    Field(discriminator="type"),
]

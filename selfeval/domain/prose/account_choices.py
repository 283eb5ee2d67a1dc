"""What is offered to whoever writes texts and tables over codes: the usual rounds and measures, in Chinese.

Every other round and measure that the grammar knows may be written too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selfeval.domain.classifications import Classification
from selfeval.domain.prose.accounts import ANY_LEVEL, PROJECTS, ROW_TEXTS, account_round

_SPENDING = (
    "actual",
    "general_public.actual",
    "general_public.basic.actual",
    "general_public.project.actual",
    "appropriation.actual",
    "government_fund.actual",
    "state_capital.actual",
)
_MORE = ("general_public.adjusted", "income", "general_public.opening", "general_public.closing")
_MEASURES = {Classification.FUNCTIONAL: (*_SPENDING, *_MORE), Classification.ECONOMIC: _SPENDING}
_ROUND_MEASURES = {
    Classification.FUNCTIONAL: (
        *("general_public.actual", "appropriation.actual", "actual"),
        *("government_fund.actual", "state_capital.actual", "income"),
    ),
    Classification.ECONOMIC: ("general_public.basic.actual", "appropriation.actual"),
}
_LEVELS = {"class": "每一类", "group": "每一款", "item": "每一项"}


def round_attributes(for_each: str) -> Iterator[str]:
    """Yield the attributes of a row that are offered in a round over codes, those of the prior year last."""
    one = account_round(for_each)
    if one is None:
        return
    yield from ROW_TEXTS
    measures = _MEASURES[one.classification]
    yield from measures
    if not one.has_projects:
        yield from (f"prior.{measure}" for measure in measures)


def round_label(for_each: str) -> str | None:
    """Return what a round over codes goes through, in Chinese; ``None`` for other rounds."""
    one = account_round(for_each)
    if one is None:
        return None
    if one.has_projects:
        label = "每一项和它下面的项目"
    else:
        levels = "、".join(one.classification.levels.values())
        which = _LEVELS.get(for_each.split(":")[1], f"{levels}，逐级")
        label = f"{one.classification.label}科目的{which}"
    return label if one.measure is None else f"{label}（有{one.measure.label}的）"


def offered_rounds(used: Iterable[str]) -> list[tuple[str, str]]:
    """Return the usual rounds over codes with what they go through, and the rounds that are ``used``."""
    usual = [PROJECTS]
    for classification, measures in _ROUND_MEASURES.items():
        for level in (*_LEVELS, ANY_LEVEL):
            usual += [f"{classification}:{level}:{each}" for each in measures]
    labels = ((each, round_label(each)) for each in dict.fromkeys((*usual, *used)))
    return [(each, label) for each, label in labels if label is not None]

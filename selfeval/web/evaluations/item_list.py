"""The projects and transfer payments of a year as lists: with tools on their section, to read elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from selfeval.domain.data import Item, ItemKind
from selfeval.domain.money import total
from selfeval.domain.numbers import MoneyUnit, format_number, format_rate
from selfeval.domain.pack import ItemForm
from selfeval.domain.scoring.result import ItemScore
from selfeval.domain.sections import ITEM_ASKS
from selfeval.domain.year_tables import ITEM_KINDS
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import money
from selfeval.web.evaluations.item_findings import counts_by_item
from selfeval.web.evaluations.item_funds import rate_text
from selfeval.web.shared.frame import loudness, points

STATES = {"empty": "未开始", "started": "填写中", "complete": "已填好", "locked": "查看"}


@dataclass(frozen=True)
class ItemLine:
    """A project in a list; ``state`` is a key of ``STATES``, empty without a code (then it has no page)."""

    code: str
    name: str
    url: str
    form: str
    whole_year: str
    executed: str
    rate: str
    score: str
    full_mark: str
    grade: str
    is_provisional: bool
    errors: int
    warnings: int
    state: str

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def severity(self) -> str:
        """How loud to count what is found: a project nobody has begun is not a mistake yet."""
        return loudness(self.state, self.errors)


@dataclass(frozen=True)
class ItemList:
    """The projects of one kind, their sums, and the forms under which another can be added."""

    kind: str
    label: str
    unit: str
    lines: tuple[ItemLine, ...]
    whole_year: str
    executed: str
    rate: str
    forms: tuple[ItemForm, ...]

    @property
    def shows_forms(self) -> bool:
        """Whether the projects may stand under different forms."""
        return len(self.forms) > 1

    @property
    def shows_scores(self) -> bool:
        """Whether any of the projects is scored or graded."""
        return any(line.score or line.grade for line in self.lines)


def item_lists(workspace: Workspace, unit: MoneyUnit, ask: str = "items") -> tuple[ItemList, ...]:
    """Return the lists that a section asks for (``items``, ``items:project`` …), of the kinds in use."""
    wanted = ask.partition(":")[2]
    kinds = [kind for kind in ItemKind if wanted in ("", kind)]
    present = {form.kind for form in workspace.pack.forms} | {item.kind for item in workspace.data.year.items}
    counts = counts_by_item(workspace)
    return tuple(_list(workspace, kind, unit, counts) for kind in kinds if kind in present)


def has_items(workspace: Workspace) -> bool:
    """Whether the year has projects that the pack evaluates."""
    return bool(workspace.pack.forms) and bool(workspace.data.year.items)


def asks_for_items(asks: Iterable[str]) -> list[str]:
    """Return what a section asks for where that is projects."""
    return [ask for ask in asks if ask in ITEM_ASKS]


def item_lines(workspace: Workspace, kind: ItemKind, unit: MoneyUnit) -> tuple[ItemLine, ...]:
    """Return the projects of one kind in their order."""
    return _lines(workspace, kind, unit, counts_by_item(workspace))


def _list(
    workspace: Workspace, kind: ItemKind, unit: MoneyUnit, counts: dict[str, tuple[int, int]]
) -> ItemList:
    scored = [item for item in workspace.score.items if item.case.item.kind is kind]
    whole = total(item.case.total.whole_year_amount for item in scored)
    executed = total(item.case.total.executed_amount for item in scored)
    return ItemList(
        kind=kind.value,
        label=next(choice.label for choice in ITEM_KINDS if choice.value == kind),
        unit=unit.label,
        lines=_lines(workspace, kind, unit, counts),
        whole_year=money(whole, unit),
        executed=money(executed, unit),
        rate=format_rate(executed / whole) if executed is not None and whole else "",
        forms=tuple(form for form in workspace.pack.forms if form.kind is kind),
    )


def _lines(
    workspace: Workspace, kind: ItemKind, unit: MoneyUnit, counts: dict[str, tuple[int, int]]
) -> tuple[ItemLine, ...]:
    items = (item for item in workspace.data.year.items if item.kind is kind)
    return tuple(_line(workspace, item, unit, counts) for item in items)


def _line(workspace: Workspace, item: Item, unit: MoneyUnit, counts: dict[str, tuple[int, int]]) -> ItemLine:
    scored = next((each for each in workspace.score.items if each.case.item.code == item.code), None)
    errors, warnings = counts.get(item.code, (0, 0))
    is_scored = scored is not None and scored.is_scored
    return ItemLine(
        code=item.code,
        name=item.name,
        url=reverse("item", args=[workspace.evaluation.code, item.code]) if item.code else "",
        form=scored.case.form.name if scored is not None else "表式不在体系包内",
        whole_year=money(scored.case.total.whole_year_amount, unit) if scored else "",
        executed=money(scored.case.total.executed_amount, unit) if scored else "",
        rate=rate_text(scored.case.total) if scored else "",
        score=points(_score(scored), workspace.pack.score_decimals) if scored and is_scored else "",
        full_mark=format_number(scored.score.full_mark) if scored and is_scored else "",
        grade=(scored.score.grade or "") if scored else "",
        is_provisional=is_scored and scored is not None and not scored.score.is_complete,
        errors=errors,
        warnings=warnings,
        state=_state(workspace, item, scored, errors + warnings),
    )


def _score(scored: ItemScore) -> Decimal | None:
    return scored.score.total


def _state(workspace: Workspace, item: Item, scored: ItemScore | None, found: int) -> str:
    if workspace.snapshot is not None:
        return "locked"
    year = workspace.data.year
    has_funds = any(row.item == item.code for row in year.item_funds)
    has_indicators = any(row.item == item.code for row in year.item_indicators)
    is_begun = has_funds or has_indicators or bool(item.objective or item.completion)
    if scored is None or not is_begun:
        return "empty"
    return "started" if found else "complete"

"""What a section page shows: for every section of its step the values, grids and texts asked for there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from selfeval.domain.cells import CellMap
from selfeval.domain.data import YearData, YearKind
from selfeval.domain.figures import FigureBook
from selfeval.domain.figures.catalogue import PRIOR
from selfeval.domain.last_year import read_of_last_year
from selfeval.domain.numbers import MoneyUnit, Quantity, format_number
from selfeval.domain.pack import Section, TextBlock
from selfeval.domain.report.numbering import heading_number
from selfeval.domain.sections import ITEM_ASKS, OVERVIEW, Step, steps
from selfeval.domain.year_tables import TABLES_BY_KEY, YEAR_TABLES, YEAR_VALUES
from selfeval.models import ReviewComment
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import Field, FieldMaker, Problem
from selfeval.web.evaluations.grids import Grid, GridMaker
from selfeval.web.evaluations.item_list import ItemList, asks_for_items, item_lists
from selfeval.web.evaluations.outline import OVERVIEW_TITLE
from selfeval.web.evaluations.places import place_url
from selfeval.web.evaluations.printed import printed_names
from selfeval.web.evaluations.texts import TextView, text_view
from selfeval.web.shared.frame import points

_MOST_DIFFERENCES = 5
_COUNT_UNITS = {
    "sampled_asset_count": "件",
    "sampled_asset_in_use_count": "件",
    "overseas_trip_count": "个",
    "overseas_person_count": "人",
    "vehicle_purchased_count": "辆",
    "vehicle_kept_count": "辆",
    "reception_count": "批次",
    "reception_guest_count": "人次",
}


@dataclass(frozen=True)
class ValueView:
    """A single value with last year's beside it."""

    label: str
    field: Field
    unit: str
    prior: str
    is_returned: bool


@dataclass(frozen=True)
class ValuesView:
    """Single values in a block; ``unit`` is that of its amounts, empty where it has none."""

    label: str
    unit: str
    items: tuple[ValueView, ...]


@dataclass(frozen=True)
class Part:
    """A section within the page."""

    key: str
    number: str
    title: str
    guidance: str
    values: tuple[ValuesView, ...]
    grids: tuple[Grid, ...]
    item_lists: tuple[ItemList, ...]
    texts: tuple[TextView, ...]
    prints: str


@dataclass(frozen=True)
class Yield:
    """An indicator that reads figures of this page."""

    code: str
    name: str
    url: str
    substituted: str
    actual: str
    score: str
    weight: str


def find_step(workspace: Workspace, key: str) -> Step | None:
    """Return the step of a key; the overview is a step made of the report's preface. ``None`` if unknown."""
    if key == OVERVIEW:
        report = workspace.pack.documents[0]
        section = Section(
            key=OVERVIEW, title=OVERVIEW_TITLE, asks=("report.report_date",), blocks=report.preface
        )
        return Step(OVERVIEW, "", OVERVIEW_TITLE, section, report)
    return next((step for step in steps(workspace.pack) if step.key == key), None)


class SectionPage:
    """The parts of one step, made once; ``fields.rendered`` holds what the form shows."""

    def __init__(
        self,
        workspace: Workspace,
        step: Step,
        unit: MoneyUnit,
        *,
        can_edit: bool,
        problems: Mapping[str, Problem] | None = None,
        comments: Mapping[str, Sequence[ReviewComment]] | None = None,
    ) -> None:
        self.workspace = workspace
        self.step = step
        self.unit = unit
        self._problems = problems or {}
        self._comments = comments or {}
        self.fields = FieldMaker(
            CellMap(workspace.pack),
            workspace.cells,
            unit,
            can_edit=can_edit,
            problems=problems,
            carried=workspace.carried,
        )
        data = workspace.data
        # Where last year is not in the system its figures are entered here, for comparison.
        prior = data.prior_year or YearData(
            fiscal_year=data.year.fiscal_year - 1, kind=YearKind.OPENING_COMPARATIVES
        )
        code = workspace.evaluation.code
        read = read_of_last_year(workspace.pack)
        is_entered_here = prior.kind is YearKind.OPENING_COMPARATIVES and (can_edit or data.prior_year)
        self._entered_of_last_year = read if is_entered_here else frozenset()
        self.grids = GridMaker(
            fields=self.fields,
            year=data.year,
            row_keys=workspace.rows,
            prior=prior,
            may_edit_prior=prior.kind is YearKind.OPENING_COMPARATIVES,
            paired=frozenset(place.partition(".")[0] for place in read) | _tables_filled(prior),
            read=read,
            prior_row_keys=workspace.prior_rows,
            is_returned=lambda address: address in self._comments,
            account_name=workspace.book.account_name,
            differences=self._differences,
            add_url=reverse("row-add", args=[code]),
            delete_url=reverse("row-delete", args=[code]),
        )

    def _differences(self, table: str) -> str:
        """What the checks found in a table, line by line; the first few where there are many."""
        found = [finding.message for finding in self.workspace.findings if finding.place == table]
        more = len(found) - _MOST_DIFFERENCES
        return "\n".join((*found[:_MOST_DIFFERENCES], *([f"另有{more}处，见“校验”页"] if more > 0 else [])))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the page in printing order."""
        return tuple(self._parts((self.step.section,), 0))

    def _parts(self, sections: Sequence[Section], depth: int) -> list[Part]:
        made = []
        for position, section in enumerate(sections, start=1):
            made.append(self._part(section, depth, position))
            made += self._parts(section.sections, depth + 1)
        return made

    def _part(self, section: Section, depth: int, position: int) -> Part:
        level = min(4, depth + self.step.level)
        prose = self.workspace.prose
        return Part(
            key=section.key,
            number=heading_number(level, position) if depth else "",
            title=section.title if depth else "",
            guidance=section.guidance,
            values=tuple(self._values(self.step.asks_of(section))),
            grids=tuple(self._grids(self.step.asks_of(section))),
            item_lists=tuple(
                listed
                for ask in asks_for_items(self.step.asks_of(section))
                for listed in item_lists(self.workspace, self.unit, ask)
            ),
            texts=tuple(
                text_view(
                    block.key,
                    prose,
                    can_edit=self.fields.can_edit,
                    comments=self._comments.get(f"text.{block.key}", ()),
                    problem=self._problems.get(f"text.{block.key}"),
                )
                for block in section.blocks
                if isinstance(block, TextBlock)
            ),
            prints="、".join(printed_names(section, prose)),
        )

    # --- single values ------------------------------------------------------------------------------------

    def _values(self, asks: Sequence[str]) -> list[ValuesView]:
        """The single values that a section asks for, in one block."""
        addresses: list[str] = []
        for ask in asks:
            if ask == "year":
                addresses += [f"year.{column.key}" for column in YEAR_VALUES.columns]
            elif ask.startswith("figures."):
                addresses.append(ask if ask.endswith(".value") else f"{ask}.value")
            elif "." in ask:
                addresses.append(ask)
        shown = [
            each
            for address in addresses
            for each in (address, *([f"{PRIOR}{address}"] if address in self._entered_of_last_year else []))
        ]
        items = tuple(self._value(address) for address in shown if self.fields.has(address))
        if not items:
            return []
        has_money = any(item.field.quantity == Quantity.MONEY for item in items)
        label = "报告信息" if addresses == ["report.report_date"] else "基本数据"
        return [ValuesView(label, self.unit.label if has_money else "", items)]

    def _value(self, address: str) -> ValueView:
        is_prior = address.startswith(PRIOR)
        field = self.fields.field(address.removeprefix(PRIOR))
        if is_prior:
            label = f"{self.workspace.data.year.fiscal_year - 1}年度{field.label}"
            field = self.fields.field(address, label=label)
        has_prior = (
            self.workspace.data.prior_year is not None
            and not is_prior
            and not address.startswith("report.")
            and address not in self._entered_of_last_year
        )
        prior = ""
        if has_prior and address.startswith("year."):
            prior = self.fields.read_only(f"prior.{address}")
            prior = f"{prior}{self._unit(address, field)}" if prior else ""
        elif has_prior and address.startswith("figures."):
            prior = self.workspace.book.display(f"prior.{_figure_key(address)}")
        return ValueView(field.label, field, self._unit(address, field), prior, address in self._comments)

    def _unit(self, address: str, field: Field) -> str:
        if field.quantity == Quantity.MONEY:
            return self.unit.label
        if address.removeprefix(PRIOR).startswith("figures."):
            return _figure_unit(self.workspace.book, _figure_key(address.removeprefix(PRIOR)))
        return _COUNT_UNITS.get(address.rpartition(".")[2], "")

    # --- what follows from them ---------------------------------------------------------------------------

    def computed(self) -> dict[str, str]:
        """Return every computed text of the page by the key of its place."""
        return {key: text for grid in self._grids(self.step.asks) for key, text in grid.computed()}

    def _grids(self, asks: Iterable[str]) -> Iterator[Grid]:
        tables = (ask for ask in asks if ask in TABLES_BY_KEY and ask not in ITEM_ASKS)
        return (self.grids.grid(ask) for ask in tables if ask != YEAR_VALUES.key)

    def yields(self) -> list[Yield]:
        """Return the indicators whose formula reads something that is entered here."""
        asks = set(self.step.asks)
        decimals = self.workspace.pack.score_decimals
        found = []
        for item in self.workspace.score.indicators:
            if item.figures and any(self._is_entered_here(key, asks) for key in item.figures):
                found.append(
                    Yield(
                        code=item.code,
                        name=item.name,
                        url=place_url(
                            self.workspace.evaluation.code, self.workspace.pack, f"indicator.{item.code}"
                        ),
                        substituted=item.explanation.substituted or "；".join(item.explanation.missing),
                        actual=item.actual,
                        score=points(item.self_score, decimals),
                        weight="" if item.weight is None else format_number(item.weight),
                    )
                )
        return found

    def _is_entered_here(self, key: str, asks: set[str], depth: int = 0) -> bool:
        """Whether a figure is read from a table or value of this page, also through computed figures."""
        book = self.workspace.book
        if not book.has(key) or depth > 8:
            return False
        figure = book.definition(key)
        place = figure.place.removeprefix("prior.")
        if place:
            return place in asks or place.partition(".")[0] in asks or place.removesuffix(".value") in asks
        if not figure.formula:
            return False
        return any(self._is_entered_here(name, asks, depth + 1) for name in book.formula_of(key).keys)


def has_money(parts: Sequence[Part]) -> bool:
    """Whether the page shows amounts, so that the unit can be chosen."""
    units = (
        [shown.unit for shown in part.grids]
        + [shown.unit for shown in part.values]
        + [shown.unit for shown in part.item_lists]
        for part in parts
    )
    return any(unit for found in units for unit in found)


def _figure_key(address: str) -> str:
    return address.removeprefix("figures.").removesuffix(".value")


def _figure_unit(book: FigureBook, key: str) -> str:
    figure = book.definition(key)
    return "" if figure.quantity is Quantity.RATE else figure.unit


def _tables_filled(year: YearData) -> frozenset[str]:
    return frozenset(table.key for table in YEAR_TABLES if getattr(year, table.key))

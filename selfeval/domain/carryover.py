"""What a new year takes along from last year's evaluation, as plain data: structure and words, no figures.

Figures of the year before are linked (``prior_year``), never copied; only what stays true until somebody
changes it is brought along: posts, account codes, projects with their targets, edited texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from selfeval.domain.cell_values import canonical_value
from selfeval.domain.cells import CellMap, UnknownCell
from selfeval.domain.data import Data, EvaluationData, Item, SectionText, YearData
from selfeval.domain.items.case import form_of, item_text
from selfeval.domain.pack import ItemForm, Pack, TextBlock
from selfeval.domain.pack_match import IndicatorMatch, match_indicators
from selfeval.domain.quotation import quoted
from selfeval.domain.report.texts import ANALYSIS_PREFIX
from selfeval.domain.sections import place_label, steps, walk_sections
from selfeval.domain.year_tables import YEAR_TABLES, YearTable

CARRIED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "budget_lines": ("functional_code", "name", "nature", "fund"),
    "economic_lines": ("functional_code", "economic_code", "nature", "fund", "project"),
    "income_details": ("functional_code", "source"),
    "carryover_lines": ("fund", "functional_code"),
    "staffing": ("authorized_count",),
    "working_group": ("role", "position", "member_count", "duties"),
    "timeline": ("stage", "work"),
    "items": (
        "code",
        "name",
        "kind",
        "form",
        "supervising_department",
        "local_department",
        "implementing_unit",
        "objective",
        "is_demo",
    ),
    "item_indicators": (
        "item",
        "code",
        "level1",
        "level2",
        "name",
        "nature",
        "target_value",
        "target_text",
        "unit",
        "weight",
        "is_core",
        "note",
    ),
}
"""The columns that are brought along, by table."""

NOT_CARRIED = frozenset(
    {"income_lines", "three_public", "procurement", "adjustments", "item_funds", "item_aspects"}
)
"""Tables that hold nothing but one year's figures and what explains them; their rows come with the form."""

_UNMARKED = frozenset({"item", "code", "kind", "form", "level1", "is_demo", "is_core"})
"""Columns that only say where a row belongs: nobody has to look at them again."""

_ENTRY_COLUMNS = ("target_value", "target_text", "note")


@dataclass(frozen=True)
class LeftOut:
    """Something of last year that the new year has no place for: what, and why, in Chinese."""

    what: str
    why: str


@dataclass
class CarryPlan:
    """What to bring: rows by table, entries as cell addresses with canonical texts, edited texts."""

    rows: dict[str, tuple[Data, ...]] = field(default_factory=dict)
    entries: list[tuple[str, str]] = field(default_factory=list)
    texts: list[SectionText] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def is_marked(address: str) -> bool:
    """Whether a cell that was brought along is to be looked at: not the columns that only place a row."""
    table, _, rest = address.partition(".")
    return table not in CARRIED_COLUMNS or rest.rpartition(".")[2] not in _UNMARKED


def plan_carryover(source: EvaluationData, own: Pack, pack: Pack, present: YearData) -> CarryPlan:
    """Plan what a new year under ``pack`` takes from ``source``, an evaluation of last year under ``own``.

    ``present`` is the new year as it stands: tables that hold rows already keep them and take nothing.
    What the new pack has no place for is named.
    """
    plan = CarryPlan()
    _plan_tables(plan, source.year, pack, present)
    _plan_items(plan, source.year, own, pack, present)
    matches = match_indicators(own, pack)
    _plan_entries(plan, source, pack, matches)
    _plan_texts(plan, source, own, pack, matches)
    return plan


# --- the year's tables ------------------------------------------------------------------------------------


def _plan_tables(plan: CarryPlan, year: YearData, pack: Pack, present: YearData) -> None:
    asked = {ask for step in steps(pack) for ask in step.asks}
    for table in YEAR_TABLES:
        rows = tuple(_stripped_rows(table, year))
        if not rows:
            continue
        if table.key not in asked:
            plan.left_out.append(LeftOut(table.label, "新体系包不要求填报这张表"))
        elif getattr(present, table.key):
            plan.left_out.append(LeftOut(table.label, "本年度已有数据，以本年度为准"))
        else:
            plan.rows[table.key] = rows


def _stripped_rows(table: YearTable, year: YearData) -> Iterator[Data]:
    """The rows of a table with the carried columns only; rows that then hold nothing are left out."""
    if table.key not in CARRIED_COLUMNS:
        return
    for line in getattr(year, table.key):
        values = _carried(table.key, line)
        if any(value not in (None, "") for value in values.values()):
            key = {table.row_key: getattr(line, table.row_key)} if table.row_key else {}
            yield type(line).model_validate({**values, **key})


def _carried(table: str, line: Data) -> dict[str, Any]:
    return {column: getattr(line, column) for column in CARRIED_COLUMNS[table]}


# --- projects and transfer payments -----------------------------------------------------------------------


def _plan_items(plan: CarryPlan, year: YearData, own: Pack, pack: Pack, present: YearData) -> None:
    if not year.items:
        return
    if present.items:
        plan.left_out.append(LeftOut("项目和转移支付", "本年度已有数据，以本年度为准"))
        return
    items: list[Data] = []
    indicators: list[Data] = []
    for item in year.items:
        kept = Item.model_validate(_carried("items", item))
        form = form_of(pack, kept)
        if form is None and kept.form:
            kept = kept.model_copy(update={"form": ""})
            form = form_of(pack, kept)
            if form is not None:
                why = f"新体系包没有原来的表式，改用“{form.name}”"
                plan.left_out.append(LeftOut(f"项目“{item.name}”的自评表式", why))
        if form is None:
            plan.left_out.append(LeftOut(f"项目“{item.name}”", "新体系包没有这类项目的自评表式"))
            continue
        items.append(kept)
        indicators += _item_indicators(plan, year, kept, form_of(own, item), form)
    if items:
        plan.rows |= {"items": tuple(items), "item_indicators": tuple(indicators)}


def _item_indicators(
    plan: CarryPlan, year: YearData, item: Item, old_form: ItemForm | None, form: ItemForm
) -> Iterator[Data]:
    for row in year.item_indicators:
        if not item.code or row.item != item.code:
            continue
        group = _group_code(row.level1, old_form, form)
        if group is None:
            what = f"项目“{item.name}”的指标“{row.name}”"
            plan.left_out.append(LeftOut(what, f"“{form.name}”没有它所属的一级指标"))
            continue
        values = {**_carried("item_indicators", row), "level1": group}
        yield type(row).model_validate(values)


def _group_code(level1: str, old_form: ItemForm | None, form: ItemForm) -> str | None:
    """The group of a level-1 indicator in the new form: by code, else by name."""
    if form.group(level1) is not None or not level1:
        return level1
    old = old_form.group(level1) if old_form is not None else None
    return next((group.code for group in form.groups if old is not None and group.name == old.name), None)


# --- indicator targets and notes --------------------------------------------------------------------------


def _plan_entries(
    plan: CarryPlan, source: EvaluationData, pack: Pack, matches: tuple[IndicatorMatch, ...]
) -> None:
    cells = CellMap(pack)
    for match in matches:
        if match.left is None:
            continue
        entry = source.entry(match.left.leaf.code)
        values = {column: getattr(entry, column) for column in _ENTRY_COLUMNS}
        if all(value in (None, "") for value in values.values()):
            continue
        name = f"指标{quoted(match.left.leaf.name)}的目标值和备注"
        if match.right is None:
            plan.left_out.append(LeftOut(name, "新体系包没有这一指标"))
            continue
        old, new = match.left.leaf, match.right.leaf
        if (old.quantity, old.unit) != (new.quantity, new.unit) and entry.target_value is not None:
            why = "新体系包中这一指标的计量单位不同"
            plan.left_out.append(LeftOut(f"指标{quoted(old.name)}的目标值", why))
            values = {"note": entry.note}
        plan.entries += _entry_cells(cells, new.code, values)


def _entry_cells(cells: CellMap, code: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The cells that hold something; a target that the new pack fixes itself needs none."""
    for column, value in values.items():
        try:
            cell = cells.cell(f"indicator.{code}.{column}")
        except UnknownCell:
            continue
        canonical = canonical_value(cell, value)
        if canonical:
            yield cell.address, canonical


# --- texts ------------------------------------------------------------------------------------------------


def _plan_texts(
    plan: CarryPlan, source: EvaluationData, own: Pack, pack: Pack, matches: tuple[IndicatorMatch, ...]
) -> None:
    cells = CellMap(pack)
    codes = {
        match.left.leaf.code: match.right.leaf.code
        for match in matches
        if match.left is not None and match.right is not None
    }
    items = {item.code for item in plan.rows.get("items", ()) if isinstance(item, Item)}
    by_label = _editable_by_label(pack)
    taken = {text.key for text in source.texts}
    for text in source.texts:
        if not text.content.strip():
            continue
        label = place_label(own, f"text.{text.key}")
        item_code, own_key = item_text(text.key)
        key: str | None = text.key
        if own_key is not None:
            key = text.key if item_code in items else None
        elif text.key.startswith(ANALYSIS_PREFIX):
            code = codes.get(text.key.removeprefix(ANALYSIS_PREFIX))
            key = f"{ANALYSIS_PREFIX}{code}" if code else None
        elif not _has_text(cells, text.key):
            key = by_label.get(label)
            key = None if key in taken else key
        if key is None or not _has_text(cells, key):
            plan.left_out.append(LeftOut(f"文字{quoted(label)}", "新体系包的提纲中没有这段文字"))
            continue
        plan.texts.append(text.model_copy(update={"key": key}))


def _has_text(cells: CellMap, key: str) -> bool:
    try:
        cells.cell(f"text.{key}")
    except UnknownCell:
        return False
    return True


def _editable_by_label(pack: Pack) -> dict[str, str]:
    """The keys of the texts that may be edited, by label; labels that stand for several are left out."""
    blocks = [
        block
        for report in pack.documents
        for part in (report.preface, *(section.blocks for section in walk_sections(report.outline)))
        for block in part
        if isinstance(block, TextBlock) and block.editable
    ]
    counts = Counter(block.label for block in blocks)
    return {block.label: block.key for block in blocks if counts[block.label] == 1}

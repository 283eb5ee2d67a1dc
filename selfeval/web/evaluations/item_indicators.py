"""The indicators of a project by the form's groups, with what each asks for, its score and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.data import ItemIndicator
from selfeval.domain.items.tree import EXECUTION, rows_of
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import ItemForm, ItemGroup, Method, ThreeTier
from selfeval.domain.report.item_columns import indicator_columns
from selfeval.domain.scoring.result import IndicatorScore, ItemScore
from selfeval.domain.year_tables import TABLES_BY_KEY, Choice
from selfeval.models import EvidenceFile
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import Field, LabelledField
from selfeval.web.evaluations.grids import GridCell
from selfeval.web.evaluations.item_fields import ItemFields
from selfeval.web.evaluations.item_findings import ItemFindings, Notice
from selfeval.web.evaluations.scoring_rows import steps_text
from selfeval.web.shared.frame import points

_TABLE = "item_indicators"
_COLUMNS = TABLES_BY_KEY[_TABLE]
_GRID = (
    ("level2", "level2"),
    ("name", "name"),
    ("nature", "nature"),
    ("target_value", "value"),
    ("target_text", "words"),
    ("unit", "unit"),
    ("actual_value", "value"),
    ("actual_text", "words"),
    ("weight", "weight"),
)
_OPTIONAL = ("adjusted_target_value", "adjusted_target_text", "is_core", "note")


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator: the cells of its line, what judges it, everything else, evidence and findings."""

    key: str
    anchor: str
    name: str
    cells: tuple[GridCell, ...]
    judged: tuple[LabelledField, ...]
    more: tuple[LabelledField, ...]
    steps: str
    notice: Notice
    evidence: Sequence[EvidenceFile]
    is_open: bool

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield what follows from what is entered: key and text."""
        yield from ((cell.key, cell.text) for cell in self.cells if cell.key)
        yield f"item.steps.{self.key}", self.steps
        yield from ((key, text) for _, key, text in self.notice.texts)


@dataclass(frozen=True)
class GroupView:
    """A level-1 group; ``weights`` tells the sum and ``rule`` what it should be, empty where it is right."""

    code: str
    anchor: str
    name: str
    reading: str
    has_weights: bool
    weights: str
    rule: str
    score: str
    rows: tuple[IndicatorRow, ...]
    notice: Notice

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield what follows from what is entered: key and text."""
        yield f"item.weights.{self.code}", self.weights
        yield f"item.rule.{self.code}", self.rule
        yield f"item.group.{self.code}", self.score
        yield from ((key, text) for _, key, text in self.notice.texts)
        for row in self.rows:
            yield from row.computed()


@dataclass(frozen=True)
class ExecutionView:
    """The budget execution indicator, computed from the funds."""

    name: str
    weight: str
    actual: str
    score: str
    arithmetic: str
    notice: Notice

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield what follows from the funds: key and text."""
        yield "item.execution.actual", self.actual
        yield "item.execution.score", self.score
        yield "item.execution.arithmetic", self.arithmetic
        yield from ((key, text) for _, key, text in self.notice.texts)


class IndicatorViews:
    """Makes the indicators of one project's page."""

    def __init__(
        self,
        workspace: Workspace,
        item: ItemScore,
        fields: ItemFields,
        findings: ItemFindings,
        evidence: Mapping[str, Sequence[EvidenceFile]],
    ) -> None:
        self._workspace = workspace
        self._item = item
        self._form: ItemForm = item.case.form
        self._fields = fields
        self._findings = findings
        self._evidence = evidence
        self._scores = {score.code: score for score in item.score.indicators}
        self._decimals = workspace.pack.score_decimals
        self._used = indicator_columns(self._form)
        rows = item.case.indicators.values()
        self._is_weighted = any(row.weight is not None for row in rows)
        self.has_weights = (
            self._is_weighted or "weight" in self._used or self._form.execution.weight is not None
        )

    @property
    def heads(self) -> tuple[tuple[str, int], ...]:
        """The heads of the grid: words and the number of columns; those over two have numbers and words."""
        values = (
            ("二级指标", 1),
            ("三级指标", 1),
            ("性质", 1),
            ("年度指标值", 2),
            ("单位", 1),
            ("实际完成值", 2),
        )
        return (*values, ("分值", 1), ("得分", 1)) if self.has_weights else values

    def execution(self) -> ExecutionView:
        """Return the budget execution indicator."""
        score = self._scores[EXECUTION]
        return ExecutionView(
            name=score.name,
            weight="" if self._form.execution.weight is None else format_number(self._form.execution.weight),
            actual=score.actual,
            score=points(score.self_score, self._decimals),
            arithmetic=score.explanation.substituted or "；".join(score.explanation.missing),
            notice=self._findings.at(EXECUTION),
        )

    def groups(self) -> tuple[GroupView, ...]:
        """Return the form's groups with their indicators."""
        return tuple(self._group(group) for group in self._form.groups)

    def row(self, key: str) -> IndicatorRow:
        """Return one indicator by the key of its row. KeyError if the project has none of it."""
        for code, row in self._item.case.indicators.items():
            if self._fields.row_of(row) == key:
                group = self._form.group(row.level1)
                assert group is not None
                return self._row(group, code, row)
        raise KeyError(key)

    def misplaced(self) -> tuple[LabelledField, ...]:
        """Return the group fields of indicators whose group the form does not have."""
        placed = {id(row) for row in self._item.case.indicators.values()}
        lost = [row for row in rows_of(self._workspace.data, self._item.case.item) if id(row) not in placed]
        return tuple(
            LabelledField(row.name or "未命名的指标", self._level1(self._fields.row_of(row), row.name))
            for row in lost
        )

    def _group(self, group: ItemGroup) -> GroupView:
        rows = {code: row for code, row in self._item.case.indicators.items() if row.level1 == group.code}
        weights = [row.weight for row in rows.values() if row.weight is not None]
        total = sum(weights, Decimal(0))
        is_wrong = bool(rows) and bool(weights) and bool(group.weights) and total not in group.weights
        allowed = "或".join(map(format_number, group.weights))
        dimensions = {dimension.code: dimension for dimension in self._item.score.dimensions}
        dimension = dimensions.get(group.code)
        return GroupView(
            code=group.code,
            anchor=self._anchor(group.code),
            name=group.name,
            reading=group.reading,
            has_weights=self.has_weights,
            weights=f"分值合计 {format_number(total)}" if weights else f"分值 {allowed}" if allowed else "",
            rule=f"应为 {allowed}" if is_wrong else "",
            score=points(dimension.score, self._decimals) if dimension is not None else "",
            rows=tuple(self._row(group, code, row) for code, row in rows.items()),
            notice=self._findings.at(group.code),
        )

    def _row(self, group: ItemGroup, code: str, row: ItemIndicator) -> IndicatorRow:
        key = self._fields.row_of(row)
        score = self._scores[code]
        evidence = self._evidence.get(f"item.{row.item}.{row.code}", ()) if row.code else ()
        notice = self._findings.at(code, shown_as=key)
        if not _is_begun(row):
            # A line that nobody has begun is not a mistake yet.
            notice = Notice(key, "", "")
        return IndicatorRow(
            key=key,
            anchor=self._anchor(code),
            name=row.name,
            cells=tuple(self._cells(group, key, row, score)),
            judged=tuple(self._judged(group, key, row)),
            more=tuple(self._more(group, key, row)),
            steps=steps_text(score) if self.has_weights else "",
            notice=notice,
            evidence=evidence,
            is_open=bool(notice.warning),
        )

    def _anchor(self, spot: str) -> str:
        return f"item.{self._item.case.item.code}.{spot}"

    def _cells(
        self, group: ItemGroup, key: str, row: ItemIndicator, score: IndicatorScore
    ) -> Iterator[GridCell]:
        for column, width in _GRID:
            if column == "weight" and not self.has_weights:
                continue
            field = self._field(key, column, row.name)
            if column == "level2" and group.level2:
                field = self._fields.chosen(field, (Choice(name, name) for name in group.level2))
            yield GridCell(field=field, width=width)
        if self.has_weights:
            yield GridCell(text=points(score.self_score, self._decimals), key=f"item.score.{key}")

    def _judged(self, group: ItemGroup, key: str, row: ItemIndicator) -> Iterator[LabelledField]:
        """Tier and points, where the form lets the indicator be judged."""
        method = self._method(group, row)
        if self.has_weights and isinstance(method, ThreeTier):
            tiers = (Choice(tier.label, tier.label) for tier in method.tiers)
            yield LabelledField("评价档次", self._fields.chosen(self._field(key, "tier", row.name), tiers))
            yield LabelledField("档内评定得分", self._field(key, "awarded_score", row.name))

    def _more(self, group: ItemGroup, key: str, row: ItemIndicator) -> Iterator[LabelledField]:
        yield self._asked(key, row, "variance_reason", "失分或偏离较大时填写")
        yield self._asked(key, row, "improvement")
        if self.has_weights:
            if not isinstance(self._method(group, row), ThreeTier):
                yield self._asked(key, row, "awarded_score", "不按公式计分时填写，并说明理由")
            yield self._asked(key, row, "score_reason")
        for column in _OPTIONAL:
            is_asked = column in self._used or (column == "is_core" and self._form.core is not None)
            if is_asked or getattr(row, column) not in (None, "", False):
                yield self._asked(key, row, column)
        yield LabelledField(_COLUMNS.column("level1").label, self._level1(key, row.name))

    def _method(self, group: ItemGroup, row: ItemIndicator) -> Method:
        method: Method = getattr(group.methods or self._form.methods, row.nature.value)
        return method

    def _asked(self, key: str, row: ItemIndicator, column: str, hint: str = "") -> LabelledField:
        return LabelledField(_COLUMNS.column(column).label, self._field(key, column, row.name), hint)

    def _level1(self, key: str, name: str) -> Field:
        groups = (Choice(group.code, group.name) for group in self._form.groups)
        return self._fields.chosen(self._field(key, "level1", name), groups)

    def _field(self, key: str, column: str, name: str) -> Field:
        return self._fields.field(_TABLE, key, column, name or "新增指标")


def _is_begun(row: ItemIndicator) -> bool:
    """Whether anything was entered beside what the system fills in."""
    entered = row.model_dump(exclude={"item", "code", "level1", "level2", "nature"})
    return any(value not in (None, "", False) for value in entered.values())

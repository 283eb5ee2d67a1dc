"""What the page of one project or transfer payment shows, section by section as its form has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from selfeval.domain.cells import CellMap
from selfeval.domain.checks.spots import FUNDS, INDICATORS, SCORE
from selfeval.domain.data import Item
from selfeval.domain.items.case import REPORT, text_prefix
from selfeval.domain.numbers import MoneyUnit, format_number
from selfeval.domain.pack import TextBlock
from selfeval.domain.report.item_columns import item_columns
from selfeval.domain.scoring.result import ItemScore
from selfeval.domain.sections import item_at, walk_sections
from selfeval.domain.year_tables import ITEM_KINDS, TABLES_BY_KEY, Choice
from selfeval.models import EvidenceFile, ReviewComment
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import FieldMaker, LabelledField, Problem
from selfeval.web.evaluations.item_fields import ItemFields
from selfeval.web.evaluations.item_findings import ItemFindings, Notice
from selfeval.web.evaluations.item_funds import FundGrid, fund_grid
from selfeval.web.evaluations.item_indicators import ExecutionView, GroupView, IndicatorViews
from selfeval.web.evaluations.texts import TextView, text_view
from selfeval.web.shared.frame import points

_HEAD = ("supervising_department", "local_department", "implementing_unit")
_OBJECTIVES = ("objective", "adjusted_objective", "completion")
_WORDS = ("implementation", "conclusion", "problems", "measures", "note")
_ASPECT = ("situation", "problems")
_STATED = ("stated_score", "stated_grade", "score_reason")
_COLUMNS = TABLES_BY_KEY["items"]


@dataclass(frozen=True)
class AspectView:
    """An aspect of fund management: the situation, and problems with their cure."""

    label: str
    situation: LabelledField
    problems: LabelledField


@dataclass(frozen=True)
class ScoreView:
    """Total and grade of a project as they stand now."""

    total: str
    full_mark: str
    grade: str
    remark: str

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield key and text."""
        for name in ("total", "full_mark", "grade", "remark"):
            yield f"item.{name}", getattr(self, name)


@dataclass(frozen=True)
class ReportText:
    """A text of the project's report with what is found at it."""

    view: TextView
    notice: Notice


def find_item(workspace: Workspace, code: str) -> Item | None:
    """Return the project of a code, ``None`` where the year has none."""
    return next((item for item in workspace.data.year.items if code and item.code == code), None)


class ItemPage:
    """The page of one project; ``fields.rendered`` holds what its form shows.

    A project whose form the pack does not have shows its name and the choice of a form only.
    """

    def __init__(
        self,
        workspace: Workspace,
        item: Item,
        unit: MoneyUnit,
        *,
        can_edit: bool,
        problems: Mapping[str, Problem] | None = None,
        comments: Mapping[str, Sequence[ReviewComment]] | None = None,
        evidence: Mapping[str, Sequence[EvidenceFile]] | None = None,
    ) -> None:
        self.workspace = workspace
        self.item = item
        self.unit = unit
        self.scored: ItemScore | None = next(
            (each for each in workspace.score.items if each.case.item.code == item.code), None
        )
        self.fields = FieldMaker(
            CellMap(workspace.pack),
            workspace.cells,
            unit,
            can_edit=can_edit,
            problems=problems,
            carried=workspace.carried,
        )
        self.findings = ItemFindings(workspace, item.code, item.name)
        self._own = ItemFields(workspace, item.code, self.fields)
        self._row = self._own.row_of(item)
        self._used = item_columns(self.scored.case.form) if self.scored else frozenset()
        self._problems = problems or {}
        self._comments = comments or {}
        self._evidence = evidence or {}

    def make_fields(self) -> None:
        """Make every field, so that ``fields.rendered`` holds all that the form shows."""
        for part in ("head", "funds", "objectives", "aspects", "groups", "misplaced", "words", "stated"):
            getattr(self, part)

    # --- the item itself ----------------------------------------------------------------------------------

    @property
    def add_url(self) -> str:
        """Where indicators are added."""
        return reverse("item-indicator-add", args=[self.workspace.evaluation.code, self.item.code])

    @property
    def kind_label(self) -> str:
        """项目支出 or 转移支付."""
        return next(choice.label for choice in ITEM_KINDS if choice.value == self.item.kind)

    @cached_property
    def head(self) -> tuple[LabelledField, ...]:
        """Name, form (where there is a choice) and who is responsible, as far as the form names them."""
        forms = [form for form in self.workspace.pack.forms if form.kind is self.item.kind]
        asked = [self._asked("name")]
        if len(forms) > 1 or self.scored is None:
            # A project that names no form has the first one.
            unnamed = Choice("", forms[0].name) if forms and not self.item.form else None
            named = [Choice(form.code, form.name) for form in (forms[1:] if unnamed else forms)]
            field = self._asked("form").field
            asked.append(
                LabelledField(_COLUMNS.column("form").label, self._own.chosen(field, named, unnamed))
            )
        return (*asked, *self._used_of(_HEAD))

    @cached_property
    def objectives(self) -> tuple[LabelledField, ...]:
        """The objectives and how they were met."""
        return self._used_of(_OBJECTIVES)

    @cached_property
    def words(self) -> tuple[LabelledField, ...]:
        """What else is written about the project, as far as the form has a place for it."""
        return self._used_of(_WORDS)

    @cached_property
    def stated(self) -> tuple[LabelledField, ...]:
        """Score and grade as published or judged as a whole."""
        return tuple(self._asked(column) for column in _STATED)

    @property
    def is_stated(self) -> bool:
        """Whether a score or grade was stated, or could only be stated."""
        has_words = any(getattr(self.item, column) not in (None, "") for column in _STATED)
        return has_words or (self.scored is not None and not self.scored.is_scored)

    def _used_of(self, columns: Sequence[str]) -> tuple[LabelledField, ...]:
        return tuple(
            self._asked(column) for column in columns if column in self._used or getattr(self.item, column)
        )

    def _asked(self, column: str) -> LabelledField:
        return LabelledField(_COLUMNS.column(column).label, self._own.field("items", self._row, column))

    # --- what belongs to it -------------------------------------------------------------------------------

    @cached_property
    def funds(self) -> FundGrid | None:
        """The funds, in the rows and columns of the form."""
        if self.scored is None:
            return None
        return fund_grid(self.workspace, self.scored.case, self._own, self.unit)

    @cached_property
    def aspects(self) -> tuple[AspectView, ...]:
        """What the form asks about the management of funds."""
        if self.scored is None:
            return ()
        return tuple(
            AspectView(aspect.label, *(self._aspect(aspect.key, aspect.label, column) for column in _ASPECT))
            for aspect in self.scored.case.form.aspects
        )

    def _aspect(self, key: str, name: str, column: str) -> LabelledField:
        label = TABLES_BY_KEY["item_aspects"].column(column).label
        return LabelledField(label, self._own.part("item_aspects", key, column, name))

    @cached_property
    def indicators(self) -> IndicatorViews | None:
        """Makes the views of the indicators."""
        if self.scored is None:
            return None
        return IndicatorViews(self.workspace, self.scored, self._own, self.findings, self._evidence)

    @cached_property
    def groups(self) -> tuple[GroupView, ...]:
        """The form's groups with their indicators."""
        return self.indicators.groups() if self.indicators is not None else ()

    @cached_property
    def misplaced(self) -> tuple[LabelledField, ...]:
        """The group fields of indicators whose group the form does not have."""
        return self.indicators.misplaced() if self.indicators is not None else ()

    @cached_property
    def execution(self) -> ExecutionView | None:
        """The budget execution indicator."""
        return self.indicators.execution() if self.indicators is not None else None

    @property
    def score(self) -> ScoreView:
        """Total and grade; provisional until everything is scored."""
        scored = self.scored
        if scored is None or not scored.is_scored:
            grade = scored.score.grade if scored is not None else None
            return ScoreView("", "", grade or "", "未填指标分值，也没有评定得分，不计分")
        total = points(scored.score.total, self.workspace.pack.score_decimals)
        remark = "" if scored.score.is_complete else "暂计，指标和分值填写完整后评定等级"
        return ScoreView(total, format_number(scored.score.full_mark), scored.score.grade or "", remark)

    @cached_property
    def texts(self) -> tuple[ReportText, ...]:
        """The texts of the project's report, in printing order."""
        if self.scored is None:
            return ()
        prose = self.workspace.prose
        prefix = text_prefix(self.item.code)
        return tuple(
            ReportText(
                text_view(
                    f"{prefix}{block.key}",
                    prose,
                    can_edit=self.fields.can_edit,
                    comments=self._comments.get(f"text.{prefix}{block.key}", ()),
                    problem=self._problems.get(f"text.{prefix}{block.key}"),
                ),
                self.findings.at(f"text.{block.key}"),
            )
            for block in self._blocks()
        )

    @property
    def has_open_texts(self) -> bool:
        """Whether something is to be cured in a text."""
        shown = self.texts
        return any(
            each.notice.error or each.notice.warning or each.view.comments or each.view.message
            for each in shown
        )

    @property
    def text_keys(self) -> list[str]:
        """The keys of these texts."""
        return [f"{text_prefix(self.item.code)}{block.key}" for block in self._blocks()]

    def _blocks(self) -> Iterator[TextBlock]:
        if self.scored is None:
            return
        report = self.scored.case.pack.document(REPORT)
        for blocks in (report.preface, *(section.blocks for section in walk_sections(report.outline))):
            yield from (block for block in blocks if isinstance(block, TextBlock))

    # --- what is found and said about it ------------------------------------------------------------------

    @property
    def notices(self) -> dict[str, Notice]:
        """The findings about the whole, its funds, indicators and score, by where they stand."""
        spots = {"whole": "", "funds": FUNDS, "indicators": INDICATORS, "score": SCORE}
        return {name: self.findings.at(spot, shown_as=name) for name, spot in spots.items()}

    @property
    def comments(self) -> tuple[ReviewComment, ...]:
        """The comments to be cured here, but for those that stand at a text."""
        return tuple(
            comment
            for place, made in self._comments.items()
            if place.startswith("item.") and item_at(place) == self.item.code
            for comment in made
        )

    def computed(self) -> dict[str, str]:
        """Return every computed text of the page by the key of its place."""
        parts = (self.funds, self.execution, *self.groups, self.score)
        found = {key: text for part in parts if part is not None for key, text in part.computed()}
        notices = (
            *self.notices.values(),
            *(self.findings.at(f"text.{key}") for key in self._own_text_keys()),
        )
        return found | {key: text for notice in notices for _, key, text in notice.texts}

    def _own_text_keys(self) -> Iterator[str]:
        return (block.key for block in self._blocks())

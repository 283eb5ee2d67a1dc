"""The scoring page's rows: every indicator with its inputs, score, explanation and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import IndicatorEntry
from selfeval.domain.numbers import format_number, format_rate
from selfeval.domain.pack import Checklist, IndicatorNode, Manual, Milestones, NotSelfScored, ThreeTier, YesNo
from selfeval.domain.prose.phrasing import STATE_LABELS
from selfeval.domain.scoring.methods import needs_target, needs_value
from selfeval.domain.scoring.result import IndicatorScore, ScoreState
from selfeval.models import EvidenceFile, ReviewComment
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import Field, FieldMaker, LabelledField
from selfeval.web.evaluations.texts import TextView, text_view
from selfeval.web.shared.frame import points

BAR_WIDTH = 64
_WAITING = "待填"
_ALARM = "!"
_ANSWERS = ("actual_value", "actual_text", "answer", "tier", "awarded_score")


@dataclass(frozen=True)
class ScoringRow:
    """An indicator, or the head of a group (``depth`` 1 is a dimension; then only name and scores count)."""

    code: str
    name: str
    depth: int
    weight: str
    score: str
    rate: str
    width: str
    is_group: bool = False
    state: str = ""
    state_label: str = ""
    node: IndicatorNode | None = None
    result: IndicatorScore | None = None
    target: str = ""
    target_field: Field | None = None
    actual: str = ""
    value_field: Field | None = None
    unit: str = ""
    inputs: tuple[LabelledField, ...] = ()
    reasons: tuple[LabelledField, ...] = ()
    exemption: tuple[LabelledField, ...] = ()
    not_applicable: Field | None = None
    is_waiting: bool = False
    analysis: TextView | None = None
    evidence: Sequence[EvidenceFile] = ()
    findings: Sequence[Finding] = ()
    comments: Sequence[ReviewComment] = ()

    @property
    def waiting(self) -> str:
        """待填 where nothing was entered yet."""
        return _WAITING if self.is_waiting else ""

    @property
    def alarm(self) -> str:
        """An exclamation mark where something must be cured."""
        has_error = any(finding.severity is Severity.ERROR for finding in self.findings)
        return _ALARM if has_error and not self.is_waiting else ""

    @property
    def steps(self) -> str:
        """How the points came about."""
        return steps_text(self.result) if self.result is not None else ""

    @property
    def is_open(self) -> bool:
        """Whether its details stand open: it was returned, or is scored and still wants words or files."""
        is_scored = self.state == ScoreState.SCORED
        return bool(self.comments) or (is_scored and bool(self.findings))


def scoring_rows(
    workspace: Workspace,
    fields: FieldMaker,
    evidence: Mapping[str, Sequence[EvidenceFile]],
    comments: Mapping[str, Sequence[ReviewComment]],
) -> list[ScoringRow]:
    """Return groups and indicators in the order of the pack."""
    made = _Rows(workspace, fields, evidence, comments)
    return list(made.rows(workspace.pack.indicators, 1))


def is_waiting(workspace: Workspace, result: IndicatorScore) -> bool:
    """Whether an indicator cannot be scored because nothing at all was entered for it yet."""
    if result.state is not ScoreState.INCOMPLETE:
        return False
    entry = workspace.data.entry(result.code)
    answered = any(getattr(entry, name) not in (None, "") for name in _ANSWERS)
    answered |= any(answer is not None for answer in entry.checklist) or bool(entry.milestones)
    answered |= entry.exemption_claimed
    return not answered and all(workspace.book.value(key) is None for key in result.figures)


def score_texts(workspace: Workspace) -> dict[str, str]:
    """Return everything on the page that follows from the scores, by the key of its place."""
    texts: dict[str, str] = {}
    decimals = workspace.pack.score_decimals
    wrong = {finding.place for finding in workspace.findings if finding.severity is Severity.ERROR}
    for item in workspace.score.indicators:
        waits = is_waiting(workspace, item)
        texts |= {
            f"waiting.{item.code}": _WAITING if waits else "",
            f"alarm.{item.code}": _ALARM if f"indicator.{item.code}" in wrong and not waits else "",
            f"score.{item.code}": points(item.self_score, decimals),
            f"rate.{item.code}": rate_text(item.rate, workspace),
            f"actual.{item.code}": item.actual,
            f"target.{item.code}": item.target_text,
            f"state.{item.code}": STATE_LABELS[item.state],
            f"substituted.{item.code}": item.explanation.substituted,
            f"missing.{item.code}": missing_text(item),
            f"steps.{item.code}": steps_text(item),
        }
    for dimension in workspace.score.dimensions:
        texts[f"dimension.{dimension.code}"] = points(dimension.score, decimals)
        texts[f"dimension-rate.{dimension.code}"] = rate_text(dimension.rate, workspace)
    return texts


def bar_widths(workspace: Workspace) -> dict[str, str]:
    """Return the widths of the bars of 得分率 by indicator and dimension."""
    widths = {f"rate.{item.code}": bar_width(item.rate) for item in workspace.score.indicators}
    return widths | {
        f"dimension-rate.{item.code}": bar_width(item.rate) for item in workspace.score.dimensions
    }


def rate_text(rate: Decimal | None, workspace: Workspace) -> str:
    """Write a 得分率 with the pack's decimals; nothing for none."""
    return "" if rate is None else format_rate(rate, workspace.pack.rate_decimals)


def bar_width(rate: Decimal | None) -> str:
    """Return the width of a bar for a rate between 0 and 1."""
    share = min(max(rate or Decimal(0), Decimal(0)), Decimal(1))
    return f"{share * BAR_WIDTH:.1f}"


def missing_text(item: IndicatorScore) -> str:
    """Say what still has to be entered for an indicator."""
    return "；".join(item.explanation.missing)


def steps_text(item: IndicatorScore) -> str:
    """Tell what was applied and the result, as one sentence."""
    told = item.explanation
    return "；".join(part for part in (told.rule, *told.steps, told.result) if part)


class _Rows:
    """Walks the indicator tree once."""

    def __init__(
        self,
        workspace: Workspace,
        fields: FieldMaker,
        evidence: Mapping[str, Sequence[EvidenceFile]],
        comments: Mapping[str, Sequence[ReviewComment]],
    ) -> None:
        self._workspace = workspace
        self._fields = fields
        self._evidence = evidence
        self._comments = comments
        self._prose = workspace.prose
        self._dimensions = {item.code: item for item in workspace.score.dimensions}
        self._findings: dict[str, list[Finding]] = {}
        for finding in workspace.findings:
            head, _, rest = finding.place.partition(".")
            if head == "indicator":
                self._findings.setdefault(rest.split(".")[0], []).append(finding)

    def rows(self, nodes: Sequence[IndicatorNode], depth: int) -> Iterator[ScoringRow]:
        """Yield the nodes and everything below them."""
        for node in nodes:
            if node.is_leaf:
                yield self._leaf(node, depth)
            else:
                yield self._group(node, depth)
                yield from self.rows(node.children, depth + 1)

    def _group(self, node: IndicatorNode, depth: int) -> ScoringRow:
        dimension = self._dimensions.get(node.code)
        rate = dimension.rate if dimension else None
        decimals = self._workspace.pack.score_decimals
        return ScoringRow(
            code=node.code,
            name=node.name,
            depth=depth,
            is_group=True,
            weight="" if node.weight is None else format_number(node.weight),
            score=points(dimension.score, decimals) if dimension else "",
            rate=rate_text(rate, self._workspace),
            width=bar_width(rate),
        )

    def _leaf(self, node: IndicatorNode, depth: int) -> ScoringRow:
        result = self._workspace.score.indicator(node.code)
        entry = self._workspace.data.entry(node.code)
        place = f"indicator.{node.code}"
        takes_value = node.method is not None and node.formula is None and needs_value(node.method)
        takes_target = node.method is not None and needs_target(node.method)
        is_scored = node.method is not None and not isinstance(node.method, NotSelfScored)
        return ScoringRow(
            code=node.code,
            name=node.name,
            depth=depth,
            weight="" if node.weight is None else format_number(node.weight),
            score=points(result.self_score, self._workspace.pack.score_decimals),
            rate=rate_text(result.rate, self._workspace),
            width=bar_width(result.rate),
            state=result.state.value,
            state_label=STATE_LABELS[result.state],
            node=node,
            result=result,
            target=result.target_text,
            target_field=self._field(f"{place}.target_value") if takes_target else None,
            actual=result.actual,
            value_field=self._field(f"{place}.actual_value") if takes_value else None,
            unit=self._unit(node),
            inputs=tuple(self._inputs(node)),
            reasons=tuple(self._reasons(node, result, entry)) if is_scored else (),
            exemption=tuple(self._exemption(node)),
            not_applicable=self._field(f"{place}.not_applicable") if is_scored else None,
            analysis=text_view(
                f"analysis.{node.code}", self._prose, can_edit=self._fields.can_edit, label="报告中的分析文字"
            ),
            evidence=self._evidence.get(node.code, ()),
            findings=self._findings.get(node.code, ()),
            is_waiting=is_waiting(self._workspace, result),
            comments=self._comments.get(place, ()),
        )

    def _unit(self, node: IndicatorNode) -> str:
        if node.quantity.value == "money":
            return self._fields.unit.label
        return node.unit

    def _field(self, address: str, label: str = "") -> Field | None:
        return self._fields.field(address, label=label) if self._fields.has(address) else None

    def _labelled(self, address: str, label: str, hint: str = "") -> Iterator[LabelledField]:
        field = self._field(address)
        if field is not None:
            yield LabelledField(label, field, hint)

    def _inputs(self, node: IndicatorNode) -> Iterator[LabelledField]:
        """The inputs that the scoring method asks for, besides value and target."""
        place = f"indicator.{node.code}"
        match node.method:
            case YesNo(question=question):
                yield from self._labelled(f"{place}.answer", question or "是否达到评分标准")
            case Checklist(points=items):
                for index, item in enumerate(items):
                    hint = "" if item.points is None else f"{format_number(item.points)}分"
                    yield from self._labelled(f"{place}.checklist.{index}", f"{index + 1}. {item.text}", hint)
            case ThreeTier():
                yield from self._labelled(f"{place}.tier", "评价档次")
                yield from self._labelled(f"{place}.awarded_score", "档内评定得分", "分")
            case Manual():
                yield from self._labelled(f"{place}.awarded_score", "评定得分", "分")
            case Milestones(milestones=milestones):
                for index, milestone in enumerate(milestones):
                    rate = format_rate(milestone.required, 0)
                    hint = f"应达到{rate}，{format_number(milestone.points)}分"
                    yield from self._labelled(f"{place}.milestones.{index}", milestone.label, hint)

    def _reasons(
        self, node: IndicatorNode, result: IndicatorScore, entry: IndicatorEntry
    ) -> Iterator[LabelledField]:
        """The reason fields that this indicator can want; a filled one always shows."""
        place = f"indicator.{node.code}"
        is_judged = isinstance(node.method, Manual | ThreeTier | YesNo | Checklist)
        yield from self._labelled(f"{place}.actual_text", "实际完成情况")
        if is_judged or entry.score_reason:
            yield from self._labelled(f"{place}.score_reason", "评分理由")
        yield from self._labelled(f"{place}.deduction_reason", "扣分原因", "失分时填写，印入报告的分析")
        if node.over_achievement is not None or entry.variance_reason:
            yield from self._labelled(f"{place}.variance_reason", "偏差原因", "完成值偏离目标较大时填写")

    def _exemption(self, node: IndicatorNode) -> Iterator[LabelledField]:
        if node.exemption is None:
            return
        place = f"indicator.{node.code}"
        documents = "规则要求列明文号" if node.exemption.documents_required else ""
        yield from self._labelled(f"{place}.exemption_claimed", f"适用豁免规定：{node.exemption.label}")
        yield from self._labelled(f"{place}.exemption_reason", "豁免理由")
        yield from self._labelled(f"{place}.exemption_documents", "依据文号", documents)

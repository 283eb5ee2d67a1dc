"""States, dimensions, totals, caps and grades of whole evaluations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfeval.domain.data import EvaluationData, FigureValue, IndicatorEntry
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import (
    Cap,
    Exemption,
    FigureDefinition,
    IndicatorNode,
    Manual,
    NotSelfScored,
    Pack,
    RatioUp,
    YesNo,
)
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import DimensionScore, ScoreState
from tests.support.scoring import entry, evaluation, leaf, pack, scored, spending, staffing, year


def group(code: str, *children: IndicatorNode, weight: str | None = None) -> IndicatorNode:
    return IndicatorNode.model_validate(
        {"code": code, "name": f"维度{code}", "weight": weight, "children": children}
    )


def answers(**given: bool) -> tuple[IndicatorEntry, ...]:
    return tuple(entry(code, answer=answer) for code, answer in given.items())


def test_dimensions_add_up_their_leaves() -> None:
    tree = pack(
        group("in", leaf(YesNo(), "2", "a"), group("inner", leaf(YesNo(), "5", "b")), weight="7"),
        group("out", leaf(YesNo(), "3", "c"), group("deep", leaf(YesNo(), "90", "d"))),
    )
    score = score_evaluation(evaluation(entries=answers(a=False, b=True, c=True)), tree)
    assert score.dimensions == (
        DimensionScore("in", "维度in", Decimal(7), Decimal(5), Decimal(5) / 7),
        DimensionScore("out", "维度out", Decimal(93), None, None),
    )
    assert (score.total, score.full_mark, score.grade, score.is_complete) == (
        Decimal(8),
        Decimal(100),
        None,
        False,
    )
    assert score.indicator("b").path == ("维度in", "维度inner")
    assert score.indicator("b").path_codes == ("in", "inner")
    with pytest.raises(KeyError):
        score.indicator("missing")


def test_flat_form_has_its_indicators_as_dimensions() -> None:
    score = score_evaluation(evaluation(entries=answers(a=True)), pack(leaf(YesNo(), "4", "a")))
    assert score.dimensions == (DimensionScore("a", "指标a", Decimal(4), Decimal(4), Decimal(1)),)


def test_dimension_without_counted_indicators_has_no_score() -> None:
    tree = pack(group("q", leaf(NotSelfScored(), "10", "a"), weight="10"), leaf(YesNo(), "90", "b"))
    score = score_evaluation(evaluation(entries=answers(b=True)), tree)
    assert score.dimensions[0] == DimensionScore("q", "维度q", Decimal(10), None, None)
    assert score.grade == "优"


def test_not_applicable_is_left_out_or_kept() -> None:
    left_out, kept = leaf(YesNo(), "5", "a"), leaf(YesNo(), "7", "b", when_not_applicable="keep")
    entries = (
        entry("a", not_applicable=True, answer=True),
        entry("b", not_applicable=True),
        entry("c", answer=False),
    )
    score = score_evaluation(evaluation(entries=entries), pack(left_out, kept, leaf(YesNo(), "8", "c")))
    assert (score.total, score.full_mark, score.is_complete) == (Decimal(7), Decimal(15), True)
    assert score.grade == "差"
    first, second = score.indicators[:2]
    assert (first.state, first.self_score, first.rate) == (ScoreState.NOT_APPLICABLE, None, None)
    assert first.explanation.text == "本指标不适用，不计入总分和满分。"
    assert (second.state, second.self_score) == (ScoreState.NOT_APPLICABLE, Decimal(7))
    assert second.explanation.text == "本指标不适用，按满分计。得7分（满分7分）。"


def test_evaluation_with_everything_left_out_has_no_grade() -> None:
    score = score_evaluation(evaluation(entries=(entry(not_applicable=True),)), pack(leaf(YesNo())))
    assert (score.total, score.full_mark, score.grade, score.is_complete) == (
        Decimal(0),
        Decimal(0),
        None,
        True,
    )
    assert score.dimensions[0].rate is None


def test_library_without_weights_has_values_but_no_scores() -> None:
    node = leaf(RatioUp(), None, formula="在职人员数/编制数")
    lines = year(staffing=(staffing("undivided", 14, 13),))
    library = pack(group("in", node, weight=None), is_library=True)
    score = score_evaluation(evaluation(lines), library)
    assert (score.total, score.full_mark, score.grade) == (None, Decimal(0), None)
    assert score.dimensions[0].weight is None
    only = score.indicators[0]
    assert (only.state, only.actual, only.self_score) == (ScoreState.NOT_SELF_SCORED, "92.86%", None)
    assert only.explanation.text == (
        "指标x＝在职人员数÷编制数×100%。指标x＝13÷14×100%＝92.86%。达到目标值100%得满分，未达到按比例计分。"
    )


def test_indicator_without_a_method_is_not_scored() -> None:
    score = scored(leaf(None, "5"), entry(actual_text="按计划完成"))
    assert (score.state, score.self_score, score.actual) == (ScoreState.NOT_SELF_SCORED, None, "按计划完成")
    assert score.explanation.text == "不计分（分值5分）。"


@pytest.mark.parametrize(
    ("given", "documents_required", "missing"),
    [
        (
            {},
            True,
            ("已选择“落实国家政策”，理由尚未填写", "已选择“落实国家政策”，依据文件尚未填写"),
        ),
        ({"exemption_reason": "发放补贴"}, True, ("已选择“落实国家政策”，依据文件尚未填写",)),
        ({"exemption_documents": "某财〔2020〕1号"}, False, ("已选择“落实国家政策”，理由尚未填写",)),
        ({"exemption_reason": "发放补贴"}, False, ()),
    ],
)
def test_exemption_needs_reason_and_documents(
    given: dict[str, str], documents_required: bool, missing: tuple[str, ...]
) -> None:
    rule = Exemption(label="落实国家政策", documents_required=documents_required)
    score = scored(leaf(YesNo(), exemption=rule), entry(answer=False, exemption_claimed=True, **given))
    assert score.explanation.missing == missing
    assert score.self_score == (None if missing else 10)
    if not missing:
        assert score.explanation.steps == ("适用“落实国家政策”，发放补贴，按规定得满分",)


def test_exemption_counts_only_where_the_pack_grants_one_and_it_is_claimed() -> None:
    given = entry(answer=False, exemption_claimed=True, exemption_reason="发放补贴")
    assert scored(leaf(YesNo()), given).self_score == 0
    rule = Exemption(label="落实国家政策", documents_required=False)
    unclaimed = given.model_copy(update={"exemption_claimed": False})
    assert scored(leaf(YesNo(), exemption=rule), unclaimed).self_score == 0


def test_missing_figures_are_named_with_their_place() -> None:
    node = leaf(RatioUp(), formula="预算调整数/年初预算数")
    lines = year(budget_lines=(spending(initial="100"),))
    assert scored(node, current=lines).explanation.missing == ("“全年预算数”尚未填写（支出预算与决算）",)
    reception = leaf(RatioUp(), formula="公务接待费决算数/上年公务接待费决算数")
    assert scored(reception).explanation.missing == (
        "“公务接待费决算数”尚未填写（“三公”经费 公务接待费 决算数）",
        "“上年公务接待费决算数”尚未填写（上年“三公”经费 公务接待费 决算数）",
    )
    assert scored(node).explanation.formula == "指标x＝预算调整数÷年初预算数×100%"


def test_zero_denominator_is_named_with_its_place() -> None:
    node = leaf(RatioUp(), formula="在职人员数/编制数")
    score = scored(node, current=year(staffing=(staffing("administrative", 0, 3),)))
    assert (score.state, score.value) == (ScoreState.INCOMPLETE, None)
    assert score.explanation.missing == ("分母为零：编制数（人员编制）",)


def test_figure_marked_not_applicable_is_named() -> None:
    figures = (FigureDefinition(key="tasks.done", name="完成任务数", quantity=Quantity.COUNT),)
    lines = year(figures=(FigureValue(key="tasks.done", not_applicable=True),))
    score = scored(leaf(RatioUp(), formula="完成任务数"), current=lines, figures=figures)
    assert score.explanation.missing == (
        "“完成任务数”已标为不适用，公式无法计算，填写数值或把本指标标为不适用",
    )


def test_formula_that_cannot_be_read_is_named() -> None:
    score = scored(leaf(RatioUp(), formula="无此数据项÷2"))
    assert score.state is ScoreState.INCOMPLETE
    assert score.explanation.missing[0].startswith(
        "公式有误：公式第 1 个字符处的数据项“无此数据项”不在数据项目录中"
    )
    condition = scored(leaf(RatioUp(), formula="编制数＞0"))
    assert condition.explanation.missing == ("公式有误：这是条件，没有数值，改为不含比较符号的算式",)


@pytest.mark.parametrize(
    ("formula", "substituted"),
    [
        ("预算执行率", "指标x＝30.00万元÷40.00万元×100%＝75.00%"),
        ("上年预算执行率", "指标x＝50.00%"),
        ("支出决算数÷全年预算数×100%", "指标x＝30.00万元÷40.00万元×100%＝75.00%"),
        ("（支出决算数）÷全年预算数－0.1", "指标x＝（（30.00万元）÷40.00万元－0.1）×100%＝65.00%"),
        ("公用口径÷人均口径", "指标x＝2.5÷67.50元×100%＝3.70%"),
    ],
)
def test_substituted_formula_reads_as_officials_write_it(formula: str, substituted: str) -> None:
    figures = (
        FigureDefinition(key="own.a", name="公用口径", quantity=Quantity.NUMBER),
        FigureDefinition(key="own.b", name="人均口径", quantity=Quantity.MONEY, unit="元"),
    )
    now = year(
        budget_lines=(spending("200000", "400000", "300000"),),
        figures=(
            FigureValue.model_validate({"key": "own.a", "value": "2.5"}),
            FigureValue.model_validate({"key": "own.b", "value": "67.5"}),
        ),
    )
    before = year(fiscal_year=2019, budget_lines=(spending("200000", "400000", "200000"),))
    score = scored(leaf(RatioUp(), formula=formula), current=now, prior=before, figures=figures)
    assert score.explanation.substituted == substituted


def graded(points: str, **values: Any) -> tuple[Decimal | None, str | None]:
    given = entry(awarded_score=points, score_reason="对照标准")
    score = score_evaluation(evaluation(entries=(given,)), pack(leaf(Manual(), "100"), **values))
    return score.total, score.grade


@pytest.mark.parametrize(
    ("points", "grade"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.99", "差")],
)
def test_grade_bands_include_their_lower_bound(points: str, grade: str) -> None:
    assert graded(points)[1] == grade


def test_total_below_every_band_has_no_grade() -> None:
    assert graded("10", grades=({"name": "优", "at_least": 90},))[1] is None
    assert graded("10", grades=())[1] is None


def cap(when: str, maximum: str) -> Cap:
    return Cap(when=when, maximum=Decimal(maximum), label=f"封顶{maximum}分")


@pytest.mark.parametrize(
    ("caps", "total", "applied"),
    [
        ((cap("总得分≥90", "89"),), 89, ["封顶89分"]),
        ((cap("总得分≥90", "89"), cap("满分＝100", "70"), cap("1＞2", "5")), 70, ["封顶70分"]),
        ((cap("总得分≥90", "70"), cap("1＜2", "70")), 70, ["封顶70分"]),
        ((cap("总得分≥90", "97"),), 95, []),
        ((), 95, []),
    ],
)
def test_lowest_cap_that_holds_applies(caps: tuple[Cap, ...], total: int, applied: list[str]) -> None:
    data = evaluation(entries=(entry(awarded_score="95", score_reason="对照标准"),))
    score = score_evaluation(data, pack(leaf(Manual(), "100"), caps=caps))
    assert score.total == total
    assert [each.label for each in score.caps] == applied
    assert all(each.before == 95 for each in score.caps)


@pytest.mark.parametrize("when", ["预算执行率＜50%", "没有的数据＜50%", "总得分"])
def test_cap_that_cannot_be_decided_leaves_the_grade_open(when: str) -> None:
    assert graded("95", caps=(cap(when, "59"),)) == (Decimal(95), None)


def scored_pair() -> tuple[EvaluationData, Pack]:
    tree = pack(group("in", leaf(RatioUp(), "20", "rate-a"), weight="20"), leaf(YesNo(), "80", "b"))
    entries = (entry("rate-a", actual_value="0.5"), entry("b", not_applicable=True))
    return evaluation(entries=entries), tree


def test_book_learns_the_scores() -> None:
    data, tree = scored_pair()
    plain = figure_book(data, tree)
    assert plain.value("indicator.rate-a.score") is None
    book = with_scores(plain, score_evaluation(data, tree, plain))
    values = {
        "indicator.rate-a.value": "0.5",
        "indicator.rate-a.target": "1",
        "indicator.rate-a.weight": "20",
        "indicator.rate-a.score": "10",
        "indicator.rate-a.rate": "0.5",
        "dimension.in.weight": "20",
        "dimension.in.score": "10",
        "dimension.in.rate": "0.5",
        "score.total": "10",
        "score.full_mark": "20",
        "score.rate": "0.5",
        "score.loss": "10",
    }
    assert {key: book.value(key) for key in values} == {key: Decimal(each) for key, each in values.items()}
    assert book.display("indicator.b.score") == "不适用"
    assert book.display("score.total") == "10分"
    assert book.display("indicator.rate-a.rate") == "50.00%"


def test_score_figures_have_names() -> None:
    data, tree = scored_pair()
    book = figure_book(data, tree)
    assert book.resolve("指标rate-a得分") == "indicator.rate-a.score"
    assert book.resolve("维度in得分率") == "dimension.in.rate"
    assert book.resolve("自评总分") == "score.total"
    assert book.definition("indicator.rate-a.value").place == "indicator.rate-a"


def test_duplicate_entries_count_once() -> None:
    data = evaluation(entries=(entry(answer=True), entry(answer=False)))
    assert score_evaluation(data, pack(leaf(YesNo()))).total == 10


def test_name_that_two_indicators_share_names_neither() -> None:
    tree = pack(*(leaf(YesNo(), "1", code, name="管理制度健全") for code in ("finance", "assets")))
    book = figure_book(evaluation(), tree)
    assert book.resolve("管理制度健全得分") is None
    assert book.resolve("indicator.assets.score") == "indicator.assets.score"


def test_two_indicators_may_share_a_formula() -> None:
    lines = year(staffing=(staffing("undivided", 20, 10),))
    nodes = (leaf(RatioUp(), "10", code, formula="在职人员数/编制数") for code in ("a", "b"))
    assert score_evaluation(evaluation(lines), pack(*nodes)).total == 10

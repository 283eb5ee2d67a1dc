"""One year under two packs: published figures, and rules whose effect was worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.comparison import compare
from selfeval.domain.data import IndicatorEntry
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import (
    Exemption,
    FigureDefinition,
    GradeBand,
    IndicatorNode,
    PassMark,
    RatioUp,
    Target,
)
from selfeval.domain.pack_match import match_indicators, under
from tests.support.evaluations import SMALL_DATA, SMALL_PACK
from tests.support.published import published_pack, published_year


def test_the_published_year_under_the_caps() -> None:
    found = compare(
        published_year("bishan-2022"), published_pack("bishan-2022"), published_pack("bishan-2022-cap")
    )
    assert (found.own.score.total, found.own.score.grade) == (Decimal("94.24"), "优")
    assert (found.other.score.total, found.other.score.grade) == (Decimal("59"), "差")
    assert len(found.indicators) == 10
    assert all(row.difference == 0 and row.changes == () for row in found.indicators)
    assert found.rules == (
        "增加封顶规则：预算执行率低于80%，总分不高于89分",
        "增加封顶规则：预算执行率低于70%，总分不高于79分",
        "增加封顶规则：预算执行率低于60%，总分不高于69分",
        "增加封顶规则：预算执行率低于50%，总分不高于59分（总分由94.24分降为59分）",
    )
    assert found.steps == (("封顶为59分", Decimal("-35.24")),)
    assert found.missing == ()


def test_the_other_way_round() -> None:
    found = compare(
        published_year("bishan-2022"), published_pack("bishan-2022-cap"), published_pack("bishan-2022")
    )
    assert found.rules[-1] == "取消封顶规则：预算执行率低于50%，总分不高于59分（总分由94.24分降为59分）"
    assert found.steps == (("不再封顶为59分", Decimal("35.24")),)


def test_packs_that_share_little_are_listed_apart() -> None:
    own, other = published_pack("bishan-2022"), published_pack("bishan-2020")
    found = compare(published_year("bishan-2022"), own, other)
    both = [row.name for row in found.indicators if row.own is not None and row.other is not None]
    only_own = [row for row in found.indicators if row.other is None]
    only_other = [row for row in found.indicators if row.own is None]
    assert len(both) + len(only_own) == 10
    assert len(both) + len(only_other) == 29
    assert all(row.difference == -row.own.self_score for row in only_own if row.own and row.own.self_score)
    # the checklists of 2020 were never filled in for 2022
    assert any(line.startswith("指标“绩效目标合理性”：") for line in found.missing)
    assert found.other.score.grade is None


def test_a_pack_without_scores_has_no_total_to_lead_to() -> None:
    found = compare(
        published_year("bishan-2022"), published_pack("bishan-2022"), published_pack("jiangxi-2021")
    )
    assert found.other.score.total is None
    assert "不评分，没有总分和等级" in found.rules
    assert found.steps == ()


def _small(**changes: object) -> IndicatorNode:
    return SMALL_PACK.indicators[0].children[0].model_copy(update=changes)


def _with(node: IndicatorNode, **changes: object) -> object:
    group = SMALL_PACK.indicators[0].model_copy(update={"children": (node,)})
    indicators = (group, *SMALL_PACK.indicators[1:])
    return SMALL_PACK.model_copy(update={"indicators": indicators, "version": 2, **changes})


def test_every_rule_that_changes_is_said_in_words() -> None:
    node = _small(
        name="预算执行率",
        weight=Decimal(10),
        formula="支出决算数/年初预算数",
        method=PassMark(),
        target=Target(value=Decimal("0.9")),
        exemption=Exemption(label="落实国家政策"),
    )
    grades = (GradeBand(name="好", at_least=Decimal(60)),)
    other = _with(node, full_mark=Decimal(110), grades=grades)
    found = compare(SMALL_DATA, SMALL_PACK, other)  # type: ignore[arg-type]
    row = found.indicators[0]
    # 2800000 of 4000000 is 70% both times: 4.9 of 7 before; (70/90 - 60%) / 40% x 10 = 4.44 after
    assert (row.own.self_score, row.other.self_score) == (Decimal("4.90"), Decimal("4.44"))  # type: ignore[union-attr]
    assert row.difference == Decimal("-0.46")
    assert row.changes == (
        "名称改为“预算执行率”",
        "权重由7分改为10分",
        "取数由“支出决算数/全年预算数”改为“支出决算数/年初预算数”",
        "计分规则由“达到目标值100%得满分，未达到按比例计分”改为"
        "“达到目标值90%得满分，完成率低于60%不得分，其余按（完成率－60%）÷（100%－60%）的比例计分”",
        "可适用“落实国家政策”得满分",
    )
    assert found.rules == ("满分由100分改为110分", "等级由“不评等级”改为“好60%起”")
    assert found.steps == (("执行率", Decimal("-0.46")),)


def test_a_figure_that_only_the_other_pack_knows_is_named() -> None:
    meetings = FigureDefinition(key="meetings", name="会议费决算数", quantity=Quantity.MONEY)
    node = IndicatorNode(
        code="meetings", name="会议费", weight=Decimal(5), formula="会议费决算数/100", method=RatioUp()
    )
    other = SMALL_PACK.model_copy(
        update={
            "code": "other",
            "figures": (*SMALL_PACK.figures, meetings),
            "indicators": (*SMALL_PACK.indicators, node),
        }
    )
    found = compare(SMALL_DATA, SMALL_PACK, other)
    assert found.missing[0] == "数据项“会议费决算数”"
    assert found.missing[1].startswith("指标“会议费”：“会议费决算数”尚未填写")
    assert found.indicators[-1].own is None
    assert found.indicators[-1].difference is None


def test_indicators_of_unrelated_packs_are_matched_by_name_not_by_code() -> None:
    renamed = _small(code="benefit")
    benefit = SMALL_PACK.indicators[1].children[0].model_copy(update={"code": "x"})
    other = SMALL_PACK.model_copy(
        update={
            "code": "other",
            "indicators": (
                SMALL_PACK.indicators[0].model_copy(update={"children": (renamed,)}),
                SMALL_PACK.indicators[1].model_copy(update={"children": (benefit,)}),
            ),
        }
    )
    pairs = [
        (match.left and match.left.leaf.code, match.right and match.right.leaf.code)
        for match in match_indicators(SMALL_PACK, other)
    ]
    assert pairs == [("execution", "benefit"), ("benefit", "x"), ("checked", None)]
    assert under(SMALL_DATA, SMALL_PACK, other).entries == (
        SMALL_DATA.entries[0].model_copy(update={"indicator": "x"}),
    )


def test_an_entry_of_an_indicator_that_is_not_there_is_left_out() -> None:
    data = SMALL_DATA.model_copy(update={"entries": (IndicatorEntry(indicator="checked", note="x"),)})
    other = SMALL_PACK.model_copy(update={"code": "other", "indicators": SMALL_PACK.indicators[:1]})
    assert under(data, SMALL_PACK, other).entries == ()

"""The rules that concern several parts of a pack: each is broken in one place and named there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack_files import locate, write_pack
from selfeval.domain.pack_rules import check_pack
from tests.support.packs import spoilt

EXECUTION = "indicators.0.children.0"
POLICIES = "indicators.0.children.1"
VISITING = "indicators.1.children.0"
SPENDING = "documents.0.outline.0.blocks.0"


def _band(share: str, **bounds: str) -> dict[str, str]:
    return {"share": share, **bounds}


def test_a_sound_pack_has_no_problem() -> None:
    assert check_pack(spoilt({})) == []


@pytest.mark.parametrize(
    ("change", "address", "said"),
    [
        # weights
        ({"indicators.0.weight": 61}, "indicators[1].weight", "权重61分，所属指标权重合计60分"),
        ({"indicators.0.weight": 61, f"{EXECUTION}.weight": 41}, "indicators", "合计101分，满分为100分"),
        ({f"{EXECUTION}.weight": None}, "indicators[1].children[1]", "没有权重"),
        # codes and names
        ({f"{POLICIES}.code": "execution"}, "indicators[1].children[2].code", "指标编码“execution”重复"),
        ({f"{POLICIES}.code": "asset-policies"}, "indicators[1].children[2].code", "例如“asset_policies”"),
        ({"figures.1.key": "visit-rate"}, "figures[2].key", "连字符读作减号"),
        (
            {"figures.1.name": "走访户数", f"{VISITING}.formula": "visit_rate"},
            "figures[2].name",
            "数据项名称“走访户数”重复",
        ),
        ({f"{POLICIES}.name": "预算执行率"}, "indicators[1].children[2].name", "同名"),
        # methods
        ({f"{POLICIES}.method": None}, "indicators[1].children[2]", "没有计分办法"),
        (
            {f"{VISITING}.method": {"type": "ratio_up"}, f"{VISITING}.quantity": "count"},
            "indicators[2].children[1]",
            "没有设目标值",
        ),
        ({f"{POLICIES}.formula": "走访完成率"}, "indicators[1].children[2].formula", "不看数值"),
        (
            {f"{POLICIES}.method.points.0.points": 21},
            "indicators[1].children[2].method.points",
            "不得超过权重20分",
        ),
        (
            {f"{POLICIES}.method": {"type": "checklist", "points": [{"text": "甲", "points": 19}]}},
            "indicators[1].children[2].method.points",
            "合计19分，应当等于权重20分",
        ),
        (
            {
                f"{POLICIES}.method": {
                    "type": "milestones",
                    "milestones": [
                        {"label": "6月", "required": "0.4", "points": 9},
                        {"label": "9月", "required": "0.7", "points": 10},
                    ],
                }
            },
            "indicators[1].children[2].method.milestones",
            "合计19分，应当等于权重20分",
        ),
        (
            {
                f"{POLICIES}.method": {
                    "type": "three_tier",
                    "tiers": [
                        {"label": "好", "upper": 1, "lower": "0.8"},
                        {"label": "差", "upper": "0.7", "lower": 0},
                    ],
                }
            },
            "indicators[1].children[2].method.tiers[2].upper",
            "此处为0.7，应为0.8",
        ),
        (
            {f"{VISITING}.method.bands": [_band("1", at_least="0.9"), _band("0", below="0.8")]},
            "indicators[2].children[1].method.bands",
            "数值0.8不在任何一档之内",
        ),
        (
            {f"{VISITING}.method.bands": [_band("1", above="0.9"), _band("0", below="0.9")]},
            "indicators[2].children[1].method.bands",
            "数值0.9不在任何一档之内",
        ),
        (
            {f"{VISITING}.method.bands": [_band("0"), _band("1", at_least="0.9")]},
            "indicators[2].children[1].method.bands[2]",
            "不会用到",
        ),
        (
            {f"{EXECUTION}.method": {"type": "ratio_down"}, f"{EXECUTION}.target": {"value": 0}},
            "indicators[1].children[1].method.above",
            "目标值为0",
        ),
        ({"indicators.0.method": {"type": "manual"}}, "indicators[1].method", "得分由下级汇总"),
        ({f"{EXECUTION}.over_achievement": {}}, "indicators[1].children[1].over_achievement", "扣多少分"),
        # formulas
        ({f"{EXECUTION}.formula": "支出决算/"}, "indicators[1].children[1].formula", "算式“支出决算/”"),
        (
            {f"{EXECUTION}.formula": "支出决算数/全年预算书"},
            "indicators[1].children[1].formula",
            "全年预算数",
        ),
        ({f"{EXECUTION}.formula": "支出决算数>0"}, "indicators[1].children[1].formula", "此处应为算式"),
        ({f"{EXECUTION}.formula": "总得分/100"}, "indicators[1].children[1].formula", "得分要在算式之后才有"),
        ({f"{EXECUTION}.formula": "编制数/12"}, "indicators[1].children[1].formula", "没有章节填报它"),
        ({"caps.0.when": "预算执行率"}, "caps[1].when", "此处应为条件"),
        ({"figures.1.formula": "走访完成率/120"}, "figures[2].formula", "循环引用"),
        ({"checks.0.right": "全年预算书"}, "checks[1].right", "没有名为“全年预算书”的数据项"),
        ({"checks.0.when": "支出决算数"}, "checks[1].when", "此处应为条件"),
        # texts
        ({f"{SPENDING}.template": "支出{支出决算"}, "documents[1].outline[1].blocks[1].template", "右花括号"),
        (
            {f"{SPENDING}.template": "{支出决算书}"},
            "documents[1].outline[1].blocks[1].template",
            "支出决算数",
        ),
        (
            {f"{SPENDING}.template": "{row.subject}"},
            "documents[1].outline[1].blocks[1].template",
            "只在逐项重复",
        ),
        (
            {f"{SPENDING}.template": "{item.score}"},
            "documents[1].outline[1].blocks[1].template",
            "只在逐项重复",
        ),
        ({f"{SPENDING}.for_each": "budgets"}, "documents[1].outline[1].blocks[1].for_each", "不能逐项重复"),
        ({f"{SPENDING}.when": "支出决算数"}, "documents[1].outline[1].blocks[1].when", "此处应为条件"),
        ({f"{EXECUTION}.analysis": "{指标.无此指标.得分}"}, "indicators[1].children[1].analysis", "没有名为"),
        ({"documents.0.title.0": "{年}"}, "documents[1].title[1]", "没有名为“年”的数据项"),
        # documents
        (
            {"documents.0.outline.0.asks": ["budget_lines", "adjustments", "figures.visits", "staff"]},
            "documents[1].outline[1].asks[4]",
            "没有“staff”可供填报",
        ),
        ({"documents.0.outline.1.key": "finance"}, "documents[1].outline[2].key", "章节编码“finance”重复"),
        (
            {"documents.0.outline.0.blocks.1.key": "spending"},
            "documents[1].outline[1].blocks[2].key",
            "文字编码“spending”重复",
        ),
        (
            {"documents.0.outline.1.blocks.2.dimension": "benefit"},
            "documents[1].outline[2].blocks[3].dimension",
            "没有编码为“benefit”的指标",
        ),
        # tables and charts
        ({"tables.0.columns.0.width": 0.6}, "tables[1].columns", "合计1.10，应为1"),
        ({"tables.0.body.1.rows.0.0.colspan": 1}, "tables[1].body[2].rows[1]", "共占2列，应占3列"),
        ({"tables.0.head.0.0.rowspan": 2}, "tables[1].head[1][1].rowspan", "超出本组的1行"),
        (
            {"tables.0.body.1.rows.0.1.text": "{item.score}"},
            "tables[1].body[2].rows[1][2].text",
            "只在逐项重复",
        ),
        ({"tables.0.body.0.for_each": "indicators:benefit"}, "tables[1].body[1].for_each", "不能逐项重复"),
        ({"charts.0.source": "items"}, "charts[1].items", "图表没有数据"),
        # grades and caps
        ({"grades.1.at_least": 60}, "grades[2].at_least", "更低的得分没有等级"),
        ({"grades.0.at_least": 0}, "grades[2].at_least", "等级从高到低排列"),
        ({"caps.0.maximum": 100}, "caps[1].maximum", "不起作用"),
    ],
)
def test_a_broken_rule_is_named_at_its_place(change: dict[str, Any], address: str, said: str) -> None:
    problems = check_pack(spoilt(change))
    assert [problem.address for problem in problems] == [address]
    assert said in problems[0].text


def test_a_block_without_its_table_names_both_ends() -> None:
    problems = check_pack(spoilt({"documents.0.outline.1.blocks.0.table": "scoring"}))
    assert [(problem.address, problem.severity) for problem in problems] == [
        ("documents[1].outline[2].blocks[1].table", Severity.ERROR),
        ("tables[1]", Severity.WARNING),
    ]


def test_spans_that_reach_into_the_next_row_count() -> None:
    rows: list[list[dict[str, Any]]] = [
        [{"text": "甲", "rowspan": 2}, {"text": "乙"}, {"text": "丙"}],
        [{"text": "丁", "colspan": 2}],
    ]
    assert check_pack(spoilt({"tables.0.body.1.rows": rows})) == []
    rows[1].append({"text": "戊"})
    (problem,) = check_pack(spoilt({"tables.0.body.1.rows": rows}))
    assert "应占2列（另有1列被上方的合并单元格占用）" in problem.message


def test_a_library_needs_neither_weights_nor_methods() -> None:
    pack = spoilt({"is_library": True, f"{EXECUTION}.weight": None, f"{POLICIES}.method": None})
    assert check_pack(pack) == []


def test_not_self_scored_weight_counts_towards_the_full_mark() -> None:
    pack = spoilt({f"{POLICIES}.method": {"type": "not_self_scored"}})
    assert check_pack(pack) == []
    assert sum(leaf.weight or Decimal(0) for _, leaf in pack.leaves()) == pack.full_mark


def test_problems_get_the_lines_of_the_files() -> None:
    pack = spoilt({"indicators.0.weight": 61})
    files = write_pack(pack)
    (problem,) = locate(check_pack(pack), files)
    assert problem.file == "indicators.yaml"
    assert problem.line is not None
    assert files["indicators.yaml"].splitlines()[problem.line - 1].strip() == "weight: 61"

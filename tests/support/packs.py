"""Packs for tests: a small sound one as plain data, and generated ones of every shape the types allow."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from selfeval.domain import pack as p
from selfeval.domain.data import ItemKind
from selfeval.domain.numbers import MoneyUnit, Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.report.document import Align, ChartKind, HeadingRole

SOUND: dict[str, Any] = {
    "code": "test-2024",
    "name": "测试体系包",
    "jurisdiction": "测试区",
    "grades": [{"name": "优", "at_least": 90}, {"name": "差", "at_least": 0}],
    "caps": [{"when": "预算执行率<0.6", "maximum": 69, "label": "执行率低于60%"}],
    "figures": [
        {"key": "visits", "name": "走访户数", "quantity": "count", "unit": "户"},
        {"key": "visit_rate", "name": "走访完成率", "quantity": "rate", "formula": "走访户数/120"},
    ],
    "indicators": [
        {
            "code": "process",
            "name": "过程",
            "weight": 60,
            "children": [
                {
                    "code": "execution",
                    "name": "预算执行率",
                    "weight": 40,
                    "formula": "支出决算数/全年预算数",
                    "method": {"type": "ratio_up"},
                },
                {
                    "code": "policies",
                    "name": "制度健全",
                    "weight": 20,
                    "method": {"type": "checklist", "points": [{"text": "有制度"}, {"text": "已执行"}]},
                },
            ],
        },
        {
            "code": "output",
            "name": "产出",
            "weight": 40,
            "children": [
                {
                    "code": "visiting",
                    "name": "走访完成率",
                    "weight": 40,
                    "formula": "走访完成率",
                    "method": {
                        "type": "bands",
                        "bands": [
                            {"at_least": "0.9", "share": 1},
                            {"at_least": "0.6", "share": "0.5"},
                            {"share": 0},
                        ],
                    },
                }
            ],
        },
    ],
    "documents": [
        {
            "kind": "report",
            "label": "自评报告",
            "title": ["{year}年自评报告"],
            "outline": [
                {
                    "key": "finance",
                    "title": "收支情况",
                    "asks": ["budget_lines", "adjustments", "figures.visits"],
                    "blocks": [
                        {
                            "type": "text",
                            "key": "spending",
                            "label": "支出",
                            "template": "支出{支出决算数}。",
                        },
                        {
                            "type": "text",
                            "key": "adjustments",
                            "label": "调整",
                            "for_each": "adjustments",
                            "template": "{row.subject}{row.amount}。",
                        },
                    ],
                },
                {
                    "key": "results",
                    "title": "评价结论",
                    "asks": ["scores"],
                    "blocks": [
                        {"type": "table", "table": "scores"},
                        {"type": "chart", "chart": "losses"},
                        {"type": "analysis", "dimension": "process"},
                    ],
                },
            ],
        }
    ],
    "tables": [
        {
            "key": "scores",
            "caption": "表1 得分情况",
            "columns": [{"width": 0.5}, {"width": 0.25}, {"width": 0.25}],
            "head": [[{"text": "指标"}, {"text": "权重"}, {"text": "得分"}]],
            "body": [
                {
                    "for_each": "indicators",
                    "rows": [[{"text": "{item.name}"}, {"text": "{item.weight}"}, {"text": "{item.score}"}]],
                },
                {"rows": [[{"text": "合计", "colspan": 2}, {"text": "{score.total}"}]]},
            ],
        }
    ],
    "charts": [
        {"key": "losses", "kind": "waterfall", "caption": "图1", "finding": "失分", "source": "losses"}
    ],
    "checks": [
        {
            "id": "P01",
            "severity": "warning",
            "left": "支出决算数",
            "relation": "≤",
            "right": "全年预算数",
            "message": "支出{支出决算数}超过预算",
        }
    ],
}
"""A pack without a mistake, to be spoilt in one place by each test."""


def spoilt(change: dict[str, Any]) -> Pack:
    """Return the sound pack with values replaced: ``"indicators.0.weight"`` -> value; ``None`` removes."""
    content = deepcopy(SOUND)
    for address, value in change.items():
        *parents, last = [int(part) if part.isdigit() else part for part in address.split(".")]
        place: Any = content
        for part in parents:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return Pack.model_validate(content)


# --- generated packs ----------------------------------------------------------------------------------

_keys = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,12}", fullmatch=True)
_words = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "true",
        "1.50",
        "null",
        "~",
        "- 一",
        "“三公”经费：{year}",
        "甲\n\n乙\n",
        " 前空",
        "后空 ",
        "# 注",
        "\t",
        "是\x85否\n",
    ]
)
_points = st.decimals(0, 100, places=2)
_shares = st.decimals(0, 1, places=3)
_numbers = st.decimals(-1000, 1000, places=4)
_formulas = st.text(min_size=1, max_size=12)


def _some(item: st.SearchStrategy[Any], least: int = 0, most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(item, min_size=least, max_size=most).map(tuple)


_bands = st.builds(p.Band, at_least=st.none() | _numbers, below=st.none() | _numbers, share=_shares)
_methods = st.one_of(
    st.builds(p.RatioUp),
    st.builds(p.RatioDown, above=st.sampled_from(["proportional", "zero"])),
    st.builds(p.PassMark, pass_mark=_shares),
    st.builds(p.Bands, of=st.sampled_from(["value", "completion"]), bands=_some(_bands, 1)),
    st.builds(p.YesNo, question=_words),
    st.builds(
        p.Checklist,
        points=_some(st.builds(p.ChecklistPoint, text=_words, points=st.none() | _points), 1),
    ),
    st.builds(p.ThreeTier, tiers=_some(st.builds(p.Tier, label=_words, upper=_shares, lower=_shares), 2, 3)),
    st.builds(p.Deduction, points=_points, started=st.booleans()),
    st.builds(
        p.Milestones,
        milestones=_some(
            st.builds(p.Milestone, label=_words, required=st.decimals("0.1", 1, places=2), points=_points), 1
        ),
    ),
    st.builds(p.Manual),
    st.builds(p.NotSelfScored),
)
_leaves = st.builds(
    p.IndicatorNode,
    code=_keys,
    name=_words,
    weight=st.none() | _points,
    criteria=_words,
    quantity=st.sampled_from(Quantity),
    formula=st.none() | _formulas,
    target=st.none() | st.builds(p.Target, value=st.none() | _numbers, text=_words),
    method=st.none() | _methods,
    exemption=st.none() | st.builds(p.Exemption, label=_words, documents_required=st.booleans()),
    over_achievement=st.none() | st.builds(p.OverAchievement, points=st.none() | _points),
    evidence=_some(_words),
    analysis=_words,
)
_nodes = st.recursive(
    _leaves,
    lambda inner: st.builds(p.IndicatorNode, code=_keys, name=_words, children=_some(inner, 1)),
    max_leaves=4,
)
_blocks = st.one_of(
    st.builds(
        p.TextBlock,
        key=_keys,
        label=_words,
        template=_words,
        variants=_some(st.builds(p.TextVariant, when=_formulas, template=_words)),
        for_each=st.none() | _words,
        max_chars=st.none() | st.integers(0, 500),
    ),
    st.builds(p.TableBlock, table=_keys, when=st.none() | _formulas),
    st.builds(p.ChartBlock, chart=_keys),
    st.builds(p.RepeatBlock, key=_keys),
    st.builds(p.DocumentBlock, kind=_keys, title=st.booleans()),
    st.builds(p.GlossaryBlock),
    st.builds(p.AnalysisBlock, dimension=st.none() | _keys),
    st.builds(
        p.ItemsBlock,
        kind=st.none() | st.sampled_from(ItemKind),
        report=st.booleans(),
        table=st.booleans(),
    ),
)
_sections = st.recursive(
    st.builds(
        p.Section,
        key=_keys,
        title=_words,
        style=st.sampled_from(HeadingRole),
        asks=_some(_words),
        blocks=_some(_blocks),
    ),
    lambda inner: st.builds(p.Section, key=_keys, title=_words, sections=_some(inner, 1)),
    max_leaves=3,
)
_cells = st.builds(
    p.CellTemplate, text=_words, colspan=st.integers(1, 3), align=st.none() | st.sampled_from(Align)
)
_rows = _some(_some(_cells, 1), 1)
_tables = st.builds(
    p.TableDefinition,
    key=_keys,
    caption=_words,
    columns=_some(st.builds(p.ColumnTemplate, width=st.floats(0.01, 1), align=st.sampled_from(Align)), 1),
    head=_rows,
    body=_some(st.builds(p.RowGroup, rows=_rows, for_each=st.none() | _words)),
    landscape=st.booleans(),
    code=_words,
    empty=_words,
    stub=st.integers(0, 2),
    parts=_some(st.integers(1, 9)),
)
_charts = st.builds(
    p.ChartDefinition,
    key=_keys,
    kind=st.sampled_from(ChartKind),
    caption=_words,
    finding=_words,
    items=_some(st.builds(p.ChartItem, label=_words, values=_some(_formulas, 1))),
    decimals=st.integers(0, 4),
)
_checks = st.builds(
    p.CheckRule,
    id=st.from_regex(r"[A-Z][A-Za-z0-9_]{1,8}", fullmatch=True),
    severity=st.sampled_from(["error", "warning", "info"]),
    left=_formulas,
    relation=st.sampled_from(["=", "≤", "≥", "<", ">", "≠"]),
    right=_formulas,
    message=_words,
    tolerance=_numbers,
)


def packs() -> st.SearchStrategy[Pack]:
    """Packs of every shape that the types allow, sound or not."""
    return st.builds(
        Pack,
        code=_keys,
        name=_words,
        version=st.integers(1, 9),
        jurisdiction=_words,
        fiscal_year=st.none() | st.integers(2000, 2100),
        basis=_some(_words),
        remarks=_words,
        is_library=st.booleans(),
        money_unit=st.sampled_from(MoneyUnit),
        full_mark=st.just(Decimal(100)) | _points,
        figures=_some(
            st.builds(
                p.FigureDefinition,
                key=_keys,
                name=_words,
                aliases=_some(_words),
                quantity=st.sampled_from(Quantity),
                formula=st.none() | _formulas,
            )
        ),
        indicators=_some(_nodes),
        grades=_some(st.builds(p.GradeBand, name=_words, at_least=_points)),
        caps=_some(st.builds(p.Cap, when=_formulas, maximum=_points, label=_words)),
        documents=_some(
            st.builds(
                p.ReportDefinition,
                kind=_keys,
                label=_words,
                title=_some(_words, 1),
                preface=_some(_blocks),
                outline=_some(_sections),
                cover=_some(_words),
                number_tables=st.booleans(),
            )
        ),
        tables=_some(_tables),
        charts=_some(_charts),
        glossary=_some(st.builds(p.GlossaryTerm, key=_keys, term=_words, explanation=_words)),
        checks=_some(_checks),
    )

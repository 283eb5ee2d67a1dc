"""Differences between packs: every change is told once, in words, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from selfeval.domain import pack as domain
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.pack_difference import Change, Difference, differences
from selfeval.domain.pack_difference.labels import FIELDS
from selfeval.domain.pack_edits import Direction
from selfeval.domain.pack_edits.figures import add_figure, edit_figure
from selfeval.domain.pack_edits.tree import add_node, edit_node, move_node, remove_node, set_weights
from tests.support.packs import SOUND
from tests.support.published import published_pack

SMALL = Pack.model_validate(SOUND)
COMPARED_ELEMENT_BY_ELEMENT = {
    "Pack": {
        "code",
        "version",
        "origin",
        "figures",
        "indicators",
        "documents",
        "tables",
        "glossary",
        "charts",
        "checks",
        "forms",
    },
    "IndicatorNode": {"code", "children"},
    "ReportDefinition": {"kind", "outline"},
    "Section": {"key", "blocks", "sections"},
    "CheckRule": {"id"},
    "ItemForm": {"code"},
    "AnalysisBlock": {"type", "dimension"},
    "ItemsBlock": {"type", "kind"},
    "DocumentBlock": {"type", "kind"},
    "TableBlock": {"type", "table"},
    "ChartBlock": {"type", "chart"},
    "TextBlock": {"type", "key"},
    "RepeatBlock": {"type", "key"},
    "GlossaryBlock": {"type"},
}


def told(new: Pack, old: Pack = SMALL) -> list[Difference]:
    return list(differences(old, new))


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_that_can_differ_has_a_name(name: str) -> None:
    model: type[BaseModel] = getattr(domain, name)
    apart = COMPARED_ELEMENT_BY_ELEMENT.get(name, {"key"})
    assert set(model.model_fields) == set(FIELDS[name]) | apart


@pytest.mark.parametrize("code", ["bishan-2020", "jiangxi-2021", "national-project-2020"])
def test_a_pack_does_not_differ_from_itself(code: str) -> None:
    pack = published_pack(code)
    assert told(pack.model_copy(update={"code": "other", "version": 7}), pack) == []


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            lambda pack: set_weights(pack, {"execution": Decimal("40.5")}),
            Difference("indicators", "过程 › 预算执行率", Change.CHANGED, "权重", "40分", "40.5分"),
        ),
        (
            lambda pack: edit_node(pack, "execution", formula="走访户数÷支出决算数"),
            Difference(
                "indicators",
                "过程 › 预算执行率",
                Change.CHANGED,
                "计算公式",
                "支出决算数/全年预算数",
                "走访户数÷支出决算数",
            ),
        ),
        (
            lambda pack: edit_node(pack, "visiting", method=domain.PassMark()),
            Difference(
                "indicators",
                "产出 › 走访完成率",
                Change.CHANGED,
                "评分办法",
                "按实际值分档计分：不低于90%得100%分值，不低于60%得50%分值，其余情形得0%分值",
                "达到目标值得满分，完成率低于60%不得分，其余按（完成率－60%）÷（100%－60%）的比例计分",
            ),
        ),
        (
            lambda pack: remove_node(pack, "policies"),
            Difference("indicators", "过程 › 制度健全", Change.REMOVED),
        ),
        (
            lambda pack: add_node(pack, name="制度执行", weight=Decimal(5), below="process"),
            Difference("indicators", "过程 › 制度执行", Change.ADDED, after="5分"),
        ),
        (
            lambda pack: move_node(pack, "output", Direction.IN),
            Difference("indicators", "过程 › 产出", Change.MOVED, "所在位置", "一级指标", "过程"),
        ),
        (
            lambda pack: move_node(pack, "policies", Direction.UP),
            Difference(
                "indicators", "过程", Change.MOVED, "次序", "预算执行率、制度健全", "制度健全、预算执行率"
            ),
        ),
        (
            lambda pack: add_figure(pack, name="会议费", quantity=Quantity.MONEY),
            Difference("figures", "会议费", Change.ADDED),
        ),
        (
            lambda pack: edit_figure(pack, "visits", unit="家"),
            Difference("figures", "走访户数", Change.CHANGED, "计量单位", "户", "家"),
        ),
        (
            lambda pack: pack.model_copy(update={"full_mark": Decimal(90)}),
            Difference("header", "", Change.CHANGED, "满分", "100", "90"),
        ),
        (
            lambda pack: pack.model_copy(update={"caps": ()}),
            Difference(
                "grades",
                "",
                Change.CHANGED,
                "总分上限",
                "执行率低于60%（预算执行率<0.6时，总分不高于69分）",
                "",
            ),
        ),
    ],
)
def test_a_change_is_told_once_in_words(edit: Callable[[Pack], Pack], expected: Difference) -> None:
    assert told(edit(SMALL)) == [expected]


def test_a_renamed_figure_is_no_change_of_the_texts_that_quote_it() -> None:
    pack = published_pack("bishan-2022")
    renamed = edit_figure(pack, pack.figures[0].key, name="区科技特派员人数")
    assert [(item.part, item.field) for item in differences(pack, renamed)] == [("figures", "名称")]


def changed_text(**changes: Any) -> Pack:
    """The small pack with its first text changed."""
    document = SMALL.documents[0]
    section = document.outline[0]
    block = section.blocks[0].model_copy(update=changes)
    section = section.model_copy(update={"blocks": (block, *section.blocks[1:])})
    document = document.model_copy(update={"outline": (section, *document.outline[1:])})
    return SMALL.model_copy(update={"documents": (document,)})


def test_a_changed_text_is_told_with_its_section_and_the_names_of_its_figures() -> None:
    (found,) = told(changed_text(template="全年支出{支出决算数}，含项目支出。"))
    assert (found.element, found.field) == ("收支情况 › 文字“支出”", "正文")
    assert (found.before, found.after) == ("支出〔支出决算数〕。", "全年支出〔支出决算数〕，含项目支出。")


def test_a_table_tells_its_rows() -> None:
    table = SMALL.tables[0]
    head = ((domain.CellTemplate(text="指标名称"), *table.head[0][1:]),)
    pack = SMALL.model_copy(update={"tables": (table.model_copy(update={"head": head}),)})
    (found,) = told(pack)
    assert (found.part, found.element, found.field) == ("tables", "表1 得分情况", "表头")
    assert (found.before, found.after) == ("指标 ｜ 权重 ｜ 得分", "指标名称 ｜ 权重 ｜ 得分")

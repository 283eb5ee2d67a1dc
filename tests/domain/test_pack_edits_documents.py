"""Edits of documents, texts, tables, charts and rules: they do what they say and leave a pack that loads."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval.domain.pack import (
    CellTemplate,
    ChartBlock,
    Pack,
    RowGroup,
    Section,
    TableBlock,
    TableDefinition,
    TextBlock,
)
from selfeval.domain.pack_edits import (
    Direction,
    PackEditError,
    charts,
    empty_pack,
    grid,
    normalised,
    rules,
    tables,
    texts,
)
from selfeval.domain.pack_edits import outline as outlines
from selfeval.domain.pack_edits.outline import Place
from selfeval.domain.pack_files import read_pack, write_pack
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.report.compose import PREFACE
from selfeval.domain.sections import walk_sections
from tests.support.published import published_pack

CODES = ("bishan-2020", "bishan-2022", "sichuan-2020", "jiangxi-2021")
Edit = Callable[[Pack], Pack]
back = {
    Direction.UP: Direction.DOWN,
    Direction.DOWN: Direction.UP,
    Direction.IN: Direction.OUT,
}


def _keys(sections: tuple[Section, ...]) -> list[object]:
    return [
        [section.key, *_keys(section.sections)] if section.sections else section.key for section in sections
    ]


def _outlined() -> Pack:
    """甲 with 乙 and 丙 below it, then 丁."""
    pack = empty_pack(code="trial", name="试编体系包")
    pack = outlines.add_section(pack, "report", title="甲")
    pack = outlines.add_section(pack, "report", title="乙", below="section_01")
    pack = outlines.add_section(pack, "report", title="丙", below="section_01")
    return outlines.add_section(pack, "report", title="丁")


# --- outline ------------------------------------------------------------------------------------------


def test_sections_get_their_places_and_keys_of_their_own() -> None:
    pack = _outlined()
    assert _keys(pack.documents[0].outline) == [["section_01", "section_02", "section_03"], "section_04"]
    assert [section.title for section in walk_sections(pack.documents[0].outline)] == ["甲", "乙", "丙", "丁"]
    between = outlines.add_section(pack, "report", title="戊", after="section_02")
    assert _keys(between.documents[0].outline)[0] == ["section_01", "section_02", "section_05", "section_03"]


def test_a_section_moves_with_all_below_it() -> None:
    pack = _outlined()
    moved = outlines.move_section(pack, Place("report", "section_01"), Direction.DOWN)
    assert _keys(moved.documents[0].outline) == ["section_04", ["section_01", "section_02", "section_03"]]
    indented = outlines.move_section(pack, Place("report", "section_04"), Direction.IN)
    assert _keys(indented.documents[0].outline) == [["section_01", "section_02", "section_03", "section_04"]]
    outdented = outlines.move_section(pack, Place("report", "section_02"), Direction.OUT)
    assert _keys(outdented.documents[0].outline) == [
        ["section_01", "section_03"],
        "section_02",
        "section_04",
    ]


def test_a_section_that_has_nowhere_to_go_stays() -> None:
    pack = _outlined()
    first, last = Place("report", "section_01"), Place("report", "section_04")
    assert outlines.move_section(pack, first, Direction.UP) == pack
    assert outlines.move_section(pack, first, Direction.IN) == pack
    assert outlines.move_section(pack, first, Direction.OUT) == pack
    assert outlines.move_section(pack, last, Direction.DOWN) == pack


def test_a_removed_section_takes_what_is_below_it_and_its_keys_stay_unused() -> None:
    pack = outlines.remove_section(_outlined(), Place("report", "section_01"))
    assert _keys(pack.documents[0].outline) == ["section_04"]
    again = outlines.add_section(pack, "report", title="新")
    keys = [section.key for section in again.documents[0].outline]
    assert len(keys) == len(set(keys)) == 2
    with pytest.raises(PackEditError, match="这一章节已不在提纲里"):
        outlines.edit_section(again, Place("report", "section_01"), title="不在了")


def test_documents_are_added_moved_and_removed() -> None:
    pack = outlines.add_document(empty_pack(code="trial", name="试编体系包"), label="整改情况报告")
    report, second = pack.documents
    assert second.label == "整改情况报告"
    assert second.title == ("{department.name}", "{year}年整改情况报告")
    moved = outlines.move_document(pack, second.kind, Direction.UP)
    assert [document.kind for document in moved.documents] == [second.kind, report.kind]
    assert outlines.remove_document(pack, report.kind).documents == (second,)
    assert (
        outlines.add_document(
            outlines.remove_document(outlines.remove_document(pack, report.kind), second.kind), label="报告"
        )
        .documents[0]
        .kind
        == "report"
    )


def test_blocks_stand_in_the_preface_or_a_section() -> None:
    pack = texts.add_text(_outlined(), Place("report", PREFACE), label="引言")
    pack = texts.add_text(pack, Place("report", "section_02"), label="人员情况")
    pack = outlines.add_block(pack, Place("report", "section_02"), TableBlock(table="table_01"))
    assert [block.key for block in pack.documents[0].preface if isinstance(block, TextBlock)] == ["text_01"]
    place = Place("report", "section_02")
    moved = outlines.move_block(pack, place, 1, Direction.UP)
    assert outlines.blocks_of(moved, place) == (
        TableBlock(table="table_01"),
        TextBlock(key="text_02", label="人员情况"),
    )
    assert outlines.blocks_of(outlines.remove_block(moved, place, 0), place) == (
        TextBlock(key="text_02", label="人员情况"),
    )
    conditional = outlines.edit_block(moved, place, 0, when="支出决算数>0")
    assert outlines.blocks_of(conditional, place)[0] == TableBlock(table="table_01", when="支出决算数>0")
    with pytest.raises(PackEditError, match="这一内容已不在本章节里"):
        outlines.remove_block(pack, place, 2)


def test_deleting_what_is_referred_to_is_allowed_and_reported() -> None:
    pack = published_pack("bishan-2022")
    assert not check_pack(pack)
    gone = tables.remove_table(pack, pack.tables[0].key)
    assert any("表格" in problem.message for problem in check_pack(gone))
    assert normalised(gone)


# --- texts --------------------------------------------------------------------------------------------


def test_a_text_has_wordings_in_order() -> None:
    pack = texts.add_text(_outlined(), Place("report", "section_02"), label="会议培训")
    pack = texts.edit_text(pack, "text_01", template="其余情形。", required=False)
    pack = texts.add_variant(pack, "text_01", when="支出决算数>0", template="有支出。")
    pack = texts.add_variant(pack, "text_01", when="支出决算数=0", template="没有支出。")
    block = texts.find_text(pack, "text_01")[2]
    assert [variant.template for variant in block.variants] == ["有支出。", "没有支出。"]
    assert (block.template, block.required, block.label) == ("其余情形。", False, "会议培训")
    moved = texts.move_variant(pack, "text_01", 1, Direction.UP)
    assert [v.when for v in texts.find_text(moved, "text_01")[2].variants] == ["支出决算数=0", "支出决算数>0"]
    fewer = texts.remove_variant(moved, "text_01", 1)
    assert [v.template for v in texts.find_text(fewer, "text_01")[2].variants] == ["没有支出。"]


# --- rules and charts ---------------------------------------------------------------------------------


def test_rules_are_numbered_by_the_system() -> None:
    pack = empty_pack(code="trial", name="试编体系包")
    for message in ("甲", "乙", "丙"):
        pack = rules.add_rule(
            pack, severity="error", left="支出决算数", relation="≤", right="全年预算数", message=message
        )
    assert [rule.id for rule in pack.checks] == ["P01", "P02", "P03"]
    pack = rules.move_rule(rules.edit_rule(pack, "P03", severity="warning"), "P03", Direction.UP)
    assert [(rule.id, rule.severity) for rule in pack.checks] == [
        ("P01", "error"),
        ("P03", "warning"),
        ("P02", "error"),
    ]
    pack = rules.remove_rule(pack, "P01")
    assert rules.new_rule_id(pack) not in {rule.id for rule in pack.checks}


def test_series_and_values_of_a_chart_stay_parallel() -> None:
    pack = charts.add_chart(empty_pack(code="trial", name="试编体系包"), caption="图1 会议费和培训费")
    pack = charts.add_item(pack, "chart_01", label="会议费", values=("支出决算数",))
    pack = charts.add_series(pack, "chart_01", name="本年", value="支出决算数")
    pack = charts.add_series(pack, "chart_01", name="上年", value="上年支出决算数")
    chart = charts.find_chart(pack, "chart_01")[1]
    assert chart.series == ("本年", "上年")
    assert chart.items[0].values == ("支出决算数", "上年支出决算数")
    pack = charts.remove_series(pack, "chart_01", 0)
    chart = charts.find_chart(pack, "chart_01")[1]
    assert (chart.series, chart.items[0].values) == (("上年",), ("上年支出决算数",))
    pack = charts.remove_series(pack, "chart_01", 0)
    assert charts.find_chart(pack, "chart_01")[1].items[0].values == ("上年支出决算数",)


# --- tables -------------------------------------------------------------------------------------------


def _cell(text: str = "", **fields: object) -> CellTemplate:
    return CellTemplate.model_validate({"text": text, **fields})


def _table(pack: Pack, key: str = "table_01") -> TableDefinition:
    return tables.find_table(pack, key)[1]


def _written(rows: grid.Rows) -> list[list[str]]:
    return [[f"{cell.text}{cell.rowspan}x{cell.colspan}" for cell in row] for row in rows]


def test_a_new_table_has_equal_columns_that_add_up() -> None:
    pack = tables.add_table(empty_pack(code="trial", name="试编体系包"), caption="“三公”经费", columns=3)
    table = _table(pack)
    assert [column.width for column in table.columns] == [0.3334, 0.3333, 0.3333]
    assert [cell.header for cell in table.head[0]] == [True, True, True]
    assert _written(table.body[0].rows) == [["1x1", "1x1", "1x1"]]


HEAD_ROWS: grid.Rows = (
    (_cell("项目", rowspan=2), _cell("预算", colspan=2), _cell("决算", rowspan=2)),
    (_cell("年初"), _cell("全年")),
)


def test_a_column_put_inside_a_joined_cell_makes_it_wider() -> None:
    assert _written(grid.insert_column(HEAD_ROWS, 4, 2)) == [
        ["项目2x1", "预算1x3", "决算2x1"],
        ["年初1x1", "1x1", "全年1x1"],
    ]
    assert _written(grid.insert_column(HEAD_ROWS, 4, 4)) == [
        ["项目2x1", "预算1x2", "决算2x1", "1x1"],
        ["年初1x1", "全年1x1", "1x1"],
    ]


def test_a_row_put_inside_a_joined_cell_makes_it_higher() -> None:
    assert _written(grid.insert_row(HEAD_ROWS, 4, 1)) == [
        ["项目3x1", "预算1x2", "决算3x1"],
        ["1x1", "1x1"],
        ["年初1x1", "全年1x1"],
    ]


def test_removing_the_row_in_which_a_joined_cell_begins_keeps_the_cell() -> None:
    assert _written(grid.remove_row(HEAD_ROWS, 4, 0)) == [["项目1x1", "年初1x1", "全年1x1", "决算1x1"]]


def test_cells_are_joined_where_they_make_a_rectangle_and_keep_their_words() -> None:
    rows = ((_cell("甲"), _cell("乙")), (_cell("丙"), _cell("丁")))
    assert _written(grid.merge(rows, 2, 0, 0, down=False)) == [["甲\n乙1x2"], ["丙1x1", "丁1x1"]]
    assert _written(grid.merge(rows, 2, 0, 1, down=True)) == [["甲1x1", "乙\n丁2x1"], ["丙1x1"]]
    with pytest.raises(PackEditError, match="右侧没有大小相同的单元格可以合并"):
        grid.merge(grid.merge(rows, 2, 0, 0, down=True), 2, 0, 0, down=False)
    with pytest.raises(PackEditError, match="下方没有大小相同的单元格可以合并"):
        grid.merge(rows, 2, 1, 0, down=True)


def test_a_row_of_joined_cells_is_not_torn_apart() -> None:
    with pytest.raises(PackEditError, match="先拆分后再移动"):
        grid.move_row(HEAD_ROWS, 4, 0, Direction.DOWN)


def test_rows_that_do_not_fill_their_columns_are_completed() -> None:
    ragged = ((_cell("甲"),), (_cell("乙", colspan=5),))
    assert _written(grid.folded(grid.spread(ragged, 3), 2)) == [["甲1x1", "1x1", "1x1"], ["乙1x3"]]


def test_groups_repeat_for_what_they_name() -> None:
    pack = tables.add_table(empty_pack(code="trial", name="试编体系包"), caption="表", columns=2)
    pack = tables.add_group(pack, "table_01", 1, for_each="three_public")
    pack = tables.edit_cell(pack, "table_01", 1, 0, 0, text="{row.part}", strong=True)
    table = _table(pack)
    assert table.body[1] == RowGroup(
        for_each="three_public", rows=((_cell("{row.part}", strong=True), _cell()),)
    )
    assert _table(tables.move_group(pack, "table_01", 1, Direction.UP)).body[0].for_each == "three_public"
    assert len(_table(tables.remove_group(pack, "table_01", 0)).body) == 1
    with pytest.raises(PackEditError, match="这一组行已不在表格里"):
        tables.remove_group(pack, "table_01", 2)


def test_widths_may_be_given_in_any_measure() -> None:
    pack = tables.add_table(empty_pack(code="trial", name="试编体系包"), caption="表", columns=2)
    pack = tables.set_columns(pack, "table_01", [(40, "left"), (40, "right")])
    assert [(column.width, column.align.value) for column in _table(pack).columns] == [
        (0.5, "left"),
        (0.5, "right"),
    ]


# --- properties ---------------------------------------------------------------------------------------


def _table_edits(pack: Pack) -> list[Edit]:
    """Every edit of rows and columns that the tables of a pack offer."""
    edits: list[Edit] = []
    for table in pack.tables:
        key, width = table.key, len(table.columns)
        edits += [partial(tables.add_column, key=key, at=at) for at in range(width + 1)]
        edits += [partial(tables.remove_column, key=key, at=at) for at in range(width)]
        for part in range(tables.HEAD, len(table.body)):
            rows = tables.rows_of(table, part)
            edits += [partial(tables.add_row, key=key, part=part, at=at) for at in range(len(rows) + 1)]
            edits += [partial(tables.remove_row, key=key, part=part, at=at) for at in range(len(rows))]
            for number, row in enumerate(rows):
                for index in range(len(row)):
                    cell: dict[str, Any] = {"key": key, "part": part, "row": number, "index": index}
                    edits += [partial(tables.merge_cell, **cell, down=down) for down in (False, True)]
                    edits.append(partial(tables.split_cell, **cell))
    return edits


def _outline_edits(pack: Pack) -> list[Edit]:
    """Every edit of sections and blocks that the outline of a pack offers."""
    edits: list[Edit] = []
    for place in outlines.places(pack):
        if place.section != PREFACE:
            edits += [partial(outlines.move_section, place=place, direction=one) for one in Direction]
            edits.append(partial(outlines.remove_section, place=place))
            edits.append(
                partial(outlines.add_section, kind=place.document, title="新增", below=place.section)
            )
        edits.append(partial(texts.add_text, place=place, label="新增文字"))
        for index in range(len(outlines.blocks_of(pack, place))):
            block: dict[str, Any] = {"place": place, "index": index}
            edits += [
                partial(outlines.move_block, **block, direction=one) for one in (Direction.UP, Direction.DOWN)
            ]
            edits.append(partial(outlines.remove_block, **block))
    return edits


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_edits_leave_a_pack_that_loads_and_whose_rows_fill_their_tables(data: st.DataObject) -> None:
    pack = published_pack(data.draw(st.sampled_from(CODES)))
    for _ in range(data.draw(st.integers(1, 6))):
        offered = _table_edits(pack) + _outline_edits(pack)
        edit = data.draw(st.sampled_from(offered))
        with suppress(PackEditError):
            pack = edit(pack)
    assert read_pack(write_pack(normalised(pack))) == pack
    laid_out = [
        p for p in check_pack(pack) if p.path[0] == "tables" and ("列" in p.message or "行" in p.message)
    ]
    assert laid_out == []
    keys = [section.key for document in pack.documents for section in walk_sections(document.outline)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("code", CODES)
def test_moving_and_moving_back_changes_nothing(code: str) -> None:
    pack = published_pack(code)
    for place in outlines.places(pack):
        for there, again in back.items():
            if place.section != PREFACE:
                moved = outlines.move_section(pack, place, there)
                assert moved == pack or outlines.move_section(moved, place, again) == pack
        for index, _ in enumerate(outlines.blocks_of(pack, place)[:-1]):
            moved = outlines.move_block(pack, place, index, Direction.DOWN)
            assert moved != pack
            assert outlines.move_block(moved, place, index + 1, Direction.UP) == pack
    for one, other in pairwise(pack.tables):
        moved = tables.move_table(pack, one.key, Direction.DOWN)
        assert [table.key for table in moved.tables].index(other.key) < [
            table.key for table in moved.tables
        ].index(one.key)
        assert tables.move_table(moved, one.key, Direction.UP) == pack
    for rule in pack.checks[:-1]:
        moved = rules.move_rule(pack, rule.id, Direction.DOWN)
        assert moved != pack
        assert rules.move_rule(moved, rule.id, Direction.UP) == pack


@pytest.mark.parametrize("code", CODES)
def test_a_row_or_column_put_in_and_taken_out_again_changes_no_cell(code: str) -> None:
    for table in published_pack(code).tables:
        width = len(table.columns)
        for rows in (table.head, *(group.rows for group in table.body)):
            for at in range(width + 1):
                wider = grid.insert_column(rows, width, at)
                assert grid.remove_column(wider, width + 1, at) == rows
            for at in range(len(rows) + 1):
                if rows:
                    assert grid.remove_row(grid.insert_row(rows, width, at), width, at) == rows


def test_blocks_of_other_kinds_are_moved_and_kept_as_they_are() -> None:
    place = Place("report", "section_02")
    pack = outlines.add_block(_outlined(), place, ChartBlock(chart="chart_01", when="支出决算数>0"))
    pack = texts.add_text(pack, place, label="文字")
    moved = outlines.move_block(pack, place, 0, Direction.DOWN)
    assert outlines.blocks_of(moved, place)[1] == ChartBlock(chart="chart_01", when="支出决算数>0")

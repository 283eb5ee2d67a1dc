"""Composing: the published reports come out with their figures, and the document's structure holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.data import EvaluationData, IndicatorEntry, SectionText
from selfeval.domain.pack import (
    AnalysisBlock,
    CellTemplate,
    ChartBlock,
    ChartDefinition,
    ChartItem,
    ColumnTemplate,
    Pack,
    ReportDefinition,
    RowGroup,
    Section,
    TableBlock,
    TableDefinition,
    TextBlock,
    TextVariant,
)
from selfeval.domain.prose.references import TemplateError, parse_template
from selfeval.domain.report.charts import losses
from selfeval.domain.report.compose import compose, section_blocks
from selfeval.domain.report.document import (
    Block,
    Chart,
    ChartKind,
    Document,
    Heading,
    Paragraph,
    Run,
    Signature,
    Table,
    Title,
    Toc,
)
from selfeval.domain.report.texts import editing_context, generated_for
from tests.support.evaluations import SMALL_DATA, SMALL_PACK, demo, scored


def composed(data: EvaluationData, pack: Pack, kind: str = "report") -> Document:
    """Compose a draft of a document."""
    all_of_it = scored(data, pack)
    return compose(data, pack, all_of_it.score, all_of_it.book, kind=kind, draft=True)


def demo_document(code: str, kind: str = "report") -> Document:
    """Compose a document of a demo year."""
    one = demo(code)
    return compose(one.data, one.pack, one.score, one.book, kind=kind, draft=False, fingerprint="f" * 64)


def small_pack(*outline: Section, **parts: object) -> Pack:
    """The small pack with a report of this outline."""
    report = ReportDefinition(
        kind="report", label="自评报告", title=("{部门名称}", "{年度}年自评报告"), outline=outline
    )
    return SMALL_PACK.model_copy(update={"documents": (report,), **parts})


def text_section(*blocks: TextBlock) -> Section:
    return Section(key="only", title="情况", blocks=blocks)


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The words of all paragraphs."""
    return ["".join(run.text for run in block.runs) for block in blocks if isinstance(block, Paragraph)]


def headings(blocks: Iterable[Block]) -> list[str]:
    return [f"{block.number}{block.text}" for block in blocks if isinstance(block, Heading)]


def tables(blocks: Iterable[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def charts(blocks: Iterable[Block]) -> list[Chart]:
    return [block for block in blocks if isinstance(block, Chart)]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.body]


# --- the published reports --------------------------------------------------------------------------------


def test_bishan_2020_prints_the_published_points_and_rates() -> None:
    document = demo_document("bishan-2020")
    totals = [rows(table)[-1][1:] for table in tables(document.blocks)]
    assert totals == [
        ["7", "5", "71.4%"],
        ["24", "23", "95.8%"],
        ["42", "42", "100%"],
        ["27", "25.5", "94.4%"],
    ]
    assert rows(tables(document.blocks)[0])[3] == ["“三公经费”变动率", "2", "0", "0%"]
    assert rows(tables(document.blocks)[3])[0] == ["促进经济发展", "7", "6.5", "92.9%"]
    assert [table.caption[:2] for table in tables(document.blocks)] == ["表1", "表2", "表3", "表4"]
    (conclusion,) = [text for text in paragraphs(document.blocks) if "总得分" in text]
    assert "总得分95.5分，等次为“优”" in conclusion


def test_bishan_2020_follows_the_published_outline() -> None:
    document = demo_document("bishan-2020")
    shown = headings(document.blocks)
    assert [text for text in shown if "、" in text[:2]] == [
        "一、基本情况",
        "二、绩效评价基本情况",
        "三、绩效评价情况及结论",
        "四、主要经验及做法",
        "五、存在的问题和建议",
    ]
    assert shown[1:5] == ["（一）部门基本情况", "1.部门职责", "2.机构情况", "3.人员情况"]
    analyses = [text for text in shown if text.endswith("分析")]
    assert len(analyses) == 29
    assert analyses[3:5] == ["4.“三公经费”变动率分析", "1.预算完成率分析"]
    assert document.blocks[0] == Title(("重庆市璧山区科学技术局", "2020年部门整体支出绩效自评报告"))
    assert document.blocks[1] == Toc()
    assert document.blocks[-1] == Signature("重庆市璧山区科学技术局", "2021年3月30日")
    assert document.fingerprint == "f" * 64
    assert not document.draft


def test_bishan_2020_charts_show_rates_and_losses() -> None:
    _, rates, waterfall = charts(demo_document("bishan-2020").blocks)
    assert rates.kind is ChartKind.BAR
    assert rates.maximum == 100
    assert list(zip(rates.categories, map(str, rates.series[0].values), strict=True)) == [
        ("投入", "71.4"),
        ("过程", "95.8"),
        ("产出", "100.0"),
        ("效益", "94.4"),
    ]
    assert waterfall.kind is ChartKind.WATERFALL
    assert waterfall.categories[:3] == ("满分", "“三公经费”变动率", "政府采购执行率")
    assert waterfall.categories[-1] == "总得分"
    assert list(waterfall.series[0].values) == list(
        map(Decimal, ["100", "-2", "-1", "-0.5", "-0.5", "-0.5", "95.5"])
    )


def test_bishan_2020_self_score_table_merges_levels() -> None:
    (table,) = tables(demo_document("bishan-2020", "self-score-table").blocks)
    spans = [(cell.text, cell.rowspan) for row in table.body for cell in row if cell.rowspan > 1]
    assert spans[:3] == [("投入", 4), ("目标设定", 2), ("预算配置", 2)]
    assert [span for text, span in spans if text in ("投入", "过程", "产出", "效益")] == [4, 14, 7, 4]


def test_bishan_2022_prints_the_published_points_and_rates() -> None:
    document = demo_document("bishan-2022")
    (table,) = tables(document.blocks)
    assert rows(table)[0] == ["预算执行率", "10", "4.24", "42.42%"]
    assert rows(table)[-1][1:] == ["100", "94.24", "94.24%"]
    assert "94.24分，等级为“优”" in "".join(paragraphs(document.blocks))
    (_, waterfall) = charts(document.blocks)
    assert [str(value) for value in waterfall.series[0].values] == ["100.00", "-5.76", "94.24"]


@pytest.mark.parametrize("code", ["bishan-2020", "bishan-2022"])
def test_demo_reports_are_whole(code: str) -> None:
    for definition in demo(code).pack.documents:
        document = demo_document(code, definition.kind)
        anchors = [block.anchor for block in document.blocks if isinstance(block, Heading | Table)]
        assert len(anchors) == len(set(anchors))
        assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", anchor) for anchor in anchors)
        text = str(document)
        assert not set("{}") & set(text.replace("Decimal", ""))
        assert "〔未填" not in text
        assert "〔未知" not in text
        for table in tables(document.blocks):
            assert sum(column.width for column in table.columns) == pytest.approx(1)
            assert_filled(table)


def assert_filled(table: Table) -> None:
    """Every place of the grid is covered exactly once."""
    for part in (table.head, table.body):
        covered = {}
        for row_number, row in enumerate(part):
            column = 0
            for cell in row:
                while (row_number, column) in covered:
                    column += 1
                for down in range(cell.rowspan):
                    for right in range(cell.colspan):
                        place = (row_number + down, column + right)
                        assert place not in covered
                        covered[place] = cell
        places = {(row, column) for row in range(len(part)) for column in range(len(table.columns))}
        assert set(covered) == places


# --- structure ------------------------------------------------------------------------------------------


def test_headings_number_every_level_and_skip_none() -> None:
    deep = Section(key="d", title="丁")
    outline = (
        Section(
            key="a",
            title="甲",
            sections=(
                Section(key="b", title="乙", sections=(Section(key="c", title="丙", sections=(deep,)),)),
            ),
        ),
        Section(
            key="e", title="{年度}年戊", blocks=(AnalysisBlock(),), sections=(Section(key="f", title="己"),)
        ),
    )
    document = composed(SMALL_DATA, small_pack(*outline))
    assert headings(document.blocks) == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "（1）丁",
        "二、2020年戊",
        "（一）执行率分析",
        "（二）社会效益分析",
        "（三）自评准确分析",
        "（四）己",
    ]


def test_lines_become_paragraphs_and_placeholders_are_marked() -> None:
    block = TextBlock(
        key="t", label="情况", template="  第一段{年末结余}\n（1）第二段\n\n\u3000\u3000第三段  \n"
    )
    document = composed(SMALL_DATA, small_pack(text_section(block)))
    shown = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert shown == [
        Paragraph((Run("第一段"), Run("〔未填：年末结余〕", missing=True))),
        Paragraph((Run("（1）第二段"),)),
        Paragraph((Run("第三段"),)),
    ]


def test_text_still_to_be_written_prints_a_placeholder_unless_it_is_not_required() -> None:
    outline = text_section(
        TextBlock(key="a", label="主要做法"), TextBlock(key="b", label="其他", required=False)
    )
    assert paragraphs(composed(SMALL_DATA, small_pack(outline)).blocks) == ["〔未填：主要做法〕"]


def test_variants_and_conditions_choose_what_is_said() -> None:
    outline = text_section(
        TextBlock(
            key="a",
            label="接待",
            template="其余",
            variants=(
                TextVariant(
                    when="「因公出国（境）费」＞0",
                    template="有出国",
                ),
                TextVariant(when="公务接待费＞0", template="有接待"),
            ),
        ),
        TextBlock(key="b", label="无", template="不印", when="年末结余＝0"),
        TextBlock(key="c", label="有", template="印", when="公务接待费＞上年公务接待费 且 上年结转＝0"),
    )
    assert paragraphs(composed(SMALL_DATA, small_pack(outline)).blocks) == ["有接待", "印"]


def test_rounds_leave_out_rows_of_fixed_tables_without_words() -> None:
    outline = text_section(
        TextBlock(key="a", label="原因", template="{row.part}：{row.reason}。", for_each="three_public"),
        TextBlock(
            key="b",
            label="较大",
            template="{row.part}",
            for_each="three_public",
            when="row.actual_amount＞40000",
        ),
        TextBlock(
            key="c", label="失分", template="{item.name}", for_each="indicators", when="item.rate＜90%"
        ),
    )
    shown = paragraphs(composed(SMALL_DATA, small_pack(outline)).blocks)
    assert shown == ["公务接待费：来访增加。", "公务用车运行维护费", "执行率"]


def test_edited_text_stays_when_data_change_while_its_figures_follow() -> None:
    block = TextBlock(key="t", label="情况", template="支出{three_public.actual}。")
    pack = small_pack(text_section(block))
    edited = SectionText(
        key="t", content="全年共支出{three_public.actual}，已核实。", generated=block.template
    )
    data = SMALL_DATA.model_copy(update={"texts": (edited,)})
    assert paragraphs(composed(data, pack).blocks) == ["全年共支出8.26万元，已核实。"]
    lines = tuple(
        line.model_copy(update={"actual_amount": Decimal(10000)}) for line in data.year.three_public
    )
    changed = data.model_copy(update={"year": data.year.model_copy(update={"three_public": lines})})
    assert paragraphs(composed(changed, pack).blocks) == ["全年共支出3.00万元，已核实。"]


def test_analysis_tells_calculation_score_and_reason() -> None:
    pack = small_pack(Section(key="s", title="分析", blocks=(AnalysisBlock(),)))
    execution, benefit, checked = paragraphs(composed(SMALL_DATA, pack).blocks)
    assert execution.startswith("执行率＝支出决算数÷全年预算数×100%＝280.00万元÷400.00万元×100%＝70.00%。")
    assert execution.endswith("根据评价标准，该指标权重7分，得4.9分，得分率70%。")
    assert benefit.endswith("得2.3分，得分率92%。扣分原因：宣传不够；基本达成预期。")
    assert checked == "该指标权重0.5分，不由部门自评，不计入自评总分。"


def test_analysis_is_edited_and_shown_with_its_own_indicator() -> None:
    edited = SectionText(key="analysis.execution", content="{item.name}为{item.actual}，得{item.score}分。")
    data = SMALL_DATA.model_copy(update={"texts": (edited,)})
    pack = small_pack(Section(key="s", title="分析", blocks=(AnalysisBlock(dimension="process"),)))
    assert paragraphs(composed(data, pack).blocks) == ["执行率为70.00%，得4.9分。"]
    context = scored(data, pack).context
    assert "{item.calculation}" in (generated_for("analysis.execution", context) or "")
    assert editing_context("analysis.execution", context).value("本项.名称").content == "执行率"
    assert generated_for("analysis.nothing", context) is None


def test_not_applicable_indicator_says_so() -> None:
    entry = IndicatorEntry(indicator="benefit", not_applicable=True, variance_reason="当年无此任务")
    data = SMALL_DATA.model_copy(update={"entries": (entry,)})
    pack = small_pack(Section(key="s", title="分析", blocks=(AnalysisBlock(dimension="effect"),)))
    assert paragraphs(composed(data, pack).blocks)[0] == (
        "本部门本年度无此项工作，该指标不适用。情况说明：当年无此任务。"
    )


# --- tables and charts -------------------------------------------------------------------------------------


def _cells(*texts: str, merge: int = 0) -> tuple[CellTemplate, ...]:
    return tuple(CellTemplate(text=text, merge=number < merge) for number, text in enumerate(texts))


def _table(*body: RowGroup, columns: int, **values: object) -> TableDefinition:
    widths = tuple(ColumnTemplate(width=0.5) for _ in range(columns))
    return TableDefinition(key="t", caption="明细", columns=widths, body=body).model_copy(update=values)


def test_equal_neighbours_merge_only_under_a_merged_cell_to_their_left() -> None:
    body = RowGroup(
        rows=(
            _cells("产出", "质量", "1", merge=2),
            _cells("产出", "质量", "2", merge=2),
            _cells("效果", "质量", "3", merge=2),
            _cells("效果", "质量", "3", merge=2),
        )
    )
    pack = small_pack(
        Section(key="s", title="表", blocks=(TableBlock(table="t"),)), tables=(_table(body, columns=3),)
    )
    (table,) = tables(composed(SMALL_DATA, pack).blocks)
    assert [[(cell.text, cell.rowspan) for cell in row] for row in table.body] == [
        [("产出", 2), ("质量", 2), ("1", 1)],
        [("2", 1)],
        [("效果", 2), ("质量", 2), ("3", 1)],
        [("3", 1)],
    ]
    assert [round(column.width, 4) for column in table.columns] == [0.3333] * 3


def test_table_repeats_rows_and_leaves_empty_cells_empty() -> None:
    body = (
        RowGroup(
            rows=(_cells("{row.role}", "{row.duties}", "{row.member_count}"),), for_each="working_group"
        ),
        RowGroup(rows=(_cells("{item.name}", "{item.score}", "{年末结余}"),), for_each="indicators:effect"),
        RowGroup(rows=(_cells("无", "", ""),), when="年末结余＞0"),
    )
    pack = small_pack(
        Section(key="s", title="表", blocks=(TableBlock(table="t"),)), tables=(_table(*body, columns=3),)
    )
    (table,) = tables(composed(SMALL_DATA, pack).blocks)
    assert rows(table) == [
        ["组长", "审定方案", "1"],
        ["成员", "", "4"],
        ["社会效益", "2.3", "〔未填：年末结余〕"],
        ["自评准确", "—", "〔未填：年末结余〕"],
    ]


def test_tables_and_charts_are_numbered_without_gaps_where_they_print() -> None:
    chart = ChartDefinition(
        key="c",
        kind=ChartKind.PAIRED_BAR,
        caption="图7 对比",
        finding="执行率{执行率}",
        unit="万元",
        series=("上年", "本年"),
        items=(
            ChartItem(label="接待费", values=("上年公务接待费", "公务接待费")),
            ChartItem(label="结余", values=("上年年末结余", "年末结余")),
        ),
    )
    empty = chart.model_copy(update={"key": "e", "items": chart.items[1:]})
    blocks = (ChartBlock(chart="e"), ChartBlock(chart="c"), TableBlock(table="t"), TableBlock(table="t"))
    table = _table(RowGroup(rows=(_cells("a"),)), columns=1)
    pack = small_pack(Section(key="s", title="图表", blocks=blocks), tables=(table,), charts=(chart, empty))
    document = composed(SMALL_DATA, pack)
    (shown,) = charts(document.blocks)
    assert shown.caption == "图1 对比"
    assert shown.finding == "执行率70.00%"
    assert shown.series[0].values == (Decimal("0.76"), None)
    assert shown.series[1].values == (Decimal("3.24"), None)
    assert [table.caption for table in tables(document.blocks)] == ["表1 明细", "表2 明细"]


def test_losses_lead_from_full_mark_to_total_and_show_what_is_open() -> None:
    full = scored(SMALL_DATA, SMALL_PACK).score
    assert losses(full) == [
        ("满分", Decimal("9.5")),
        ("执行率", Decimal("-2.1")),
        ("社会效益", Decimal("-0.2")),
        ("总得分", Decimal("7.2")),
    ]
    open_score = scored(SMALL_DATA.model_copy(update={"entries": ()}), SMALL_PACK).score
    assert losses(open_score)[2:] == [("待评分", Decimal("-2.5")), ("总得分", Decimal("4.9"))]


def test_section_prints_as_in_the_whole_document() -> None:
    one = demo("bishan-2020")
    document = demo_document("bishan-2020")
    process = section_blocks(one.data, one.pack, one.score, one.book, "process")
    start = document.blocks.index(process[0])
    assert document.blocks[start : start + len(process)] == process
    assert headings(process)[0] == "（二）过程评价情况"
    assert tables(process)[0].caption.startswith("表2")
    preface = section_blocks(one.data, one.pack, one.score, one.book, "preface")
    assert preface == document.blocks[2:3]
    with pytest.raises(KeyError):
        section_blocks(one.data, one.pack, one.score, one.book, "nowhere")


def test_report_without_date_reserves_its_place() -> None:
    data = SMALL_DATA.model_copy(update={"report_date": None})
    document = composed(data, small_pack(Section(key="s", title="节")))
    assert document.blocks[-1] == Signature("测试区科学技术局", "〔未填：成文日期〕")


@given(st.text(st.sampled_from("{}|=较占 年度三公经费决算数+÷\n（1）"), max_size=40))
def test_no_reference_is_left_in_a_document_whatever_was_stored(content: str) -> None:
    pack = small_pack(text_section(TextBlock(key="t", label="情况")))
    data = SMALL_DATA.model_copy(update={"texts": (SectionText(key="t", content=content),)})
    printed = "".join(paragraphs(composed(data, pack).blocks))
    try:
        has_literal_braces = any(
            "{{" in part.source or "}}" in part.source for part in parse_template(content).segments
        )
    except TemplateError:
        has_literal_braces = False
    if not has_literal_braces:
        assert not set("{}") & set(printed)

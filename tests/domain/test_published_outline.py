"""Documents in parts: numbering, attachments, what is embedded and repeated, forms, glossary, numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from selfeval.domain.data import BudgetLine, EvaluationData, FigureValue, Fund, SectionText, SpendingNature
from selfeval.domain.pack import Pack
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import (
    Block,
    Chart,
    Cover,
    Document,
    Heading,
    HeadingRole,
    Paragraph,
    Table,
    Toc,
)
from tests.support.evaluations import SMALL_DATA, SMALL_PACK, scored
from tests.support.published import findings_of, published_pack


def pack_of(*documents: dict[str, Any], **parts: Any) -> Pack:
    """The small pack with these documents, written as they stand in files."""
    whole = SMALL_PACK.model_dump(mode="json") | {"documents": documents, **parts}
    return Pack.model_validate(whole)


def composed(pack: Pack, data: EvaluationData = SMALL_DATA, kind: str = "report") -> Document:
    one = scored(data, pack)
    return compose(one.data, one.pack, one.score, one.book, kind=kind, draft=True)


def words(blocks: Iterable[Block]) -> list[str]:
    """Paragraphs, and headings with two signs before them."""
    told = []
    for block in blocks:
        if isinstance(block, Paragraph):
            told.append("".join(run.text for run in block.runs))
        elif isinstance(block, Heading):
            told.append(f"##{block.entry}")
    return told


def layout_problems(pack: Pack) -> list[str]:
    """What is wrong with documents, tables, charts and terms (the small pack has no full set of weights)."""
    parts = ("documents", "tables", "charts", "glossary")
    return [problem.text for problem in check_pack(pack) if problem.path[0] in parts]


def text(key: str, template: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "text", "key": key, "label": key, "template": template, **more}


def document(kind: str, *outline: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "label": kind,
        "title": [kind],
        "outline": list(outline),
        "signature": False,
        **more,
    }


def section(key: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "title": key.upper(), "blocks": list(blocks), **more}


def test_parts_begin_anew_and_attachments_stay_out_of_the_contents() -> None:
    report = document("report", section("self", text("own", "自评。")))
    published = document(
        "published",
        section(
            "p1",
            style="part",
            sections=[section("a", text("a", "甲。")), section("b", sections=[section("c")])],
        ),
        section("p2", style="part", sections=[section("d", text("d", "丁。"))]),
        section(
            "p3",
            style="part",
            sections=[
                section("x", {"type": "document", "kind": "report"}, style="attachment"),
                section("y", {"type": "repeat", "key": "own"}, style="attachment"),
            ],
        ),
        cover=["{year}年度", "部门决算"],
        cover_note="公开时间：{report_date}",
        toc=True,
    )
    made = composed(pack_of(report, published), kind="published")
    assert made.blocks[:2] == (Cover(("2020年度", "部门决算"), "公开时间：2021年3月5日"), Toc())
    assert words(made.blocks[2:]) == [
        "##第一部分　P1",
        "##一、A",
        "甲。",
        "##二、B",
        "##（一）C",
        "##第二部分　P2",
        "##一、D",
        "丁。",
        "##第三部分　P3",
        "##附件1　X",
        "##一、SELF",
        "自评。",
        "##附件2　Y",
        "自评。",
    ]
    listed = [block.entry for block in made.blocks if isinstance(block, Heading) and block.listed]
    assert "一、SELF" not in listed
    assert "附件1　X" in listed


def test_an_edited_text_is_edited_wherever_it_is_repeated() -> None:
    pack = pack_of(
        document(
            "report", section("one", {"type": "repeat", "key": "duties"}), section("two", text("duties"))
        ),
    )
    data = SMALL_DATA.model_copy(update={"texts": (SectionText(key="duties", content="职能{year}。"),)})
    assert words(composed(pack, data).blocks) == ["##一、ONE", "职能2020。", "##二、TWO", "职能2020。"]


def test_a_joining_text_goes_on_in_the_line_before_it() -> None:
    pack = pack_of(
        document(
            "report",
            section(
                "one",
                text("said", "支出{支出决算数}。"),
                text("why", "", joins=True, when="支出决算数≠上年支出决算数", required=False),
                text("parts", "{row.part}{row.actual_amount}。", for_each="three_public", joins=True),
                text("next", "另起一段。"),
            ),
        )
    )
    assert words(composed(pack).blocks) == [
        "##一、ONE",
        "支出280.00万元。因公出国（境）费0.00万元；公务用车运行维护费5.02万元；公务接待费3.24万元。",
        "另起一段。",
    ]


def test_variants_are_chosen_in_every_round() -> None:
    rounds = text(
        "parts",
        "{row.part}支出{row.actual_amount}。",
        for_each="three_public",
        variants=[{"when": "row.actual_amount=0", "template": "{row.part}没有支出。"}],
    )
    assert words(composed(pack_of(document("report", section("one", rounds)))).blocks)[1:] == [
        "因公出国（境）费没有支出。",
        "公务用车运行维护费支出5.02万元。",
        "公务接待费支出3.24万元。",
    ]


def test_texts_of_fixed_rows_may_be_quoted() -> None:
    pack = pack_of(document("report", section("one", text("why", "原因：{three_public.reception.reason}。"))))
    assert words(composed(pack).blocks)[1] == "原因：来访增加。"
    assert layout_problems(pack) == []
    missing = pack_of(document("report", section("one", text("why", "{three_public.overseas.reason}"))))
    assert words(composed(missing).blocks)[1] == "〔未填：“三公”经费因公出国（境）费增减变动原因〕"


def test_the_glossary_prints_what_is_used() -> None:
    pack = pack_of(
        document("report", section("terms", {"type": "glossary"})),
        glossary=[
            {"key": "a", "term": "基本支出", "explanation": "甲。", "when": "基本支出决算数>0"},
            {
                "key": "b",
                "term": "经营支出",
                "explanation": "乙。",
                "when": "functional.all.business.actual>0",
            },
            {"key": "c", "term": "“三公”经费", "explanation": "丙。"},
        ],
    )
    assert words(composed(pack).blocks)[1:] == ["1.基本支出：甲。", "2.“三公”经费：丙。"]
    assert layout_problems(pack) == []


def form(**more: Any) -> dict[str, Any]:
    """An official form with a row of 三公经费 parts that are not zero."""
    return {
        "key": "form",
        "caption": "“三公”经费表",
        "code": "公开10表",
        "organization": "部门：{部门名称}",
        "unit": "单位：万元",
        "columns": [{"width": 0.4}, {"width": 0.3}, {"width": 0.3}],
        "head": [[{"text": "项目"}, {"text": "决算数"}, {"text": "占比"}]],
        "body": [
            {
                "for_each": "three_public",
                "rows": [
                    [
                        {"text": "{row.part}"},
                        {"text": "{row.actual_amount|数|略零}"},
                        {"text": "{row.actual_amount 占 “三公”经费决算数}"},
                    ]
                ],
            }
        ],
        **more,
    }


def test_cells_of_one_reference_are_numbers() -> None:
    pack = pack_of(document("report", section("t", {"type": "table", "table": "form"})), tables=[form()])
    (table,) = (block for block in composed(pack).blocks if isinstance(block, Table))
    rows = [[(cell.text, cell.number and cell.number.value) for cell in row] for row in table.body]
    assert rows == [
        [("因公出国（境）费", None), ("", None), ("0.00%", Decimal(0))],
        [("公务用车运行维护费", None), ("5.02", Decimal("5.02")), ("60.77%", Decimal("0.6077"))],
        [("公务接待费", None), ("3.24", Decimal("3.24")), ("39.23%", Decimal("0.3923"))],
    ]
    assert (table.code, table.organization, table.caption) == (
        "公开10表",
        "部门：测试区科学技术局",
        "“三公”经费表",
    )


def test_a_form_is_headed_by_its_section_and_says_when_it_is_empty() -> None:
    empty = form(
        empty="本表无数据。",
        body=[
            {"for_each": "adjustments", "rows": [[{"text": "{row.subject}"}, {"text": "{row.amount}"}, {}]]}
        ],
    )
    outline = section("form", {"type": "table", "table": "form"}, style="form")
    made = composed(pack_of(document("report", outline), tables=[empty]))
    heading, table = made.blocks[1:]
    assert isinstance(heading, Heading)
    assert heading.role is HeadingRole.FORM
    assert isinstance(table, Table)
    assert (table.caption, table.name, table.note) == ("", "“三公”经费表", "本表无数据。")
    assert [[cell.text for cell in row] for row in table.body] == [["", "", ""]]


def test_charts_repeat_their_items_and_keep_the_colon_of_their_number() -> None:
    chart = {
        "key": "parts",
        "kind": "pie",
        "caption": "图9：构成图",
        "finding": "构成",
        "unit": "万元",
        "items": [{"label": "{row.part}", "values": ["row.actual_amount"], "for_each": "three_public"}],
    }
    pack = pack_of(document("report", section("c", {"type": "chart", "chart": "parts"})), charts=[chart])
    (made,) = (block for block in composed(pack).blocks if isinstance(block, Chart))
    assert made.caption == "图1：构成图"
    assert made.categories == ("公务用车运行维护费", "公务接待费")
    assert made.series[0].values == (Decimal("5.02"), Decimal("3.24"))
    assert layout_problems(pack) == []


PART = section("p", style="part", sections=[section("a", text("a", "甲。"))])
WRONG = [
    (document("report", PART, section("b", text("b", "乙。"))), {}, "第一层都是部分"),
    (document("report", section("b", sections=[PART])), {}, "只能在第一层"),
    (document("report", section("b", sections=[section("x", style="attachment")])), {}, "是附件"),
    (document("report", section("p", text("t"), style="part", sections=[section("a")])), {}, "写在章节里"),
    (document("report", section("b", {"type": "document", "kind": "none"})), {}, "没有编码为“none”的文件"),
    (document("report", section("b", {"type": "document", "kind": "report"})), {}, "自己也收录文件"),
    (document("report", section("b", {"type": "repeat", "key": "none"})), {}, "没有编码为“none”的文字"),
    (document("report", section("b", {"type": "glossary"})), {}, "没有名词"),
    (
        document("report", section("b", {"type": "table", "table": "form"})),
        {"tables": [form(stub=1, parts=[1])]},
        "分幅共2列",
    ),
]


@pytest.mark.parametrize(("made", "parts", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_what_cannot_be_printed_is_named(made: dict[str, Any], parts: dict[str, Any], message: str) -> None:
    assert any(message in problem.text for problem in check_pack(pack_of(made, **parts)))


# --- the pack of 2024 ---------------------------------------------------------------------------------------


def line(code: str, initial: str, actual: str, note: str = "", **more: Any) -> BudgetLine:
    amounts = {"initial_amount": initial, "adjusted_amount": actual, "actual_amount": actual}
    content = {"functional_code": code, "name": code, "nature": "project", "note": note, **amounts, **more}
    return BudgetLine.model_validate(content)


COUNTS_2024 = {
    "vehicles.ministerial": 0,
    "vehicles.leaders": 1,
    "vehicles.confidential": 1,
    "vehicles.emergency": 2,
    "vehicles.law_enforcement": 3,
    "vehicles.special": 0,
    "vehicles.retired": 1,
    "vehicles.other": 4,
    "equipment.large": 2,
}
YEAR_2024 = SMALL_DATA.year.model_copy(
    update={
        "fiscal_year": 2024,
        "budget_lines": (
            line("2010301", "1000000.00", "1000000.00", nature=SpendingNature.PERSONNEL),
            line("2010302", "500000.00", "400000.00", "压减一般性支出"),
            line("2310301", "0.00", "250000.00", "偿还到期债务"),
            line("2120801", "0.00", "100000.00", fund=Fund.GOVERNMENT_FUND),
        ),
        "figures": tuple(FigureValue(key=key, value=Decimal(number)) for key, number in COUNTS_2024.items()),
    }
)
DATA_2024 = SMALL_DATA.model_copy(update={"year": YEAR_2024})


def test_2024_has_four_parts_eleven_items_and_nine_forms() -> None:
    made = composed(published_pack("final-accounts-2024"), DATA_2024, "disclosure")
    headings = [block for block in made.blocks if isinstance(block, Heading)]
    parts = [heading.entry for heading in headings if heading.level == 0]
    assert parts == [
        "第一部分　部门概况",
        "第二部分　部门决算表",
        "第三部分　部门决算情况说明",
        "第四部分　名词解释",
    ]
    third = headings.index(next(heading for heading in headings if heading.entry == parts[2]))
    items = [heading.entry for heading in headings[third:] if heading.level == 1]
    assert len(items) == 11
    assert items[-2:] == ["十、预算绩效管理情况", "十一、其他重要事项的情况说明"]
    tables = [block for block in made.blocks if isinstance(block, Table)]
    assert [table.code for table in tables] == [f"公开{number:02}表" for number in range(1, 10)]
    classes = [row[2].text for row in tables[0].body]
    assert classes[23:26] == [
        "二十四、债务还本支出",
        "二十五、债务付息支出",
        "二十六、抗疫特别国债安排的支出",
    ]
    assert {row[3].text for row in tables[0].body if row[2].text.endswith("债务还本支出")} == {"25.00"}


def test_2024_compares_with_the_initial_budget_and_counts_vehicles_by_eight_uses() -> None:
    said = words(composed(published_pack("final-accounts-2024"), DATA_2024, "disclosure").blocks)
    items = [each for each in said if "（项）：" in each and "决算" in each]
    assert [each.partition("：")[2] for each in items] == [
        "年初预算为100.00万元，支出决算为100.00万元，决算数与预算数持平。",
        "年初预算为50.00万元，支出决算为40.00万元，完成年初预算的80.00%，决算数小于预算数的主要原因是压减一般性支出。",
        "支出决算为25.00万元，没有安排年初预算，主要原因是偿还到期债务。",
    ]
    (cars,) = (each for each in said if each.startswith("截至2024年12月31日"))
    assert "共有车辆12辆" in cars
    assert "执法执勤用车3辆" in cars
    assert "单价100万元（含）以上设备2台（套）" in cars
    assert (
        "2024年政府性基金预算财政拨款支出10.00万元，按用途分：城乡社区（类）支出10.00万元，占100.00%。"
        in said
    )
    assert "2024年没有国有资本经营预算财政拨款支出。" in said


@pytest.mark.parametrize(("note", "is_wanted"), [("公开时间：{成文日期}", True), ("内部资料", False)])
def test_a_date_on_the_cover_is_asked_for(note: str, is_wanted: bool) -> None:
    undated = SMALL_DATA.model_copy(update={"report_date": None})
    pack = pack_of(document("report", section("one"), cover=["决算"], cover_note=note))
    places = {finding.place for finding in findings_of(undated, pack)}
    assert ("report.report_date" in places) is is_wanted

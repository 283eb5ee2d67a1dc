"""The disclosure of 泸州市科学技术和人才工作局 for 2020 as a document: words, charts, glossary, tables.

Expected values are those of the publication. Where half-up rounding differs from print, the printed value
stands beside.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import pytest

from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Chart, Document, Heading, HeadingRole, Paragraph, Table
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.published import published_pack, published_year

DATA, PACK = published_year("luzhou-2020"), published_pack("sichuan-2020")


@lru_cache
def _document(kind: str = "disclosure") -> Document:
    score = score_evaluation(DATA, PACK)
    return compose(DATA, PACK, score, with_scores(figure_book(DATA, PACK), score), kind=kind, draft=False)


def _words(document: Document) -> list[str]:
    blocks = (block for block in document.blocks if isinstance(block, Paragraph))
    return ["".join(run.text for run in block.runs) for block in blocks]


@lru_cache
def _text() -> str:
    return "\n".join(_words(_document()))


# --- what the document says --------------------------------------------------------------------------------

SAID = (
    "收入总计、支出总计均为5,581.29万元。与2019年相比，收入总计、支出总计各增加1,447.43万元，增长35.01%",
    "支出总计均为5,576.03万元。与2019年相比，财政拨款收入总计、支出总计各增加1,478.90万元",
    "一般公共预算财政拨款支出5,564.85万元，占本年支出合计的99.92%",
    "增加1,499.22万元，增长36.88%",
    "一般公共服务（类）支出71.00万元，占1.28%",
    "科学技术（类）支出5,246.90万元，占94.29%",
    "社会保障和就业（类）支出167.62万元，占3.01%",
    "卫生健康（类）支出21.11万元，占0.38%",
    "决算数为5,564.85万元，完成预算99.80%",
    "支出决算为11.94万元，完成预算88.97%，决算数小于预算数的主要原因是人员有增有减",
    "支出决算为12.43万元，完成预算59.79%，决算数小于预算数的主要原因是医保系统",
    "基本支出590.31万元，其中：人员经费531.70万元",
    "日常公用经费58.61万元",
    "“三公”经费财政拨款支出决算为6.54万元，完成预算48.44%",
    "公务用车购置及运行维护费4.53万元，占69.27%；公务接待费2.01万元，占30.73%",
    "4.53万元，完成预算75.50%。公务用车购置及运行维护费支出决算比2019年减少1.19万元，下降20.80%",
    "2.01万元，完成预算26.80%。公务接待费支出决算比2019年增加1.60万元，增长390.24%",
    "因公出国（境）团组0个，出国（境）0人",
    "接待19批次，200人次（不包括陪同人员）",
    "机关运行经费支出58.61万元，比2019年减少5.79万元，下降8.99%",
    "共有车辆1辆，其中：主要领导干部用车0辆、机要通信用车0辆、应急保障用车1辆、其他用车0辆",
    "13个项目编制了绩效目标",
    "在职19人，其中公务员18人、工勤人员1人；离退休人员20人",
    "上年结转和结余36.55万元，占0.65%；当年一般公共预算财政拨款收入5,544.53万元，占99.34%",
    "其中当年支出5,569.03万元，占99.78%",
    "年末结转和结余12.26万元，占0.22%，其中财政拨款结转11.18万元，非财政拨款结转1.08万元",
    "自评满分90分，自评得分84分，得分率93.33%，等级为“优”",
)
HALF_UP = (  # what is said, and what was printed instead
    ("一般公共预算财政拨款收入5,544.53万元，占100.00%", "99.99%"),
    ("其他收入0.21万元，占0.00%", "0.01%"),
    ("增加1,478.90万元，增长36.10%", "36.09%"),
    ("基本支出590.31万元，占10.60%", "占11%"),
    ("项目支出4,978.72万元，占89.40%", "占89%"),
    ("住房保障（类）支出58.22万元，占1.05%", "1.04%"),
    ("支出决算为25.50万元，完成预算95.01%", "完成预算95%"),
)
CONTRADICTED = (  # the figure of a pair in the publication that was not chosen
    "0.22万元，",
    "11.39",
    "0.87万元",
    "日常公用经费有所增长",
    "组织7个项目",
    "23.2%",
    "23.3%",
    "在沪",
    "来沪",
)


@pytest.mark.parametrize("words", SAID)
def test_the_document_says_what_was_published(words: str) -> None:
    assert words in _text()


@pytest.mark.parametrize(("words", "printed"), HALF_UP)
def test_half_up_differs_from_print_here(words: str, printed: str) -> None:
    assert words in _text()
    assert printed not in _text()


def test_half_up_differs_from_print_nowhere_else() -> None:
    """Every other rate of completion is the printed one; shares by 类 make 100.01 % and are not forced."""
    rates = re.findall(r"（项）：支出决算为[\d,.]+万元，完成预算([\d.]+%)", _text())
    assert rates == ["100%"] * 10 + ["95.01%", "88.97%", "59.79%"] + ["100%"] * 4
    shares = re.findall(r"（类）支出[\d,.]+万元，占([\d.]+)%", _text())
    assert sum(map(Decimal, shares)) == Decimal("100.01")


@pytest.mark.parametrize("words", CONTRADICTED)
def test_what_contradicts_is_not_said(words: str) -> None:
    assert words not in _text()


def test_nothing_is_left_open() -> None:
    document = _document()
    cells = [cell.text for table in _tables(document).values() for row in table.body for cell in row]
    for words in (_text(), "".join(cells)):
        for placeholder in ("〔", "{", "。。"):
            assert placeholder not in words.replace("〔20", "")


PUBLISHED_LENGTH = {  # paragraphs and characters of the publication, without headings and captions
    "第一部分": (31, 3316),
    "第二部分": (60, 5744),
    "附件1": (29, 2353),
    "附件2-1": (21, 2830),
    "附件2-2": (20, 3796),
    "附件2-3": (15, 1306),
    "附件2-4": (16, 1819),
    "附件2-5": (13, 986),
}


@pytest.mark.parametrize(("part", "published"), PUBLISHED_LENGTH.items())
def test_every_part_is_as_long_as_in_the_publication(part: str, published: tuple[int, int]) -> None:
    paragraphs: list[str] = []
    number = ""
    for block in _document().blocks:
        if isinstance(block, Heading) and block.role in (HeadingRole.PART, HeadingRole.ATTACHMENT):
            number = block.number
        elif isinstance(block, Paragraph) and number == part:
            paragraphs.append("".join(run.text for run in block.runs))
    assert len(paragraphs) >= published[0]
    assert len("".join(paragraphs)) >= 0.6 * published[1]


def test_the_glossary_prints_the_terms_that_are_used() -> None:
    """The publication explains 26; 经营支出 did not occur."""
    entries = re.findall(r"\n(\d+)\.([^\n：]+)：", _text()[_text().index("财政拨款收入：") - 3 :])
    terms = [term for _, term in entries]
    assert "经营支出" not in terms
    assert {"财政拨款收入", "其他收入", "年初结转和结余", "年末结转和结余", "机关运行经费"} <= set(terms)
    assert sum(term.endswith("（项）") for term in terms) == 17


# --- charts and tables -------------------------------------------------------------------------------------


def test_the_seven_charts_are_drawn_from_the_published_figures() -> None:
    charts = [block for block in _document().blocks if isinstance(block, Chart)]
    assert [chart.caption.split("：")[0] for chart in charts] == [f"图{number}" for number in range(1, 8)]
    values = [[value for series in chart.series for value in series.values if value] for chart in charts]
    assert values == [
        [Decimal("4133.86"), Decimal("5581.29")],
        [Decimal("5544.53"), Decimal("0.21")],
        [Decimal("590.31"), Decimal("4978.72")],
        [Decimal("4097.13"), Decimal("5576.03")],
        [Decimal("4065.63"), Decimal("5564.85")],
        [Decimal(amount) for amount in ("71.00", "5246.90", "167.62", "21.11", "58.22")],
        [Decimal("4.53"), Decimal("2.01")],
    ]


def _tables(document: Document) -> dict[str, Table]:
    """The tables of a document by the code of their form, or by their caption."""
    tables = (block for block in document.blocks if isinstance(block, Table))
    return {table.code or table.caption: table for table in tables}


def _form(number: int) -> list[list[str]]:
    return [[cell.text for cell in row] for row in _tables(_document())[f"公开{number:02}表"].body]


def test_there_are_fourteen_tables_and_five_of_objectives() -> None:
    tables = _tables(_document())
    assert [code for code in tables if code.startswith("公开")] == [f"公开{n:02}表" for n in range(1, 15)]
    assert sum("绩效目标完成情况表" in code for code in tables) == 5


def test_the_totals_of_the_tables_are_the_published_ones() -> None:
    assert _form(1)[-1] == ["总计", "5,581.29", "总计", "5,581.29"]
    assert _form(1)[-2] == ["年初结转和结余", "36.55", "年末结转和结余", "12.26"]
    assert [row for row in _form(1) if row[0] == "本年收入合计"] == [
        ["本年收入合计", "5,544.74", "本年支出合计", "5,569.03"]
    ]
    assert _form(2)[0][:3] == ["合计", "5,544.74", "5,544.53"]
    assert _form(3)[0][:4] == ["合计", "5,569.03", "590.31", "4,978.72"]
    assert _form(4)[-1][:5] == ["总计", "5,576.03", "总计", "5,576.03", "5,576.03"]
    assert _form(5)[0][:5] == ["合计", "5,564.85", "5,564.85", "590.31", "4,974.54"]
    assert _form(6)[0] == ["合计", "5,564.85", "590.31", "4,974.54"]
    assert _form(7)[0][:2] == ["合计", "5,564.85"]
    assert _form(8)[-1] == ["人员经费合计", "531.70", "公用经费合计", "58.61"]
    assert _form(9)[0] == ["合计", "4,974.54"]
    three_public = "13.50 0.00 6.00 0.00 6.00 7.50 6.54 0.00 4.53 0.00 4.53 2.01"
    assert _form(10) == [three_public.split()]


def test_spending_by_class_is_that_of_the_text() -> None:
    assert {row[1]: row[2] for row in _form(6) if len(row[0]) == 3} == {
        "一般公共服务支出": "71.00",
        "科学技术支出": "5,246.90",
        "社会保障和就业支出": "167.62",
        "卫生健康支出": "21.11",
        "住房保障支出": "58.22",
    }


@pytest.mark.parametrize(("number", "of_code"), [(2, 7), (3, 7), (5, 5), (6, 7)])
def test_rows_add_up_as_they_are_printed(number: int, of_code: int) -> None:
    whole, *rows = _form(number)
    details = [row for row in rows if len(row[0]) == of_code]
    for column in range(2, len(rows[0])):
        printed = (row[column] for row in details if row[column])
        total = sum((Decimal(words.replace(",", "")) for words in printed), Decimal(0))
        assert total == Decimal(whole[column - 1].replace(",", ""))


def test_tables_with_amounts_that_were_made_up_say_so() -> None:
    tables = _tables(_document())
    told = [number for number in range(1, 15) if "演示数据" in tables[f"公开{number:02}表"].note]
    assert told == [1, 2, 3, 5, 6, 7, 8, 9]


def test_tables_without_amounts_keep_their_sentence() -> None:
    tables = _tables(_document())
    for number in range(11, 15):
        assert "本表无数据" in tables[f"公开{number:02}表"].note

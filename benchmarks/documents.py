"""Documents of fixed content: headings, long paragraphs, wide tables, charts; and published ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import (
    Align,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Series,
    Signature,
    Table,
    Title,
    Toc,
)
from selfeval.domain.report.numbering import heading_number
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.exchange.pack_folder import SHIPPED_PACKS, load_pack
from selfeval.exchange.package import read_package

_SENTENCE = (
    "本部门按照预算绩效管理要求编制年度绩效目标，明确责任科室和完成时限，按季度核对预算执行进度，"
    "对执行偏慢的项目及时提醒并说明原因，年末对照目标逐项核验佐证材料，"
)


def document(chapters: int, *, charts: int, table_rows: int) -> Document:
    """Make a report of ``chapters`` chapters; about three pages each, without its wide tables."""
    return Document(
        kind="report",
        code="benchmark",
        title="部门整体支出绩效自评报告",
        organization="示例部门",
        subject="性能测试用固定内容",
        blocks=tuple(_blocks(chapters, charts, table_rows)),
    )


def published(year: str, pack_code: str, kind: str) -> Document:
    """Return a document of a demo year that comes with the product."""
    pack = load_pack(SHIPPED_PACKS / pack_code)
    data = read_package((SHIPPED_PACKS.parent / "demo" / f"{year}.json").read_text("utf-8"))
    score = score_evaluation(data, pack)
    book = with_scores(figure_book(data, pack), score)
    return compose(data, pack, score, book, kind=kind, draft=False)


def _blocks(chapters: int, charts: int, table_rows: int) -> Iterator[Block]:
    yield Title(("示例部门", "部门整体支出绩效自评报告"))
    yield Toc()
    for chapter in range(1, chapters + 1):
        yield Heading(1, heading_number(1, chapter), f"第{chapter}部分工作情况", f"c{chapter}")
        for part in range(1, 4):
            yield Heading(2, heading_number(2, part), "预算执行和绩效目标完成情况", f"c{chapter}-{part}")
            for _ in range(3):
                amount = Run("2,464.32万元", keep=True)
                yield Paragraph((Run(_SENTENCE * 2 + "全年支出"), amount, Run("，" + _SENTENCE * 2)))
        if chapter <= charts:
            yield _chart(chapter)
        yield _table(chapter, table_rows)
    yield Signature("示例部门", "2021年3月30日")


def _chart(number: int) -> Chart:
    names = tuple(f"科目{index}" for index in range(1, 8))
    values = tuple(Decimal(index * 137 % 900 + 100) for index in range(1, 8))
    kind = ChartKind.PIE if number % 2 else ChartKind.BAR
    return Chart(kind, f"图{number}", "各科目支出构成", "万元", names, (Series("支出", values),))


def _table(number: int, rows: int) -> Table:
    head = (
        "科目编码",
        "科目名称",
        "年初预算",
        "调整预算",
        "决算数",
        "基本支出",
        "项目支出",
        "执行率",
        "说明",
    )
    widths = (0.1, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.08, 0.12)
    body = tuple(
        (
            Cell(f"206{row:04d}"),
            Cell("科学技术管理事务支出"),
            *(Cell(f"{row * 17 % 991 + offset:,.2f}", align=Align.RIGHT) for offset in range(5)),
            Cell("95.24%"),
            Cell("按进度执行"),
        )
        for row in range(1, rows + 1)
    )
    return Table(
        f"表{number}：支出明细表",
        tuple(Column(width) for width in widths),
        (tuple(Cell(text, header=True) for text in head),),
        body,
        unit="单位：万元",
        landscape=True,
    )

"""A document of the kind that is published: cover, parts, attachments, official forms, a table too wide."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.report.document import (
    Align,
    Block,
    Cell,
    CellNumber,
    Column,
    Cover,
    Document,
    Heading,
    HeadingRole,
    Table,
    Title,
    Toc,
)
from tests.support.sample_document import FILLER, cells, pie_chart, text

WIDE_COLUMNS = 30
WIDE_PARTS = (10, 10, 10)


def number_cell(amount: str, *, strong: bool = False) -> Cell:
    """A cell that carries the number it prints."""
    value = Decimal(amount)
    return Cell(f"{value:,.2f}", number=CellNumber(value, 2), strong=strong)


def form_table() -> Table:
    """An official form with code, department and unit, on a portrait page."""
    return Table(
        caption="",
        name="收入支出决算总表",
        code="公开01表",
        organization="部门：某某市某某局",
        unit="万元",
        columns=(Column(0.3, Align.LEFT), Column(0.2, Align.RIGHT)) * 2,
        head=(
            (Cell("收入", colspan=2, header=True), Cell("支出", colspan=2, header=True)),
            cells("项目", "决算数", "项目", "决算数", header=True),
        ),
        body=(
            (
                Cell("一般公共预算财政拨款收入"),
                number_cell("5544.53"),
                Cell("科学技术支出"),
                number_cell("5246.9"),
            ),
            (Cell("其他收入"), number_cell("0.21"), Cell("住房保障支出"), number_cell("58.22")),
            (
                Cell("总计", strong=True),
                number_cell("5544.74", strong=True),
                Cell("总计", strong=True),
                number_cell("5305.12", strong=True),
            ),
        ),
    )


def wide_table() -> Table:
    """A form of 32 columns printed in three parts; one head cell runs over the edge of the first."""
    head = (
        (
            Cell("科目编码", rowspan=2, header=True),
            Cell("科目名称", rowspan=2, header=True),
            Cell("工资福利支出", colspan=8, header=True),
            Cell("商品和服务支出", colspan=WIDE_COLUMNS - 8, header=True),
        ),
        cells(*(f"款{number:02d}" for number in range(1, WIDE_COLUMNS + 1)), header=True),
    )
    body = tuple(
        (
            Cell(f"20{row:02d}"),
            Cell(f"科目{row}", align=Align.LEFT),
            *(number_cell(f"{row * 1000 + number}.5") for number in range(1, WIDE_COLUMNS + 1)),
        )
        for row in range(1, 13)
    )
    return Table(
        caption="",
        name="支出决算明细表",
        code="公开07表",
        organization="部门：某某市某某局",
        unit="万元",
        columns=(Column(0.02), Column(0.05, Align.LEFT), *((Column(0.031, Align.RIGHT),) * WIDE_COLUMNS)),
        head=head,
        body=body,
        note="注：本表按支出经济分类填列。",
        landscape=True,
        stub=2,
        parts=WIDE_PARTS,
    )


def _part(number: str, words: str) -> Heading:
    return Heading(0, f"第{number}部分", words, f"part-{number}", HeadingRole.PART)


def _blocks() -> tuple[Block, ...]:
    return (
        Cover(("2020年度", "某某市某某局", "部门决算"), "公开时间：2021年9月24日"),
        Toc(),
        _part("一", "部门概况"),
        Heading(1, "一、", "基本职能", "a1"),
        Heading(2, "（一）", "主要职能", "a11"),
        text(FILLER * 9),
        Heading(1, "二、", "机构设置", "a2"),
        text(FILLER),
        _part("二", "决算情况说明"),
        Heading(1, "一、", "收支总体情况", "b1"),
        text(FILLER * 2),
        pie_chart(),
        _part("三", "附件"),
        Heading(1, "附件1", "某某市某某局\n2020年部门整体支出绩效评价报告", "c1", HeadingRole.ATTACHMENT),
        Heading(1, "一、", "单位概况", "c11", listed=False),
        Heading(2, "（一）", "机构组成", "c111", listed=False),
        text(FILLER * 2),
        Title(("2020年度部门整体支出绩效评价自评表",)),
        text(FILLER),
        Heading(1, "附件2", "项目绩效评价报告", "c2", HeadingRole.ATTACHMENT),
        text(FILLER),
        Heading(1, "附件2-1", "科普经费项目\n2020年绩效评价报告", "c3", HeadingRole.ATTACHMENT),
        text(FILLER),
        _part("四", "附表"),
        Heading(1, "一、", "收入支出决算总表", "d1", HeadingRole.FORM),
        form_table(),
        Heading(1, "二、", "支出决算明细表", "d2", HeadingRole.FORM),
        wide_table(),
    )


def disclosure_document(*, draft: bool = False) -> Document:
    """The whole published document."""
    return Document(
        kind="disclosure",
        code="SE-2020-002",
        title="某某市某某局2020年度部门决算",
        organization="某某市某某局",
        subject="2020年度部门决算",
        blocks=_blocks(),
        draft=draft,
    )

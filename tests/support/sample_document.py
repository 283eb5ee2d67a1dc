"""A document that exercises every block of the neutral model, with figures made up for the purpose."""

from __future__ import annotations

from decimal import Decimal

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

FILLER = (
    "本部门围绕年度重点任务统筹安排预算资金，坚持过紧日子要求，压减一般性支出，优先保障基本民生、"
    "重点改革事项和已签订合同的续建项目，预算编制、执行、决算与公开各环节衔接有序。"
)


def text(words: str) -> Paragraph:
    """A body paragraph of one run."""
    return Paragraph((Run(words),))


def flush(words: str, align: Align | None = None) -> Paragraph:
    """A paragraph without first-line indent."""
    return Paragraph((Run(words),), indent=False, align=align)


def cells(*texts: str, header: bool = False, strong: bool = False) -> tuple[Cell, ...]:
    """A row of single cells."""
    return tuple(Cell(words, header=header, strong=strong) for words in texts)


def money_table(rows: int = 6) -> Table:
    """A portrait table: a two-row head with spans, amounts flush right, a sum."""
    head = (
        (
            Cell("支出功能分类科目", rowspan=2, header=True),
            Cell("年初预算", rowspan=2, header=True),
            Cell("决算", colspan=2, header=True),
        ),
        cells("基本支出", "项目支出", header=True),
    )
    body = tuple(
        cells(f"科目{n}（款）", f"{n * 137.5:,.2f}", f"{n * 100:,.2f}", "37.50") for n in range(1, rows + 1)
    )
    return Table(
        caption="表1 支出预算与决算对比表",
        columns=(
            Column(0.34, Align.LEFT),
            Column(0.22, Align.RIGHT),
            Column(0.22, Align.RIGHT),
            Column(0.22, Align.RIGHT),
        ),
        head=head,
        body=(*body, cells("合计", "2,887.50", "2,100.00", "225.00", strong=True)),
        unit="万元",
        note="注：表中数据来源于部门决算报表，因四舍五入，分项之和与合计可能略有出入。",
    )


def score_table(groups: int = 5, size: int = 7) -> Table:
    """A landscape table of nine columns whose first column spans ``size`` rows, long enough to turn pages."""
    body: list[tuple[Cell, ...]] = []
    for group in range(1, groups + 1):
        for line in range(1, size + 1):
            row = cells(
                f"指标{group}.{line}",
                "≥95%",
                "97.35%",
                "3",
                "2.92",
            )
            reasons = (
                Cell("支付进度较上年同期加快，年末结转资金按规定收回统筹使用。", align=Align.LEFT),
                Cell("进一步细化项目预算编制，加强执行监控。" if line % 3 == 0 else "", align=Align.LEFT),
            )
            first = (Cell(f"一级指标{group}", rowspan=size),) if line == 1 else ()
            body.append((*first, *row, *reasons))
    body.append(
        (Cell("总分", colspan=4, strong=True), *cells("100", "96.18", strong=True), Cell("", colspan=2))
    )
    return Table(
        caption="附表 部门整体支出绩效自评表",
        columns=(
            Column(0.1),
            Column(0.12, Align.LEFT),
            Column(0.09),
            Column(0.09),
            Column(0.07),
            Column(0.07),
            Column(0.25, Align.LEFT),
            Column(0.21, Align.LEFT),
        ),
        head=(
            cells(
                "一级指标",
                "三级指标",
                "年度指标值",
                "全年完成值",
                "分值",
                "得分",
                "偏差原因分析",
                "改进措施",
                header=True,
            ),
        ),
        body=tuple(body),
        landscape=True,
    )


def loss_chart() -> Chart:
    """A waterfall from 100 to the total score."""
    return Chart(
        kind=ChartKind.WATERFALL,
        caption="图1 得分构成图",
        finding="自评总分96.18分，失分主要在支付进度率和结转结余变动率",
        unit="分",
        categories=("满分", "支付进度率", "结转结余变动率", "“三公”经费控制率", "总分"),
        series=(
            Series(
                "得分", (Decimal(100), Decimal("-1.82"), Decimal("-1.5"), Decimal("-0.5"), Decimal("96.18"))
            ),
        ),
        maximum=Decimal(100),
    )


def paired_chart() -> Chart:
    """本年 beside 上年, with a gap and a zero."""
    return Chart(
        kind=ChartKind.PAIRED_BAR,
        caption="图2 “三公”经费比较图",
        finding="“三公”经费较上年下降12.4%",
        unit="万元",
        categories=("因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"),
        series=(
            Series("上年决算", (Decimal("0"), Decimal("18.5"), Decimal("12.30"), Decimal("3.21"))),
            Series("本年决算", (None, Decimal("16"), Decimal("11.20"), Decimal("2.59"))),
        ),
    )


def pie_chart() -> Chart:
    """Shares with one slice of 94 per cent."""
    return Chart(
        kind=ChartKind.PIE,
        caption="图3 收入构成图",
        finding="一般公共预算财政拨款占全部收入的94.00%",
        unit="万元",
        categories=("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "事业收入", "其他收入"),
        series=(Series("收入", (Decimal(9400), Decimal(350), Decimal(200), Decimal(50))),),
    )


def bar_chart(categories: int = 14) -> Chart:
    """Many categories with long names and one negative value."""
    return Chart(
        kind=ChartKind.BAR,
        caption="图4 项目支出图",
        finding="项目支出集中在前三项，其中一项因收回上年结余为负数",
        unit="万元",
        categories=tuple(f"第{n}项重点公共基础设施维护改造与运行保障专项" for n in range(1, categories + 1)),
        series=(Series("支出", tuple(Decimal(1500 - 125 * n) for n in range(1, categories + 1))),),
    )


def sample_blocks() -> tuple[Block, ...]:
    """Every kind of block, in the order a report has them."""
    return (
        Title(("某某市某某局2021年度", "部门整体支出绩效自评报告")),
        Toc(),
        Heading(1, "一、", "部门基本情况", "h1"),
        Heading(2, "（一）", "部门职能与机构设置", "h1-1"),
        text(FILLER * 3),
        Heading(3, "1.", "内设机构", "h1-1-1"),
        Heading(4, "（1）", "行政科室", "h1-1-1-1"),
        Paragraph(
            (
                Run("全年预算数"),
                Run("12,345.67万元", keep=True),
                Run("，实际支出"),
                Run("11,987.65万元", keep=True),
                Run("，预算执行率97.10%，其中“三公”经费"),
                Run("【未填】", missing=True),
                Run("，较上年减少"),
                Run("1.23万元", keep=True),
                Run(
                    "。依据《预算法》和财预〔2020〕10号文件开展自评，①目标明确；②指标可衡量；㈠制度健全■□√。"
                ),
            )
        ),
        money_table(),
        Heading(1, "二、", "绩效自评结论", "h2"),
        text(FILLER * 2),
        loss_chart(),
        text(FILLER),
        paired_chart(),
        pie_chart(),
        bar_chart(),
        Heading(1, "三、", "存在的问题与改进措施", "h3"),
        text(FILLER * 4),
        Signature("某某市某某局", "2021年3月30日"),
        flush("附件1"),
        Title(("部门整体支出绩效自评表",)),
        score_table(),
        flush("填报人：张三　　　联系电话：0000-0000000"),
    )


def sample_document(*, draft: bool = False) -> Document:
    """The whole sample as a report."""
    return Document(
        kind="report",
        code="SE-2021-001",
        title="某某市某某局2021年度部门整体支出绩效自评报告",
        organization="某某市某某局",
        subject="部门整体支出绩效自评",
        blocks=sample_blocks(),
        draft=draft,
        fingerprint="" if draft else "ab" * 32,
        keywords=("绩效自评", "2021年"),
    )

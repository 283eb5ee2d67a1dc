"""E11: every required part is filled in: texts and the figures they quote, tables, the date.

A department may well have no project, or no transfer payment: that is W14, and wants a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import Data
from selfeval.domain.items.case import text_prefix
from selfeval.domain.pack import ItemsBlock, ReportDefinition, TextBlock
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.references import references_in
from selfeval.domain.quotation import quoted
from selfeval.domain.report.texts import block_paragraphs, block_template
from selfeval.domain.sections import ITEM_ASKS, place_label, steps, walk_sections
from selfeval.domain.year_tables import TABLES_BY_KEY


def check_required_parts(context: CheckContext) -> Iterator[Finding]:
    """Name what is asked for and still empty."""
    prose = Context(context.data, context.pack, context.book, context.score)
    seen: set[str] = set()
    for step in steps(context.pack):
        for ask in step.asks:
            if ask not in seen and ask != "scores" and not _is_filled(context, ask):
                yield _unfilled(context, ask)
            seen.add(ask)
        for text in step.texts:
            if text.key not in seen:
                yield from _text(context, prose, text)
            seen.add(text.key)
    dated = any(_prints_date(report, prose) for report in context.pack.documents)
    if context.data.report_date is None and dated:
        yield _missing(context, "report.report_date", "报告的成文日期尚未填写，填写后继续")
    yield from _item_texts(context, prose)


def _unfilled(context: CheckContext, ask: str) -> Finding:
    label = _label(context, ask)
    if ask not in ITEM_ASKS:
        return _missing(context, ask, f"{quoted(label)}尚未填写，填写后继续")
    told = f"没有列出{label}；有的，逐项添加；本年度确实没有的，说明情况"
    return context.finding("W14", Severity.WARNING, ask, told)


def _prints_date(report: ReportDefinition, prose: Context) -> bool:
    """Whether a document prints the date of the report: in its signature, or on its cover (公开时间)."""
    names = (name for line in (*report.cover, report.cover_note) for name in references_in(line))
    return report.signature or "report_date" in {prose.names.resolve(name) for name in names}


def _item_texts(context: CheckContext, prose: Context) -> Iterator[Finding]:
    """The texts of projects whose reports are printed, each in its own project's context."""
    kinds = {
        block.kind
        for report in context.pack.documents
        for section in walk_sections(report.outline)
        for block in section.blocks
        if isinstance(block, ItemsBlock) and block.report
    }
    for item, inside in zip(context.score.items, prose.items(), strict=True):
        if None not in kinds and item.case.item.kind not in kinds:
            continue
        for step in steps(inside.pack):
            for text in step.texts:
                yield from _text(context, inside, text, text_prefix(item.case.item.code))


def _text(context: CheckContext, prose: Context, text: TextBlock, prefix: str = "") -> Iterator[Finding]:
    place = f"text.{prefix}{text.key}"
    if not holds(text.when, prose):
        return
    if not block_template(text, prose).strip():
        if text.required:
            yield _missing(context, place, f"{quoted(text.label)}没有内容，填写后继续")
        return
    missing = dict.fromkeys(
        run.text.removeprefix("〔未填：").removesuffix("〕")
        for paragraph in block_paragraphs(text, prose)
        for run in paragraph.runs
        if run.missing
    )
    if missing:
        names = "、".join(missing)
        yield _missing(
            context, place, f"{quoted(text.label)}引用的数据尚缺：{names}，补填数据，或从文字中删去引用"
        )


def _is_filled(context: CheckContext, ask: str) -> bool:
    """Whether a year table has any row with content, or a single value or pack figure is there."""
    table, _, column = ask.partition(".")
    if ask in ITEM_ASKS:
        kind = ask.partition(":")[2]
        return any(kind in ("", item.kind) for item in context.data.year.items)
    year = context.data.year
    if table == "figures":
        return any(
            figure.key == column and (figure.value is not None or figure.not_applicable)
            for figure in year.figures
        )
    if table == "year":
        columns = [column] if column else [item.key for item in TABLES_BY_KEY["year"].columns]
        return any(getattr(year, name) is not None for name in columns)
    rows: tuple[Data, ...] = getattr(year, table)
    return any(
        getattr(row, item.key) not in (None, "") for row in rows for item in TABLES_BY_KEY[table].columns
    )


def _label(context: CheckContext, ask: str) -> str:
    return TABLES_BY_KEY[ask].label if ask in TABLES_BY_KEY else place_label(context.pack, ask)


def _missing(context: CheckContext, place: str, message: str) -> Finding:
    return context.finding("E11", Severity.ERROR, place, message)

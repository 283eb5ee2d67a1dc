"""Rules about documents, tables and charts: what they refer to is there, tables fit their columns."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack import (
    AnalysisBlock,
    CellTemplate,
    ChartBlock,
    ChartDefinition,
    DocumentBlock,
    GlossaryBlock,
    ItemsBlock,
    RepeatBlock,
    RowGroup,
    Section,
    TableBlock,
    TableDefinition,
    TextBlock,
)
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.pack_rules.expressions import condition, expression, rounds, template
from selfeval.domain.pack_rules.view import PackView, repeated
from selfeval.domain.report.document import ChartKind, HeadingRole
from selfeval.domain.sections import ITEM_ASKS, OVERVIEW, SCORING
from selfeval.domain.year_tables import YEAR_TABLES, YEAR_VALUES

_DEEPEST_LEVEL = 4
_ABOVE_ATTACHMENTS = (None, HeadingRole.PART)
_ASKS = {
    *(table.key for table in YEAR_TABLES),
    *(f"{YEAR_VALUES.key}.{column.key}" for column in YEAR_VALUES.columns),
    "scores",
    *ITEM_ASKS,
}


def check_keys(view: PackView) -> Iterator[PackProblem]:
    """Documents, tables, charts, checks, sections and texts are each named once."""
    pack = view.pack
    for key, parts, what in (
        ("kind", [("documents", i, part.kind) for i, part in enumerate(pack.documents)], "文档种类"),
        ("key", [("tables", i, part.key) for i, part in enumerate(pack.tables)], "表格编码"),
        ("key", [("charts", i, part.key) for i, part in enumerate(pack.charts)], "图表编码"),
        ("id", [("checks", i, part.id) for i, part in enumerate(pack.checks)], "校验编号"),
        ("code", [("forms", i, part.code) for i, part in enumerate(pack.forms)], "自评表式编码"),
    ):
        yield from repeated((((name, index, key), value) for name, index, value in parts), what)
    for index in range(len(pack.documents)):
        own = [(path, section) for path, section in view.sections if path[1] == index]
        yield from repeated((((*path, "key"), section.key) for path, section in own), "章节编码")
    texts = [(path, block) for path, block in view.blocks if isinstance(block, TextBlock)]
    yield from repeated((((*path, "key"), block.key) for path, block in texts), "文字编码")


def check_sections(view: PackView) -> Iterator[PackProblem]:
    """Sections ask for tables, values and figures that exist, and leave the keys of the pages that every
    evaluation has to those.
    """
    stored = {f"figures.{figure.key}" for figure in view.pack.figures if figure.formula is None}
    for path, section in view.sections:
        for index, ask in enumerate(section.asks):
            if ask not in _ASKS | stored:
                yield PackProblem(
                    (*path, "asks", index),
                    f"没有“{ask}”可供填报",
                    "改用年度数据表（如 budget_lines）、年度数值（如 year.vehicle_kept_count）、"
                    "由部门填报的数据项（如 figures.<编码>）、items、items:project、items:transfer 或 scores",
                    plain=f"“{section.title}”要填报的一项数据已不存在",
                )
        if section.key in (OVERVIEW, SCORING):
            yield PackProblem((*path, "key"), f"“{section.key}”已用于系统自带的页面", "改用别的章节编码")


def check_outlines(view: PackView) -> Iterator[PackProblem]:
    """Headings stand at most four levels deep; parts at the top only, and then only parts; attachments at the
    top or in a part.
    """
    for index, document in enumerate(view.pack.documents):
        path: PackPath = ("documents", index, "outline")
        styles = [section.style for section in document.outline]
        if HeadingRole.PART in styles and set(styles) != {HeadingRole.PART}:
            number = next(i for i, style in enumerate(styles) if style is not HeadingRole.PART)
            yield PackProblem(
                (*path, number),
                f"“{document.outline[number].title}”与“部分”并列；文件分部分时，第一层都是部分",
                "改为 style: part，或移到一个部分之下",
            )
        yield from _outline(document.outline, path, 1, None)


def _outline(
    sections: tuple[Section, ...], above: PackPath, level: int, parent: HeadingRole | None
) -> Iterator[PackProblem]:
    for index, section in enumerate(sections):
        path = (*above, index)
        if section.style is HeadingRole.PART and (parent is not None or level > 1):
            yield PackProblem((*path, "style"), f"“{section.title}”是部分，只能在第一层", "改为其他样式")
        if section.style is HeadingRole.PART and section.sections and _is_entered(section):
            yield PackProblem(
                path, f"部分“{section.title}”分了章节，填报和文字写在章节里", "移到它的一个章节，或去掉章节"
            )
        if section.style is HeadingRole.ATTACHMENT and not (level == 1 and parent in _ABOVE_ATTACHMENTS):
            yield PackProblem(
                (*path, "style"), f"“{section.title}”是附件，只能在第一层或一个部分之下", "改为其他样式"
            )
        if level > _DEEPEST_LEVEL:
            yield PackProblem(
                path, f"“{section.title}”在第{level}层，标题最多{_DEEPEST_LEVEL}层", "把它并入上一层"
            )
        restarts = section.style in (HeadingRole.PART, HeadingRole.ATTACHMENT)
        yield from _outline(
            section.sections, (*path, "sections"), 1 if restarts else level + 1, section.style
        )


def _is_entered(section: Section) -> bool:
    """Whether a department enters or writes anything right below a section's heading."""
    texts = (block for block in section.blocks if isinstance(block, TextBlock))
    return bool(section.asks) or any(text.editable for text in texts)


def check_blocks(view: PackView) -> Iterator[PackProblem]:
    """Blocks refer to tables, charts and groups of the pack; what no block refers to is never printed."""
    tables = {table.key for table in view.pack.tables}
    charts = {chart.key for chart in view.pack.charts}
    nodes = {node.code for _, node in view.nodes}
    texts = {block.key for _, block in view.blocks if isinstance(block, TextBlock)}
    used: set[tuple[str, str]] = set()
    for path, block in view.blocks:
        match block:
            case TableBlock(table=key):
                used.add(("tables", key))
                yield from _missing(path, "table", key, tables, "表格")
            case ChartBlock(chart=key):
                used.add(("charts", key))
                yield from _missing(path, "chart", key, charts, "图表")
            case AnalysisBlock(dimension=str(code)):
                yield from _missing(path, "dimension", code, nodes, "指标")
            case ItemsBlock():
                yield from _items(view, path, block)
            case RepeatBlock(key=key):
                yield from _missing(path, "key", key, texts, "文字")
            case DocumentBlock():
                yield from _embedded(view, path, block)
            case GlossaryBlock() if not view.pack.glossary:
                yield PackProblem(
                    path, "此处印名词解释，但体系包没有名词", "补写 glossary.yaml，或删去这一块"
                )
    parts = [("tables", index, table.key) for index, table in enumerate(view.pack.tables)]
    parts += [("charts", index, chart.key) for index, chart in enumerate(view.pack.charts)]
    for part, index, key in parts:
        if (part, key) not in used:
            yield PackProblem(
                (part, index),
                f"“{key}”没有在任何章节中引用，不会印出",
                "在一个章节的 blocks 中引用它，或删去",
                Severity.WARNING,
                plain="没有在任何章节中引用，不会印出",
            )


def _embedded(view: PackView, path: PackPath, block: DocumentBlock) -> Iterator[PackProblem]:
    """An embedded document is another one, and embeds none itself."""
    kinds = {document.kind for document in view.pack.documents}
    yield from _missing(path, "kind", block.kind, kinds, "文件")
    embedding = {
        view.pack.documents[place[1]].kind
        for place, other in view.blocks
        if isinstance(other, DocumentBlock) and isinstance(place[1], int)
    }
    if block.kind in embedding:
        yield PackProblem(
            (*path, "kind"),
            f"文件“{block.kind}”自己也收录文件，不能再被收录",
            "改用别的文件",
            plain="所收录的文件自己也收录文件，不能再被收录",
        )


def _items(view: PackView, path: PackPath, block: ItemsBlock) -> Iterator[PackProblem]:
    kinds = {form.kind for form in view.pack.forms}
    if view.is_case:
        yield PackProblem(path, "项目的自评报告里不能再逐项列出项目", "删去这一块")
    elif not kinds or (block.kind is not None and block.kind not in kinds):
        yield PackProblem(
            path, "此处逐项列出项目，但体系包没有相应类别的自评表式", "补写 forms，或用 uses 引用表式体系包"
        )


def _missing(path: PackPath, key: str, value: str, known: set[str], what: str) -> Iterator[PackProblem]:
    if value not in known:
        names = "、".join(sorted(known)) or "（无）"
        yield PackProblem(
            (*path, key),
            f"没有编码为“{value}”的{what}",
            f"改用已有的编码：{names}",
            plain=f"所引用的{what}已不存在",
        )


def check_tables(view: PackView) -> Iterator[PackProblem]:
    """Texts of tables can be read, rows fill their columns, widths add to 1."""
    for index, table in enumerate(view.pack.tables):
        path: PackPath = ("tables", index)
        yield from _widths(path, table)
        yield from template(view, table.caption, (*path, "caption"))
        for key in ("organization", "note", "empty"):
            yield from template(view, getattr(table, key), (*path, key))
        yield from _printed_parts(path, table)
        yield from _rows(view, (*path, "head"), table.head, len(table.columns), None)
        for number, group in enumerate(table.body):
            yield from _group(view, (*path, "body", number), group, len(table.columns))


def _widths(path: PackPath, table: TableDefinition) -> Iterator[PackProblem]:
    total = sum(column.width for column in table.columns)
    if abs(total - 1) > 0.005:
        yield PackProblem(
            (*path, "columns"),
            f"各列宽度合计{total:.2f}，应为1",
            "按各列所占版心宽度的比例调整 width",
        )


def _printed_parts(path: PackPath, table: TableDefinition) -> Iterator[PackProblem]:
    width = table.stub + sum(table.parts)
    if table.parts and width != len(table.columns):
        yield PackProblem(
            (*path, "parts"),
            f"分幅共{width}列（含重复的{table.stub}列），表格共{len(table.columns)}列，两者应当相等",
            "调整 parts 或 stub",
        )


def _group(view: PackView, path: PackPath, group: RowGroup, width: int) -> Iterator[PackProblem]:
    yield from rounds(view, group.for_each, (*path, "for_each"))
    yield from condition(view, group.when, (*path, "when"), for_each=group.for_each)
    yield from _rows(view, (*path, "rows"), group.rows, width, group.for_each)


def _rows(
    view: PackView,
    path: PackPath,
    rows: tuple[tuple[CellTemplate, ...], ...],
    width: int,
    for_each: str | None,
) -> Iterator[PackProblem]:
    """Lay the rows out as the composer does: cells fill each row, spans stay inside the rows given."""
    covered: dict[int, int] = {}
    for number, row in enumerate(rows):
        free = [column for column in range(width) if covered.get(column, 0) <= number]
        wanted = sum(cell.colspan for cell in row)
        if wanted != len(free):
            spanned = width - len(free)
            above = f"（另有{spanned}列被上方的合并单元格占用）" if spanned else ""
            yield PackProblem(
                (*path, number),
                f"本行单元格共占{wanted}列，应占{len(free)}列{above}，表格共{width}列",
                "增减单元格，或改 colspan、rowspan",
            )
            return
        for position, cell in enumerate(row):
            place = (*path, number, position)
            taken, free = free[: cell.colspan], free[cell.colspan :]
            if taken[-1] - taken[0] != cell.colspan - 1:
                yield PackProblem(
                    (*place, "colspan"), "合并的列被上方的合并单元格隔开", "改 colspan，或调整上方的 rowspan"
                )
            if number + cell.rowspan > len(rows):
                yield PackProblem(
                    (*place, "rowspan"),
                    f"合并{cell.rowspan}行，超出本组的{len(rows)}行",
                    "改 rowspan，或在本组补写行；重复的行用 merge: true 合并",
                )
            covered.update(dict.fromkeys(taken, number + cell.rowspan))
            yield from template(view, cell.text, (*place, "text"), for_each=for_each)


def check_charts(view: PackView) -> Iterator[PackProblem]:
    """Texts and values of charts can be read; charts that spell out their items have a value per series."""
    for index, chart in enumerate(view.pack.charts):
        path: PackPath = ("charts", index)
        yield from template(view, chart.caption, (*path, "caption"))
        yield from template(view, chart.finding, (*path, "finding"))
        yield from _series(path, chart)
        for number, item in enumerate(chart.items):
            place = (*path, "items", number)
            yield from rounds(view, item.for_each, (*place, "for_each"))
            yield from template(view, item.label, (*place, "label"), for_each=item.for_each)
            for position, value in enumerate(item.values):
                yield from expression(view, value, (*place, "values", position), for_each=item.for_each)


def _series(path: PackPath, chart: ChartDefinition) -> Iterator[PackProblem]:
    if chart.source != "items":
        if chart.items:
            yield PackProblem(
                (*path, "items"),
                f"图表的数据取自得分（source: {chart.source}），不另列 items",
                "删去 items 或 source",
                plain="图的数据取自得分，逐项列明的数据不起作用",
            )
        return
    if not chart.items:
        yield PackProblem((*path, "items"), "图表没有数据", "补写 items，或写明 source")
    count = max(len(chart.series), 1)
    for number, item in enumerate(chart.items):
        if len(item.values) != count:
            yield PackProblem(
                (*path, "items", number, "values"),
                f"有{len(item.values)}个数值，图表有{count}个系列",
                "每个系列写一个数值",
            )
    if chart.kind is ChartKind.PIE and count > 1:
        yield PackProblem(
            (*path, "series"), f"饼图只有一个系列，此处有{count}个", "只留一个系列，或改用柱形图"
        )


def check_glossary(view: PackView) -> Iterator[PackProblem]:
    """Terms are named once and can be read; a glossary is printed somewhere."""
    terms = view.pack.glossary
    yield from repeated(((("glossary", i, "key"), term.key) for i, term in enumerate(terms)), "名词编码")
    for index, term in enumerate(terms):
        path: PackPath = ("glossary", index)
        yield from template(view, term.term, (*path, "term"))
        yield from template(view, term.explanation, (*path, "explanation"))
        if not term.explanation.strip():
            yield PackProblem((*path, "explanation"), "名词没有解释", "补写解释，或删去这个名词")
        yield from condition(view, term.when, (*path, "when"))
    if terms and not any(isinstance(block, GlossaryBlock) for _, block in view.blocks):
        yield PackProblem(
            ("glossary",),
            "名词没有在任何章节中引用，不会印出",
            "在一个章节的 blocks 中加上 type: glossary",
            Severity.WARNING,
        )


RULES = (
    check_keys,
    check_sections,
    check_outlines,
    check_blocks,
    check_tables,
    check_charts,
    check_glossary,
)

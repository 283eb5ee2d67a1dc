"""What the pages of the pack editor offer by Chinese names where a pack holds keys.

Each list gives value and label. A value that a pack holds and no list offers (of a newer kind) is kept and
shown by ``label_of``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from selfeval.domain.accounts import ACCOUNT_TABLES
from selfeval.domain.data import ItemKind
from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.pack import (
    AnalysisBlock,
    Block,
    ChartBlock,
    DocumentBlock,
    GlossaryBlock,
    IndicatorNode,
    ItemsBlock,
    Pack,
    RepeatBlock,
    TableBlock,
    TableDefinition,
    TextBlock,
)
from selfeval.domain.pack.memo import once_per_pack
from selfeval.domain.pack.report import Source
from selfeval.domain.pack_edits.outline import (
    blocks_of,
    find_document,
    find_section,
    places,
    text_blocks,
)
from selfeval.domain.prose.account_choices import offered_rounds, round_label
from selfeval.domain.prose.context import INDICATOR_ROUNDS
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.spelling import plain_text
from selfeval.domain.quotation import quoted
from selfeval.domain.report.compose import PREFACE
from selfeval.domain.sections import ITEM_ASKS, walk_sections
from selfeval.domain.year_tables import YEAR_TABLES, YEAR_VALUES

Choices = list[tuple[str, str]]
SOURCES: Choices = [
    *((table.key, table.label) for table in YEAR_TABLES if table.key in get_args(Source)),
    ("items", "项目和转移支付"),
]
"""The tables of a year that may name a table's amounts as made up."""
SCORES = "scores"
UNNAMED = "（未命名）"
_ITEM_KINDS = {None: "项目和转移支付", ItemKind.PROJECT: "项目支出", ItemKind.TRANSFER: "转移支付"}


@once_per_pack
def names_of(pack: Pack) -> Names:
    """Return the names that texts of a pack may use outside rounds."""
    return Names(pack, FigureCatalogue(pack))


def titled(text: str, pack: Pack) -> str:
    """Return a title or caption for a list, its references in 〔〕; （未命名） for none."""
    return plain_text(text, names_of(pack)) or UNNAMED


def table_title(table: TableDefinition, pack: Pack) -> str:
    """Return a table's caption for a list; without one, the section or document that prints it first."""
    if table.caption:
        return titled(table.caption, pack)
    for place in places(pack):
        if any(
            isinstance(block, TableBlock) and block.table == table.key for block in blocks_of(pack, place)
        ):
            if place.section == PREFACE:
                return find_document(pack, place.document)[1].label
            return titled(find_section(pack, place).title, pack)
    return UNNAMED


def label_of(value: str, choices: Iterable[tuple[str, str]]) -> str:
    """Return the label of a value; 其他 where it is not among the choices."""
    return next((label for one, label in choices if one == value), "其他")


def ask_choices(pack: Pack) -> dict[str, Choices]:
    """What a section may ask for, in groups: tables of the year, single values, figures, and the rest."""
    groups: dict[str, Choices] = {
        "年度数据表": [(table.key, table.label) for table in YEAR_TABLES],
        "年度数值": [(f"{YEAR_VALUES.key}.{column.key}", column.label) for column in YEAR_VALUES.columns],
        "本体系包的数据项": [
            (f"figures.{figure.key}", figure.name) for figure in pack.figures if figure.formula is None
        ],
        "其他": [(SCORES, "指标评分")],
    }
    if pack.forms:
        groups["其他"] += list(ITEM_ASKS.items())
    return {title: choices for title, choices in groups.items() if choices}


def round_choices(pack: Pack) -> Choices:
    """What a text or a group of rows may be repeated for; the empty value prints it once."""
    choices: Choices = [("", "不重复，只印一次")]
    choices += [(table.key, f"{quoted(table.label)}的每一行") for table in YEAR_TABLES]
    if pack.indicators:
        choices.append((INDICATOR_ROUNDS, "每一项指标"))
        choices += [
            (f"{INDICATOR_ROUNDS}:{node.code}", f"{quoted(node.name)}下的每一项指标")
            for node in _groups(pack.indicators)
        ]
    if pack.forms:
        choices += [(ask, f"每一个{label}") for ask, label in ITEM_ASKS.items()]
    used = tuple(filter(round_label, _rounds_in(pack)))
    if used or _asks(pack) & set(ACCOUNT_TABLES):
        choices += offered_rounds(used)
    return choices


def _asks(pack: Pack) -> set[str]:
    return {
        ask
        for document in pack.documents
        for section in walk_sections(document.outline)
        for ask in section.asks
    }


def _rounds_in(pack: Pack) -> Iterator[str]:
    """What texts, tables and charts of a pack are repeated for."""
    yield from (block.for_each for _, _, block in text_blocks(pack) if block.for_each)
    yield from (group.for_each for table in pack.tables for group in table.body if group.for_each)
    yield from (item.for_each for chart in pack.charts for item in chart.items if item.for_each)


def place_choices(pack: Pack) -> Choices:
    """Where a finding may lead: sections of the outline and what is entered."""
    choices: Choices = [("", "不指定")]
    for document in pack.documents:
        choices += [
            (section.key, f"章节 {titled(section.title, pack)}")
            for section in walk_sections(document.outline)
        ]
    for title, group in ask_choices(pack).items():
        choices += [(value, f"{title} {label}") for value, label in group if value not in ITEM_ASKS]
    return choices


def table_choices(pack: Pack) -> Choices:
    """The tables of a pack by caption, or by what prints them."""
    return [(table.key, table_title(table, pack)) for table in pack.tables]


def chart_choices(pack: Pack) -> Choices:
    """The charts of a pack by caption."""
    return [(chart.key, titled(chart.caption, pack)) for chart in pack.charts]


def text_choices(pack: Pack) -> Choices:
    """The texts of a pack by name."""
    return [(block.key, block.label or UNNAMED) for _, _, block in text_blocks(pack)]


def group_choices(pack: Pack) -> Choices:
    """The groups of the indicator tree, for analyses; the empty value means all indicators."""
    return [("", "全部指标"), *((node.code, node.name) for node in _groups(pack.indicators))]


def document_choices(pack: Pack) -> Choices:
    """The documents of a pack by name."""
    return [(document.kind, document.label) for document in pack.documents]


def item_choices() -> Choices:
    """The kinds of items that a block may print; the empty value means both."""
    return [(kind.value if kind else "", label) for kind, label in _ITEM_KINDS.items()]


def describe(block: Block, pack: Pack) -> tuple[str, str]:
    """Return what kind of block this is, and which one: (文字, 人员情况)."""
    match block:
        case TextBlock():
            return "文字", block.label or UNNAMED
        case RepeatBlock():
            return "重复文字", label_of(block.key, text_choices(pack))
        case TableBlock():
            return "表格", label_of(block.table, table_choices(pack))
        case ChartBlock():
            return "图", label_of(block.chart, chart_choices(pack))
        case AnalysisBlock():
            return "指标分析", label_of(block.dimension or "", group_choices(pack))
        case ItemsBlock():
            return "逐项列出", _ITEM_KINDS[block.kind]
        case DocumentBlock():
            return "引用文档", label_of(block.kind, document_choices(pack))
        case GlossaryBlock():
            return "名词解释", "本年用到的名词"
    return "其他内容", ""


def _groups(nodes: Iterable[IndicatorNode]) -> Iterator[IndicatorNode]:
    for node in nodes:
        if not node.is_leaf:
            yield node
            yield from _groups(node.children)

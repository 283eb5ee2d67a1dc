"""The wizard steps of a pack, and where every cell, entry and text of an evaluation belongs.

A step is a page: a level-1 section without subsections, else its level-2 sections; deeper sections are
headings within the page. Parts (第一部分) with sections only stand above them. What several sections ask for
is entered on the first of their pages. The scoring page is a step of its own (``scoring``). Addresses are
described in ``selfeval.domain.year_tables``; beside cells there are ``indicator.<code>[.<field>]``,
``text.<key>``, ``figures.<key>.value``, ``report.report_date``, ``item.<code>`` (a project) with its texts
``text.item.<code>.<key>``, and section keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from selfeval.domain.data import ItemKind, YearData
from selfeval.domain.items.case import item_text
from selfeval.domain.pack import Pack, ReportDefinition, Section, TextBlock
from selfeval.domain.pack.memo import once_per_pack
from selfeval.domain.quotation import quoted
from selfeval.domain.report.document import HeadingRole
from selfeval.domain.report.numbering import attachment_number, heading_number, part_number
from selfeval.domain.year_tables import ITEM_TABLES, TABLES_BY_KEY, YEAR_VALUES

SCORING = "scoring"
OVERVIEW = "overview"
ITEM = "item"
ITEM_ASKS = {"items": "项目和转移支付", "items:project": "预算项目", "items:transfer": "转移支付"}
"""What a section asks for where projects are entered, with its name."""

_ITEM_TABLE_KEYS = frozenset(table.key for table in ITEM_TABLES)
_SINGLE_PLACES = {SCORING: "指标评分", OVERVIEW: "任务列表", "report.report_date": "成文日期"}


@dataclass(frozen=True)
class StepHeading:
    """A heading of the outline above steps: a part, or a section whose subsections are the steps."""

    key: str
    number: str
    title: str


@dataclass(frozen=True)
class Step:
    """One page of the wizard: ``number`` as printed (一（二）), the sections it shows and what they ask.

    ``above`` are the headings it stands under, the outermost first. ``taken`` is what earlier pages ask for.
    """

    key: str
    number: str
    title: str
    section: Section
    report: ReportDefinition
    above: tuple[StepHeading, ...] = ()
    taken: frozenset[str] = frozenset()

    @property
    def own_number(self) -> str:
        """The number without those of the headings above: （二）."""
        above = self.above[-1].number if self.above else ""
        return self.number.removeprefix(above)

    @property
    def level(self) -> int:
        """The level of the step's heading: 1 for 一、, 2 for （一）."""
        return 2 if "（" in self.number else 1

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The section itself and everything below it, in printing order."""
        return tuple(walk_sections((self.section,)))

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """Year tables, year values and pack figures entered on this page, each once, in order."""
        asked = (ask for section in self.sections for ask in self.asks_of(section))
        return tuple(dict.fromkeys(asked))

    def asks_of(self, section: Section) -> tuple[str, ...]:
        """Return what is entered in a section of this page; what an earlier page asks for is left out."""
        return tuple(ask for ask in section.asks if ask not in self.taken)

    @cached_property
    def texts(self) -> tuple[TextBlock, ...]:
        """The text blocks of this page, in printing order."""
        return tuple(
            block for section in self.sections for block in section.blocks if isinstance(block, TextBlock)
        )


def walk_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield the sections and all below them in printing order."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)


@once_per_pack
def steps(pack: Pack) -> tuple[Step, ...]:
    """Return the pages of the wizard for all documents of a pack, in printing order.

    Sections where nothing can be entered or written are no step.
    """
    found = []
    taken: set[str] = set()
    for report in pack.documents:
        for page in _pages(report, report.outline, ()):
            step = replace(page, taken=frozenset(taken))
            if any(text.editable for text in step.texts) or set(step.asks) - {"scores"}:
                found.append(step)
            taken.update(step.asks)
            if "items" in step.asks:
                taken.update(ITEM_ASKS)
    return tuple(found)


def _pages(
    report: ReportDefinition, sections: tuple[Section, ...], above: tuple[StepHeading, ...]
) -> Iterator[Step]:
    """Every section that could be a page, numbered as it prints."""
    parts, attachments, numbers = count(1), count(1), count(1)
    for section in sections:
        match section.style:
            case HeadingRole.PART:
                heading = StepHeading(section.key, f"{part_number(next(parts))}\u3000", section.title)
                if section.sections:
                    yield from _pages(report, section.sections, (*above, heading))
                else:
                    yield Step(section.key, heading.number, section.title, section, report, above)
            case HeadingRole.ATTACHMENT:
                mark = f"{attachment_number(next(attachments))}\u3000"
                yield Step(section.key, mark, section.title, section, report, above)
            case _:
                number = heading_number(1, next(numbers))
                if section.sections and not section.asks and not section.blocks:
                    headings = (*above, StepHeading(section.key, number, section.title))
                    for second, child in enumerate(section.sections, start=1):
                        whole = number + heading_number(2, second)
                        yield Step(child.key, whole, child.title, child, report, headings)
                else:
                    yield Step(section.key, number, section.title, section, report, above)


def item_text_block(pack: Pack, key: str) -> TextBlock | None:
    """Return the block of a project's text (``item.<code>.<key>``) in the forms' reports, if any."""
    own_key = item_text(key)[1]
    blocks = (
        block
        for form in pack.forms
        for part in (form.report.preface, *(one.blocks for one in walk_sections(form.report.outline)))
        for block in part
        if isinstance(block, TextBlock)
    )
    return next((block for block in blocks if block.key == own_key), None) if own_key else None


def item_at(place: str) -> str:
    """Return the code of the project that a place names (its page, or one of its texts), else nothing."""
    head, _, rest = place.removeprefix("text.").partition(".")
    return rest.partition(".")[0] if head == ITEM else ""


def kind_at(year: YearData, place: str) -> ItemKind | None:
    """Return the kind of the project that a place names; ``None`` where it names none of this year."""
    code = item_at(place)
    return next((item.kind for item in year.items if code and item.code == code), None)


def items_step(pack: Pack, kind: ItemKind | None = None) -> str:
    """Return the key of the step that asks for projects (of a kind); the overview where none does."""
    asking = [(step.key, set(step.asks) & set(ITEM_ASKS)) for step in steps(pack)]
    wanted = {"items", f"items:{kind}"}
    fitting = (key for key, asks in asking if asks & wanted)
    return next(fitting, next((key for key, asks in asking if asks), OVERVIEW))


def step_of(pack: Pack, place: str, kind: ItemKind | None = None) -> str:
    """Return the key of the step whose page cures ``place``; the overview where none does.

    ``kind`` is that of the project where the place is one of a project.
    """
    head, _, rest = place.partition(".")
    if head in ("indicator", SCORING):
        return SCORING
    if head in _ITEM_TABLE_KEYS or item_at(place):
        return items_step(pack, kind)
    for step in steps(pack):
        if place == step.key or place in {section.key for section in step.sections}:
            return step.key
        if head == "text" and rest in {text.key for text in step.texts}:
            return step.key
        if any(_asks_for(ask, place) for ask in step.asks):
            return step.key
    return SCORING if head == "text" and rest.startswith("analysis.") else OVERVIEW


def _asks_for(ask: str, place: str) -> bool:
    return any(each == ask or each.startswith(f"{ask}.") for each in (place, place.removeprefix("prior.")))


def place_label(pack: Pack, place: str) -> str:
    """Return the Chinese name of a place, such as “三公”经费 公务接待费 决算数.

    Rows of free tables are named by their table only (their row keys are random); unknown places give
    the place itself.
    """
    head, _, rest = place.partition(".")
    if head == "prior":
        return f"上年{place_label(pack, rest)}"
    if head == "year":
        return next((column.label for column in YEAR_VALUES.columns if column.key == rest), place)
    if head in TABLES_BY_KEY:
        return _cell_label(head, rest)
    if head == "indicator":
        place = f"indicator.{rest.partition('.')[0]}"
    if place in ITEM_ASKS:
        return ITEM_ASKS[place]
    if head == "text" and rest.startswith(f"{ITEM}."):
        block = item_text_block(pack, rest)
        return place if block is None else block.label
    return _labels(pack).get(place.removesuffix(".value"), place)


@once_per_pack
def _labels(pack: Pack) -> dict[str, str]:
    """Return the names of everything the pack itself brings."""
    labels = dict(_SINGLE_PLACES)
    for _, leaf in pack.leaves():
        labels[f"indicator.{leaf.code}"] = f"指标{quoted(leaf.name)}"
        labels[f"text.analysis.{leaf.code}"] = f"指标{quoted(leaf.name)}的分析"
    labels |= {f"figures.{figure.key}": figure.name for figure in pack.figures}
    for step in steps(pack):
        labels |= {section.key: section.title for section in step.sections}
        labels |= {f"text.{text.key}": text.label for text in step.texts}
    return labels


def _cell_label(table_key: str, rest: str) -> str:
    table = TABLES_BY_KEY[table_key]
    row, _, column = rest.rpartition(".") if "." in rest else (rest, "", "")
    parts = [table.label]
    parts += [choice.label for choice in table.rows if choice.value == row]
    parts += [item.label for item in table.columns if item.key == column]
    return " ".join(parts)

"""Matching the elements of two packs and comparing them field by field."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel

from selfeval.domain.pack import Block, IndicatorNode, Pack, ReportDefinition, Section
from selfeval.domain.pack_difference.labels import FIELDS
from selfeval.domain.pack_difference.wording import Wording
from selfeval.domain.pack_edits.choices import UNNAMED, describe, titled

Element = TypeVar("Element", bound=BaseModel)
Code = TypeVar("Code", bound=Hashable)
_FIRST_LEVEL = "一级指标"
_SAME_WORDS = "（有改动，文字相同）"


class Change(StrEnum):
    """What became of an element."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """One difference.

    ``part`` is a key of ``labels.PARTS``. ``element`` names the element, ``field`` what of it changed (empty
    for elements that came or went). ``before`` and ``after`` are the values in words; line breaks part the
    elements of lists.
    """

    part: str
    element: str
    change: Change
    field: str = ""
    before: str = ""
    after: str = ""


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Return how ``new`` differs from ``old``, in the order of the parts. Code and version are left out."""
    return tuple(_Comparison(old, new).all())


class _Comparison:
    """Two packs with their wordings."""

    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new
        self._before, self._after = Wording(old), Wording(new)

    def all(self) -> Iterator[Difference]:
        """Every difference, part by part."""
        old, new = self.old, self.new
        yield from self._header()
        yield from self._tree()
        yield from self._list("figures", old.figures, new.figures, lambda item: item.key, _named)
        yield from self._list("forms", old.forms, new.forms, lambda item: item.code, _named)
        yield from self._documents()
        captions = {table.key: titled(table.caption, old) for table in old.tables}
        captions |= {table.key: titled(table.caption, new) for table in new.tables}
        yield from self._list(
            "tables", old.tables, new.tables, lambda item: item.key, lambda item: captions[item.key]
        )
        terms = {term.key: titled(term.term, old) for term in old.glossary}
        terms |= {term.key: titled(term.term, new) for term in new.glossary}
        yield from self._list(
            "glossary", old.glossary, new.glossary, lambda item: item.key, lambda item: terms[item.key]
        )
        charts = {chart.key: titled(chart.caption, old) for chart in old.charts}
        charts |= {chart.key: titled(chart.caption, new) for chart in new.charts}
        yield from self._list(
            "charts", old.charts, new.charts, lambda item: item.key, lambda item: charts[item.key]
        )
        rules = {rule.id: titled(rule.message, old) for rule in old.checks}
        rules |= {rule.id: titled(rule.message, new) for rule in new.checks}
        yield from self._list(
            "checks", old.checks, new.checks, lambda item: item.id, lambda item: rules[item.id]
        )

    def _header(self) -> Iterator[Difference]:
        for item in self._fields("header", "", self.old, self.new):
            is_grade = item.field in (FIELDS["Pack"]["grades"], FIELDS["Pack"]["caps"])
            yield Difference("grades" if is_grade else item.part, "", item.change, *_told(item))

    def _list(
        self,
        part: str,
        old: tuple[Element, ...],
        new: tuple[Element, ...],
        key: Callable[[Element], Hashable],
        name: Callable[[Element], str],
        above: str = "",
    ) -> Iterator[Difference]:
        """Compare two lists of elements: what went, came, changed, and changed its place."""
        before = {key(item): item for item in old}
        after = {key(item): item for item in new}
        for code, item in before.items():
            if code not in after:
                yield Difference(part, above + name(item), Change.REMOVED)
        for code, item in after.items():
            if code not in before:
                yield Difference(part, above + name(item), Change.ADDED)
            else:
                yield from self._fields(part, above + name(item), before[code], item)
        yield from _order(part, above, before, after, name)

    def _fields(self, part: str, element: str, old: BaseModel, new: BaseModel) -> Iterator[Difference]:
        """Compare the fields of an element."""
        for name, label in FIELDS[type(new).__name__].items():
            if getattr(old, name) != getattr(new, name):
                before, after = self._before.field(old, name), self._after.field(new, name)
                if before == after:
                    before, after = "", _SAME_WORDS
                yield Difference(part, element, Change.CHANGED, label, before, after)

    def _tree(self) -> Iterator[Difference]:
        before, after = dict(_placed_nodes(self.old.indicators)), dict(_placed_nodes(self.new.indicators))
        for code, (above, node) in before.items():
            if code not in after:
                yield Difference("indicators", _path(above, node), Change.REMOVED)
        for code, (above, node) in after.items():
            if code not in before:
                method = self._after.field(node, "method") if node.is_leaf else ""
                weight = self._after.field(node, "weight")
                told = "，".join(filter(None, (weight, method.partition("\n")[0])))
                yield Difference("indicators", _path(above, node), Change.ADDED, after=told)
                continue
            was_above, was = before[code]
            yield from self._fields("indicators", _path(above, node), was, node)
            if [group.code for group in above[-1:]] != [group.code for group in was_above[-1:]]:
                places = (_group_name(was_above), _group_name(above))
                yield Difference("indicators", _path(above, node), Change.MOVED, "所在位置", *places)
        yield from self._tree_order()

    def _tree_order(self) -> Iterator[Difference]:
        groups = {"": (self.old.indicators, self.new.indicators, _FIRST_LEVEL)}
        was = {code: node for code, (_, node) in _placed_nodes(self.old.indicators)}
        for code, (_, node) in _placed_nodes(self.new.indicators):
            if code in was:
                groups[code] = (was[code].children, node.children, f"{node.name} › ")
        for old, new, above in groups.values():
            yield from _order(
                "indicators",
                above,
                {node.code: node for node in old},
                {node.code: node for node in new},
                _named,
            )

    def _documents(self) -> Iterator[Difference]:
        old, new = self.old.documents, self.new.documents
        yield from self._list("documents", old, new, lambda item: item.kind, lambda item: item.label)
        was = {document.kind: document for document in old}
        for document in new:
            if document.kind in was:
                yield from self._outline(was[document.kind], document)

    def _outline(self, old: ReportDefinition, new: ReportDefinition) -> Iterator[Difference]:
        before = dict(_placed_sections(old.outline))
        after = dict(_placed_sections(new.outline))
        for key, (_, section) in before.items():
            if key not in after:
                yield Difference("documents", titled(section.title, self.old), Change.REMOVED)
        for key, (above, section) in after.items():
            name = titled(section.title, self.new)
            if key not in before:
                yield Difference("documents", name, Change.ADDED)
                yield from self._blocks(name, (), section.blocks)
                continue
            was_above, was = before[key]
            yield from self._fields("documents", name, was, section)
            yield from self._blocks(name, was.blocks, section.blocks)
            if was_above != above:
                places = [self._section_name(before, was_above), self._section_name(after, above)]
                yield Difference("documents", name, Change.MOVED, "所在位置", *places)
        yield from self._blocks(new.label, old.preface, new.preface)
        yield from _order("documents", "", _sections(before), _sections(after), self._title)

    def _title(self, section: Section) -> str:
        return titled(section.title, self.new)

    def _section_name(self, sections: Mapping[str, tuple[str, Section]], key: str) -> str:
        return titled(sections[key][1].title, self.new) if key in sections else "第一层"

    def _blocks(self, place: str, old: tuple[Block, ...], new: tuple[Block, ...]) -> Iterator[Difference]:
        before, after = _identified(old), _identified(new)
        for identity, block in before.items():
            if identity not in after:
                yield Difference("documents", _block_name(place, block, self.old), Change.REMOVED)
        for identity, block in after.items():
            name = _block_name(place, block, self.new)
            if identity not in before:
                yield Difference("documents", name, Change.ADDED, after=self._words(block))
            else:
                yield from self._fields("documents", name, before[identity], block)
        yield from _order(
            "documents", f"{place} › ", before, after, lambda block: _block_title(block, self.new)
        )

    def _words(self, block: Block) -> str:
        return self._after.field(block, "template") if hasattr(block, "template") else ""


def _told(item: Difference) -> tuple[str, str, str]:
    return item.field, item.before, item.after


def _named(item: BaseModel) -> str:
    return str(getattr(item, "name", "")) or UNNAMED


def _order(
    part: str,
    above: str,
    before: Mapping[Code, Element],
    after: Mapping[Code, Element],
    name: Callable[[Element], str],
) -> Iterator[Difference]:
    """Say once for a list that its elements stand in another order."""
    old = [code for code in before if code in after]
    new = [code for code in after if code in before]
    if old != new:
        was = "、".join(name(before[code]) for code in old)
        now = "、".join(name(after[code]) for code in new)
        yield Difference(part, above.rstrip(" ›"), Change.MOVED, "次序", was, now)


def _placed_nodes(
    nodes: tuple[IndicatorNode, ...], above: tuple[IndicatorNode, ...] = ()
) -> Iterator[tuple[str, tuple[tuple[IndicatorNode, ...], IndicatorNode]]]:
    for node in nodes:
        yield node.code, (above, node)
        yield from _placed_nodes(node.children, (*above, node))


def _path(above: tuple[IndicatorNode, ...], node: IndicatorNode) -> str:
    return " › ".join(item.name or UNNAMED for item in (*above, node))


def _group_name(above: tuple[IndicatorNode, ...]) -> str:
    return above[-1].name if above else _FIRST_LEVEL


def _placed_sections(
    sections: tuple[Section, ...], above: str = ""
) -> Iterator[tuple[str, tuple[str, Section]]]:
    for section in sections:
        yield section.key, (above, section)
        yield from _placed_sections(section.sections, section.key)


def _sections(placed: Mapping[str, tuple[str, Section]]) -> dict[str, Section]:
    return {key: section for key, (_, section) in placed.items()}


def _identified(blocks: Iterable[Block]) -> dict[tuple[str, str, int], Block]:
    """Blocks by what they print; equal ones are told apart by their number."""
    found: dict[tuple[str, str, int], Block] = {}
    for block in blocks:
        fields = ("key", "table", "chart", "dimension", "kind")
        named = next((str(value) for name in fields if (value := getattr(block, name, None))), "")
        number = 0
        while (block.type, named, number) in found:
            number += 1
        found[(block.type, named, number)] = block
    return found


def _block_name(place: str, block: Block, pack: Pack) -> str:
    return f"{place} › {_block_title(block, pack)}"


def _block_title(block: Block, pack: Pack) -> str:
    what, which = describe(block, pack)
    return f"{what}“{which}”" if which else what

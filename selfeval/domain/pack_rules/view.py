"""A pack with the paths of its parts, walked in order, and the names that its figures answer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.pack import Block, IndicatorNode, Pack, Section
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.prose.names import FACTS, Names


class PackView:
    """What the rules read: the pack, its nodes, sections and blocks with their paths, its names."""

    def __init__(self, pack: Pack, *, is_case: bool = False) -> None:
        """``is_case`` says that this is the pack of a project, whose texts may name it."""
        self.pack = pack
        self.is_case = is_case
        self.catalogue = FigureCatalogue(pack)
        self._names: dict[str | None, Names] = {}

    @cached_property
    def nodes(self) -> tuple[tuple[PackPath, IndicatorNode], ...]:
        """All nodes of the indicator tree, groups before their children."""
        return tuple(_walk_nodes(self.pack.indicators, ("indicators",)))

    @cached_property
    def leaves(self) -> tuple[tuple[PackPath, IndicatorNode], ...]:
        """The scored indicators."""
        return tuple((path, node) for path, node in self.nodes if node.is_leaf)

    @cached_property
    def sections(self) -> tuple[tuple[PackPath, Section], ...]:
        """The sections of all documents."""
        return tuple(
            item
            for index, document in enumerate(self.pack.documents)
            for item in _walk_sections(document.outline, ("documents", index, "outline"))
        )

    @cached_property
    def blocks(self) -> tuple[tuple[PackPath, Block], ...]:
        """The blocks of all documents, prefaces first."""
        places: list[tuple[PackPath, tuple[Block, ...]]] = [
            (("documents", index, "preface"), document.preface)
            for index, document in enumerate(self.pack.documents)
        ]
        places += [((*path, "blocks"), section.blocks) for path, section in self.sections]
        return tuple(((*path, index), block) for path, blocks in places for index, block in enumerate(blocks))

    def names(self, for_each: str | None = None) -> Names:
        """The names that a text may use; ``for_each`` as in text blocks and row groups."""
        if for_each not in self._names:
            self._names[for_each] = Names(self.pack, self.catalogue, for_each)
        return self._names[for_each]

    @cached_property
    def known_names(self) -> tuple[str, ...]:
        """Chinese names and keys to suggest where a name is unknown."""
        figures = self.catalogue.figures()
        names = (*FACTS.values(), *FACTS, *(figure.name for figure in figures))
        return tuple(dict.fromkeys((*names, *(figure.key for figure in figures))))


def _walk_nodes(
    nodes: tuple[IndicatorNode, ...], above: PackPath
) -> Iterator[tuple[PackPath, IndicatorNode]]:
    for index, node in enumerate(nodes):
        path = (*above, index)
        yield path, node
        yield from _walk_nodes(node.children, (*path, "children"))


def _walk_sections(sections: tuple[Section, ...], above: PackPath) -> Iterator[tuple[PackPath, Section]]:
    for index, section in enumerate(sections):
        path = (*above, index)
        yield path, section
        yield from _walk_sections(section.sections, (*path, "sections"))


def repeated(values: Iterable[tuple[PackPath, str]], what: str) -> Iterator[PackProblem]:
    """Name every value that stood before; ``what`` is the Chinese name of the kind of value."""
    first: dict[str, PackPath] = {}
    for path, value in values:
        if value in first:
            earlier = PackProblem(first[value], "", "").address
            yield PackProblem(
                path,
                f"{what}“{value}”重复，{earlier} 已使用；同一体系包内{what}不得重复",
                f"改用另一个{what}",
                plain=f"{what}“{value}”重复",
            )
        else:
            first[value] = path

"""The indicator tree: adding, changing, moving and removing indicators and groups.

Codes are made here and never change, so that texts and formulas keep what they name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from selfeval.domain.pack import IndicatorNode, Pack
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged, fresh_key
from selfeval.domain.pack_edits.parts import inserted, replaced, revised, without

_Nodes = tuple[IndicatorNode, ...]
_Change = Callable[[_Nodes, int], _Nodes]
_GONE = "指标已被删除，从“指标体系”重新进入"


def walk_nodes(nodes: _Nodes, above: _Nodes = ()) -> Iterator[tuple[_Nodes, IndicatorNode]]:
    """Yield every node in order, groups before their children, each with the groups above it."""
    for node in nodes:
        yield above, node
        yield from walk_nodes(node.children, (*above, node))


def new_node_code(pack: Pack) -> str:
    """Return the code that the next indicator gets."""
    return fresh_key("i", {node.code for _, node in walk_nodes(pack.indicators)})


def find_node(pack: Pack, code: str) -> tuple[_Nodes, IndicatorNode]:
    """Return the groups above a node (outermost first) and the node. Raises PackEditError."""
    for above, node in walk_nodes(pack.indicators):
        if node.code == code:
            return above, node
    raise PackEditError(_GONE)


def add_node(pack: Pack, *, name: str, weight: Decimal | None = None, below: str = "") -> Pack:
    """Add an indicator at the end of a group, or of the first level where no group is named."""
    node = IndicatorNode(code=new_node_code(pack), name=name, weight=weight)
    if not below:
        return _with_nodes(pack, (*pack.indicators, node))

    def add(siblings: _Nodes, at: int) -> _Nodes:
        group = siblings[at]
        return replaced(siblings, at, revised(group, children=(*group.children, node)))

    return _changed(pack, below, add)


def edit_node(pack: Pack, code: str, **changes: Any) -> Pack:
    """Change fields of an indicator or group, all but its code and its children."""
    return _changed(pack, code, lambda siblings, at: replaced(siblings, at, revised(siblings[at], **changes)))


def set_weights(pack: Pack, weights: dict[str, Decimal | None]) -> Pack:
    """Give indicators and groups other weights, in points, by code; others keep theirs."""
    for code in weights:
        find_node(pack, code)
    return _with_nodes(pack, tuple(_weighted(node, weights) for node in pack.indicators))


def _weighted(node: IndicatorNode, weights: dict[str, Decimal | None]) -> IndicatorNode:
    return revised(
        node,
        weight=weights.get(node.code, node.weight),
        children=tuple(_weighted(child, weights) for child in node.children),
    )


def move_node(pack: Pack, code: str, direction: Direction) -> Pack:
    """Move a node with all below it.

    ``IN`` makes it the last child of the node before it, ``OUT`` puts it right after its group. Where there
    is nothing to move to, the pack stays as it is.
    """
    match direction:
        case Direction.UP | Direction.DOWN:
            return _changed(pack, code, lambda siblings, at: exchanged(siblings, at, direction))
        case Direction.IN:
            return _changed(pack, code, _indented)
    above, node = find_node(pack, code)
    if not above:
        return pack
    return _changed(
        remove_node(pack, code), above[-1].code, lambda siblings, at: inserted(siblings, at + 1, node)
    )


def _indented(siblings: _Nodes, at: int) -> _Nodes:
    if at == 0:
        return siblings
    group = siblings[at - 1]
    return replaced(without(siblings, at), at - 1, revised(group, children=(*group.children, siblings[at])))


def remove_node(pack: Pack, code: str) -> Pack:
    """Remove a node with all below it."""
    return _changed(pack, code, without)


def _changed(pack: Pack, code: str, change: _Change) -> Pack:
    nodes = _among(pack.indicators, code, change)
    if nodes is None:
        raise PackEditError(_GONE)
    return _with_nodes(pack, nodes)


def _among(nodes: _Nodes, code: str, change: _Change) -> _Nodes | None:
    """Apply a change to the list that holds the node of a code; None where there is none below."""
    for at, node in enumerate(nodes):
        if node.code == code:
            return change(nodes, at)
        children = _among(node.children, code, change)
        if children is not None:
            return replaced(nodes, at, revised(node, children=children))
    return None


def _with_nodes(pack: Pack, nodes: _Nodes) -> Pack:
    return revised(pack, indicators=nodes)

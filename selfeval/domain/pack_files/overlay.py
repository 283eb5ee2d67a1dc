"""Laying a pack's files over those of the pack it extends, as YAML nodes that keep file and line.

A list whose elements carry a code is laid over element by element: an element with a known code changes the
keys it names, ``remove: true`` takes one out, ``add: end|start`` and ``after: <code>`` bring a new one. Every
other value (words, numbers, methods, targets, lists without codes) replaces what stood there. Indicators and
sections are found wherever they stand below the place that names them. A single part with a code (the table
and the report of a form) is changed in the same way where its code is named.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from selfeval.domain.pack_problem import PackPath, PackProblem

_IDENTITIES = ("key", "code", "kind", "id", "table", "chart", "dimension")
_NAMED_BY_TYPE = ("analysis", "glossary", "items")
"""Blocks that need nothing but their type: the analysis of all indicators, the glossary, all projects."""

_NESTED = ("children", "sections")
_ORDERS = ("add", "after", "remove")
_NEW_CURE = "新增的写明位置 add: end、add: start 或 after: <前一项的代码>"

_Nodes = list[yaml.Node]
_Identity = tuple[str, str]


class _Found(NamedTuple):
    """An element: the list that holds it and its position there."""

    siblings: _Nodes
    position: int


class Overlay:
    """Lays lists of elements over one another and keeps what is wrong in ``problems``.

    The nodes below are changed in place, so they must belong to nobody else.
    """

    def __init__(self) -> None:
        self.problems: list[PackProblem] = []

    def part(self, below: yaml.Node | None, above: yaml.Node | None, path: PackPath) -> yaml.Node | None:
        """Return a part (or a list within it) of the extended pack with that of the extending pack on top."""
        if above is None:
            return below
        if not isinstance(above, yaml.SequenceNode):
            return above
        if isinstance(below, yaml.SequenceNode) and _is_keyed(below):
            self._elements(below.value, above, path)
            return below
        if any(_orders(element) for element in above.value):
            empty = yaml.SequenceNode(above.tag, [], above.start_mark, above.end_mark)
            self._elements(empty.value, above, path)
            return empty
        return above

    def _elements(self, below: _Nodes, above: yaml.SequenceNode, path: PackPath) -> None:
        seen: set[_Identity] = set()
        for index, node in enumerate(above.value):
            place = (*path, index)
            identity = identity_of(node)
            if identity is None:
                self._say(
                    node, place, "没有写明改动哪一项", f"写明这一项的代码（{'、'.join(_IDENTITIES)}之一）"
                )
            elif identity in seen:
                self._say(node, place, f"“{identity[1]}”在此处写了两次", "合并为一项")
            else:
                seen.add(identity)
                self._element(below, node, identity, place)

    def _element(self, below: _Nodes, node: yaml.Node, identity: _Identity, place: PackPath) -> None:
        orders = _orders(node)
        found = next((found for found in _walk(below) if identity_of(_at(found)) == identity), None)
        if len(orders) > 1:
            self._say(node, place, f"同时写了 {'、'.join(orders)}", "只留一个")
        elif "add" in orders or "after" in orders:
            if found is None:
                self._bring(below, node, orders, place)
            else:
                self._say(
                    node, place, f"“{identity[1]}”已有，不能再新增", "换一个代码，或删去 add、after 改为覆盖"
                )
        elif found is None:
            self._unknown(below, node, place, identity[1])
        elif "remove" in orders:
            self._remove(found, node, orders["remove"], place)
        else:
            found.siblings[found.position] = self._changed(_at(found), node, place)

    def _bring(self, below: _Nodes, node: yaml.Node, orders: dict[str, yaml.Node], place: PackPath) -> None:
        new = _without_orders(node)
        if "add" in orders:
            where = orders["add"].value
            if where in ("end", "start"):
                below.insert(len(below) if where == "end" else 0, new)
            else:
                self._say(orders["add"], (*place, "add"), f"位置“{where}”不可用", "写 add: end 或 add: start")
            return
        name = str(orders["after"].value)
        matches = [found for found in _walk(below) if _is_named(_at(found), name)]
        if len(matches) == 1:
            matches[0].siblings.insert(matches[0].position + 1, new)
        elif matches:
            ways = "、".join(f"after: {':'.join(identity_of(_at(found)) or ())}" for found in matches)
            self._say(
                orders["after"], (*place, "after"), f"有{len(matches)}项名为“{name}”", f"写明是哪一项：{ways}"
            )
        else:
            self._unknown(below, orders["after"], (*place, "after"), name)

    def _remove(self, found: _Found, node: yaml.Node, order: yaml.Node, place: PackPath) -> None:
        if order.value != "true":
            self._say(order, (*place, "remove"), f"值“{order.value}”不可用", "删去一项写 remove: true")
        elif {key.value for key, _ in node.value} - {*_IDENTITIES, "type", "remove"}:
            self._say(node, place, "删去的项又写了其他内容", "只留代码和 remove: true")
        else:
            del found.siblings[found.position]

    def _changed(self, below: yaml.Node, above: yaml.Node, place: PackPath) -> yaml.Node:
        """An element with the keys of ``above`` in place of its own; lists of elements go on downwards."""
        entries = {key.value: (key, value) for key, value in below.value}
        for key, value in above.value:
            _, under = entries.get(key.value, (None, None))
            path = (*place, key.value)
            if isinstance(value, yaml.SequenceNode) and value.value:
                entries[key.value] = (key, self.part(under, value, path))
            elif under is not None and identity_of(value) and identity_of(value) == identity_of(under):
                entries[key.value] = (key, self._changed(under, value, path))
            else:
                entries[key.value] = (key, value)
        return yaml.MappingNode(below.tag, list(entries.values()), above.start_mark, above.end_mark)

    def _unknown(self, below: _Nodes, node: yaml.Node, place: PackPath, name: str) -> None:
        names = [identity[1] for found in _walk(below) if (identity := identity_of(_at(found)))]
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        cure = f"是否应为“{near[0]}”；{_NEW_CURE}" if near else _NEW_CURE
        self._say(node, place, f"所沿用的体系包此处没有“{name}”", cure)

    def _say(self, node: yaml.Node, path: PackPath, message: str, cure: str) -> None:
        mark = node.start_mark
        self.problems.append(PackProblem(path, message, cure, line=mark.line + 1, file_name=mark.name))


def identity_of(node: yaml.Node) -> _Identity | None:
    """Return which key names an element and the name; ``None`` for what carries no code."""
    if not isinstance(node, yaml.MappingNode):
        return None
    entries = {key.value: value for key, value in node.value}
    for name in _IDENTITIES:
        if isinstance(entries.get(name), yaml.ScalarNode):
            return name, str(entries[name].value)
    kind = entries.get("type")
    if isinstance(kind, yaml.ScalarNode) and kind.value in _NAMED_BY_TYPE:
        return "type", str(kind.value)
    return None


def _is_keyed(node: yaml.SequenceNode) -> bool:
    return bool(node.value) and all(identity_of(element) is not None for element in node.value)


def _is_named(node: yaml.Node, name: str) -> bool:
    identity = identity_of(node)
    return identity is not None and name in (identity[1], ":".join(identity))


def _at(found: _Found) -> yaml.Node:
    return found.siblings[found.position]


def _walk(nodes: _Nodes) -> Iterator[_Found]:
    """Every element of a list and of the lists of the same kind below it, groups before their elements."""
    for position, node in enumerate(nodes):
        yield _Found(nodes, position)
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value in _NESTED and isinstance(value, yaml.SequenceNode):
                yield from _walk(value.value)


def _orders(node: yaml.Node) -> dict[str, yaml.Node]:
    entries = node.value if isinstance(node, yaml.MappingNode) else ()
    return {key.value: value for key, value in entries if key.value in _ORDERS}


def _without_orders(node: yaml.Node) -> yaml.Node:
    entries = [(key, value) for key, value in node.value if key.value not in _ORDERS]
    return yaml.MappingNode(node.tag, entries, node.start_mark, node.end_mark)

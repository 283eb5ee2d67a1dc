"""Where a part of a pack is edited: the page, the field on it, and how people call the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selfeval.domain.pack import Pack, Section, TextBlock
from selfeval.domain.pack_edits.choices import table_title, titled
from selfeval.domain.pack_problem import PackPath

PARTS = {
    "pack": "基本信息",
    "pack-indicators": "指标体系",
    "pack-figures": "数据项",
    "pack-grades": "等级和上限",
    "pack-forms": "项目自评表式",
    "pack-outline": "报告提纲",
    "pack-tables": "表格",
    "pack-charts": "图",
    "pack-glossary": "名词解释",
    "pack-checks": "核对规则",
    "pack-problems": "问题",
    "pack-difference": "与上一版比较",
    "pack-publish": "发布",
}
"""URL name and label of every part, in the order of the left column."""

_FIELD_IDS = {
    "target": "id_target_mode",
    "over_achievement": "id_over_mode",
    "exemption": "id_exemption_label",
}
"""Fields of an indicator that the page asks for in several; the others are called as in the pack."""


@dataclass(frozen=True)
class Place:
    """A place in a pack: ``part`` and ``page`` are URL names, ``label`` names the element (may be empty)."""

    part: str
    page: str
    label: str = ""
    anchor: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


def place_of(pack: Pack, path: PackPath) -> Place:
    """Return where a path of ``check_pack`` is edited, in the innermost element that has a page."""
    head = str(path[0]) if path else ""
    number = path[1] if len(path) > 1 and isinstance(path[1], int) else None
    match head, number:
        case "glossary", int(index):
            term = pack.glossary[index]
            name = titled(term.term, pack)
            return Place("pack-glossary", "pack-term", name, _field(path), {"key": term.key})
        case "glossary", _:
            return Place("pack-glossary", "pack-glossary", "名词解释")
        case "indicators", int():
            return _indicator(pack, path)
        case "indicators", _:
            return Place("pack-indicators", "pack-indicators", "各级权重")
        case "figures", int(index):
            figure = pack.figures[index]
            return Place("pack-figures", "pack-figure", figure.name, _field(path), {"key": figure.key})
        case "grades", int(index):
            return Place("pack-grades", "pack-grades", pack.grades[index].name, f"grades-{index}")
        case "caps", int(index):
            return Place("pack-grades", "pack-grades", pack.caps[index].label, f"caps-{index}")
        case "forms", int(index):
            return Place("pack-forms", "pack-forms", pack.forms[index].name)
        case "documents", int():
            return _document(pack, path)
        case "tables", int(index):
            table = pack.tables[index]
            return Place("pack-tables", "pack-table", table_title(table, pack), "", {"key": table.key})
        case "charts", int(index):
            chart = pack.charts[index]
            return Place("pack-charts", "pack-chart", titled(chart.caption, pack), "", {"key": chart.key})
        case "checks", int(index):
            rule = pack.checks[index]
            return Place("pack-checks", "pack-check", titled(rule.message, pack), "", {"rule": rule.id})
    return Place("pack", "pack", "", _field(path))


def _field(path: PackPath) -> str:
    """The id of the field that the last key of a path is called like."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    return f"id_{name}" if name else ""


def _indicator(pack: Pack, path: PackPath) -> Place:
    nodes = pack.indicators
    node = nodes[int(path[1])]
    rest = path[2:]
    while len(rest) > 1 and rest[0] == "children" and isinstance(rest[1], int):
        node, rest = node.children[rest[1]], rest[2:]
    if not node.is_leaf and rest == ("weight",):
        return Place("pack-indicators", "pack-indicators", node.name, f"node-{node.code}")
    field = str(rest[0]) if rest else ""
    anchor = _FIELD_IDS.get(field, f"id_{field}" if field else "")
    return Place("pack-indicators", "pack-indicator", node.name, anchor, {"node": node.code})


def _document(pack: Pack, path: PackPath) -> Place:
    document = pack.documents[int(path[1])]
    section: Section | None = None
    blocks = document.preface
    sections, rest = document.outline, path[2:]
    while len(rest) > 1 and rest[0] in ("outline", "sections") and isinstance(rest[1], int):
        section = sections[rest[1]]
        sections, blocks, rest = section.sections, section.blocks, rest[2:]
    if len(rest) > 1 and rest[0] in ("blocks", "preface") and isinstance(rest[1], int):
        block = blocks[rest[1]]
        if isinstance(block, TextBlock):
            return Place("pack-outline", "pack-text", block.label, "", {"key": block.key})
    place = {"document": document.kind}
    if section is None:
        return Place("pack-outline", "pack-document", document.label, "", place)
    name = titled(section.title, pack)
    return Place("pack-outline", "pack-section", name, "", place | {"section": section.key})

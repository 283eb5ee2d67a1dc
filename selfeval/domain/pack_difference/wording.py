"""Values of a pack as people read them: names instead of keys, rules in words, tables as lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import (
    Cap,
    CellTemplate,
    ChartItem,
    Checklist,
    ColumnTemplate,
    GradeBand,
    IndicatorNode,
    Pack,
    RowGroup,
    TextVariant,
)
from selfeval.domain.pack_difference.labels import CHOICES, KINDS
from selfeval.domain.pack_edits.choices import (
    Choices,
    ask_choices,
    label_of,
    place_choices,
    round_choices,
)
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.spelling import shown_formula, shown_text
from selfeval.domain.scoring.explain import Notation, over_achievement_text, rule_text

_FORMULAS = frozenset({"formula", "when", "left", "right"})
_CHANGED = "（内容有修改）"
_ROUND = "indicators"


class Wording:
    """How the values of one pack read."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._catalogue = FigureCatalogue(pack)
        self._names: dict[str | None, Names] = {}

    def names(self, for_each: str | None = None) -> Names:
        """The names that a text may use."""
        if for_each not in self._names:
            self._names[for_each] = Names(self.pack, self._catalogue, for_each)
        return self._names[for_each]

    def field(self, part: BaseModel, name: str) -> str:
        """Return the value of a field in words, empty for nothing."""
        value = getattr(part, name)
        if isinstance(part, IndicatorNode):
            told = self._of_indicator(part, name)
            if told is not None:
                return told
        if value is None or value == () or value == "":
            return ""
        if name in CHOICES or (name == "kind" and type(part).__name__ in KINDS):
            labels = CHOICES.get(name) or KINDS[type(part).__name__]
            return labels.get(value, str(value))
        chosen = self._chosen(name, value)
        return self._plain(name, value, _round_of(part)) if chosen is None else chosen

    def _of_indicator(self, node: IndicatorNode, name: str) -> str | None:
        """The rules of an indicator in words; None for its other fields."""
        notation = Notation(node, self.pack)
        match name:
            case "method":
                return self._method(node, notation)
            case "target":
                if node.target is None:
                    return "不设"
                value = "由部门填报" if node.target.value is None else notation.limit(node.target.value)
                return f"{value}（写作{node.target.text}）" if node.target.text else value
            case "exemption":
                if node.exemption is None:
                    return ""
                return node.exemption.label + ("，须有依据文件" if node.exemption.documents_required else "")
            case "over_achievement":
                rule = node.over_achievement
                return "不扣分" if rule is None else over_achievement_text(rule, notation)
            case "weight":
                return "" if node.weight is None else f"{format_number(node.weight)}分"
        return None

    def _method(self, node: IndicatorNode, notation: Notation) -> str:
        if node.method is None:
            return ""
        target = node.target.value if node.target is not None else None
        words = rule_text(node.method, notation, target)
        if not isinstance(node.method, Checklist):
            return words
        points = (
            point.text + ("" if point.points is None else f"（{format_number(point.points)}分）")
            for point in node.method.points
        )
        return "\n".join((words, *points))

    def _chosen(self, name: str, value: Any) -> str | None:
        """What is chosen from a list of the pack, by its label; None for other fields."""
        match name:
            case "for_each":
                return label_of(value, round_choices(self.pack))
            case "place":
                return label_of(value, place_choices(self.pack))
            case "asks":
                asks: Choices = [item for group in ask_choices(self.pack).values() for item in group]
                return "、".join(label_of(ask, asks) for ask in value)
        return None

    def _plain(self, name: str, value: Any, for_each: str | None) -> str:
        match value:
            case bool():
                return "是" if value else "否"
            case int():
                return str(value)
            case Decimal():
                return format_number(value)
            case str():
                is_formula = name in _FORMULAS
                return self.formula(value) if is_formula else self.text(value, for_each)
            case tuple():
                return "\n".join(self._element(name, item, for_each) for item in value)
        return _CHANGED

    def text(self, template: str, for_each: str | None = None) -> str:
        """A text with the Chinese names of what it quotes in 〔〕."""
        return shown_text(template, self.names(for_each)).replace("{", "〔").replace("}", "〕")

    def formula(self, formula: str) -> str:
        """A formula or condition with Chinese names."""
        return shown_formula(formula, self.names())

    def _element(self, name: str, item: Any, for_each: str | None) -> str:
        match item:
            case GradeBand():
                return f"{item.name}：不低于{format_number(item.at_least)}%"
            case Cap():
                return (
                    f"{item.label}（{self.formula(item.when)}时，总分不高于{format_number(item.maximum)}分）"
                )
            case TextVariant():
                text = self.text(item.template, for_each)
                return f"{self.formula(item.when)}时：{text}"
            case ColumnTemplate():
                return f"宽{item.width * 100:.1f}%，{CHOICES['align'][item.align]}"
            case RowGroup():
                return "\n".join(self._group(item))
            case ChartItem():
                return f"{self.text(item.label)}：{'、'.join(map(self.formula, item.values))}"
            case tuple():
                return self._row(item, for_each)
            case BaseModel():
                return str(getattr(item, "label", getattr(item, "name", _CHANGED)))
        return self._plain(name, item, for_each)

    def _group(self, group: RowGroup) -> Iterable[str]:
        if group.for_each:
            yield f"〔{label_of(group.for_each, round_choices(self.pack))}〕"
        if group.when:
            yield f"〔{self.formula(group.when)}时〕"
        yield from (self._row(row, group.for_each) for row in group.rows)

    def _row(self, row: tuple[CellTemplate, ...], for_each: str | None) -> str:
        return " ｜ ".join(_spanned(cell, self.text(cell.text, for_each)) for cell in row)


def _spanned(cell: CellTemplate, text: str) -> str:
    spans = [f"{count}{word}" for count, word in ((cell.rowspan, "行"), (cell.colspan, "列")) if count > 1]
    return f"{text}（占{'、'.join(spans)}）" if spans else text


def _round_of(part: BaseModel) -> str | None:
    """What the templates of an element are repeated for."""
    if isinstance(part, IndicatorNode):
        return _ROUND
    return getattr(part, "for_each", None)

"""The names a reference may use besides figures, and their Chinese spelling.

Facts, scores, dimensions, indicators, and inside ``for_each`` the current row or indicator. Figures are
named by the catalogue. Keys and Chinese names are exchanged one to one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.figures.catalogue import PRIOR
from selfeval.domain.pack import Pack
from selfeval.domain.prose.account_choices import round_attributes
from selfeval.domain.prose.accounts import ACCOUNT_ROUNDS, NAME_FACTS, ROW_TEXTS, row_attribute, row_label
from selfeval.domain.prose.items import CASE_ATTRIBUTES, ITEM_ROUNDS, ROW_LABELS
from selfeval.domain.prose.rows import CELL_TEXTS
from selfeval.domain.year_tables import TABLES_BY_KEY

FACTS = {
    "department.name": "部门名称",
    "department.short_name": "部门简称",
    "department.region": "地区",
    "department.bureau_name": "财政部门名称",
    "year": "年度",
    "prior_year": "上年度",
    "report_date": "成文日期",
    "score.total": "总得分",
    "score.full_mark": "满分",
    "score.rate": "总得分率",
    "score.loss": "扣分合计",
    "score.grade": "评价等级",
    "count.level1": "一级指标个数",
    "count.level2": "二级指标个数",
    "count.level3": "三级指标个数",
    **NAME_FACTS,
    **CELL_TEXTS,
}
INDICATOR_ATTRIBUTES = {
    "code": "编码",
    "name": "名称",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "weight": "权重",
    "score": "得分",
    "rate": "得分率",
    "value": "实际值",
    "actual": "实际完成值",
    "target": "目标值",
    "explanation": "评分说明",
    "calculation": "计算过程",
    "rule": "评分规则",
    "definition": "指标解释",
    "criteria": "评分标准",
    "reason": "原因说明",
    "evidence": "佐证材料",
    "evidence_count": "佐证材料份数",
    "state": "评分状态",
}
DIMENSION_ATTRIBUTES = {"name": "名称", "weight": "权重", "score": "得分", "rate": "得分率"}
NUMBER = "number"
_NUMBER_LABEL = "序号"
_HEADS = {"指标": "indicator", "一级指标": "dimension"}
_SCOPES = {"本项": "item", "本行": "row", "本项目": "case"}
_INDICATOR_ROUNDS = frozenset({"indicators", "item_indicators"})
_TOLD = {
    "dimension": ("weight", "score", "rate"),
    "indicator": ("weight", "target", "actual", "score", "rate"),
}
_LABELS = {english: chinese for chinese, english in (_HEADS | _SCOPES).items()}
_ROUND_KINDS = frozenset(_SCOPES.values())
_FACT_KEYS = {label: key for key, label in FACTS.items()}


def _reversed(labels: dict[str, str]) -> dict[str, str]:
    return {label: key for key, label in labels.items()}


def _columns(table_key: str) -> dict[str, str]:
    """The columns of the rows of a round, with their names."""
    if table_key in ROW_LABELS:
        return dict(ROW_LABELS[table_key])
    if table_key in ACCOUNT_ROUNDS:
        return dict(ROW_TEXTS)
    table = TABLES_BY_KEY.get(table_key)
    if table is None:
        return {}
    labels = {column.key: column.label for column in table.columns}
    return {table.row_key: "项目"} | labels if table.row_key else labels


class Names:
    """Keys and Chinese names of one pack; ``for_each`` is the text block's, for the columns of its row."""

    def __init__(self, pack: Pack, catalogue: FigureCatalogue, for_each: str | None = None) -> None:
        self._catalogue = catalogue
        round_kind = (for_each or "").partition(":")[0]
        self._is_accounts = round_kind in ACCOUNT_ROUNDS
        self._nodes = {
            "indicator": {leaf.code: leaf.name for _, leaf in pack.leaves()},
            "dimension": {node.code: node.name for node in pack.indicators},
        }
        self._attributes = {
            "indicator": INDICATOR_ATTRIBUTES,
            "dimension": DIMENSION_ATTRIBUTES,
            "item": INDICATOR_ATTRIBUTES | {NUMBER: _NUMBER_LABEL},
            "row": _columns(round_kind) | {NUMBER: _NUMBER_LABEL},
            "case": CASE_ATTRIBUTES,
        }

    def resolve(self, name: str) -> str | None:
        """Return the key of a name, alias or key; ``None`` where nothing has that name."""
        if name in FACTS:
            return name
        if name in _FACT_KEYS:
            return _FACT_KEYS[name]
        head, _, rest = name.partition(".")
        kind = (_HEADS | _SCOPES).get(head, head)
        if kind in _ROUND_KINDS:
            attribute = self._attribute(kind, rest)
            return f"{kind}.{attribute}" if attribute else None
        if kind in ("indicator", "dimension"):
            return self._node_key(kind, rest)
        return self._catalogue.resolve(name)

    def _node_key(self, kind: str, rest: str) -> str | None:
        node, _, written = rest.rpartition(".")
        attribute = self._attribute(kind, written)
        nodes = self._nodes[kind]
        codes = [node] if node in nodes else [code for code, name in nodes.items() if name == node]
        return f"{kind}.{codes[0]}.{attribute}" if attribute and len(codes) == 1 else None

    def _attribute(self, kind: str, written: str) -> str | None:
        labels = self._attributes[kind]
        found = written if written in labels else _reversed(labels).get(written)
        return row_attribute(written) if found is None and self._has_measures(kind) else found

    def _has_measures(self, kind: str) -> bool:
        """Whether the rows of this round have the measures of the final accounts."""
        return kind == "row" and self._is_accounts

    def keys(self, for_each: str | None = None) -> Iterator[str]:
        """Yield the keys that a text may name: those of its round first, then facts, scores and figures.

        Of dimensions and indicators those that sentences are made with; the others may be written too.
        """
        base = (for_each or "").partition(":")[0]
        if base in TABLES_BY_KEY or base in ROW_LABELS:
            yield from (f"row.{attribute}" for attribute in self._attributes["row"])
        yield from (f"row.{attribute}" for attribute in round_attributes(for_each or ""))
        if base in _INDICATOR_ROUNDS:
            yield from (f"item.{attribute}" for attribute in self._attributes["item"])
        if base == ITEM_ROUNDS or base in ROW_LABELS:
            yield from (f"case.{attribute}" for attribute in self._attributes["case"])
        yield from FACTS
        yield from (figure.key for figure in self._catalogue.figures())
        yield from (figure.key for figure in self._catalogue.account_figures())
        for kind, attributes in _TOLD.items():
            for code in self._nodes[kind]:
                yield from (f"{kind}.{code}.{attribute}" for attribute in attributes)

    def is_given_by_pack(self, key: str) -> bool:
        """Whether the pack says what this is called: its own figures, its indicators and groups."""
        is_figure = self._catalogue.is_pack_figure(key.removeprefix(PRIOR))
        return is_figure or key.partition(".")[0] in self._nodes

    def name_of(self, key: str) -> str:
        """Return the Chinese name of a key; the key itself where it stands for nothing known."""
        if key in FACTS:
            return FACTS[key]
        kind, _, rest = key.partition(".")
        if kind in _ROUND_KINDS:
            label = self._attributes[kind].get(rest)
            if label is None and self._has_measures(kind):
                label = row_label(rest)
            return f"{_LABELS[kind]}.{label}" if label else key
        if kind in ("indicator", "dimension"):
            return self._node_name(kind, rest) or key
        return self._catalogue.name_of(key)

    def _node_name(self, kind: str, rest: str) -> str | None:
        code, _, attribute = rest.rpartition(".")
        nodes = self._nodes[kind]
        label = self._attributes[kind].get(attribute)
        if label is None or code not in nodes:
            return None
        is_unique = Counter(nodes.values())[nodes[code]] == 1
        return f"{_LABELS[kind]}.{nodes[code] if is_unique else code}.{label}"

"""What can be asked about a code: ``[<fund>.][<nature>.]<column>``, with its Chinese name.

``general_public.basic.actual`` is 一般公共预算基本支出决算数, ``income.institutional`` 事业收入决算数.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selfeval.domain.data import Fund, IncomeSource, SpendingNature

ALL = ""
APPROPRIATION = "appropriation"
BASIC = "basic"
INCOME = "income"
APPROPRIATION_FUNDS: tuple[Fund, ...] = (Fund.GENERAL_PUBLIC, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL)
"""财政拨款: what the three budgets pay."""
BASIC_NATURES = (SpendingNature.PERSONNEL, SpendingNature.OPERATING)

FUND_LABELS: Mapping[str, str] = {
    ALL: "",
    "general_public": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
    "other": "其他资金",
    APPROPRIATION: "财政拨款",
}
NATURE_LABELS: Mapping[str, str] = {
    ALL: "支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    BASIC: "基本支出",
    "project": "项目支出",
    "remittance": "上缴上级支出",
    "business": "经营支出",
    "subsidy": "对附属单位补助支出",
}
_SOURCE_LABELS: Mapping[str, str] = {
    "general_public_appropriation": "一般公共预算财政拨款",
    "government_fund_appropriation": "政府性基金预算财政拨款",
    "state_capital_appropriation": "国有资本经营预算财政拨款",
    "higher_level_subsidy": "上级补助",
    "institutional": "事业",
    "business": "经营",
    "subordinate_remittance": "附属单位上缴",
    "other": "其他",
}
SPENDING_COLUMNS: Mapping[str, str] = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "actual": "决算数",
}
CARRYOVER_COLUMNS: Mapping[str, str] = {"opening": "年初结转和结余", "closing": "年末结转和结余"}
_INCOME_LABEL = "收入决算数"


@dataclass(frozen=True)
class Measure:
    """One thing to ask about a code. Empty ``fund``, ``nature`` and ``source`` mean all of them."""

    column: str
    fund: str = ALL
    nature: str = ALL
    source: str = ALL

    @property
    def key(self) -> str:
        """As written in a figure's key."""
        if self.source:
            return f"{INCOME}.{self.source}"
        return ".".join(part for part in (self.fund, self.nature, self.column) if part)

    @property
    def label(self) -> str:
        """Its Chinese name."""
        if self.column == INCOME:
            return self._income_label
        if self.column in CARRYOVER_COLUMNS:
            return FUND_LABELS[self.fund] + CARRYOVER_COLUMNS[self.column]
        nature = NATURE_LABELS[self.nature] if self.fund or self.nature else ""
        return FUND_LABELS[self.fund] + nature + SPENDING_COLUMNS[self.column]

    @property
    def _income_label(self) -> str:
        if self.source:
            return _SOURCE_LABELS[self.source] + _INCOME_LABEL
        match self.fund:
            case "" | "appropriation":
                return FUND_LABELS[self.fund] + _INCOME_LABEL
            case "other":
                return f"非财政拨款{_INCOME_LABEL}"
        return f"{FUND_LABELS[self.fund]}财政拨款{_INCOME_LABEL}"

    @property
    def place(self) -> str:
        """The year table that it is read from."""
        if self.column == INCOME:
            return "income_details"
        return "carryover_lines" if self.column in CARRYOVER_COLUMNS else "budget_lines"


def _measures() -> Iterator[Measure]:
    for column in SPENDING_COLUMNS:
        yield from (Measure(column, fund, nature) for fund in FUND_LABELS for nature in NATURE_LABELS)
    for column in (INCOME, *CARRYOVER_COLUMNS):
        yield from (Measure(column, fund) for fund in FUND_LABELS)
    yield from (Measure(INCOME, source=source.value) for source in IncomeSource)


_BY_KEY: dict[str, Measure] = {measure.key: measure for measure in _measures()}
_BY_KEY[f"{INCOME}.{APPROPRIATION}"] = Measure(INCOME, APPROPRIATION)
_BY_LABEL: dict[str, Measure] = {}
for _measure in _BY_KEY.values():
    _BY_LABEL.setdefault(_measure.label, _measure)


def measure_of(text: str) -> Measure | None:
    """Return the measure of a key or Chinese name; ``None`` where it is neither."""
    return _BY_KEY.get(text) or _BY_LABEL.get(text)

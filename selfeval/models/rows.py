"""Which model holds the rows of which year table."""

from __future__ import annotations

from selfeval.models.items import Item, ItemAspect, ItemFund, ItemIndicator
from selfeval.models.year_tables import (
    BudgetAdjustment,
    BudgetLine,
    CarryoverLine,
    EconomicLine,
    IncomeDetail,
    IncomeLine,
    ProcurementLine,
    StaffingLine,
    ThreePublicLine,
    TimelineEvent,
    WorkingGroupMember,
    YearRow,
)

ROW_MODELS: dict[str, type[YearRow]] = {
    "budget_lines": BudgetLine,
    "income_lines": IncomeLine,
    "economic_lines": EconomicLine,
    "income_details": IncomeDetail,
    "carryover_lines": CarryoverLine,
    "three_public": ThreePublicLine,
    "staffing": StaffingLine,
    "procurement": ProcurementLine,
    "adjustments": BudgetAdjustment,
    "working_group": WorkingGroupMember,
    "timeline": TimelineEvent,
    "items": Item,
    "item_funds": ItemFund,
    "item_indicators": ItemIndicator,
    "item_aspects": ItemAspect,
}
"""The model of every year table, by table key."""

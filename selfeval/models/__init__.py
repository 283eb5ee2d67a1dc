"""What is stored, and what can never be stored. No logic here: services write, selectors read."""

from selfeval.models.accounts import Membership, User
from selfeval.models.audit import AuditEvent, AuditHead, CellChange, Channel
from selfeval.models.carryover import CarriedCell, Carryover
from selfeval.models.departments import Department, FiscalYear
from selfeval.models.documents import DocumentFormat, DocumentStatus, ReportDocument
from selfeval.models.evaluations import (
    Evaluation,
    EvidenceFile,
    FindingExplanation,
    IndicatorEntry,
    SectionState,
    SectionText,
)
from selfeval.models.items import Item, ItemAspect, ItemFund, ItemIndicator
from selfeval.models.packs import FigureDefinition, IndicatorNode, Pack, PackStatus, PackVersion
from selfeval.models.rows import ROW_MODELS
from selfeval.models.workflow import EvaluationSnapshot, ReviewComment, Submission
from selfeval.models.year_tables import (
    BudgetAdjustment,
    BudgetLine,
    CarryoverLine,
    EconomicLine,
    FigureValue,
    IncomeDetail,
    IncomeLine,
    ProcurementLine,
    StaffingLine,
    ThreePublicLine,
    TimelineEvent,
    WorkingGroupMember,
    YearRow,
)
from selfeval.models.years import DepartmentYear

__all__ = [
    "ROW_MODELS",
    "AuditEvent",
    "AuditHead",
    "BudgetAdjustment",
    "BudgetLine",
    "CarriedCell",
    "Carryover",
    "CarryoverLine",
    "CellChange",
    "Channel",
    "Department",
    "DepartmentYear",
    "DocumentFormat",
    "DocumentStatus",
    "EconomicLine",
    "Evaluation",
    "EvaluationSnapshot",
    "EvidenceFile",
    "FigureDefinition",
    "FigureValue",
    "FindingExplanation",
    "FiscalYear",
    "IncomeDetail",
    "IncomeLine",
    "IndicatorEntry",
    "IndicatorNode",
    "Item",
    "ItemAspect",
    "ItemFund",
    "ItemIndicator",
    "Membership",
    "Pack",
    "PackStatus",
    "PackVersion",
    "ProcurementLine",
    "ReportDocument",
    "ReviewComment",
    "SectionState",
    "SectionText",
    "StaffingLine",
    "Submission",
    "ThreePublicLine",
    "TimelineEvent",
    "User",
    "WorkingGroupMember",
    "YearRow",
]

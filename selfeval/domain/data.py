"""A department year with its evaluation as plain, validated data.

This one shape is the package file (``package load|dump``), the content of a snapshot, and the input of
scoring, checking and composing. Amounts are 元 to the cent, rates are ratios (1 = 100%), both ``Decimal``
and written as strings in JSON. ``None`` means "not filled in"; ``not_applicable`` is said apart from it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from selfeval.domain.data_fields import Amount as Amount
from selfeval.domain.data_fields import Count as Count
from selfeval.domain.data_fields import Data as Data
from selfeval.domain.data_fields import EconomicCode as EconomicCode
from selfeval.domain.data_fields import FunctionalCode as FunctionalCode
from selfeval.domain.data_fields import Key as Key
from selfeval.domain.data_fields import Number as Number
from selfeval.domain.item_data import IndicatorNature as IndicatorNature
from selfeval.domain.item_data import Item as Item
from selfeval.domain.item_data import ItemAspect as ItemAspect
from selfeval.domain.item_data import ItemFund as ItemFund
from selfeval.domain.item_data import ItemIndicator as ItemIndicator
from selfeval.domain.item_data import ItemKind as ItemKind


class SpendingNature(StrEnum):
    """Nature of spending: 基本支出 is personnel plus operating; the last three are 上缴、经营、补助."""

    PERSONNEL = "personnel"
    OPERATING = "operating"
    PROJECT = "project"
    REMITTANCE = "remittance"
    BUSINESS = "business"
    SUBSIDY = "subsidy"


class Fund(StrEnum):
    """Which budget pays: 一般公共预算、政府性基金预算、国有资本经营预算、其他资金."""

    GENERAL_PUBLIC = "general_public"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    OTHER = "other"


class IncomeSource(StrEnum):
    """Income by source, the rows of 收入支出决算总表 (财政拨款 by fund, then the others)."""

    GENERAL_PUBLIC_APPROPRIATION = "general_public_appropriation"
    GOVERNMENT_FUND_APPROPRIATION = "government_fund_appropriation"
    STATE_CAPITAL_APPROPRIATION = "state_capital_appropriation"
    HIGHER_LEVEL_SUBSIDY = "higher_level_subsidy"
    INSTITUTIONAL = "institutional"
    BUSINESS = "business"
    SUBORDINATE_REMITTANCE = "subordinate_remittance"
    OTHER = "other"


class ThreePublicPart(StrEnum):
    """The four parts of 三公经费; UNDIVIDED holds a published total whose parts are not known."""

    OVERSEAS = "overseas"
    VEHICLE_PURCHASE = "vehicle_purchase"
    VEHICLE_OPERATION = "vehicle_operation"
    RECEPTION = "reception"
    UNDIVIDED = "undivided"


class PostKind(StrEnum):
    """Kinds of posts; UNDIVIDED holds a total whose parts are not known."""

    ADMINISTRATIVE = "administrative"
    INSTITUTION = "institution"
    SUPPORT = "support"
    UNDIVIDED = "undivided"


class ProcurementKind(StrEnum):
    """货物、工程、服务; UNDIVIDED holds a total whose parts are not known."""

    GOODS = "goods"
    WORKS = "works"
    SERVICES = "services"
    UNDIVIDED = "undivided"


class AdjustmentCause(StrEnum):
    """Why a budget was adjusted; the first three are exempt under 财预〔2013〕53号."""

    NATIONAL_POLICY = "national_policy"
    FORCE_MAJEURE = "force_majeure"
    ASSIGNED_BY_GOVERNMENT = "assigned_by_government"
    OTHER = "other"


class YearKind(StrEnum):
    """A regular year, or one that only holds last year's figures for comparison (期初比较数)."""

    REGULAR = "regular"
    OPENING_COMPARATIVES = "opening_comparatives"


class BudgetLine(Data):
    """One line of spending by functional code (3, 5 or 7 digits), nature and fund. Amounts in 元.

    The code is empty only while the line is being filled in: its amounts count from the first keystroke.
    """

    functional_code: FunctionalCode
    name: str
    nature: SpendingNature
    fund: Fund = Fund.GENERAL_PUBLIC
    initial_amount: Amount | None = None
    adjusted_amount: Amount | None = None
    actual_amount: Amount | None = None
    is_demo: bool = False
    note: str = ""


class EconomicLine(Data):
    """A part of the spending of one budget line, by economic code (3 or 5 digits). The amount is in 元.

    The lines of one functional code, nature and fund make up what its budget lines spent. ``project`` is the
    name of the project, for 项目支出 only.
    """

    functional_code: FunctionalCode
    economic_code: EconomicCode
    nature: SpendingNature
    fund: Fund = Fund.GENERAL_PUBLIC
    project: str = ""
    actual_amount: Amount | None = None
    is_demo: bool = False
    note: str = ""


class IncomeDetail(Data):
    """Income of one source by functional code. The amount is in 元."""

    functional_code: FunctionalCode
    source: IncomeSource
    actual_amount: Amount | None = None
    is_demo: bool = False
    note: str = ""


class CarryoverLine(Data):
    """结转和结余 of one fund at both ends of the year, by functional code where it is known. In 元."""

    fund: Fund = Fund.GENERAL_PUBLIC
    functional_code: FunctionalCode = ""
    opening_amount: Amount | None = None
    closing_amount: Amount | None = None
    is_demo: bool = False
    note: str = ""


class IncomeLine(Data):
    """Income of one source. Amounts in 元."""

    source: IncomeSource
    initial_amount: Amount | None = None
    adjusted_amount: Amount | None = None
    actual_amount: Amount | None = None
    note: str = ""


class ThreePublicLine(Data):
    """One part of 三公经费. Amounts in 元; ``reason`` explains the change."""

    part: ThreePublicPart
    budget_amount: Amount | None = None
    actual_amount: Amount | None = None
    reason: str = ""


class StaffingLine(Data):
    """Authorised posts and staff in post of one kind."""

    post_kind: PostKind
    authorized_count: Count | None = None
    in_post_count: Count | None = None
    note: str = ""


class ProcurementLine(Data):
    """Government procurement of one kind. Amounts in 元."""

    kind: ProcurementKind
    budget_amount: Amount | None = None
    actual_amount: Amount | None = None
    note: str = ""


class BudgetAdjustment(Data):
    """A budget change with its cause and document numbers (调整预算数备案说明). Amount in 元, signed."""

    subject: str
    amount: Amount | None = None
    cause: AdjustmentCause = AdjustmentCause.OTHER
    document_numbers: str = ""
    note: str = ""


class WorkingGroupMember(Data):
    """A role in the evaluation working group: post, number of people, duties. Never a person's name."""

    role: str
    position: str = ""
    member_count: Count | None = None
    duties: str = ""


class TimelineEvent(Data):
    """A stage of the evaluation work with its dates."""

    stage: str
    starts_on: date | None = None
    ends_on: date | None = None
    work: str = ""


class FigureValue(Data):
    """A stored figure that a pack adds: amounts in 元, rates as ratio, counts whole."""

    key: Key
    value: Number | None = None
    not_applicable: bool = False
    note: str = ""


class YearData(Data):
    """Everything entered once for one department and fiscal year."""

    fiscal_year: Annotated[int, Field(ge=2000, le=2100)]
    kind: YearKind = YearKind.REGULAR
    carryover_in_amount: Amount | None = None
    carryover_out_amount: Amount | None = None
    nonfiscal_surplus_used_amount: Amount | None = None
    surplus_distributed_amount: Amount | None = None
    fixed_assets_amount: Amount | None = None
    fixed_assets_in_use_amount: Amount | None = None
    sampled_asset_count: Count | None = None
    sampled_asset_in_use_count: Count | None = None
    overseas_trip_count: Count | None = None
    overseas_person_count: Count | None = None
    vehicle_purchased_count: Count | None = None
    vehicle_kept_count: Count | None = None
    reception_count: Count | None = None
    reception_guest_count: Count | None = None
    budget_lines: tuple[BudgetLine, ...] = ()
    income_lines: tuple[IncomeLine, ...] = ()
    economic_lines: tuple[EconomicLine, ...] = ()
    income_details: tuple[IncomeDetail, ...] = ()
    carryover_lines: tuple[CarryoverLine, ...] = ()
    three_public: tuple[ThreePublicLine, ...] = ()
    staffing: tuple[StaffingLine, ...] = ()
    procurement: tuple[ProcurementLine, ...] = ()
    adjustments: tuple[BudgetAdjustment, ...] = ()
    working_group: tuple[WorkingGroupMember, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    items: tuple[Item, ...] = ()
    item_funds: tuple[ItemFund, ...] = ()
    item_indicators: tuple[ItemIndicator, ...] = ()
    item_aspects: tuple[ItemAspect, ...] = ()
    figures: tuple[FigureValue, ...] = ()


class Evidence(Data):
    """A file kept as evidence for an indicator: its name, size in bytes and SHA-256."""

    name: str
    size: Count
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    media_type: str = ""
    description: str = ""


class IndicatorEntry(Data):
    """What the department enters for one indicator; which fields count is decided by its scoring method.

    ``actual_value`` and ``target_value`` are in the indicator's own unit (ratio for rates, 元 for money).
    ``checklist`` holds one answer per point in the pack's order; ``None`` is unanswered.
    ``awarded_score`` is the score inside a tier (three_tier) or of a manual score, in points.
    ``milestones`` maps a milestone's label to the rate reached.
    """

    indicator: Key
    target_value: Number | None = None
    target_text: str = ""
    actual_value: Number | None = None
    actual_text: str = ""
    answer: bool | None = None
    checklist: tuple[bool | None, ...] = ()
    tier: str = ""
    awarded_score: Number | None = None
    milestones: dict[str, Number] = Field(default_factory=dict)
    exemption_claimed: bool = False
    exemption_reason: str = ""
    exemption_documents: str = ""
    not_applicable: bool = False
    score_reason: str = ""
    deduction_reason: str = ""
    variance_reason: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


class PriorActual(Data):
    """What an indicator achieved last year, in its unit; ``indicator`` is its code in this year's pack."""

    indicator: Key
    value: Number


class SectionText(Data):
    """An edited text of the report, with references as ``{key}``; texts not listed stay as generated.

    ``generated`` is the generated template this edit started from, so that a later change can be shown
    beside the edit.
    """

    key: Key
    content: str
    generated: str = ""


class FindingExplanation(Data):
    """The department's answer to a warning: ``finding`` is the finding's stable fingerprint."""

    finding: str
    reason: str


class DepartmentData(Data):
    """The department as it prints in the report. ``parent`` is the code of the department above it."""

    code: Key
    name: str
    short_name: str = ""
    region: str = ""
    bureau_name: str = ""
    parent: Key | None = None


class EvaluationData(Data):
    """A department year with its evaluation under one pack: the package format, version 1.

    ``prior_actuals`` are achieved values that last year's evaluation holds. They are read through the link to
    last year; a package that is loaded keeps the link, not the values.
    ``carried`` are the addresses of cells that were brought along from last year and that nobody has changed
    or confirmed yet; rows of free tables are numbered (``working_group.r1.role``).
    """

    format: Annotated[int, Field(ge=1, le=1)] = 1
    code: Key
    pack: Key
    pack_version: Annotated[int, Field(ge=1)] = 1
    department: DepartmentData
    year: YearData
    prior_year: YearData | None = None
    report_date: date | None = None
    entries: tuple[IndicatorEntry, ...] = ()
    texts: tuple[SectionText, ...] = ()
    explanations: tuple[FindingExplanation, ...] = ()
    prior_actuals: tuple[PriorActual, ...] = ()
    carried: tuple[str, ...] = ()

    def entry(self, indicator: str) -> IndicatorEntry:
        """Return the entry of an indicator, an empty one where nothing was entered."""
        for entry in self.entries:
            if entry.indicator == indicator:
                return entry
        return IndicatorEntry(indicator=indicator)

    def text(self, key: str) -> SectionText | None:
        """Return the edited text of a block, or ``None`` where it stands as generated."""
        return next((text for text in self.texts if text.key == key), None)

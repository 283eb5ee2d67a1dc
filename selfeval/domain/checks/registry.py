"""All checks, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selfeval.domain.checks.account_codes import check_account_codes
from selfeval.domain.checks.account_details import check_carryover_details, check_income_details
from selfeval.domain.checks.budget_line_codes import check_budget_line_codes
from selfeval.domain.checks.carried_contents import check_carried_contents
from selfeval.domain.checks.carryover_link import check_carryover_link
from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.deviations import check_deviations
from selfeval.domain.checks.duplicate_indicators import check_duplicate_indicators
from selfeval.domain.checks.economic_breakdown import (
    check_economic_breakdown,
    check_economic_natures,
    check_economic_projects,
)
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.checks.fund_balance import check_fund_balance, check_fund_link
from selfeval.domain.checks.income_expenditure_balance import check_income_expenditure_balance
from selfeval.domain.checks.incomplete_indicators import check_incomplete_indicators
from selfeval.domain.checks.inexact_actuals import check_inexact_actuals
from selfeval.domain.checks.item_budget_sum import check_item_budget_sum
from selfeval.domain.checks.item_count import check_item_count
from selfeval.domain.checks.item_deviations import check_item_deviations
from selfeval.domain.checks.item_execution import check_item_execution
from selfeval.domain.checks.item_funds_sum import check_item_funds_sum
from selfeval.domain.checks.item_rows import check_item_rows
from selfeval.domain.checks.item_scores import check_item_scores
from selfeval.domain.checks.item_values import check_item_values
from selfeval.domain.checks.item_weights import check_item_weights
from selfeval.domain.checks.low_execution import check_low_execution
from selfeval.domain.checks.lowered_targets import check_lowered_targets
from selfeval.domain.checks.malformed_numbers import check_malformed_numbers
from selfeval.domain.checks.misplaced_indicators import check_misplaced_indicators
from selfeval.domain.checks.pack_rules import check_pack_rules
from selfeval.domain.checks.required_parts import check_required_parts
from selfeval.domain.checks.score_bounds import check_score_bounds
from selfeval.domain.checks.text_lengths import check_text_lengths
from selfeval.domain.checks.three_public_accounts import check_operating_cost, check_three_public_accounts
from selfeval.domain.checks.three_public_reasons import check_three_public_reasons
from selfeval.domain.checks.unexplained_deductions import check_unexplained_deductions
from selfeval.domain.checks.unit_jump import check_unit_jump
from selfeval.domain.checks.unproven_full_scores import check_unproven_full_scores
from selfeval.domain.checks.weight_sum import check_weight_sum
from selfeval.domain.checks.wording import check_wording
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook
from selfeval.domain.pack import Pack
from selfeval.domain.scoring.result import EvaluationScore

CHECKS: tuple[Callable[[CheckContext], Iterator[Finding]], ...] = (
    check_weight_sum,
    check_required_parts,
    check_budget_line_codes,
    check_incomplete_indicators,
    check_score_bounds,
    check_income_expenditure_balance,
    check_account_codes,
    check_economic_breakdown,
    check_economic_natures,
    check_income_details,
    check_carryover_details,
    check_fund_balance,
    check_malformed_numbers,
    check_pack_rules,
    check_unit_jump,
    check_three_public_reasons,
    check_low_execution,
    check_deviations,
    check_unproven_full_scores,
    check_unexplained_deductions,
    check_carryover_link,
    check_fund_link,
    check_economic_projects,
    check_three_public_accounts,
    check_operating_cost,
    check_item_rows,
    check_item_weights,
    check_item_funds_sum,
    check_item_values,
    check_item_scores,
    check_item_execution,
    check_item_deviations,
    check_lowered_targets,
    check_duplicate_indicators,
    check_misplaced_indicators,
    check_inexact_actuals,
    check_item_budget_sum,
    check_item_count,
    check_carried_contents,
    check_text_lengths,
    check_wording,
)
_ORDER = {severity: position for position, severity in enumerate(Severity)}


def run_checks(
    data: EvaluationData, pack: Pack, book: FigureBook, score: EvaluationScore
) -> tuple[Finding, ...]:
    """Run every check; findings come errors first, each once, else in the order of the checks.

    ``book`` knows the scores (``with_scores``). Empty data never makes a check fail.
    """
    context = CheckContext(data, pack, book, score)
    findings = dict.fromkeys(finding for check in CHECKS for finding in check(context))
    return tuple(sorted(findings, key=lambda finding: _ORDER[finding.severity]))


def open_findings(findings: tuple[Finding, ...], data: EvaluationData) -> tuple[Finding, ...]:
    """Return what stands between this evaluation and its submission: errors, and unanswered warnings."""
    answered = {answer.finding for answer in data.explanations if answer.reason.strip()}
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.ERROR
        or (finding.severity is Severity.WARNING and finding.fingerprint not in answered)
    )

"""E01: the weights of the scored indicators add up to the full mark."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.numbers import format_number
from selfeval.domain.sections import SCORING


def check_weight_sum(context: CheckContext) -> Iterator[Finding]:
    """Compare Σ weights with the pack's full mark; silent for forms without scores."""
    weights = [leaf.weight for _, leaf in context.pack.leaves() if leaf.weight is not None]
    total = sum(weights, Decimal(0))
    if weights and total != context.pack.full_mark:
        left, right = format_number(total), format_number(context.pack.full_mark)
        yield context.finding(
            "E01",
            Severity.ERROR,
            SCORING,
            f"指标体系权重合计 {left} 分，应为 {right} 分，由体系包管理员调整权重",
            left=left,
            right=right,
            difference=format_number(total - context.pack.full_mark),
        )

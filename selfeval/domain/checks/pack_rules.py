"""The relations that the pack itself demands (``checks`` of the pack), evaluated over its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.pack import CheckRule
from selfeval.domain.prose.calculation import calculate, holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text

_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda gap, tolerance: abs(gap) <= tolerance,
    "≠": lambda gap, tolerance: abs(gap) > tolerance,
    "≤": lambda gap, tolerance: gap <= tolerance,
    "≥": lambda gap, tolerance: gap >= -tolerance,
    "<": lambda gap, tolerance: gap < -tolerance,
    ">": lambda gap, tolerance: gap > tolerance,
}


def is_kept(rule: CheckRule, prose: Context) -> bool | None:
    """Whether a relation holds, whatever its condition says; None where figures are missing."""
    left, right = calculate(rule.left, prose).number, calculate(rule.right, prose).number
    return None if left is None or right is None else _HOLDS[rule.relation](left - right, rule.tolerance)


def check_pack_rules(context: CheckContext) -> Iterator[Finding]:
    """Evaluate every rule whose condition holds and whose figures are all there."""
    prose = Context(context.data, context.pack, context.book, context.score)
    for rule in context.pack.checks:
        if holds(rule.when, prose):
            yield from _check(context, prose, rule)
    for item, inside in zip(context.score.items, prose.items(), strict=True):
        for rule in inside.pack.checks:
            if holds(rule.when, inside):
                for found in _check(context, inside, rule):
                    yield context.item_finding(
                        found.id,
                        found.severity,
                        item,
                        f"：{found.message}",
                        left=found.left,
                        right=found.right,
                        difference=found.difference,
                    )


def _check(context: CheckContext, prose: Context, rule: CheckRule) -> Iterator[Finding]:
    if is_kept(rule, prose) is not False:
        return
    message = render_text(rule.message, prose)
    yield context.finding(
        rule.id,
        Severity(rule.severity),
        rule.place,
        f"{message}，{rule.cure}" if rule.cure else message,
        left=_printed(rule.left, prose),
        right=_printed(rule.right, prose),
        difference=_printed(f"（{rule.left}）－（{rule.right}）", prose),
    )


def _printed(formula: str, prose: Context) -> str:
    return render_text(f"{{={formula}}}", prose)

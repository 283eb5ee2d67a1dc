"""E11: every required section is filled in: texts, tables, references, the date."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.compose import block_template, holds
from selfeval.domain.sections import place_label, steps


def check_required_parts(context: CheckContext) -> Iterator[Finding]:
    """Name required texts that are empty, tables without any figure, and a missing date."""
    prose = Context(context.data, context.pack, context.book, context.score)
    for step in steps(context.pack):
        for ask in step.asks:
            if ask != "scores" and not _is_filled(context, ask):
                label = place_label(context.pack, ask) if ask.startswith(("year.", "figures.")) else ""
                yield _missing(context, ask, label or _table_label(context, ask))
        for text in step.texts:
            if text.required and holds(text.when, prose) and not block_template(text, prose).strip():
                yield _missing(context, f"text.{text.key}", text.label)
    if context.data.report_date is None and any(report.signature for report in context.pack.documents):
        yield _missing(context, "report.report_date", "成文日期")

"""I06: a text is no longer than its form allows (评价结论 ≤200字)."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.checks.context import CheckContext
from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.items.case import text_prefix
from selfeval.domain.pack import Pack, TextBlock
from selfeval.domain.pack.memo import once_per_pack
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.quotation import quoted
from selfeval.domain.report.texts import block_paragraphs
from selfeval.domain.sections import steps, walk_sections


def check_text_lengths(context: CheckContext) -> Iterator[Finding]:
    """Count the characters of every limited text as it prints, without blanks; also in projects' reports."""
    prose = Context(context.data, context.pack, context.book, context.score)
    yield from _of(context, prose, "")
    limited = _limited_forms(context.pack)
    for item in context.score.items:
        if item.case.form.code in limited:
            yield from _of(context, prose.for_item(item), text_prefix(item.case.item.code))


@once_per_pack
def _limited_forms(pack: Pack) -> frozenset[str]:
    """The forms whose reports limit a text: most limit none, and a project's context is dear."""
    return frozenset(
        form.code
        for form in pack.forms
        for section in walk_sections(form.report.outline)
        for block in section.blocks
        if isinstance(block, TextBlock) and block.max_chars is not None
    )


def _of(context: CheckContext, prose: Context, prefix: str) -> Iterator[Finding]:
    for step in steps(prose.pack):
        for text in step.texts:
            if text.max_chars is not None and holds(text.when, prose):
                length = _length(text, prose)
                if length > text.max_chars:
                    yield context.finding(
                        "I06",
                        Severity.INFO,
                        f"text.{prefix}{text.key}",
                        f"{quoted(text.label)}共{length}字，超过表式规定的{text.max_chars}字，删减文字",
                        left=f"{length}字",
                        right=f"{text.max_chars}字",
                    )


def _length(text: TextBlock, prose: Context) -> int:
    runs = (run.text for paragraph in block_paragraphs(text, prose) for run in paragraph.runs)
    return len("".join("".join(runs).split()))

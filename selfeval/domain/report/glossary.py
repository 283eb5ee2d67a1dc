"""名词解释: the terms that a year uses, numbered."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.prose import phrasing
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.document import Paragraph, Run


def glossary_entries(context: Context) -> Iterator[tuple[str, Paragraph]]:
    """Yield key and paragraph of every term whose condition holds, in the order of the pack."""
    used = (term for term in context.pack.glossary if holds(term.when, context))
    for number, term in enumerate(used, start=1):
        words = render_text(term.term, context), render_text(term.explanation, context)
        yield term.key, Paragraph((Run(phrasing.glossary_entry(number, *words)),))

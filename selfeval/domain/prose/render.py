"""Templates with a context become runs, plain text, or the chips of the editor. Rendering never raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selfeval.domain.prose import phrasing
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.printing import Printed, print_reference
from selfeval.domain.prose.references import (
    Reference,
    Template,
    TemplateError,
    Words,
    humanise,
    parse_template,
)
from selfeval.domain.report.document import CellNumber, Run

# An amount with its unit, also one typed by hand: never broken over two lines.
_AMOUNT = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?(?:个百分点|亿元|万元|元|%|％)")


@dataclass(frozen=True)
class Chip:
    """A piece of a text in the editor: words, or a reference with its name and how it prints today.

    ``reference`` is the reference as stored, with braces, empty for words; ``label`` its Chinese form
    (as ``humanise`` writes it) without braces; ``display`` the words, or what the reference prints.
    """

    display: str
    reference: str = ""
    label: str = ""
    missing: bool = False


def render_runs(template: Template | str, context: Context) -> tuple[Run, ...]:
    """Return the text as runs; line ends stand as ``\\n`` inside runs without ``keep``.

    A text that cannot be read comes out as one visible placeholder.
    """
    return tuple(_joined(run for printed in _pieces(template, context) for run in _runs(printed)))


def render_text(template: Template | str, context: Context) -> str:
    """Return the text as plain words."""
    return "".join(printed.text for printed in _pieces(template, context))


def render_cell(template: str, context: Context) -> tuple[str, CellNumber | None]:
    """Return a cell's words, with the number where they are one single number."""
    printed = tuple(_pieces(template, context))
    number = printed[0].number if len(printed) == 1 else None
    return "".join(piece.text for piece in printed), number


def chips(text: str, context: Context) -> tuple[Chip, ...]:
    """Return a text as the editor shows it. TemplateError for a text that cannot be read."""
    return tuple(_chip(segment, context) for segment in parse_template(text).segments)


def _chip(segment: Words | Reference, context: Context) -> Chip:
    if isinstance(segment, Words):
        return Chip(segment.text)
    printed = print_reference(segment, context)
    label = humanise(segment.source, context.names.name_of)[1:-1]
    return Chip(printed.text, segment.source, label, printed.missing)


def _pieces(template: Template | str, context: Context) -> Iterator[Printed]:
    try:
        parsed = parse_template(template) if isinstance(template, str) else template
    except TemplateError:
        yield Printed(phrasing.unreadable(str(template)), missing=True)
        return
    for segment in parsed.segments:
        yield Printed(segment.text) if isinstance(segment, Words) else print_reference(segment, context)


def _runs(printed: Printed) -> Iterator[Run]:
    if printed.missing or printed.keep:
        yield Run(printed.text, keep=printed.keep, missing=printed.missing)
        return
    position = 0
    for amount in _AMOUNT.finditer(printed.text):
        yield Run(printed.text[position : amount.start()])
        yield Run(amount.group(), keep=True)
        position = amount.end()
    yield Run(printed.text[position:])


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Join plain neighbours and drop empty runs."""
    waiting = ""
    for run in runs:
        if run.keep or run.missing:
            if waiting:
                yield Run(waiting)
            waiting = ""
            yield run
        else:
            waiting += run.text
    if waiting:
        yield Run(waiting)

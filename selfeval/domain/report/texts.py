"""The texts of a report: what a block says as generated, what it says after editing, and its paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selfeval.domain.items.case import item_text
from selfeval.domain.pack import Pack, Section, TextBlock
from selfeval.domain.prose import phrasing
from selfeval.domain.prose.calculation import holds
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.references import TemplateError, references_in
from selfeval.domain.prose.render import render_runs
from selfeval.domain.report.document import Paragraph, Run
from selfeval.domain.scoring.result import ScoreState
from selfeval.domain.sections import item_text_block, walk_sections

ANALYSIS_PREFIX = "analysis."
_BLANKS = " \t\r\u3000\u00a0"


def generated_text(block: TextBlock, context: Context) -> str:
    """Return the template a block has before editing: the first variant that holds, else its template."""
    for variant in block.variants:
        if holds(variant.when, context):
            return variant.template
    return block.template


def block_template(block: TextBlock, context: Context) -> str:
    """Return the template a block prints: the edited text where there is one, else the generated one."""
    edited = context.data.text(block.key) if block.editable else None
    return generated_text(block, context) if edited is None else edited.content


def generated_analysis(code: str, context: Context) -> str:
    """Return the template of an indicator's analysis before editing, with ``{item.…}`` references.

    Without a template in the pack it tells the calculation and the score. A reason that was entered follows,
    unless the template names it itself.
    """
    leaf = next(leaf for _, leaf in context.pack.leaves() if leaf.code == code)
    score = context.score.indicator(code)
    is_told = score.state in (ScoreState.SCORED, ScoreState.INCOMPLETE)
    template = leaf.analysis if leaf.analysis and is_told else phrasing.analysis_template(score.state)
    names = {context.names.resolve(name) for name in _names_in(template)}
    if "item.reason" in names or not context.for_indicator(code).value("item.reason").content:
        return template
    is_lost = score.rate is not None and score.rate < 1
    return template + phrasing.reason_template(is_lost=is_lost)


def analysis_template(code: str, context: Context) -> str:
    """Return the template of an indicator's analysis as it prints, edited or generated."""
    edited = context.data.text(f"{ANALYSIS_PREFIX}{code}")
    return generated_analysis(code, context) if edited is None else edited.content


def find_text_block(pack: Pack, key: str) -> TextBlock | None:
    """Return the text block of a key in any document of the pack, ``None`` where there is none.

    The texts of a project (``item.<code>.<key>``) are those of the forms' reports.
    """
    if item_text(key)[1]:
        return item_text_block(pack, key)
    for report in pack.documents:
        everywhere = (Section(key="preface", title="", blocks=report.preface), *walk_sections(report.outline))
        for section in everywhere:
            for block in section.blocks:
                if isinstance(block, TextBlock) and block.key == key:
                    return block
    return None


def _scoped(key: str, context: Context) -> tuple[str, Context]:
    """The text of a project by its own key in the project's context; other texts as they are."""
    code, own_key = item_text(key)
    if own_key is None or code not in {item.case.item.code for item in context.score.items}:
        return key, context
    return own_key, context.for_item(context.score.item(code))


def generated_for(key: str, context: Context) -> str | None:
    """Return the generated template of a text by its key (``analysis.<code>`` too); ``None`` for no text."""
    key, context = _scoped(key, context)
    block = find_text_block(context.pack, key)
    if block is not None:
        return generated_text(block, context)
    code = key.removeprefix(ANALYSIS_PREFIX)
    if code != key and code in context.indicator_codes():
        return generated_analysis(code, context)
    return None


def editing_context(key: str, context: Context) -> Context:
    """Return the context in which an editor resolves and shows the text of a key."""
    key, context = _scoped(key, context)
    block = find_text_block(context.pack, key)
    if block is not None:
        return context.for_editing(block.for_each)
    code = key.removeprefix(ANALYSIS_PREFIX)
    return context.for_indicator(code) if code in context.indicator_codes() else context


def block_paragraphs(block: TextBlock, context: Context) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text block, every round of its ``for_each`` beginning a new one.

    ``when`` and the variants are asked in every round, so that they may name the round's row or indicator. A
    required text that is still to be written prints its placeholder; one about a project that is not required
    prints nothing while something that it names was not filled in. The rounds of a text that joins the one
    before it make one list.
    """
    is_unwritten = not block_template(block, context).strip() and not block.variants
    if block.required and is_unwritten and holds(block.when, context):
        yield Paragraph((Run(phrasing.missing_figure(block.label), missing=True),))
        return
    told = _rounds(block, context)
    if block.joins and block.for_each:
        yield from _as_list(told)
    else:
        yield from told


def _rounds(block: TextBlock, context: Context) -> Iterator[Paragraph]:
    edited = context.data.text(block.key) if block.editable else None
    for one in context.rounds(block.for_each):
        template = generated_text(block, one) if edited is None else edited.content
        names = _names_in(template)
        is_silent = one.leaves_out(names) or (not block.required and one.is_silent(names))
        if holds(block.when, one) and not is_silent:
            yield from paragraphs(template, one)


def _as_list(told: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """One paragraph of several: their parts with semicolons between them and a full stop at the end."""
    runs: list[Run] = []
    for paragraph in told:
        *first, last = paragraph.runs
        runs += [Run("；")] if runs else []
        runs += [*first, Run(last.text.rstrip("。；"), last.keep, last.missing)]
    if runs:
        yield Paragraph((*runs, Run("。")))


def _names_in(template: str) -> tuple[str, ...]:
    try:
        return references_in(template)
    except TemplateError:
        return ()


def paragraphs(template: str, context: Context) -> Iterator[Paragraph]:
    """Yield a template's paragraphs: every line end begins a new one, blank lines print nothing."""
    lines: list[list[Run]] = [[]]
    for run in render_runs(template, context):
        first, *more = run.text.split("\n")
        for number, text in enumerate((first, *more)):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Run(text, run.keep, run.missing))
    for line in lines:
        runs = _stripped(line)
        if runs:
            yield Paragraph(runs)


def _stripped(line: list[Run]) -> tuple[Run, ...]:
    """A line without blanks at its ends: writers indent, blanks typed for it would indent twice."""
    runs = list(line)
    while runs and not runs[0].text.lstrip(_BLANKS):
        runs.pop(0)
    while runs and not runs[-1].text.rstrip(_BLANKS):
        runs.pop()
    if runs:
        runs[0] = Run(runs[0].text.lstrip(_BLANKS), runs[0].keep, runs[0].missing)
        runs[-1] = Run(runs[-1].text.rstrip(_BLANKS), runs[-1].keep, runs[-1].missing)
    return tuple(runs)

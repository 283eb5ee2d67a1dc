"""The composer: year, scores and pack become one neutral document, which every writer prints."""

from __future__ import annotations

from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook
from selfeval.domain.pack import Pack
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.composer import PREFACE as PREFACE
from selfeval.domain.report.composer import Composer
from selfeval.domain.report.document import Block, Document
from selfeval.domain.report.item_documents import item_documents
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.sections import walk_sections


def compose(
    data: EvaluationData,
    pack: Pack,
    score: EvaluationScore,
    book: FigureBook,
    *,
    kind: str = "report",
    draft: bool,
    fingerprint: str = "",
) -> Document:
    """Compose a document of the pack, or of one of its projects (``item_documents``).

    KeyError if there is none of this kind. ``draft`` marks it as 草稿; ``fingerprint`` is the hash of the
    snapshot that it was made from.
    """
    context = Context(data, pack, book, score)
    own = next((each for each in item_documents(score) if each.kind == kind), None)
    definition = pack.document(kind) if own is None else own.definition
    if own is not None:
        context = context.for_item(own.item)
    label = definition.label if own is None else own.label
    return Document(
        kind=kind,
        code=data.code,
        title="".join(render_text(line, context) for line in definition.title),
        organization=data.department.name,
        subject=f"{data.year.fiscal_year}年度{label}",
        blocks=tuple(Composer(context, definition).blocks()),
        draft=draft,
        fingerprint=fingerprint,
        keywords=(data.department.name, f"{data.year.fiscal_year}年度", label),
    )


def section_blocks(
    data: EvaluationData,
    pack: Pack,
    score: EvaluationScore,
    book: FigureBook,
    section: str,
    *,
    kind: str = "report",
) -> tuple[Block, ...]:
    """Return what one section of the outline (with all below it), or the ``preface``, prints, numbered as
    in the whole document. KeyError if there is no such document or section.
    """
    definition = pack.document(kind)
    if section != PREFACE and section not in {one.key for one in walk_sections(definition.outline)}:
        raise KeyError(section)
    return tuple(Composer(Context(data, pack, book, score), definition).section(section))

"""What a part of a pack prints with the figures of the chosen year, also before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.pack_edits import PackEditError
from selfeval.domain.pack_edits.outline import printable
from selfeval.domain.prose.arithmetic import Arithmetic
from selfeval.domain.prose.context import Context
from selfeval.domain.report.document import Block, Document
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.reports.html import document_body
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.expressions import FormulaField, FormulaWidget
from selfeval.web.packs.frame import OpenPack

Compose = Callable[[Context], Iterable[Block]]
_NO_YEAR = "还没有可以选用的年度数据，填报一个年度后，这里显示印出来的内容。"
_NOTHING = "按所选年度的数据，这里没有内容印出。"


@dataclass(frozen=True)
class Preview:
    """The printed body; ``message`` says why there is none."""

    body: str = ""
    message: str = ""


@dataclass(frozen=True)
class Result:
    """What a formula on the page gives, with the id of its field."""

    id: str
    told: Arithmetic | None


def preview(opened: OpenPack, compose: Compose, edit: Edit | None = None) -> Preview:
    """Print blocks of the pack, or of what an edit makes of it.

    The texts are those of the pack: what a department has written over them is left out.
    """
    sample = opened.sample
    if sample is None:
        return Preview(message=_NO_YEAR)
    try:
        pack = printable(opened.pack if edit is None else edit(opened.pack))
    except PackEditError as error:
        return Preview(message=f"{error.message}。")
    blocks = tuple(compose(_context(pack, opened)))
    if not blocks:
        return Preview(message=_NOTHING)
    return Preview(
        document_body(
            Document(kind="preview", code=pack.code, title="", organization="", subject="", blocks=blocks)
        )
    )


def _context(pack: Pack, opened: OpenPack) -> Context:
    assert opened.sample is not None
    data = opened.sample.data.model_copy(update={"texts": ()})
    book = figure_book(data, pack)
    score = score_evaluation(data, pack, book)
    return Context(data, pack, with_scores(book, score), score)


def preview_answer(opened: OpenPack, shown: Preview, pages: Iterable[forms.BaseForm]) -> HttpResponse:
    """Answer with the preview and the results of all formulas of the forms, as typed."""
    context = {"preview": shown, "results": list(results_of(pages)), "editor": opened}
    return render(opened.request, "packs/preview.html", context)


def results_of(pages: Iterable[forms.BaseForm]) -> Iterator[Result]:
    """Yield what every formula of some forms gives, as typed."""
    for page in pages:
        for bound in page:
            if isinstance(bound.field, FormulaField):
                widget = bound.field.widget
                assert isinstance(widget, FormulaWidget)
                assert widget.speech is not None
                yield Result(str(bound.auto_id), widget.speech.arithmetic(str(bound.value() or "")))

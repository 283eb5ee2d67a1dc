"""The list from which references are picked into texts and formulas, as the picker reads it."""

from __future__ import annotations

from django.http import JsonResponse

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.offered import offered
from selfeval.domain.prose.references import TemplateError
from selfeval.domain.prose.render import chips

_MISSING = "未填"


def references_answer(
    names: Names,
    catalogue: FigureCatalogue,
    context: Context | None,
    for_each: str | None = None,
    text: str | None = None,
) -> JsonResponse:
    """Answer with everything that can be inserted, with today's value where there is a context.

    With a ``text`` it says only how the references in that print.
    """
    if text is not None:
        return JsonResponse({"prints": {} if context is None else prints(text, context)})
    listed = [
        {
            "name": one.name,
            "aliases": list(one.aliases),
            "value": _MISSING if one.missing else one.value,
            "missing": one.missing,
        }
        for one in offered(names, catalogue, context, for_each)
    ]
    return JsonResponse({"references": listed})


def prints(text: str, context: Context) -> dict[str, dict[str, object]]:
    """Return the references of a text as an editor writes them, each with how it prints."""
    try:
        pieces = chips(text, context)
    except TemplateError:
        return {}
    return {
        f"{{{piece.label}}}": {"text": piece.display, "missing": piece.missing}
        for piece in pieces
        if piece.reference
    }

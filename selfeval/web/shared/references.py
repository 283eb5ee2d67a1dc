"""The list from which references are picked into texts and formulas, as the picker reads it."""

from __future__ import annotations

from django.http import JsonResponse

from selfeval.domain.figures import FigureCatalogue
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.names import Names
from selfeval.domain.prose.offered import offered

_MISSING = "未填"


def references_answer(
    names: Names, catalogue: FigureCatalogue, context: Context | None, for_each: str | None = None
) -> JsonResponse:
    """Answer with everything that can be inserted, with today's value where there is a context."""
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

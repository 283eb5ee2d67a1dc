"""The accounts of a fiscal year for the pick lists of code cells."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control

from selfeval.domain.classifications import Account, Classification, above, accounts_in

_SECONDS = 3600


def accounts(request: HttpRequest, year: int) -> JsonResponse:
    """Answer with the codes of every classification in a year: name, and name with the 款 above a 项."""
    answer = JsonResponse(
        {classification.value: _listed(classification, year) for classification in Classification}
    )
    patch_cache_control(answer, private=True, max_age=_SECONDS)
    return answer


def _listed(classification: Classification, year: int) -> dict[str, tuple[str, str]]:
    known = accounts_in(classification, year)

    def label(account: Account) -> str:
        parent = known.get(above(account.code)[-1]) if len(account.code) > 5 else None
        return f"{parent.name} {account.name}" if parent is not None else account.name

    return {code: (account.name, label(account)) for code, account in known.items()}

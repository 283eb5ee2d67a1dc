"""Form posts of pages with cells (scripts off): which fields were changed, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from selfeval.domain.cell_values import NO, YES
from selfeval.domain.numbers import JsonError, MoneyUnit, json_loads
from selfeval.models import Channel, Evaluation
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from selfeval.services.errors import Refused
from selfeval.web.evaluations.fields import Problem
from selfeval.web.shared.access import user_of

_UNIT_IN_SESSION = "money_unit"


@dataclass(frozen=True)
class Posted:
    """The outcomes of a form post; ``problems`` by address are those that were not saved."""

    outcomes: tuple[CellOutcome, ...]

    @property
    def problems(self) -> dict[str, Problem]:
        """What stays in its field as typed."""
        return {
            outcome.address: Problem(outcome.text, outcome.status, outcome.message)
            for outcome in self.outcomes
            if outcome.status not in {"saved", "unchanged"}
        }


def unit_of(request: HttpRequest, default: MoneyUnit) -> MoneyUnit:
    """Return the unit amounts are shown in: as asked for, as last chosen, else the pack's."""
    asked = request.GET.get("unit") or request.session.get(_UNIT_IN_SESSION)
    if asked not in {unit.value for unit in MoneyUnit}:
        return default
    if request.session.get(_UNIT_IN_SESSION) != asked:
        request.session[_UNIT_IN_SESSION] = asked
    return MoneyUnit(asked)


def memo(rendered: Mapping[str, tuple[str, str]]) -> str:
    """Return what a page remembers about its fields: base and raw text by address, as JSON."""
    return json.dumps(rendered, ensure_ascii=False)


def save_posted(request: HttpRequest, evaluation: Evaluation, extra: Sequence[CellEdit] = ()) -> Posted:
    """Save the fields of a form post that differ from what the page showed, and ``extra`` edits.

    Raises Refused where the page's memo cannot be read.
    """
    edits = [*_changed(request), *extra]
    if not edits:
        return Posted(())
    return Posted(
        save_cells(
            actor=user_of(request),
            evaluation=evaluation,
            edits=edits,
            channel=Channel.TYPED,
            unit=posted_unit(request.POST.get("unit")),
        )
    )


def posted_unit(text: object) -> MoneyUnit:
    """Return the unit that a page was shown in. Raises Refused for anything else."""
    try:
        return MoneyUnit(str(text))
    except ValueError:
        raise Refused(f"金额单位“{str(text)[:20]}”无法识别，刷新页面后重新填写") from None


def flag(is_on: bool) -> str:
    """Return the text of a flag."""
    return YES if is_on else NO


def _changed(request: HttpRequest) -> list[CellEdit]:
    source = request.POST.get("rendered", "")
    if not source:
        return []
    try:
        rendered = json_loads(source)
        known = {str(address): (str(base), str(raw)) for address, (base, raw) in rendered.items()}
    except (JsonError, AttributeError, ValueError, TypeError):
        raise Refused("页面内容不完整，刷新页面后重新填写") from None
    edits = []
    for address, (base, raw) in known.items():
        # A box that is not ticked is not sent; every other field is.
        text = request.POST.get(address, NO if raw in {YES, NO} else raw)
        if text.replace("\r\n", "\n") != raw:
            edits.append(CellEdit(address, base, text))
    return edits

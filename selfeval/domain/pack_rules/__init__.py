"""Whether a pack is right in itself: weights, methods, names, references, layout.

``check_pack`` runs every rule. A rule is a function ``(PackView) -> Iterator[PackProblem]``; those about the
indicator tree stand in ``indicators``, about scoring methods in ``methods``, about formulas and texts in
``expressions``, about documents, tables and charts in ``layout``, about the forms of projects in ``forms``.
Errors keep a pack from being published.
"""

from __future__ import annotations

from selfeval.domain.pack import Pack
from selfeval.domain.pack_problem import PackProblem
from selfeval.domain.pack_rules import expressions, forms, indicators, layout, methods
from selfeval.domain.pack_rules.view import PackView

__all__ = ["check_pack"]

_RULES = (*indicators.RULES, *methods.RULES, *expressions.RULES, *layout.RULES, *forms.RULES)


def check_pack(pack: Pack) -> list[PackProblem]:
    """Return every mistake of a pack, in the order of the rules; empty for a sound pack.

    Problems carry paths; ``selfeval.domain.pack_files.locate`` adds the lines of the files.
    """
    view = PackView(pack)
    return [problem for rule in _RULES for problem in rule(view)]

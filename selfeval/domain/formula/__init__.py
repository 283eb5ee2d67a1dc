"""Formulas over named figures, written the way official documents write them.

``（上年结转+年初预算－年末结余）/（上年结转+年初预算）×100%`` is parsed (``parser``) by a small grammar
(``grammar``) into a tree (``nodes``) that computes in bounded ``Decimal`` arithmetic and prints itself.
``Formula`` is what callers hold. There is no power, no attribute access, no call beyond six functions, no
``eval``.
"""

from selfeval.domain.formula.formula import Formula, parse_formula
from selfeval.domain.formula.outcome import (
    NOT_APPLICABLE,
    FormulaError,
    NotApplicable,
    Outcome,
    Problem,
    ProblemKind,
)

__all__ = [
    "NOT_APPLICABLE",
    "Formula",
    "FormulaError",
    "NotApplicable",
    "Outcome",
    "Problem",
    "ProblemKind",
    "parse_formula",
]

"""The figures of one evaluation with their values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from selfeval.domain.accounts import AccountIndex
from selfeval.domain.classifications import Classification, account_name
from selfeval.domain.data import EvaluationData, YearData
from selfeval.domain.figures.catalogue import MAX_CHAIN, PRIOR, FigureCatalogue
from selfeval.domain.figures.figure import Figure, FigureResult
from selfeval.domain.figures.printing import print_value
from selfeval.domain.figures.score_figures import score_values
from selfeval.domain.figures.year_figures import SOURCE_FIGURES
from selfeval.domain.formula import NOT_APPLICABLE, FormulaError, Problem, ProblemKind
from selfeval.domain.pack import Pack
from selfeval.domain.quotation import quoted
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.sections import place_label

_LISTED_MEASURES = {
    Classification.FUNCTIONAL: ("general_public.actual", "general_public.adjusted", "actual"),
    Classification.ECONOMIC: ("general_public.basic.actual", "actual"),
}


class FigureBook(FigureCatalogue):
    """All figures of an evaluation. Values are read when first asked for, and kept.

    Nothing here raises because of bad data: what cannot be computed is ``None``, and ``obstacles`` says why.
    """

    def __init__(
        self, data: EvaluationData, pack: Pack, scores: Mapping[str, FigureResult] | None = None
    ) -> None:
        super().__init__(pack)
        self.data = data
        self._scores = scores or {}
        self._values: dict[str, FigureResult] = {}
        self._problems: dict[str, tuple[Problem | FormulaError, tuple[str, ...]]] = {}
        self._depth = 0

    @cached_property
    def accounts(self) -> AccountIndex:
        """The final accounts of this year by code."""
        return AccountIndex(self.data.year)

    @cached_property
    def prior_accounts(self) -> AccountIndex:
        """The final accounts of the prior year by code; of an empty year, where there is none."""
        prior = self.data.prior_year
        return AccountIndex(prior or YearData(fiscal_year=self.data.year.fiscal_year))

    def account_name(self, classification: Classification, code: str) -> str:
        """Return what a code is called in this year; what the lines call it, where no year knows it."""
        known = account_name(classification, code, self.data.year.fiscal_year)
        return known or (
            self.accounts.names.get(code, "") if classification is Classification.FUNCTIONAL else ""
        )

    def account_figures(self) -> tuple[Figure, ...]:
        """Return the usual figures over the codes in use that have an amount."""
        keys = (
            f"{classification}.{code}.{measure}"
            for classification, measures in _LISTED_MEASURES.items()
            for code in self.accounts.codes(classification)
            for measure in measures
        )
        return tuple(self.definition(key) for key in keys if self.value(key))

    def value(self, key: str) -> FigureResult:
        """Return a figure's value; ``None`` where it is not filled in, cannot be computed, or is unknown."""
        if key not in self._values:
            # a figure that leads back to itself meets this empty value
            self._values[key] = None
            self._values[key] = self._read(key)
        return self._values[key]

    def _read(self, key: str) -> FigureResult:
        if key in self._scores:
            return self._scores[key]
        year: YearData | None = self.data.year
        base = key
        if key.startswith(PRIOR) and not self.is_own(key):
            base, year = key.removeprefix(PRIOR), self.data.prior_year
        if year is None or not self.is_own(base):
            return None
        account = self.account(base)
        if account is not None:
            return (self.accounts if base == key else self.prior_accounts).value(account)
        if self.is_computed(base):
            return self._compute(key)
        source = SOURCE_FIGURES.get(base)
        if source is not None and source.read is not None and not self.is_pack_figure(base):
            return source.read(year)
        return _stored(year, base)

    def _compute(self, key: str) -> Decimal | None:
        self._depth += 1
        try:
            if self._depth > MAX_CHAIN:
                return None
            formula = self.formula_of(key)
            outcome = formula.evaluate(self.value)
        except FormulaError as error:
            self._problems[key] = error, ()
            return None
        finally:
            self._depth -= 1
        if outcome.problem is not None:
            self._problems[key] = outcome.problem, formula.keys
        return outcome.value

    def display(self, key: str, value: Decimal | None = None) -> str:
        """Print a figure (or ``value`` as that figure) with its unit; 不适用, or nothing where empty."""
        figure = self.definition(key)
        shown = self.value(key) if value is None else value
        if shown is None:
            return ""
        if shown is NOT_APPLICABLE:
            return "不适用"
        return print_value(
            shown, figure.quantity, self.pack.money_unit, unit=figure.unit, decimals=figure.decimals
        )

    def obstacles(self, problem: Problem | FormulaError, keys: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Say in Chinese what has to be cured, figure by figure with its place, each named once.

        ``keys`` are the figures that the formula reads; a zero denominator is looked for among them.
        """
        return tuple(dict.fromkeys(self._obstacles(problem, keys, frozenset())))

    def _obstacles(
        self, problem: Problem | FormulaError, keys: tuple[str, ...], above: frozenset[str]
    ) -> list[str]:
        if isinstance(problem, FormulaError):
            return [f"公式有误：{problem}"]
        if problem.kind is ProblemKind.MISSING:
            return [line for key in problem.keys for line in self._missing(key, above)]
        if problem.kind is ProblemKind.NOT_APPLICABLE:
            names = "、".join(quoted(self.name_of(key)) for key in problem.keys)
            return [f"{names}已标为不适用，公式无法计算，填写数值或把本指标标为不适用"]
        is_division = problem.kind is ProblemKind.ZERO_DENOMINATOR
        zeros = [self._place_of(key) for key in keys if is_division and self.value(key) == 0]
        places = "、".join(dict.fromkeys(filter(None, zeros)))
        return [f"{problem.message}（{places}）" if places else problem.message]

    def _missing(self, key: str, above: frozenset[str]) -> list[str]:
        name = self.name_of(key)
        if key in above:
            return [f"{quoted(name)}的公式又用到它自己，修改体系包中的公式"]
        if key in self._problems:
            problem, keys = self._problems[key]
            return self._obstacles(problem, keys, above | {key})
        place = self._place_of(key)
        return [
            f"{quoted(name)}尚未填写（{place}）" if place and place != name else f"{quoted(name)}尚未填写"
        ]

    def _place_of(self, key: str) -> str:
        figure: Figure | None = self.definition(key) if self.has(key) else None
        return place_label(self.pack, figure.place) if figure is not None and figure.place else ""


def _stored(year: YearData, key: str) -> FigureResult:
    for figure in year.figures:
        if figure.key == key:
            return NOT_APPLICABLE if figure.not_applicable else figure.value
    return None


def figure_book(data: EvaluationData, pack: Pack) -> FigureBook:
    """Return the figures of an evaluation; score figures are defined, but empty until ``with_scores``."""
    return FigureBook(data, pack)


def with_scores(book: FigureBook, score: EvaluationScore) -> FigureBook:
    """Return a book of the same evaluation that knows its scores as well."""
    return FigureBook(book.data, book.pack, score_values(book.pack, score))

"""The catalogue of a pack: every figure that can be named in formulas, texts and checks, with its names.

A name means, in this order: a key; a name or alias that the pack gives; the catalogue's own name or alias;
with 上年、上年度 in front the same figure of the prior year, with 本年、本年度 that of this year; a figure
over codes (``selfeval.domain.accounts``), which is made when it is asked for and stands in no list; a score
figure. Quotes, spaces and the width of characters make no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from selfeval.domain.accounts import AccountKey, account_key, account_key_of_name
from selfeval.domain.classifications import Classification, account_name
from selfeval.domain.figures.figure import Figure, normalise_name
from selfeval.domain.figures.score_figures import HEADS, score_figures
from selfeval.domain.figures.year_figures import SOURCE_FIGURES
from selfeval.domain.formula import Formula, parse_formula
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import FigureDefinition, Pack

PRIOR = "prior."
MAX_CHAIN = 20
"""How many computed figures may build on one another."""

_PRIOR_WORDS = ("上年度", "上一年度", "上年")
_CURRENT_WORDS = ("本年度", "本年")


def _names(figures: Iterable[Figure]) -> dict[str, str]:
    """Index figures by name and alias; names come before aliases, earlier figures before later ones."""
    figures = tuple(figures)
    index: dict[str, str] = {}
    for figure in figures:
        index.setdefault(normalise_name(figure.name), figure.key)
    for figure in figures:
        for alias in figure.aliases:
            index.setdefault(normalise_name(alias), figure.key)
    return index


_YEAR_FIGURES = {key: source.figure for key, source in SOURCE_FIGURES.items()}
_YEAR_NAMES = _names(_YEAR_FIGURES.values())


def _pack_figure(definition: FigureDefinition) -> Figure:
    return Figure(
        definition.key,
        definition.name,
        definition.quantity,
        unit=definition.unit,
        decimals=definition.decimals,
        place="" if definition.formula else f"figures.{definition.key}.value",
        formula=definition.formula or "",
        aliases=definition.aliases,
    )


def _prior(figure: Figure) -> Figure:
    return replace(
        figure,
        key=PRIOR + figure.key,
        name=f"上年{figure.name}",
        place=PRIOR + figure.place if figure.place else "",
        aliases=(),
    )


class FigureCatalogue:
    """The definitions and names of all figures under one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._pack_figures = {item.key: _pack_figure(item) for item in pack.figures}
        self._pack_names = _names(self._pack_figures.values())
        self._account_figures: dict[str, Figure] = {}
        self._found: dict[str, str | None] = {}
        self._formulas: dict[str, Formula] = {}

    @cached_property
    def _score_figures(self) -> Mapping[str, Figure]:
        return {figure.key: figure for figure in score_figures(self.pack)}

    @cached_property
    def _score_names(self) -> Mapping[str, str]:
        # two indicators may share a name; then it names neither, and the key has to be written
        figures = self._score_figures.values()
        used = Counter(normalise_name(name) for figure in figures for name in (figure.name, *figure.aliases))
        return {name: key for name, key in _names(figures).items() if used[name] == 1}

    def figures(self) -> tuple[Figure, ...]:
        """Return all figures: of the year, of the pack, of the prior year, of the scores."""
        own = (*self._pack_figures.values(), *self._year_figures_left())
        return (*own, *map(_prior, own), *self._score_figures.values())

    def account_figures(self) -> tuple[Figure, ...]:
        """Return the figures over codes that are worth listing: those in use, which only a year tells."""
        return ()

    def _year_figures_left(self) -> Iterable[Figure]:
        return (figure for key, figure in _YEAR_FIGURES.items() if key not in self._pack_figures)

    def definition(self, key: str) -> Figure:
        """Return a figure's definition; KeyError if there is none of that key."""
        if self.is_own(key):
            return self._own(key)
        if self._is_prior(key):
            return _prior(self._own(key.removeprefix(PRIOR)))
        return self._score_figures[key]

    def has(self, key: str) -> bool:
        """Whether there is a figure of this key."""
        return (
            self.is_own(key)
            or self._is_prior(key)
            or (key.partition(".")[0] in HEADS and key in self._score_figures)
        )

    def is_own(self, key: str) -> bool:
        """Whether this is a figure of the year or of the pack, neither prior year nor score."""
        return key in self._pack_figures or key in _YEAR_FIGURES or account_key(key) is not None

    def account(self, key: str) -> AccountKey | None:
        """Return what a figure over codes asks for; ``None`` for every other figure."""
        return None if key in self._pack_figures else account_key(key)

    def is_pack_figure(self, key: str) -> bool:
        """Whether the pack defines this figure."""
        return key in self._pack_figures

    def is_computed(self, key: str) -> bool:
        """Whether a formula computes this figure of the year or of the pack."""
        return bool(self._own(key).formula)

    def account_name(self, classification: Classification, code: str) -> str:
        """Return what a code is called in the pack's year."""
        return account_name(classification, code, self.pack.fiscal_year)

    def _own(self, key: str) -> Figure:
        return self._pack_figures.get(key) or _YEAR_FIGURES.get(key) or self._account_figure(key)

    def _account_figure(self, key: str) -> Figure:
        if key not in self._account_figures:
            account = account_key(key)
            if account is None:
                raise KeyError(key)
            name = account.name(self.account_name)
            self._account_figures[key] = Figure(key, name, Quantity.MONEY, place=account.place)
        return self._account_figures[key]

    def _is_prior(self, key: str) -> bool:
        return key.startswith(PRIOR) and self.is_own(key.removeprefix(PRIOR))

    def formula(self, source: str) -> Formula:
        """Return a parsed formula bound to the figures. FormulaError names what cannot be read or found."""
        bound = self._formulas.get(source)
        if bound is None:
            bound = self._formulas[source] = self._bind(parse_formula(source), self.resolve)
        return bound

    def formula_of(self, key: str) -> Formula:
        """Return the bound formula of a computed figure (``prior.`` keys read the prior year)."""
        base, prefix = (key, "") if self.is_own(key) else (key.removeprefix(PRIOR), PRIOR)
        if prefix or not self.is_pack_figure(base):
            formula = parse_formula(self._own(base).formula)
            # the catalogue's own formulas mean the catalogue's own names, whatever a pack calls its figures
            resolve = self.resolve if self.is_pack_figure(base) else _YEAR_NAMES.get
            return self._bind(formula, resolve, prefix)
        return self.formula(self._own(base).formula)

    def _bind(self, formula: Formula, resolve: Callable[[str], str | None], prefix: str = "") -> Formula:
        keys = {name: prefix + key for name in formula.names if (key := resolve(name)) is not None}
        # a figure prints by the name it was written with; last year's, or one written as a key, by its own
        labels = {name: self.name_of(key) for name, key in keys.items() if prefix or self.has(name)}
        if len(keys) < len(formula.names):
            # all names, so that the error can suggest near ones
            return formula.bind({**self.all_names(), **keys}, labels)
        return formula.bind(keys, labels)

    def all_names(self) -> Mapping[str, str]:
        """Return every name with its key."""
        return {figure.name: figure.key for figure in self.figures()}

    def name_of(self, key: str) -> str:
        """Return a figure's Chinese name; the key itself where there is no such figure."""
        return self.definition(key).name if self.has(key) else key

    def resolve(self, name: str) -> str | None:
        """Return the key of a key, name or alias; ``None`` where nothing has that name."""
        if name not in self._found:
            self._found[name] = name if self.has(name) else self._by_name(normalise_name(name))
        return self._found[name]

    def _by_name(self, name: str) -> str | None:
        if key := self._year_name(name):
            return key
        for word in _PRIOR_WORDS:
            if name.startswith(word) and (key := self._named(name.removeprefix(word))):
                return PRIOR + key
        for word in _CURRENT_WORDS:
            if name.startswith(word) and (key := self._named(name.removeprefix(word))):
                return key
        return _account_named(name) or self._score_names.get(name)

    def _year_name(self, name: str) -> str | None:
        return self._pack_names.get(name) or _YEAR_NAMES.get(name)

    def _named(self, name: str) -> str | None:
        return self._year_name(name) or _account_named(name)


def _account_named(name: str) -> str | None:
    account = account_key_of_name(name)
    return account.key if account is not None else None

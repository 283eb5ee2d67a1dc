"""A parsed formula: its names, its value, its explanation."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation, Overflow
from functools import lru_cache
from typing import NamedTuple

from selfeval.domain.formula import nodes
from selfeval.domain.formula.outcome import FormulaError, NotApplicable, Outcome, Problem, ProblemKind
from selfeval.domain.formula.parser import parse

Lookup = nodes.Lookup
Render = Callable[[str, Decimal], str]


class _Figure(NamedTuple):
    key: str
    label: str


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula, or a condition (``is_condition``), as parsed by ``parse_formula``.

    Unbound, figures are looked up by the names as written; ``bind`` gives a formula that looks them up by
    catalogue key and prints keys with their Chinese names. Values are unrounded; rates are ratios, so that
    a final ×100% multiplies by one.
    """

    source: str
    _root: nodes.Expression | nodes.Condition
    _figures: Mapping[str, _Figure] = field(default_factory=dict)

    @property
    def is_condition(self) -> bool:
        """Whether this is a comparison to be asked with ``holds``, not an expression with a value."""
        return isinstance(self._root, nodes.Condition)

    @property
    def names(self) -> tuple[str, ...]:
        """The names as written, each once, in order of first use."""
        return tuple(dict.fromkeys(name.name for name in self._root.names()))

    @property
    def keys(self) -> tuple[str, ...]:
        """What the lookup is asked for, each once, in order: keys once bound, else the names."""
        return tuple(dict.fromkeys(self._figure(name).key for name in self.names))

    @property
    def text(self) -> str:
        """The formula in official writing for print: （）+－×÷, Chinese function names and figure names."""
        return self._root.text(self._label)

    def bind(self, catalogue: Mapping[str, str], labels: Mapping[str, str] | None = None) -> Formula:
        """Return this formula with every name resolved to its key; ``catalogue`` maps names to keys.

        Keys may be written too. Width, spaces and quotation marks do not matter where that leaves one
        answer. ``labels`` say how names print that shall not print as written. Raises ``FormulaError`` with
        the name, its position and near names.
        """
        figures: dict[str, _Figure] = {}
        for use in self._root.names():
            if use.name not in figures:
                found = _resolve(use, catalogue)
                figures[use.name] = found._replace(label=(labels or {}).get(use.name, found.label))
        return replace(self, _figures=figures)

    def evaluate(self, lookup: Lookup) -> Outcome:
        """Compute; ``lookup`` gives a ``Decimal``, ``NOT_APPLICABLE``, or None for a missing figure.

        Raises ``FormulaError`` for a condition; everything that data can do wrong is a ``Problem``.
        """
        if self.is_condition:
            raise FormulaError("这是条件，没有数值", 0, "改为不含比较符号的算式")
        result = self._attempt(lookup)
        return Outcome(value=result) if isinstance(result, Decimal) else Outcome(problem=result)

    def holds(self, lookup: Lookup) -> bool | None:
        """Decide a condition; None where a figure is missing or not applicable, or a denominator is zero.

        Raises ``FormulaError`` for a formula that is no condition.
        """
        if not self.is_condition:
            raise FormulaError("这是算式，不是条件", 0, "用 = ≠ > ≥ < ≤ 写出条件")
        result = self._attempt(lookup)
        return result > 0 if isinstance(result, Decimal) else None

    def explain(self, lookup: Lookup, render: Render) -> str:
        """Print the formula with figures substituted; ``render`` gets the key and the value.

        Negative numbers stand in brackets; figures that are missing keep their name, those that are not
        applicable read 无此项.
        """

        def write(name: nodes.Name) -> str:
            figure = self._figure(name.name)
            value = lookup(figure.key)
            if value is None:
                return figure.label
            if isinstance(value, NotApplicable):
                return "无此项"
            rendered = render(figure.key, value)
            return f"（{rendered}）" if rendered.startswith(("-", "－", "−")) else rendered

        return self._root.text(write)

    def _figure(self, name: str) -> _Figure:
        return self._figures.get(name) or _Figure(name, name)

    def _label(self, name: nodes.Name) -> str:
        return self._figure(name.name).label

    def _attempt(self, lookup: Lookup) -> Decimal | Problem:
        """Compute; a condition that holds gives 1, else 0."""
        root = self._root
        run = nodes.Run(lambda name: lookup(self._figure(name).key))
        message, kind = "", ProblemKind.OUT_OF_BOUNDS
        try:
            result = root.value(run) if isinstance(root, nodes.Expression) else Decimal(root.holds(run))
            run.settle()
        except nodes.Unavailable:
            pass
        except nodes.ZeroDenominator as error:
            denominator = error.denominator
            while isinstance(denominator, nodes.Group):
                denominator = denominator.inner
            kind, message = ProblemKind.ZERO_DENOMINATOR, f"分母为零：{denominator.text(self._label)}"
        except (Overflow, InvalidOperation):
            message = "计算结果超出范围：中间结果的绝对值应小于 10 的 21 次方"
        else:
            return result
        # A figure without a value stood in as 1, so what went wrong after it says nothing.
        if run.missing:
            return self._figures_problem(ProblemKind.MISSING, "缺少数据：{}", run.missing)
        if run.not_applicable:
            return self._figures_problem(
                ProblemKind.NOT_APPLICABLE, "涉及无此项的数据，不作计算：{}", run.not_applicable
            )
        return Problem(kind, message)

    def _figures_problem(self, kind: ProblemKind, message: str, names: list[str]) -> Problem:
        figures = [self._figure(name) for name in names]
        labels = tuple(figure.label for figure in figures)
        return Problem(
            kind, message.format("、".join(labels)), labels, tuple(figure.key for figure in figures)
        )


@lru_cache(maxsize=4096)
def parse_formula(source: str) -> Formula:
    """Parse a formula or condition as official documents write it; the same source gives the same object.

    At most 500 characters, 200 nodes, 20 levels. Raises ``FormulaError`` with position and cure.
    """
    return Formula(source, parse(source))


def _plain(name: str) -> str:
    """Reduce a name to what distinguishes it: no width, no spaces, no quotation marks."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(
        character for character in folded if character not in "“”\"'‘’" and not character.isspace()
    )


def _resolve(use: nodes.Name, catalogue: Mapping[str, str]) -> _Figure:
    name = use.name
    if name in catalogue:
        return _Figure(catalogue[name], name)
    for label, key in catalogue.items():
        if key == name:
            return _Figure(key, label)
    same = {key: label for label, key in catalogue.items() if _plain(label) == _plain(name)}
    if len(same) == 1:
        return next(_Figure(key, label) for key, label in same.items())
    place = f"公式第 {use.position + 1} 个字符处的数据项“{name}”"
    if same:
        raise FormulaError(f"{place}不止一个", use.position, f"改写为其中一个：{'、'.join(same.values())}")
    near = difflib.get_close_matches(name, [*catalogue, *catalogue.values()], n=3, cutoff=0.5)
    cure = f"是否为：{'、'.join(_writable(label) for label in near)}" if near else "改用数据项目录中的名称"
    raise FormulaError(f"{place}不在数据项目录中", use.position, cure)


def _writable(name: str) -> str:
    """Return a name as it must be written in a formula: in 「」 where it holds brackets or other signs."""
    try:
        is_plain = parse_formula(name).names == (name,)
    except FormulaError:
        is_plain = False
    return name if is_plain else f"「{name}」"

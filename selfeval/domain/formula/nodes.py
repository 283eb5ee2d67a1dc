"""The tree of a formula: every node computes itself and prints itself.

Arithmetic is ``Decimal`` with 28 digits in one context whose largest exponent bounds every intermediate
result below 10 to the 21st. Division keeps 28 digits; nothing is rounded but by 四舍五入.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import cached_property
from itertools import chain

from selfeval.domain.formula.outcome import NotApplicable

ARITHMETIC = Context(
    prec=28, Emax=20, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow]
)

Lookup = Callable[[str], Decimal | NotApplicable | None]
Write = Callable[["Name"], str]

_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    ">": operator.gt,
    "≥": operator.ge,
    "<": operator.lt,
    "≤": operator.le,
}


class Unavailable(Exception):
    """A figure that the result depends on is missing or not applicable; the run knows which."""


class ZeroDenominator(Exception):
    """A division by zero; ``denominator`` is the node that came out as zero."""

    def __init__(self, denominator: Expression) -> None:
        super().__init__()
        self.denominator = denominator


class Run:
    """One evaluation: looks every figure up once and collects those that are missing or not applicable.

    A figure without a value counts as 1 while the rest is walked through, so that all missing figures are
    named at once; ``settle`` stops before such a stand-in can decide anything.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._known: dict[str, Decimal] = {}
        self.missing: list[str] = []
        self.not_applicable: list[str] = []

    def figure(self, name: str) -> Decimal:
        """Return the value of a figure, or the stand-in."""
        known = self._known.get(name)
        if known is None:
            found = self._lookup(name)
            if isinstance(found, Decimal):
                if not found.is_finite():
                    raise Overflow
                known = ARITHMETIC.plus(found)
            else:
                (self.missing if found is None else self.not_applicable).append(name)
                known = Decimal(1)
            self._known[name] = known
        return known

    def settle(self) -> None:
        """Raise ``Unavailable`` if any figure so far had no value."""
        if self.missing or self.not_applicable:
            raise Unavailable


@dataclass(frozen=True, eq=False)
class Node:
    """A part of a formula. ``size`` and ``depth`` count nodes, this one included."""

    @property
    def children(self) -> tuple[Node, ...]:
        """The parts, in the order in which they are written."""
        return ()

    @cached_property
    def depth(self) -> int:
        """How many nodes lie on the longest way down."""
        return 1 + max((child.depth for child in self.children), default=0)

    @cached_property
    def size(self) -> int:
        """How many nodes there are."""
        return 1 + sum(child.size for child in self.children)

    def names(self) -> tuple[Name, ...]:
        """Return all uses of names, in the order in which they are written."""
        return tuple(chain.from_iterable(child.names() for child in self.children))

    def text(self, write: Write) -> str:
        """Print in official writing; ``write`` gives the text of a name."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Expression(Node):
    """A part that gives a number."""

    def value(self, run: Run) -> Decimal:
        """Compute. Raises ``ZeroDenominator``, ``Unavailable`` and the context's arithmetic errors."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Condition(Node):
    """A part that holds or not."""

    def holds(self, run: Run) -> bool:
        """Decide. Raises as ``Expression.value``; never decides on a figure without a value."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Number(Expression):
    """A literal; ``written`` keeps its form (100%)."""

    written: str
    number: Decimal

    def value(self, run: Run) -> Decimal:
        return self.number

    def text(self, write: Write) -> str:
        return self.written


@dataclass(frozen=True, eq=False)
class Name(Expression):
    """A figure by its name or key, and where in the source it stands."""

    name: str
    position: int

    def value(self, run: Run) -> Decimal:
        return run.figure(self.name)

    def names(self) -> tuple[Name, ...]:
        return (self,)

    def text(self, write: Write) -> str:
        return write(self)


@dataclass(frozen=True, eq=False)
class Group(Expression):
    """Brackets; round ones print full-width, others as written."""

    opening: str
    inner: Expression
    closing: str

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def value(self, run: Run) -> Decimal:
        return self.inner.value(run)

    def text(self, write: Write) -> str:
        return f"{self.opening}{self.inner.text(write)}{self.closing}"


@dataclass(frozen=True, eq=False)
class Signed(Expression):
    """A sign before a part."""

    sign: str
    inner: Expression

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def value(self, run: Run) -> Decimal:
        inner = self.inner.value(run)
        return ARITHMETIC.minus(inner) if self.sign == "－" else inner

    def text(self, write: Write) -> str:
        return f"{self.sign}{self.inner.text(write)}"


@dataclass(frozen=True, eq=False)
class Chain(Expression):
    """Parts joined by signs of one rank: + － or × ÷, from left to right."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.first, *(part for _, part in self.rest))

    def value(self, run: Run) -> Decimal:
        result = self.first.value(run)
        for sign, part in self.rest:
            operand = part.value(run)
            if sign == "+":
                result = ARITHMETIC.add(result, operand)
            elif sign == "－":
                result = ARITHMETIC.subtract(result, operand)
            elif sign == "×":
                result = ARITHMETIC.multiply(result, operand)
            elif operand:
                result = ARITHMETIC.divide(result, operand)
            else:
                raise ZeroDenominator(part)
        return result

    def text(self, write: Write) -> str:
        return self.first.text(write) + "".join(f"{sign}{part.text(write)}" for sign, part in self.rest)


@dataclass(frozen=True, eq=False)
class Call(Expression):
    """最小, 最大, 求和, 绝对值 over one or more parts."""

    function: str
    arguments: tuple[Expression, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments

    def value(self, run: Run) -> Decimal:
        values = [argument.value(run) for argument in self.arguments]
        if self.function == "最小":
            return min(values)
        if self.function == "最大":
            return max(values)
        if self.function == "绝对值":
            return ARITHMETIC.abs(values[0])
        result = Decimal(0)
        for value in values:
            result = ARITHMETIC.add(result, value)
        return result

    def text(self, write: Write) -> str:
        return f"{self.function}（{'，'.join(argument.text(write) for argument in self.arguments)}）"


@dataclass(frozen=True, eq=False)
class Rounded(Expression):
    """四舍五入 to a fixed number of places, halves away from zero."""

    inner: Expression
    places: int

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def value(self, run: Run) -> Decimal:
        return self.inner.value(run).quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP, ARITHMETIC)

    def text(self, write: Write) -> str:
        places = f"，{self.places}" if self.places else ""
        return f"四舍五入（{self.inner.text(write)}{places}）"


@dataclass(frozen=True, eq=False)
class Choice(Expression):
    """如果（condition，then，otherwise）; only the part that is taken is computed."""

    condition: Condition
    then: Expression
    otherwise: Expression

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)

    def value(self, run: Run) -> Decimal:
        return (self.then if self.condition.holds(run) else self.otherwise).value(run)

    def text(self, write: Write) -> str:
        return f"如果（{'，'.join(child.text(write) for child in self.children)}）"


@dataclass(frozen=True, eq=False)
class Comparison(Condition):
    """Two parts compared exactly."""

    left: Expression
    sign: str
    right: Expression

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def holds(self, run: Run) -> bool:
        left, right = self.left.value(run), self.right.value(run)
        run.settle()
        return _COMPARISONS[self.sign](left, right)

    def text(self, write: Write) -> str:
        return f"{self.left.text(write)}{self.sign}{self.right.text(write)}"


@dataclass(frozen=True, eq=False)
class Junction(Condition):
    """Conditions joined by 且 or 或, decided from left to right only as far as needed."""

    word: str
    parts: tuple[Condition, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.parts

    def holds(self, run: Run) -> bool:
        decide = all if self.word == "且" else any
        return decide(part.holds(run) for part in self.parts)

    def text(self, write: Write) -> str:
        return f" {self.word} ".join(part.text(write) for part in self.parts)


@dataclass(frozen=True, eq=False)
class Negation(Condition):
    """非."""

    inner: Condition

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def holds(self, run: Run) -> bool:
        return not self.inner.holds(run)

    def text(self, write: Write) -> str:
        return f"非 {self.inner.text(write)}"


@dataclass(frozen=True, eq=False)
class GroupedCondition(Condition):
    """A condition in round brackets."""

    inner: Condition

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def holds(self, run: Run) -> bool:
        return self.inner.holds(run)

    def text(self, write: Write) -> str:
        return f"（{self.inner.text(write)}）"

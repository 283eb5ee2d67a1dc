"""A cell as an input shows it: what is stored, the exact text to edit, and how it reads at rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.cell_values import NO, NOT_APPLICABLE, shown_value
from selfeval.domain.cells import Cell, CellKind, CellMap, UnknownCell
from selfeval.domain.numbers import MoneyUnit, NumberRule, Quantity, edit_text, format_money
from selfeval.domain.prose.references import TemplateError, humanise
from selfeval.domain.year_tables import Choice

_KINDS = {
    CellKind.CHOICE: "choice",
    CellKind.LONG_TEXT: "long",
    CellKind.TEMPLATE: "long",
    CellKind.YES_NO: "yes_no",
    CellKind.FLAG: "flag",
}
_NOTHING_CHOSEN = Choice("", "未选择")
_LINE_CHARACTERS = 22

NameOf = Callable[[str], str]


@dataclass(frozen=True)
class Problem:
    """What a form post could not save: the text as typed, the kind of outcome and its message."""

    text: str
    state: str
    message: str


@dataclass(frozen=True)
class Field:
    """An input: ``base`` is the canonical stored text, ``raw`` the text to edit, ``display`` that at rest.

    ``accounts`` names the classification whose codes may be picked.
    """

    address: str
    label: str
    kind: str
    base: str
    raw: str
    display: str
    quantity: str = ""
    choices: tuple[Choice, ...] = ()
    accounts: str = ""
    is_locked: bool = False
    is_carried: bool = False
    state: str = ""
    message: str = ""

    @property
    def rows(self) -> int:
        """Lines of a text area without scripts."""
        lines = (max(1, -(-len(line) // _LINE_CHARACTERS)) for line in self.raw.split("\n"))
        return min(8, sum(lines))


@dataclass(frozen=True)
class Shown:
    """A canonical value in the two forms of an input."""

    raw: str
    display: str


def shown(cell: Cell, canonical: str, unit: MoneyUnit, name_of: NameOf | None = None) -> Shown:
    """Return how an input shows a canonical value, amounts in ``unit``, references with ``name_of``.

    Amounts rest with two decimals of the unit, as they print, unless that would make a zero of them.
    """
    if cell.kind is CellKind.TEMPLATE and name_of is not None:
        text = human_text(canonical, name_of)
        return Shown(text, text)
    if cell.kind in {CellKind.CHOICE, CellKind.YES_NO, CellKind.FLAG}:
        return Shown(canonical, shown_value(cell, canonical, unit))
    if canonical == NOT_APPLICABLE:
        return Shown(canonical, "无此项")
    display = shown_value(cell, canonical, unit)
    if cell.kind is not CellKind.NUMBER or not canonical:
        return Shown(display, display)
    value = Decimal(canonical)
    raw = edit_text(value, NumberRule(cell.quantity, unit=unit))
    return Shown(raw, money(value, unit) if cell.quantity is Quantity.MONEY else display)


def money(value: Decimal | None, unit: MoneyUnit) -> str:
    """Write an amount at rest: two decimals of the unit, exact where these would be zero; empty for none."""
    if value is None:
        return ""
    rounded = format_money(value, unit)
    if value and not rounded.strip("-0."):
        return edit_text(value, NumberRule(Quantity.MONEY, unit=unit))
    return rounded


def human_text(content: str, name_of: NameOf) -> str:
    """Return a stored text with Chinese names in its braces; as stored where it cannot be read."""
    try:
        return humanise(content, name_of)
    except TemplateError:
        return content


@dataclass(frozen=True)
class LabelledField:
    """An input with its label on the page; ``hint`` stands beside or below it."""

    label: str
    field: Field
    hint: str = ""


class FieldMaker:
    """Makes the fields of one page.

    ``stored`` are the canonical texts by address, ``carried`` the addresses that still stand as last year.
    ``problems`` are what a form post could not save, by address: the field keeps what was typed.
    ``rendered`` collects base and raw of every open field, so that a form post can tell what was changed.
    """

    def __init__(
        self,
        cells: CellMap,
        stored: Mapping[str, str],
        unit: MoneyUnit,
        *,
        can_edit: bool,
        problems: Mapping[str, Problem] | None = None,
        carried: Collection[str] = (),
    ) -> None:
        self.unit = unit
        self.can_edit = can_edit
        self._cells = cells
        self._stored = stored
        self._problems = problems or {}
        self._carried = carried
        self.rendered: dict[str, tuple[str, str]] = {}

    def has(self, address: str) -> bool:
        """Whether there is a cell to fill in at an address."""
        try:
            self._cells.cell(address)
        except UnknownCell:
            return False
        return True

    def read_only(self, address: str) -> str:
        """Return how a cell reads at rest, for where it cannot be filled in."""
        return shown(self._cells.cell(address), self._stored.get(address, ""), self.unit).display

    def field(self, address: str, *, label: str = "") -> Field:
        """Return the field of a cell. UnknownCell if there is no such cell."""
        cell = self._cells.cell(address)
        # A flag that was never set is off.
        base = self._stored.get(address, NO if cell.kind is CellKind.FLAG else "")
        at_rest = shown(cell, base, self.unit)
        problem = self._problems.get(address)
        if self.can_edit:
            self.rendered[address] = (base, at_rest.raw)
        choices = cell.choices
        if cell.kind is CellKind.CHOICE and not base:
            choices = (_NOTHING_CHOSEN, *choices)
        return Field(
            address=address,
            label=label or cell.label,
            kind=_KINDS.get(cell.kind, "text"),
            base=base,
            raw=problem.text if problem else at_rest.raw,
            display=at_rest.display,
            quantity=cell.quantity.value if cell.kind is CellKind.NUMBER else "",
            choices=choices,
            accounts=cell.account.value if cell.account is not None else "",
            is_locked=not self.can_edit,
            is_carried=address in self._carried,
            state=problem.state if problem else "",
            message=problem.message if problem else "",
        )

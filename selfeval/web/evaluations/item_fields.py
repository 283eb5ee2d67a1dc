"""The fields of one project: addresses of its rows, stored or still to be made, and its own choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from selfeval.domain.data import Data
from selfeval.domain.year_tables import ITEM_PARTS, TABLES_BY_KEY, Choice
from selfeval.selectors.workspace import Workspace
from selfeval.web.evaluations.fields import Field, FieldMaker

_NOTHING_CHOSEN = Choice("", "未选择")


class ItemFields:
    """Makes the fields of one project's page.

    ``row_of`` names the stored row of a piece of data; rows of the form that are not stored yet have their
    address all the same.
    """

    def __init__(self, workspace: Workspace, item_code: str, fields: FieldMaker) -> None:
        self._fields = fields
        self._item = item_code
        self._keys: dict[int, str] = {}
        self._parts: dict[tuple[str, str], str] = {}
        year = workspace.data.year
        for table in ("items", "item_indicators", *ITEM_PARTS):
            lines: tuple[Data, ...] = getattr(year, table)
            for key, line in zip(workspace.rows.get(table, ()), lines, strict=True):
                self._keys[id(line)] = key
                if table in ITEM_PARTS and getattr(line, "item", "") == item_code:
                    self._parts.setdefault((table, getattr(line, ITEM_PARTS[table])), key)

    @property
    def can_edit(self) -> bool:
        """Whether anything can be filled in."""
        return self._fields.can_edit

    def row_of(self, line: Data) -> str:
        """Return the key of the row that this very piece of the workspace's data was read from."""
        return self._keys[id(line)]

    def field(self, table: str, row: str, column: str, name: str = "") -> Field:
        """Return the field of a cell; ``name`` is what its row is called."""
        label = TABLES_BY_KEY[table].column(column).label
        return self._fields.field(f"{table}.{row}.{column}", label=f"{name} {label}".strip())

    def part(self, table: str, part: str, column: str, name: str) -> Field:
        """Return the field of a row that the form fixes, by its source or aspect."""
        row = self._parts.get((table, part), f"{self._item}.{part}")
        return self.field(table, row, column, name)

    def chosen(self, field: Field, choices: Iterable[Choice], empty: Choice | None = None) -> Field:
        """Return a field as a list of the form's choices; what is stored besides them stays choosable.

        ``empty`` is what an empty field means; without it nothing is chosen then. A list that the pack rules
        cannot be emptied again.
        """
        can_be_empty = not field.base or field.kind != "choice"
        offered = (*((empty or _NOTHING_CHOSEN,) if can_be_empty else ()), *choices)
        if field.base not in {choice.value for choice in offered}:
            offered = (*offered, Choice(field.base, field.display))
        return replace(field, kind="choice", choices=offered)

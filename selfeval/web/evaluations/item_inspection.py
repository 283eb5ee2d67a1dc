"""What stands behind a place of a project: its indicator with rule and score, and the findings at it."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.domain.checks.finding import Finding
from selfeval.domain.checks.spots import FUNDS
from selfeval.domain.data import Data
from selfeval.domain.items.tree import EXECUTION
from selfeval.domain.scoring.result import ItemScore
from selfeval.domain.sections import item_at
from selfeval.domain.year_tables import ASSIGNED
from selfeval.selectors.workspace import Workspace

_INDICATORS = "item_indicators"


@dataclass(frozen=True)
class ItemPlace:
    """A place on the page of a project: ``spots`` are those of the checks, ``indicator`` the scored one."""

    item: ItemScore
    spots: tuple[str, ...]
    indicator: str = ""

    def basis(self) -> dict[str, object] | None:
        """Return the indicator with its groups and score, as the inspector shows it."""
        for above, leaf in self.item.case.pack.leaves():
            if leaf.code == self.indicator:
                return {
                    "node": leaf,
                    "path": " / ".join((self.item.case.item.name, *(node.name for node in above))),
                    "score": self.item.score.indicator(leaf.code),
                }
        return None

    def has(self, finding: Finding) -> bool:
        """Whether a finding stands at this place."""
        return item_at(finding.place) == self.item.case.item.code and finding.spot in self.spots


def item_place(workspace: Workspace, address: str) -> ItemPlace | None:
    """Return the place of a project that a cell's address means; ``None`` for cells of no project."""
    table, _, rest = address.partition(".")
    if table not in ASSIGNED:
        return None
    row = rest.rpartition(".")[0]
    line = _line(workspace, table, row)
    code = row.partition(".")[0] if line is None else getattr(line, "code" if table == "items" else "item")
    item = next((each for each in workspace.score.items if each.case.item.code == code), None)
    if item is None:
        return None
    if table == _INDICATORS:
        own = next((code for code, each in item.case.indicators.items() if each is line), "")
        return ItemPlace(item, (own,), own) if own else ItemPlace(item, ())
    if table == "item_funds":
        return ItemPlace(item, (FUNDS, EXECUTION), EXECUTION)
    return ItemPlace(item, ("",))


def _line(workspace: Workspace, table: str, row: str) -> Data | None:
    lines: tuple[Data, ...] = getattr(workspace.data.year, table)
    return dict(zip(workspace.rows.get(table, ()), lines, strict=True)).get(row)

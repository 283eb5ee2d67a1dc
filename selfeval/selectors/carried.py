"""What still stands as it came from last year, grouped as people look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.domain.data import Item, ItemIndicator
from selfeval.domain.items.case import item_text
from selfeval.domain.pack import TextBlock
from selfeval.domain.report.texts import ANALYSIS_PREFIX
from selfeval.domain.sections import ITEM, place_label, walk_sections
from selfeval.domain.year_tables import ITEM_TABLES, ROW_TABLES
from selfeval.selectors.workspace import Workspace

_ITEM_TABLES = frozenset(table.key for table in ITEM_TABLES)


@dataclass(frozen=True)
class CarriedGroup:
    """A text, a table, an indicator or a project with its marked cells, in the order of the evaluation."""

    place: str
    label: str
    addresses: tuple[str, ...]


def carried_groups(workspace: Workspace) -> tuple[CarriedGroup, ...]:
    """Return the marked cells of an evaluation by where they are looked at."""
    found: dict[str, list[str]] = defaultdict(list)
    for address in sorted(workspace.carried):
        found[_place(workspace, address)].append(address)
    groups = [
        CarriedGroup(place, _label(workspace, place), tuple(addresses)) for place, addresses in found.items()
    ]
    order = {place: number for number, place in enumerate(_places(workspace))}
    return tuple(sorted(groups, key=lambda group: order.get(group.place, len(order))))


def carried_at(workspace: Workspace, place: str) -> tuple[str, ...]:
    """Return the marked cells of a group, or of one address; none where nothing is marked there."""
    if place in workspace.carried:
        return (place,)
    found = (group.addresses for group in carried_groups(workspace) if group.place == place)
    return next(found, ())


def _place(workspace: Workspace, address: str) -> str:
    head, _, rest = address.partition(".")
    if head == "text":
        return address
    if head == "indicator":
        return f"indicator.{rest.rpartition('.')[0]}"
    if head not in _ITEM_TABLES:
        return head
    return _item_place(workspace, head, rest.rpartition(".")[0])


def _item_place(workspace: Workspace, table: str, key: str) -> str:
    keys = workspace.rows.get(table, ())
    row: object = getattr(workspace.data.year, table)[keys.index(key)] if key in keys else None
    code = row.code if isinstance(row, Item) else row.item if isinstance(row, ItemIndicator) else ""
    return f"{ITEM}.{code}" if code else "items"


def _label(workspace: Workspace, place: str) -> str:
    names = {f"{ITEM}.{item.code}": item.name for item in workspace.data.year.items}
    if place in names:
        return f"项目“{names[place]}”"
    code, own_key = item_text(place.removeprefix("text."))
    label = place_label(workspace.pack, place)
    if place.startswith("text.") and own_key:
        return f"项目“{names.get(f'{ITEM}.{code}', code)}”：{label}"
    return label


def _places(workspace: Workspace) -> Iterator[str]:
    """Every place in the order in which it is looked at: tables, projects, targets, texts as printed."""
    pack = workspace.pack
    yield from (table.key for table in ROW_TABLES)
    yield from (f"{ITEM}.{item.code}" for item in workspace.data.year.items)
    yield from (f"indicator.{leaf.code}" for _, leaf in pack.leaves())
    for report in pack.documents:
        blocks = (report.preface, *(section.blocks for section in walk_sections(report.outline)))
        yield from (f"text.{block.key}" for part in blocks for block in part if isinstance(block, TextBlock))
    yield from (f"text.{ANALYSIS_PREFIX}{leaf.code}" for _, leaf in pack.leaves())

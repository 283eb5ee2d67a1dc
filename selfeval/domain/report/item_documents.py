"""The documents of projects and transfer payments: each has its official table and its report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.domain.data import ItemKind
from selfeval.domain.items.case import REPORT, TABLE
from selfeval.domain.pack import Pack, ReportDefinition
from selfeval.domain.scoring.result import EvaluationScore, ItemScore


@dataclass(frozen=True)
class ItemDocument:
    """A document of one item: ``project-1`` is the first project's table, ``project-1-report`` its report."""

    kind: str
    label: str
    item: ItemScore
    definition: ReportDefinition


def item_documents(score: EvaluationScore) -> Iterator[ItemDocument]:
    """Yield the documents of all items, numbered by kind in the order of the data."""
    numbers = dict.fromkeys(ItemKind, 0)
    for item in score.items:
        case = item.case
        kind = case.item.kind
        numbers[kind] += 1
        for part, ending in ((TABLE, ""), (REPORT, "-report")):
            definition = case.pack.document(part)
            label = f"{case.item.name}{definition.label}"
            yield ItemDocument(f"{kind.value}-{numbers[kind]}{ending}", label, item, definition)


def document_labels(pack: Pack, score: EvaluationScore) -> dict[str, str]:
    """Return all documents, kind and Chinese name: the pack's own, then those of its items."""
    labels = {report.kind: report.label for report in pack.documents}
    return labels | {document.kind: document.label for document in item_documents(score)}

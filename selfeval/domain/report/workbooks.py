"""Which documents can be a workbook: those that print a table."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.domain.pack import Block, DocumentBlock, ItemsBlock, Pack, ReportDefinition, TableBlock
from selfeval.domain.report.item_documents import item_documents
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.sections import walk_sections


def kinds_with_tables(pack: Pack, score: EvaluationScore) -> frozenset[str]:
    """Return the kinds of the documents, those of the projects included, that print a table."""
    own = {report.kind for report in pack.documents if _prints_tables(report, pack)}
    items = {
        each.kind for each in item_documents(score) if _prints_tables(each.definition, each.item.case.pack)
    }
    return frozenset(own | items)


def _prints_tables(report: ReportDefinition, pack: Pack) -> bool:
    for block in _blocks(report):
        match block:
            case TableBlock() | ItemsBlock(table=True):
                return True
            case DocumentBlock(kind=kind) if kind != report.kind and _prints_tables(
                pack.document(kind), pack
            ):
                return True
    return False


def _blocks(report: ReportDefinition) -> Iterator[Block]:
    yield from report.preface
    for section in walk_sections(report.outline):
        yield from section.blocks

"""Writing the contents of a package over what is stored. Used by ``selfeval.services.package``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.files.base import ContentFile

from selfeval.domain import data as domain
from selfeval.domain.cell_contents import stored_address
from selfeval.domain.year_tables import ROW_TABLES, YEAR_VALUES, YearTable
from selfeval.models import (
    ROW_MODELS,
    DepartmentYear,
    Evaluation,
    EvidenceFile,
    FigureValue,
    FindingExplanation,
    IndicatorEntry,
    SectionText,
    User,
    YearRow,
)
from selfeval.selectors.records import carried_cells, year_records
from selfeval.services.carried_cells import mark_carried
from selfeval.services.evidence import store_content
from selfeval.services.locking import update_versioned
from selfeval.services.pack_rows import check_columns
from selfeval.services.row_keys import new_row_key

Files = Mapping[str, bytes]

_ENTRY_COLUMNS = tuple(
    name for name in domain.IndicatorEntry.model_fields if name not in {"evidence", "milestones", "checklist"}
)


def replace_year(department_year: DepartmentYear, data: domain.YearData) -> None:
    """Make a year hold exactly this data. Rows keep their keys by their place in the table."""
    values: dict[str, Any] = {column.key: getattr(data, column.key) for column in YEAR_VALUES.columns}
    update_versioned(department_year, {**values, "kind": data.kind.value})
    for table in ROW_TABLES:
        _replace_table(department_year, table, getattr(data, table.key))
    FigureValue.objects.filter(department_year=department_year).delete()
    figures = [
        FigureValue(
            department_year=department_year,
            key=figure.key,
            value=figure.value,
            not_applicable=figure.not_applicable,
            note=figure.note,
        )
        for figure in data.figures
    ]
    for figure in figures:
        check_columns(figure, f"数据项“{figure.key}”")
    FigureValue.objects.bulk_create(figures)


def replace_evaluation(evaluation: Evaluation, data: domain.EvaluationData) -> None:
    """Make an evaluation hold exactly the entries, texts and explanations of this data."""
    update_versioned(evaluation, {"report_date": data.report_date})
    IndicatorEntry.objects.filter(evaluation=evaluation).delete()
    entries = [_entry(evaluation, entry) for entry in data.entries]
    for entry in entries:
        check_columns(entry, f"指标“{entry.indicator}”")
    IndicatorEntry.objects.bulk_create(entries)
    SectionText.objects.filter(evaluation=evaluation).delete()
    SectionText.objects.bulk_create(
        SectionText(evaluation=evaluation, key=text.key, content=text.content, generated=text.generated)
        for text in data.texts
    )
    FindingExplanation.objects.filter(evaluation=evaluation).delete()
    explanations = [
        FindingExplanation(evaluation=evaluation, finding=item.finding, reason=item.reason)
        for item in data.explanations
    ]
    for explanation in explanations:
        check_columns(explanation, "校验说明")
    FindingExplanation.objects.bulk_create(explanations)
    carried_cells(evaluation).delete()
    rows = year_records(evaluation.department_year)[0].row_keys
    found = (stored_address(address, rows) for address in data.carried)
    mark_carried(evaluation, (address for address in found if address is not None))


def replace_evidence(
    evaluation: Evaluation, data: domain.EvaluationData, files: Files, *, actor: User | None, at: datetime
) -> None:
    """Make an evaluation list exactly the evidence of this data; what is left out is marked as removed.

    ``files`` holds contents by SHA-256. A content that is stored already is kept; a file without content is
    listed with its description only.
    """
    present = EvidenceFile.objects.filter(evaluation=evaluation, removed_at=None)
    stored = {(row.indicator, row.sha256): row for row in present}
    for entry in data.entries:
        for evidence in entry.evidence:
            row = EvidenceFile(
                evaluation=evaluation,
                indicator=entry.indicator,
                name=evidence.name,
                description=evidence.description,
                size=evidence.size,
                sha256=evidence.sha256,
                media_type=evidence.media_type,
                uploaded_at=at,
                uploaded_by=actor,
            )
            check_columns(row, f"佐证材料“{evidence.name}”")
            replaced = stored.pop((entry.indicator, evidence.sha256), None)
            if replaced is not None:
                row.file, row.uploaded_at, row.uploaded_by = (
                    replaced.file,
                    replaced.uploaded_at,
                    replaced.uploaded_by,
                )
                replaced.delete()
            elif evidence.sha256 in files:
                store_content(row, ContentFile(files[evidence.sha256]))
            row.save(force_insert=True)
    left_out = [row.pk for row in stored.values()]
    EvidenceFile.objects.filter(pk__in=left_out).update(removed_at=at, removed_by=actor)


def _replace_table(department_year: DepartmentYear, table: YearTable, lines: tuple[domain.Data, ...]) -> None:
    stored = ROW_MODELS[table.key]._default_manager.filter(department_year=department_year)
    keys = list(stored.values_list("row", flat=True))
    stored.delete()
    rows = []
    for ordinal, line in enumerate(lines):
        if table.row_key is not None:
            key = str(getattr(line, table.row_key))
        else:
            key = keys[ordinal] if ordinal < len(keys) else new_row_key()
        rows.append(_row(department_year, table, line, key, ordinal))
    ROW_MODELS[table.key]._default_manager.bulk_create(rows)


def _row(
    department_year: DepartmentYear, table: YearTable, line: domain.Data, key: str, ordinal: int
) -> YearRow:
    values = {name: _stored(getattr(line, name)) for name in type(line).model_fields if name != table.row_key}
    row = ROW_MODELS[table.key](department_year=department_year, row=key, ordinal=ordinal, **values)
    check_columns(row, f"{table.label}第{ordinal + 1}行")
    return row


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _entry(evaluation: Evaluation, entry: domain.IndicatorEntry) -> IndicatorEntry:
    return IndicatorEntry(
        evaluation=evaluation,
        checklist=list(entry.checklist),
        milestones={label: f"{rate:f}" for label, rate in entry.milestones.items()},
        **{name: getattr(entry, name) for name in _ENTRY_COLUMNS},
    )

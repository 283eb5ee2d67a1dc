"""Stored rows as ``EvaluationData``: the inverse of ``selfeval.services.package.load``."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from selfeval.domain import data
from selfeval.domain.cell_contents import numbered_address
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack_match import match_indicators
from selfeval.domain.year_tables import ROW_TABLES, YEAR_VALUES, Column, YearTable
from selfeval.models import (
    Department,
    DepartmentYear,
    Evaluation,
    EvidenceFile,
    FigureValue,
    IndicatorEntry,
    YearRow,
)
from selfeval.selectors.decimals import plain
from selfeval.selectors.packs import load_pack
from selfeval.selectors.records import (
    EvaluationRecords,
    YearRecords,
    evaluation_records,
    load_evaluation,
    year_records,
)


def evaluation_data(evaluation: Evaluation) -> data.EvaluationData:
    """Return everything entered for an evaluation as it is stored now."""
    return data_of(evaluation_records(load_evaluation(evaluation.pk)))


def year_data(department_year: DepartmentYear) -> data.YearData:
    """Return everything entered for a department year as it is stored now."""
    return year_data_of(year_records(department_year)[0])


def data_of(records: EvaluationRecords) -> data.EvaluationData:
    """Return rows that were read as plain data."""
    evaluation = records.evaluation
    return data.EvaluationData(
        code=evaluation.code,
        pack=evaluation.pack_version.pack.code,
        pack_version=evaluation.pack_version.version,
        department=_department(evaluation.department_year.department),
        year=year_data_of(records.year),
        prior_year=year_data_of(records.prior) if records.prior is not None else None,
        report_date=evaluation.report_date,
        entries=_entries(records),
        texts=tuple(
            data.SectionText(key=text.key, content=text.content, generated=text.generated)
            for text in records.texts
        ),
        explanations=tuple(
            data.FindingExplanation(finding=explanation.finding, reason=explanation.reason)
            for explanation in records.explanations
        ),
        prior_actuals=_prior_actuals(records),
        carried=_carried(records),
    )


def year_data_of(records: YearRecords) -> data.YearData:
    """Return the rows of a year as plain data."""
    year = records.year
    content: dict[str, Any] = {column.key: getattr(year, column.key) for column in YEAR_VALUES.columns}
    for table in ROW_TABLES:
        content[table.key] = tuple(_line(table, row) for row in records.rows[table.key])
    return data.YearData(
        fiscal_year=year.fiscal_year.year,
        kind=data.YearKind(year.kind),
        figures=tuple(_figure(figure) for figure in records.figures),
        **content,
    )


def _prior_actuals(records: EvaluationRecords) -> tuple[data.PriorActual, ...]:
    """Last year's achieved values of the indicators that both packs have, where they are in the same unit."""
    if records.last is None or not records.last.entries:
        return ()
    values = {entry.indicator: plain(entry.actual_value) for entry in records.last.entries}
    own, then = load_pack(records.evaluation.pack_version), load_pack(records.last.pack_version)
    found = []
    for match in match_indicators(own, then):
        if match.left is None or match.right is None:
            continue
        now, last = match.left.leaf, match.right.leaf
        value = values.get(last.code)
        if value is not None and (now.quantity, now.unit) == (last.quantity, last.unit):
            found.append(data.PriorActual(indicator=now.code, value=value))
    return tuple(found)


def _carried(records: EvaluationRecords) -> tuple[str, ...]:
    rows = records.year.row_keys
    found = (numbered_address(address, rows) for address in records.carried)
    return tuple(address for address in found if address is not None)


def _department(department: Department) -> data.DepartmentData:
    return data.DepartmentData(
        code=department.code,
        name=department.name,
        short_name=department.short_name,
        region=department.region,
        bureau_name=department.bureau_name,
        parent=department.parent.code if department.parent is not None else None,
    )


def _line(table: YearTable, row: YearRow) -> dict[str, Any]:
    line = {column.key: _cell(column, row) for column in table.columns}
    if table.row_key is not None:
        line[table.row_key] = row.row
    if table.marks_demo:
        line["is_demo"] = getattr(row, "is_demo")  # noqa: B009 - only the rows of such tables have it
    return line


def _cell(column: Column, row: YearRow) -> Any:
    value = getattr(row, column.key)
    # Amounts keep their cents; other numbers are stored with eight places and mean the same without.
    return value if column.quantity in (None, Quantity.MONEY, Quantity.COUNT) else plain(value)


def _figure(figure: FigureValue) -> data.FigureValue:
    return data.FigureValue(
        key=figure.key,
        value=plain(figure.value),
        not_applicable=figure.not_applicable,
        note=figure.note,
    )


def _entries(records: EvaluationRecords) -> tuple[data.IndicatorEntry, ...]:
    evidence: dict[str, list[data.Evidence]] = defaultdict(list)
    for file in records.evidence:
        evidence[file.indicator].append(_evidence(file))
    return tuple(_entry(entry, tuple(evidence[entry.indicator])) for entry in records.entries)


def _entry(entry: IndicatorEntry, evidence: tuple[data.Evidence, ...]) -> data.IndicatorEntry:
    return data.IndicatorEntry(
        indicator=entry.indicator,
        target_value=plain(entry.target_value),
        target_text=entry.target_text,
        actual_value=plain(entry.actual_value),
        actual_text=entry.actual_text,
        answer=entry.answer,
        checklist=tuple(entry.checklist),
        tier=entry.tier,
        awarded_score=plain(entry.awarded_score),
        milestones={label: Decimal(rate) for label, rate in entry.milestones.items()},
        exemption_claimed=entry.exemption_claimed,
        exemption_reason=entry.exemption_reason,
        exemption_documents=entry.exemption_documents,
        not_applicable=entry.not_applicable,
        score_reason=entry.score_reason,
        deduction_reason=entry.deduction_reason,
        variance_reason=entry.variance_reason,
        note=entry.note,
        evidence=evidence,
    )


def _evidence(file: EvidenceFile) -> data.Evidence:
    return data.Evidence(
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        description=file.description,
    )

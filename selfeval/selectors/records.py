"""The stored rows of an evaluation, read with a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from selfeval.domain.data import YearKind
from selfeval.models import (
    ROW_MODELS,
    CarriedCell,
    DepartmentYear,
    Evaluation,
    EvidenceFile,
    FigureValue,
    FindingExplanation,
    IndicatorEntry,
    PackVersion,
    SectionText,
    YearRow,
)


@dataclass(frozen=True)
class YearRecords:
    """A department year with the rows of its tables (by table key) and its stored figures, in order."""

    year: DepartmentYear
    rows: Mapping[str, tuple[YearRow, ...]]
    figures: tuple[FigureValue, ...]

    @property
    def row_keys(self) -> dict[str, tuple[str, ...]]:
        """The row keys of every table, in order."""
        return {table: tuple(row.row for row in rows) for table, rows in self.rows.items()}


@dataclass(frozen=True)
class EvaluationRecords:
    """Everything stored for an evaluation, with its year and the prior year."""

    evaluation: Evaluation
    year: YearRecords
    prior: YearRecords | None
    entries: tuple[IndicatorEntry, ...]
    texts: tuple[SectionText, ...]
    explanations: tuple[FindingExplanation, ...]
    evidence: tuple[EvidenceFile, ...]
    carried: tuple[str, ...]
    last: LastEvaluation | None


@dataclass(frozen=True)
class LastEvaluation:
    """Last year's evaluation as far as this year's is compared with it."""

    pack_version: PackVersion
    entries: tuple[IndicatorEntry, ...]


def load_evaluation(pk: int) -> Evaluation:
    """Return an evaluation as it is stored now, with year, prior year, department and pack version."""
    return Evaluation.objects.select_related(
        "department_year__department__parent",
        "department_year__fiscal_year",
        "department_year__prior_year__fiscal_year",
        "pack_version__pack",
        "submitted_by",
        "approved_by",
    ).get(pk=pk)


def year_records(*years: DepartmentYear) -> tuple[YearRecords, ...]:
    """Return the rows of several years: one query per table, however many years."""
    ids = [year.pk for year in years]
    rows: dict[int, dict[str, list[YearRow]]] = {pk: {table: [] for table in ROW_MODELS} for pk in ids}
    for table, model in ROW_MODELS.items():
        for row in model._default_manager.filter(department_year_id__in=ids):
            rows[row.department_year_id][table].append(row)
    figures: dict[int, list[FigureValue]] = defaultdict(list)
    for figure in FigureValue.objects.filter(department_year_id__in=ids):
        figures[figure.department_year_id].append(figure)
    return tuple(
        YearRecords(
            year,
            {table: tuple(found) for table, found in rows[year.pk].items()},
            tuple(figures[year.pk]),
        )
        for year in years
    )


def evaluation_records(evaluation: Evaluation) -> EvaluationRecords:
    """Return everything stored for an evaluation that ``load_evaluation`` gave."""
    department_year = evaluation.department_year
    prior = department_year.prior_year
    years = year_records(department_year, *([prior] if prior is not None else []))
    return EvaluationRecords(
        evaluation=evaluation,
        year=years[0],
        prior=years[1] if prior is not None else None,
        entries=tuple(IndicatorEntry.objects.filter(evaluation=evaluation)),
        texts=tuple(SectionText.objects.filter(evaluation=evaluation)),
        explanations=tuple(FindingExplanation.objects.filter(evaluation=evaluation)),
        evidence=tuple(EvidenceFile.objects.filter(evaluation=evaluation, removed_at=None)),
        carried=tuple(carried_cells(evaluation).values_list("address", flat=True)),
        last=_last_evaluation(evaluation, prior) if prior is not None else None,
    )


def _last_evaluation(evaluation: Evaluation, prior: DepartmentYear) -> LastEvaluation | None:
    """Last year's evaluation under the same pack, else the newest; there is none of opening comparatives."""
    if prior.kind != YearKind.REGULAR.value:
        return None
    made = list(prior.evaluations.select_related("pack_version__pack").order_by("-id"))
    same = (one for one in made if one.pack_version.pack_id == evaluation.pack_version.pack_id)
    last = next(same, made[0] if made else None)
    if last is None:
        return None
    entered = IndicatorEntry.objects.filter(evaluation=last, actual_value__isnull=False)
    return LastEvaluation(last.pack_version, tuple(entered))


def carried_cells(evaluation: Evaluation) -> QuerySet[CarriedCell]:
    """Return the cells that still say what they said last year: those of the year and of the evaluation."""
    shared_or_own = Q(evaluation=None) | Q(evaluation=evaluation)
    return CarriedCell.objects.filter(shared_or_own, department_year=evaluation.department_year)

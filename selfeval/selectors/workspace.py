"""Everything a page of an evaluation needs, computed once per request with a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from selfeval.domain.cell_contents import canonical_cells, numbered_rows, stored_address
from selfeval.domain.checks.finding import Finding
from selfeval.domain.checks.registry import run_checks
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.prose.context import Context
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.workflow import Action, Status, allowed_statuses
from selfeval.models import Evaluation, EvaluationSnapshot
from selfeval.selectors.evaluation_data import data_of, evaluation_data
from selfeval.selectors.packs import load_pack
from selfeval.selectors.records import evaluation_records, load_evaluation
from selfeval.selectors.snapshots import newest_snapshot, snapshot_data, snapshot_pack
from selfeval.selectors.task_list import TaskState, task_list

RowKeys = Mapping[str, tuple[str, ...]]
EDITABLE = frozenset(allowed_statuses(Action.EDIT)) | {Status.NOT_STARTED}


@dataclass(frozen=True)
class Workspace:
    """An evaluation with its figures, score, findings and task list.

    While it can be edited, all of it is live. Afterwards ``snapshot`` is set and everything comes from it.
    ``rows`` and ``prior_rows`` name the rows of every table, in the order of ``data``; the rows of a
    snapshot are numbered.
    """

    evaluation: Evaluation
    pack: Pack
    data: EvaluationData
    rows: RowKeys
    prior_rows: RowKeys
    book: FigureBook
    score: EvaluationScore
    findings: tuple[Finding, ...]
    sections: tuple[TaskState, ...]
    snapshot: EvaluationSnapshot | None = None

    @cached_property
    def cells(self) -> Mapping[str, str]:
        """The canonical text of every cell by address; addresses that are missing are empty."""
        return canonical_cells(self.data, self.pack, self.rows, self.prior_rows)

    @cached_property
    def carried(self) -> frozenset[str]:
        """The cells that still say what they said last year, not changed and not confirmed."""
        found = (stored_address(address, self.rows) for address in self.data.carried)
        return frozenset(address for address in found if address is not None)

    @property
    def prose(self) -> Context:
        """The context in which texts of this evaluation are resolved and printed."""
        return Context(self.data, self.pack, self.book, self.score)

    @cached_property
    def year_changed(self) -> bool:
        """Whether the shared figures were edited after the snapshot that this evaluation stands on."""
        return self.snapshot is not None and year_changed(self.evaluation, self.data)


def open_workspace(evaluation: Evaluation) -> Workspace:
    """Read an evaluation as it is stored now, score it and run all checks."""
    fresh = load_evaluation(evaluation.pk)
    snapshot = None if Status(fresh.status) in EDITABLE else newest_snapshot(fresh)
    rows: RowKeys
    prior_rows: RowKeys
    if snapshot is not None:
        pack, data = snapshot_pack(snapshot), snapshot_data(snapshot)
        rows = numbered_rows(data.year)
        prior_rows = numbered_rows(data.prior_year) if data.prior_year is not None else {}
    else:
        records = evaluation_records(fresh)
        pack, data = load_pack(fresh.pack_version), data_of(records)
        rows = records.year.row_keys
        prior_rows = records.prior.row_keys if records.prior is not None else {}
    book, score = _scored(data, pack)
    findings = run_checks(data, pack, book, score)
    return Workspace(
        evaluation=fresh,
        pack=pack,
        data=data,
        rows=rows,
        prior_rows=prior_rows,
        book=book,
        score=score,
        findings=findings,
        sections=task_list(fresh, pack, data, findings),
        snapshot=snapshot,
    )


def prose_context(evaluation: Evaluation) -> Context:
    """Return the context in which the live texts of an evaluation are resolved and printed."""
    data, pack = evaluation_data(evaluation), load_pack(evaluation.pack_version)
    return Context(data, pack, *_scored(data, pack))


def year_changed(evaluation: Evaluation, frozen: EvaluationData) -> bool:
    """Say whether the figures stored now differ from those of a snapshot (数据已变)."""
    live = evaluation_data(evaluation)
    return (live.year, live.prior_year) != (frozen.year, frozen.prior_year)


def _scored(data: EvaluationData, pack: Pack) -> tuple[FigureBook, EvaluationScore]:
    book = figure_book(data, pack)
    score = score_evaluation(data, pack, book)
    return with_scores(book, score), score

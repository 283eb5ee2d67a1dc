"""The documents of an evaluation: from its newest snapshot, or as a draft from live data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Document
from selfeval.domain.report.item_documents import document_labels
from selfeval.domain.report.workbooks import kinds_with_tables
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.models import Evaluation, EvaluationSnapshot
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.packs import load_pack
from selfeval.selectors.snapshots import newest_snapshot, snapshot_data, snapshot_pack


@dataclass(frozen=True)
class Source:
    """What documents are made from; ``snapshot`` is ``None`` for live data (a draft)."""

    data: EvaluationData
    pack: Pack
    snapshot: EvaluationSnapshot | None

    @property
    def fingerprint(self) -> str:
        """The snapshot's SHA-256, which its documents carry; empty for a draft."""
        return self.snapshot.sha256 if self.snapshot else ""

    @cached_property
    def _figures(self) -> FigureBook:
        return figure_book(self.data, self.pack)

    @cached_property
    def score(self) -> EvaluationScore:
        """The scores, computed from the same data."""
        return score_evaluation(self.data, self.pack, self._figures)

    @cached_property
    def book(self) -> FigureBook:
        """The named figures, those of the scores among them."""
        return with_scores(self._figures, self.score)

    @property
    def labels(self) -> dict[str, str]:
        """The documents that can be made: kind and Chinese name."""
        return document_labels(self.pack, self.score)

    @property
    def kinds_with_tables(self) -> frozenset[str]:
        """Which of them can be a workbook."""
        return kinds_with_tables(self.pack, self.score)


def live_source(evaluation: Evaluation) -> Source:
    """Return the evaluation as it stands now."""
    return Source(evaluation_data(evaluation), load_pack(evaluation.pack_version), None)


def newest_source(evaluation: Evaluation, *, draft: bool = False) -> Source:
    """Return the newest snapshot; live data where there is none yet, or where a draft is wanted."""
    snapshot = None if draft else newest_snapshot(evaluation)
    return live_source(evaluation) if snapshot is None else snapshot_source(snapshot)


def snapshot_source(snapshot: EvaluationSnapshot) -> Source:
    """Return the evaluation as it was frozen, with the pack that was frozen beside it."""
    return Source(snapshot_data(snapshot), snapshot_pack(snapshot), snapshot)


def document_of(source: Source, kind: str) -> Document:
    """Compose a document. KeyError if the pack has no document of this kind."""
    return compose(
        source.data,
        source.pack,
        source.score,
        source.book,
        kind=kind,
        draft=source.snapshot is None,
        fingerprint=source.fingerprint,
    )

"""The evaluation whose figures stand beside the rules while they are edited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.prose.context import Context
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.models import Evaluation
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.evaluations import evaluations_of
from selfeval.web.shared.access import user_of

PARAMETER = "sample"
_SESSION_KEY = "pack_sample"


@dataclass(frozen=True)
class Sample:
    """A year that was entered under some pack, read and scored under the pack that is being edited."""

    evaluation: Evaluation
    pack: Pack

    @property
    def label(self) -> str:
        """Whose figures, and of which year."""
        year = self.evaluation.department_year
        return f"{year.department.name}{year.fiscal_year.year}年度"

    @cached_property
    def data(self) -> EvaluationData:
        """Everything entered for the year."""
        return evaluation_data(self.evaluation)

    @cached_property
    def book(self) -> FigureBook:
        """The figures under the edited pack, scores included."""
        return with_scores(self._figures, self.score)

    @cached_property
    def score(self) -> EvaluationScore:
        """The year scored by the rules of the edited pack."""
        return score_evaluation(self.data, self.pack, self._figures)

    @cached_property
    def context(self) -> Context:
        """The context in which texts of the edited pack are resolved and printed."""
        return Context(self.data, self.pack, self.book, self.score)

    @cached_property
    def _figures(self) -> FigureBook:
        return figure_book(self.data, self.pack)


def choices_of(request: HttpRequest) -> list[Evaluation]:
    """Return the evaluations that may be chosen: those that this person sees."""
    return list(evaluations_of(user_of(request)))


def sample_of(
    request: HttpRequest, pack: Pack, choices: list[Evaluation], codes: tuple[str, ...]
) -> Sample | None:
    """Return the chosen evaluation, by default the newest under one of the packs ``codes``, else the newest.

    ``?sample=`` chooses one and is remembered for the session; None where nothing may be chosen.
    """
    asked = request.GET.get(PARAMETER)
    if asked is not None:
        request.session[_SESSION_KEY] = asked
    wanted = request.session.get(_SESSION_KEY)
    chosen = next((item for item in choices if item.code == wanted), None)
    same = next((item for item in choices if item.pack_version.pack.code in codes), None)
    found = chosen or same or (choices[0] if choices else None)
    return None if found is None else Sample(found, pack)

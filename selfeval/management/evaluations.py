"""What the commands about one evaluation share: finding it, scoring it, printing JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError, CommandParser

from selfeval.domain.checks.finding import Finding
from selfeval.domain.checks.registry import run_checks
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import FigureBook, figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.pack_match import under
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.models import Evaluation
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.packs import load_pack, newest_version


@dataclass(frozen=True)
class Scored:
    """An evaluation's live data with the pack it is scored under."""

    data: EvaluationData
    pack: Pack
    book: FigureBook
    score: EvaluationScore

    def findings(self) -> tuple[Finding, ...]:
        """Run all checks."""
        return run_checks(self.data, self.pack, self.book, self.score)


def add_evaluation_argument(parser: CommandParser) -> None:
    """Add the positional argument that names an evaluation."""
    parser.add_argument("evaluation", help="自评编号，例如 bishan-2020")


def find_evaluation(code: str) -> Evaluation:
    """Return an evaluation by code. Raises CommandError in Chinese with the codes there are."""
    evaluation = (
        Evaluation.objects.select_related(
            "department_year__department", "department_year__fiscal_year", "pack_version__pack"
        )
        .filter(code=code)
        .first()
    )
    if evaluation is None:
        codes = "、".join(Evaluation.objects.order_by("code").values_list("code", flat=True)[:20])
        raise CommandError(f"没有编号为“{code}”的自评。现有编号：{codes or '（尚无自评）'}。")
    return evaluation


def scored(evaluation: Evaluation, pack_code: str | None = None) -> Scored:
    """Score an evaluation's live data under its own pack, or under the newest version of another one."""
    version = evaluation.pack_version if pack_code is None else newest_version(pack_code)
    if version is None:
        raise CommandError(f"没有代码为“{pack_code}”的体系包，用 manage.py pack list 查看现有体系包。")
    pack = load_pack(version)
    data = under(evaluation_data(evaluation), load_pack(evaluation.pack_version), pack)
    book = figure_book(data, pack)
    score = score_evaluation(data, pack, book)
    return Scored(data, pack, with_scores(book, score), score)


def as_json(content: Any) -> str:
    """Write a command's JSON output: readable Chinese, two spaces."""
    return json.dumps(content, ensure_ascii=False, indent=2)

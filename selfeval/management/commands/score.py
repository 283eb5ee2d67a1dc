"""``manage.py score``: an evaluation's scores, as text or as JSON (docs/reference/commands.md)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from selfeval.domain.numbers import format_number, round_half_up
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.management.evaluations import add_evaluation_argument, as_json, find_evaluation, scored


class Command(BaseCommand):
    """Score one evaluation under its pack or another one; nothing is stored."""

    help = "计算一份自评的得分"

    def add_arguments(self, parser: CommandParser) -> None:
        add_evaluation_argument(parser)
        parser.add_argument("--pack", help="改用另一体系包计分，只作比较")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        result = scored(find_evaluation(options["evaluation"]), options["pack"])
        content = score_json(options["evaluation"], result.score)
        if options["json"]:
            self.stdout.write(as_json(content))
            return
        for row in content["indicators"]:
            points = "未计分" if row["self_score"] is None else f"{row['self_score']} / {row['weight']}"
            self.stdout.write(f"{' · '.join((*row['path'], row['name']))}：{points}  {row['explanation']}")
        total = "无" if content["total"] is None else f"{content['total']} / {content['full_mark']}"
        self.stdout.write(f"总得分：{total}，等级：{content['grade'] or '无'}")


def score_json(code: str, score: EvaluationScore) -> dict[str, Any]:
    """Return the documented JSON of a score; points are strings with two decimals, rates with four."""
    return {
        "evaluation": code,
        "pack": score.pack,
        "total": _points(score.total),
        "full_mark": format_number(score.full_mark, grouping=False),
        "grade": score.grade,
        "is_complete": score.is_complete,
        "dimensions": [
            {
                "code": item.code,
                "name": item.name,
                "weight": _points(item.weight),
                "score": _points(item.score),
                "rate": _rate(item.rate),
            }
            for item in score.dimensions
        ],
        "indicators": [
            {
                "code": item.code,
                "path": list(item.path),
                "name": item.name,
                "weight": _points(item.weight),
                "target": item.target_text,
                "actual": item.actual,
                "self_score": _points(item.self_score),
                "review_score": None,
                "rate": _rate(item.rate),
                "state": item.state.value,
                "explanation": item.explanation.text,
            }
            for item in score.indicators
        ],
        "caps": [
            {"label": cap.label, "maximum": _points(cap.maximum), "before": _points(cap.before)}
            for cap in score.caps
        ],
    }


def _points(value: Decimal | None) -> str | None:
    return None if value is None else str(round_half_up(value, 2))


def _rate(value: Decimal | None) -> str | None:
    return None if value is None else str(round_half_up(value, 4))

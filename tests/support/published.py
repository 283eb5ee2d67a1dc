"""The published demo years with their packs, as the files that come with the product hold them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from selfeval.domain.checks.finding import Finding
from selfeval.domain.checks.registry import run_checks
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.pack import Pack
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.exchange.pack_folder import SHIPPED_PACKS, load_pack
from selfeval.exchange.package import read_package

DATA = SHIPPED_PACKS.parent

SICHUAN_ROWS = [
    ("目标制定", Decimal(10)),
    ("目标完成", Decimal(10)),
    ("编制准确", Decimal(8)),
    ("支出控制", Decimal(8)),
    ("动态调整", Decimal(10)),
    ("执行进度", Decimal(9)),
    ("预算完成", Decimal(10)),
    ("违规记录", Decimal(9)),
    ("自评公开", Decimal(2)),
    ("结果整改", Decimal(4)),
    ("应用反馈", Decimal(4)),
    ("自评准确", None),
]
"""The self-score table of Luzhou as printed; the last row is not self-scored."""


@lru_cache
def published_pack(code: str) -> Pack:
    """Return a pack that comes with the product."""
    return load_pack(SHIPPED_PACKS / code)


@lru_cache
def published_year(code: str) -> EvaluationData:
    """Return a demo year."""
    return read_package((DATA / "demo" / f"{code}.json").read_text("utf-8"))


def findings_of(data: EvaluationData, pack: Pack) -> tuple[Finding, ...]:
    """Run all checks on an evaluation."""
    book = figure_book(data, pack)
    score = score_evaluation(data, pack, book)
    return run_checks(data, pack, with_scores(book, score), score)

"""Scoring 10,000 evaluations of 29 indicators, against a bare loop of the same Decimal arithmetic.

Run: ``python -m benchmarks.scoring``. Prints the row of docs/performance.md. The bare loop divides,
multiplies, caps and rounds; ours also finds the figures by name and writes every explanation.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from benchmarks.measure import alternate, table
from selfeval.domain.data import (
    BudgetLine,
    DepartmentData,
    EvaluationData,
    IndicatorEntry,
    SpendingNature,
    YearData,
)
from selfeval.domain.pack import (
    Checklist,
    ChecklistPoint,
    IndicatorNode,
    Method,
    Pack,
    PassMark,
    RatioDown,
    RatioUp,
    ThreeTier,
)
from selfeval.domain.scoring.engine import score_evaluation

EVALUATIONS_PER_ROUND = 1_000
ROUNDS = 10
INDICATORS = 29
ACTUAL, ADJUSTED = Decimal("12095600.00"), Decimal("28511900.00")
CENT = Decimal("0.01")
WEIGHT = Decimal(3)
METHODS: tuple[Method, ...] = (
    RatioUp(),
    RatioDown(),
    PassMark(),
    Checklist(points=tuple(ChecklistPoint(text=f"要点{number}") for number in range(4))),
    ThreeTier(),
)


def main() -> None:
    """Measure both in alternation and print their ratio."""
    pack, data = _pack(), _data()
    times = alternate(
        {
            "ours": lambda: [score_evaluation(data, pack) for _ in range(EVALUATIONS_PER_ROUND)],
            "bare": lambda: [_bare() for _ in range(EVALUATIONS_PER_ROUND)],
        },
        ROUNDS,
    )
    ours, bare = (times[name] / EVALUATIONS_PER_ROUND * 1000 for name in ("ours", "bare"))
    head = ("evaluations", "indicators", "bare Decimal loop", "ours, with explanations", "ours ÷ bare")
    row = (
        f"{EVALUATIONS_PER_ROUND * ROUNDS:,}",
        str(INDICATORS),
        f"{bare:.3f} ms each",
        f"{ours:.2f} ms each",
        f"{ours / bare:.0f}",
    )
    print(table(head, [row]))


def _pack() -> Pack:
    indicators = tuple(
        IndicatorNode(
            code=f"i{number}",
            name=f"指标{number}",
            weight=WEIGHT,
            method=METHODS[number % len(METHODS)],
            formula="支出决算数÷全年预算数×100%" if number % len(METHODS) < 3 else None,
        )
        for number in range(INDICATORS)
    )
    return Pack(code="benchmark", name="性能测试", jurisdiction="示例县", indicators=indicators)


def _data() -> EvaluationData:
    line = BudgetLine(
        functional_code="2060101",
        name="行政运行",
        nature=SpendingNature.PROJECT,
        adjusted_amount=ADJUSTED,
        actual_amount=ACTUAL,
    )
    entries = tuple(
        IndicatorEntry(
            indicator=f"i{number}",
            checklist=(True, True, False, True),
            tier="达成年度指标",
            awarded_score=Decimal("2.8"),
        )
        for number in range(INDICATORS)
    )
    return EvaluationData(
        code="benchmark",
        pack="benchmark",
        department=DepartmentData(code="benchmark", name="示例局"),
        year=YearData(fiscal_year=2022, budget_lines=(line,)),
        entries=entries,
    )


def _bare() -> Decimal:
    """Compute the points of all indicators with nothing around the arithmetic."""
    total = Decimal(0)
    for number in range(INDICATORS):
        kind = number % len(METHODS)
        if kind == 3:
            points = WEIGHT / 4 * 3
        elif kind == 4:
            points = Decimal("2.8")
        else:
            rate = ACTUAL / ADJUSTED * 1
            if kind == 0:
                points = WEIGHT * min(Decimal(1), rate)
            elif kind == 1:
                points = WEIGHT if rate <= 1 else WEIGHT / rate
            else:
                mark = Decimal("0.6")
                points = WEIGHT * (rate - mark) / (1 - mark) if rate >= mark else Decimal(0)
        total += points.quantize(CENT, ROUND_HALF_UP)
    return total


if __name__ == "__main__":
    main()

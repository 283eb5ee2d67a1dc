"""Mistakes in a pack's own figures: formulas that cannot be read, unknown names, figures in a circle."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from selfeval.domain.figures.catalogue import MAX_CHAIN, FigureCatalogue
from selfeval.domain.formula import FormulaError
from selfeval.domain.pack import Pack
from selfeval.domain.quotation import quoted


@dataclass(frozen=True)
class FigureProblem:
    """A mistake in the formula of the figure ``key``, in Chinese with its cure, without final punctuation."""

    key: str
    message: str


def figure_problems(pack: Pack) -> tuple[FigureProblem, ...]:
    """Return the mistakes in the pack's figures; a circle is told with the chain of names."""
    catalogue = FigureCatalogue(pack)
    reads: dict[str, tuple[str, ...]] = {}
    problems = []
    for definition in pack.figures:
        if definition.formula is None:
            continue
        try:
            reads[definition.key] = catalogue.formula(definition.formula).keys
        except FormulaError as error:
            problems.append(FigureProblem(definition.key, str(error)))
    try:
        order = tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1]
        chain = " → ".join(quoted(catalogue.name_of(key)) for key in reversed(circle))
        problems.append(FigureProblem(circle[-1], f"数据项的公式循环引用：{chain}，改写其中一个公式"))
        return tuple(problems)
    levels: dict[str, int] = {}
    for key in order:
        levels[key] = 1 + max((levels[other] for other in reads[key]), default=0) if key in reads else 0
        if levels[key] == MAX_CHAIN + 1:
            problems.append(
                FigureProblem(
                    key,
                    f"{quoted(catalogue.name_of(key))}层层引用超过{MAX_CHAIN}个由公式计算的数据项，改写公式以减少层次",
                )
            )
    return tuple(problems)

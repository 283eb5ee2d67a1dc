"""Rules about the indicator tree, grades and caps: codes, weights that add up, bands that reach 0."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import IndicatorNode
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.pack_rules.view import PackView, repeated


def check_codes(view: PackView) -> Iterator[PackProblem]:
    """Codes and keys are unique and can be written in formulas, where a hyphen is a minus sign."""
    yield from repeated((((*path, "code"), node.code) for path, node in view.nodes), "指标编码")
    figures = [(("figures", index, "key"), figure) for index, figure in enumerate(view.pack.figures)]
    yield from repeated(((path, figure.key) for path, figure in figures), "数据项编码")
    yield from repeated((((*path[:-1], "name"), figure.name) for path, figure in figures), "数据项名称")
    codes = [((*path, "code"), node.code, "-.") for path, node in view.nodes]
    codes += [(path, figure.key, "-") for path, figure in figures]
    for path, code, refused in codes:
        found = next((sign for sign in refused if sign in code), "")
        if found:
            yield PackProblem(
                path,
                f"编码“{code}”含有“{found}”，指标和数据项的编码会写进算式，连字符读作减号，点用来分段",
                f"改用下划线，例如“{code.replace('-', '_').replace('.', '_')}”",
            )


def check_names(view: PackView) -> Iterator[PackProblem]:
    """Two indicators of one name are told apart only by their place; readers mix them up (W10)."""
    first: dict[str, IndicatorNode] = {}
    for path, node in view.leaves:
        if node.name in first:
            yield PackProblem(
                (*path, "name"),
                f"指标“{node.name}”与编码为“{first[node.name].code}”的指标同名",
                "文件如此规定的可以保留，否则在名称后注明区别，例如（资产）",
                Severity.WARNING,
                plain=f"有两个指标都叫“{node.name}”",
            )
        first.setdefault(node.name, node)


def check_weights(view: PackView) -> Iterator[PackProblem]:
    """Weights add up at each level and to the full mark; frameworks and forms without scores need none."""
    if view.pack.is_library or not view.pack.indicators:
        return
    for path, node in view.nodes:
        if node.is_leaf and node.weight is None:
            yield PackProblem(path, f"指标“{node.name}”没有权重", "补写 weight，例如 weight: 5")
        elif not node.is_leaf and node.weight is not None:
            total = _weight(node.children)
            if total is not None and total != node.weight:
                yield PackProblem(
                    (*path, "weight"),
                    f"“{node.name}”的权重{format_number(node.weight)}分，"
                    f"所属指标权重合计{format_number(total)}分，两者应当相等",
                    "调整本级或下级指标的权重",
                )
    total = _weight(view.pack.indicators)
    if total is not None and total != view.pack.full_mark:
        yield PackProblem(
            ("indicators",),
            f"全部指标权重合计{format_number(total)}分，满分为{format_number(view.pack.full_mark)}分，两者应当相等",
            "调整指标权重，或在 pack.yaml 改 full_mark",
        )


def _weight(nodes: tuple[IndicatorNode, ...]) -> Decimal | None:
    """Σ weights of the indicators below; ``None`` while one has none (that is reported at the indicator)."""
    total = Decimal(0)
    for node in nodes:
        weight = node.weight if node.is_leaf else _weight(node.children)
        if weight is None:
            return None
        total += weight
    return total


def check_groups(view: PackView) -> Iterator[PackProblem]:
    """A group gets its score from its children and has no method, formula or target of its own."""
    for path, node in view.nodes:
        if node.is_leaf:
            continue
        for key in ("method", "formula", "target"):
            if getattr(node, key) is not None:
                yield PackProblem(
                    (*path, key),
                    f"“{node.name}”下设有指标，其得分由下级汇总，不单独设置 {key}",
                    f"删去 {key}，或移到下级指标",
                    plain=f"“{node.name}”下设有指标，得分由下级汇总，它自己的评分规定不起作用；打开它保存一次即清除",
                )


def check_grades(view: PackView) -> Iterator[PackProblem]:
    """Grade bands fall from the best to the last, and the last reaches 0."""
    grades = view.pack.grades
    yield from repeated(((("grades", i, "name"), grade.name) for i, grade in enumerate(grades)), "等级名称")
    for index, (better, worse) in enumerate(pairwise(grades), start=1):
        if worse.at_least >= better.at_least:
            yield PackProblem(
                ("grades", index, "at_least"),
                f"等级“{worse.name}”的下限{format_number(worse.at_least)}不低于“{better.name}”的下限"
                f"{format_number(better.at_least)}；等级从高到低排列",
                "按下限从高到低重新排列，或改下限",
            )
    if grades and grades[-1].at_least != 0:
        yield PackProblem(
            ("grades", len(grades) - 1, "at_least"),
            f"最后一个等级“{grades[-1].name}”的下限为{format_number(grades[-1].at_least)}，更低的得分没有等级",
            "把最后一个等级的下限改为 0",
        )


def check_caps(view: PackView) -> Iterator[PackProblem]:
    """A cap below the full mark is a cap; one above it says nothing."""
    for index, cap in enumerate(view.pack.caps):
        if cap.maximum >= view.pack.full_mark:
            path: PackPath = ("caps", index, "maximum")
            yield PackProblem(
                path,
                f"总分上限{format_number(cap.maximum)}分不低于满分{format_number(view.pack.full_mark)}分，不起作用",
                "改为低于满分的分数，或删去这一条",
                Severity.WARNING,
            )


RULES = (check_codes, check_names, check_weights, check_groups, check_grades, check_caps)

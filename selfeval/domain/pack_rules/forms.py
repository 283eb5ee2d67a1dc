"""Rules about the forms of projects: a form is tried out as the pack that its projects would have."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from selfeval.domain.checks.finding import Severity
from selfeval.domain.data import IndicatorNature, Item, ItemIndicator
from selfeval.domain.items.case import case_pack
from selfeval.domain.items.tree import EXECUTION, STATED, coded
from selfeval.domain.numbers import format_number
from selfeval.domain.pack import ItemForm, Manual, Method, NatureMethods, NotSelfScored, ThreeTier
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.pack_rules import expressions, indicators, layout, methods
from selfeval.domain.pack_rules.view import PackView, repeated
from selfeval.domain.scoring.methods import needs_value

_RESERVED = re.compile(rf"{EXECUTION}|{STATED}|i(_.*|\d+)")
_CASE_RULES = (
    indicators.check_grades,
    indicators.check_caps,
    methods.check_methods,
    expressions.check_texts,
    expressions.check_rules,
    expressions.check_indicator_formulas,
    layout.check_keys,
    layout.check_sections,
    layout.check_outlines,
    layout.check_blocks,
    layout.check_tables,
)


def check_kind(view: PackView) -> Iterator[PackProblem]:
    """A pack for projects or transfer payments holds forms of its kind."""
    pack = view.pack
    if pack.kind == "departmental":
        return
    if not pack.forms:
        yield PackProblem(("kind",), f"种类为“{pack.kind}”的体系包没有自评表式", "补写 forms.yaml")
    for index, form in enumerate(pack.forms):
        if form.kind.value != pack.kind:
            yield PackProblem(
                ("forms", index, "kind"),
                f"表式“{form.name}”的类别为“{form.kind}”，体系包的种类为“{pack.kind}”，两者应当相同",
                "改为相同的类别",
            )


def check_forms(view: PackView) -> Iterator[PackProblem]:
    """Codes, weights and methods of each form, then everything that its projects' pack must keep."""
    for index, form in enumerate(view.pack.forms):
        path: PackPath = ("forms", index)
        yield from _codes(path, form)
        yield from _weights(path, form)
        yield from _methods(path, form)
        yield from _tried_out(view, path, form)


def _codes(path: PackPath, form: ItemForm) -> Iterator[PackProblem]:
    groups = [((*path, "groups", i, "code"), group.code) for i, group in enumerate(form.groups)]
    rows = [((*path, "fund_rows", i, "key"), row.key) for i, row in enumerate(form.fund_rows)]
    aspects = [((*path, "aspects", i, "key"), aspect.key) for i, aspect in enumerate(form.aspects)]
    columns = [((*path, "fund_columns", i, "key"), column.key) for i, column in enumerate(form.fund_columns)]
    for values, what in (
        (groups, "一级指标编码"),
        (rows, "资金来源编码"),
        (aspects, "管理事项编码"),
        (columns, "资金栏目"),
    ):
        yield from repeated(((place, str(value)) for place, value in values), what)
    for place, code in (*groups, *rows):
        if "-" in code or "." in code:
            yield PackProblem(place, f"编码“{code}”会写进算式，连字符读作减号，点用来分段", "改用下划线")
    for place, code in groups:
        if _RESERVED.fullmatch(code):
            yield PackProblem(place, f"编码“{code}”留作他用", "改用另一个编码，例如 output")


def _weights(path: PackPath, form: ItemForm) -> Iterator[PackProblem]:
    """Some choice of the groups' weights adds up with the execution rate; groups may stay unused."""
    if form.execution.weight is None or any(not group.weights for group in form.groups):
        return
    choices = [(Decimal(0), *group.weights) for group in form.groups]
    totals = {sum(chosen, form.execution.weight) for chosen in itertools.product(*choices)}
    if form.full_mark not in totals:
        yield PackProblem(
            (*path, "groups"),
            f"各一级指标的分值加预算执行率分值，合计不到满分{format_number(form.full_mark)}分的组合",
            "调整 weights，或改 full_mark",
        )


def _methods(path: PackPath, form: ItemForm) -> Iterator[PackProblem]:
    if not _is_computed(form.execution.method):
        place = (*path, "execution", "method")
        yield PackProblem(place, "预算执行率按数值计分，这一计分办法不看数值", "改用按数值计分的办法")
    if form.core is not None and (form.core.below is None) != (form.core.maximum is None):
        yield PackProblem(
            (*path, "core"), "核心指标的 below 和 maximum 要么都写，要么都不写", "补写另一个，或都删去"
        )
    sets: list[tuple[PackPath, NatureMethods]] = [((*path, "methods"), form.methods)]
    sets += [
        ((*path, "groups", i, "methods"), group.methods)
        for i, group in enumerate(form.groups)
        if group.methods is not None
    ]
    for place, chosen in sets:
        for nature in IndicatorNature:
            method: Method = getattr(chosen, nature.value)
            is_words = nature is IndicatorNature.QUALITATIVE
            fits = isinstance(method, ThreeTier) if is_words else _is_computed(method)
            if not fits and not isinstance(method, Manual | NotSelfScored):
                rule = "定性指标分档评定或人工评分" if is_words else "定量指标按数值计分或人工评分"
                yield PackProblem(
                    (*place, nature.value),
                    f"计分办法“{method.type}”不适用于这一性质的指标；{rule}",
                    "改用适用的计分办法",
                )


def _is_computed(method: Method) -> bool:
    return needs_value(method)


def _tried_out(view: PackView, path: PackPath, form: ItemForm) -> Iterator[PackProblem]:
    """Run the usual rules over the pack of a made-up project: each group has an indicator of every nature."""
    item = Item(code="trial", name="试算项目", kind=form.kind)
    rows = tuple(
        ItemIndicator(
            item="trial",
            level1=group.code,
            level2=group.level2[0] if group.level2 else "",
            name=f"{group.name}{nature}",
            nature=nature,
            weight=Decimal(1),
            unit="%",
        )
        for group in form.groups
        for nature in IndicatorNature
    )
    case = PackView(case_pack(view.pack, form, item, coded(form, rows)), is_case=True)
    seen = set()
    for rule in _CASE_RULES:
        for problem in rule(case):
            place = (*path, *_in_form(problem.path))
            is_unused = problem.severity is Severity.WARNING and problem.path[0] == "tables"
            if not is_unused and (place, problem.message) not in seen:
                seen.add((place, problem.message))
                yield PackProblem(place, problem.message, problem.cure, problem.severity)


def _in_form(path: PackPath) -> PackPath:
    """Where in the form a place of the made-up pack comes from."""
    match path:
        case ("documents", 0, *rest):
            return ("report", *rest)
        case ("documents" | "tables", int(), *rest):
            return ("table", *rest) if path[0] == "tables" else ("table",)
        case ("grades" | "caps" | "checks", *_):
            return path
    return ()


RULES = (check_kind, check_forms)

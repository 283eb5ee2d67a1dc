"""Rules about formulas and texts: they can be read, and every name in them stands for something."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from selfeval.domain.figures import figure_problems
from selfeval.domain.figures.score_figures import HEADS
from selfeval.domain.formula import FormulaError, parse_formula
from selfeval.domain.pack import TextBlock
from selfeval.domain.pack_problem import PackPath, PackProblem
from selfeval.domain.pack_rules.view import PackView
from selfeval.domain.prose.accounts import ACCOUNT_ROUNDS, account_round
from selfeval.domain.prose.items import ROW_LABELS
from selfeval.domain.prose.references import TemplateError, references_in
from selfeval.domain.prose.spelling import shown_formula
from selfeval.domain.sections import ITEM_ASKS
from selfeval.domain.year_tables import YEAR_TABLES

_INDICATORS = "indicators"
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_QUOTED_CODE = re.compile(r"“[a-z][a-z0-9_.-]*”")
_TABLES = {table.key for table in YEAR_TABLES}
_ITEM_ROUNDS = {*ITEM_ASKS, *(f"{key}{kind}" for key in ROW_LABELS for kind in ("", ":project", ":transfer"))}
_ACCOUNT_ROUNDS_CURE = (
    "写成 functional:<级次>[:<口径>]、economic:<级次>[:<口径>] 或 functional_projects[:<口径>]，"
    "级次为 class、group、item（经济分类没有 item）或 tree，口径如 general_public.actual"
)
_SCOPES = {
    "item": "indicators",
    "本项": "indicators",
    "row": "年度数据表",
    "本行": "年度数据表",
    "case": "items",
    "本项目": "items",
}
_BASES = {
    "indicators": {_INDICATORS, "item_indicators"},
    "年度数据表": {*_TABLES, *ROW_LABELS, *ACCOUNT_ROUNDS},
    "items": {"items", *ROW_LABELS},
}


def check_figures(view: PackView) -> Iterator[PackProblem]:
    """Formulas of the pack's own figures: readable, known names, no circle, no scores."""
    positions = {figure.key: index for index, figure in enumerate(view.pack.figures)}
    for problem in figure_problems(view.pack):
        path: PackPath = ("figures", positions[problem.key], "formula")
        yield PackProblem(path, problem.message, "", plain=_uncoded(problem.message))
    for figure in view.pack.figures:
        if figure.formula is not None:
            yield from _unscored(view, figure.formula, ("figures", positions[figure.key], "formula"))


def check_indicator_formulas(view: PackView) -> Iterator[PackProblem]:
    """Formulas of indicators and conditions of caps, over figures; an indicator cannot read scores."""
    for path, node in view.leaves:
        if node.formula is not None:
            place = (*path, "formula")
            yield from _figure_formula(view, node.formula, place, is_condition=False)
            yield from _unscored(view, node.formula, place)
    for index, cap in enumerate(view.pack.caps):
        yield from _figure_formula(view, cap.when, ("caps", index, "when"), is_condition=True)


def _figure_formula(
    view: PackView, text: str, path: PackPath, *, is_condition: bool
) -> Iterator[PackProblem]:
    try:
        formula = view.catalogue.formula(text)
    except FormulaError as error:
        yield _unreadable(view, text, path, error)
        return
    yield from _kind(view, text, path, is_condition=is_condition, found=formula.is_condition)


def _unreadable(view: PackView, text: str, path: PackPath, error: FormulaError) -> PackProblem:
    shown = _uncoded(f"{shown_formula(text, view.names())}”：{error.message}")
    return PackProblem(path, f"算式“{text}”：{error.message}", error.cure, plain=f"算式“{shown}")


def _uncoded(message: str) -> str:
    """Say of a name that looks like a code only that it is there no more: its Chinese name went with it."""
    return _QUOTED_CODE.sub("（已不存在）", message)


def _kind(
    view: PackView, text: str, path: PackPath, *, is_condition: bool, found: bool
) -> Iterator[PackProblem]:
    shown = shown_formula(text, view.names())
    if is_condition and not found:
        yield PackProblem(
            path,
            f"“{text}”是算式，此处应为条件",
            "用 = ≠ > ≥ < ≤ 写出条件，例如 预算执行率<0.8",
            plain=f"“{shown}”是算式，此处应为条件，例如 预算执行率<80%",
        )
    elif found and not is_condition:
        yield PackProblem(
            path,
            f"“{text}”是条件，此处应为算式",
            "改为不含比较符号的算式",
            plain=f"“{shown}”是条件，此处应为算式",
        )


def _unscored(view: PackView, text: str, path: PackPath) -> Iterator[PackProblem]:
    try:
        keys = view.catalogue.formula(text).keys
    except FormulaError:
        return
    for key in keys:
        if key.partition(".")[0] in HEADS:
            yield PackProblem(
                path, f"算式读取得分“{view.catalogue.name_of(key)}”，而得分要在算式之后才有", "改用数据项"
            )


def check_entered(view: PackView) -> Iterator[PackProblem]:
    """What the formulas of indicators read is asked for in some section, so that it can be entered."""
    if not view.pack.documents:
        return
    asks = {ask.partition(":")[0] for _, section in view.sections for ask in section.asks}
    for path, node in view.leaves:
        if node.formula is None:
            continue
        for place, name in _places(view, node.formula):
            if not any(place == ask or place.startswith(f"{ask}.") for ask in asks):
                yield PackProblem(
                    (*path, "formula"),
                    f"指标“{node.name}”要用到“{name}”，但没有章节填报它",
                    f"在一个章节的 asks 中加上 {place.removesuffix('.value')}",
                )


def _places(view: PackView, text: str) -> Iterator[tuple[str, str]]:
    """Where the figures of a formula are entered, through figures that are computed themselves."""
    waiting, seen = [text], set[str]()
    while waiting:
        try:
            keys = view.catalogue.formula(waiting.pop()).keys
        except FormulaError:
            continue
        for key in keys:
            figure = view.catalogue.definition(key)
            if key not in seen and figure.formula:
                waiting.append(figure.formula)
            elif key not in seen and figure.place:
                yield figure.place.removeprefix("prior."), figure.name
            seen.add(key)


def check_texts(view: PackView) -> Iterator[PackProblem]:
    """Templates of documents: titles, text blocks, and conditions of blocks."""
    for index, document in enumerate(view.pack.documents):
        for key in ("title", "cover"):
            for number, line in enumerate(getattr(document, key)):
                yield from template(view, line, ("documents", index, key, number))
        yield from template(view, document.cover_note, ("documents", index, "cover_note"))
    for path, section in view.sections:
        yield from template(view, section.title, (*path, "title"))
    for path, block in view.blocks:
        match block:
            case TextBlock():
                yield from _text_block(view, path, block)
            case _:
                yield from condition(view, getattr(block, "when", None), (*path, "when"))
    for path, node in view.leaves:
        yield from template(view, node.analysis, (*path, "analysis"), for_each=_INDICATORS)


def _text_block(view: PackView, path: PackPath, block: TextBlock) -> Iterator[PackProblem]:
    yield from rounds(view, block.for_each, (*path, "for_each"))
    yield from condition(view, block.when, (*path, "when"), for_each=block.for_each)
    yield from template(view, block.template, (*path, "template"), for_each=block.for_each)
    for index, variant in enumerate(block.variants):
        place = (*path, "variants", index)
        yield from condition(view, variant.when, (*place, "when"), for_each=block.for_each)
        yield from template(view, variant.template, (*place, "template"), for_each=block.for_each)
    if not block.editable and not block.template and not block.variants:
        yield PackProblem(
            (*path, "editable"),
            f"文字“{block.label}”没有内容，又不可编辑",
            "写出 template，或删去 editable: false",
        )


def check_rules(view: PackView) -> Iterator[PackProblem]:
    """Both sides, condition and message of the pack's own checks."""
    for index, rule in enumerate(view.pack.checks):
        path: PackPath = ("checks", index)
        for key in ("left", "right"):
            yield from expression(view, getattr(rule, key), (*path, key))
        yield from condition(view, rule.when, (*path, "when"))
        yield from template(view, rule.message, (*path, "message"))


# --- shared by the rules about layout -----------------------------------------------------------------


def rounds(view: PackView, for_each: str | None, path: PackPath) -> Iterator[PackProblem]:
    """``for_each`` names a year table, the indicators, or those of one group."""
    kind, _, group = (for_each or "").partition(":")
    if for_each is None or for_each in _TABLES | _ITEM_ROUNDS or for_each == _INDICATORS:
        return
    if kind == _INDICATORS and group in {node.code for _, node in view.nodes}:
        return
    if kind in ACCOUNT_ROUNDS:
        if account_round(for_each) is None:
            yield PackProblem(path, f"“{for_each}”不是可用的科目逐项重复", _ACCOUNT_ROUNDS_CURE)
        return
    tables = "、".join(sorted(_TABLES))
    yield PackProblem(
        path,
        f"“{for_each}”不能逐项重复；可用 indicators、indicators:<指标编码>、items、items:project、"
        "items:transfer、item_funds、item_indicators、item_aspects、functional:<级次>、economic:<级次>、"
        "functional_projects 或年度数据表",
        f"改用其中之一，年度数据表有：{tables}",
        plain="逐项重复的对象已不存在",
    )


def template(
    view: PackView, text: str, path: PackPath, *, for_each: str | None = None
) -> Iterator[PackProblem]:
    """A text that can be read, and whose references stand for something in its place."""
    try:
        found = references_in(text)
    except TemplateError as error:
        yield PackProblem(path, f"文字第{error.position + 1}个字处：{error.message}", error.cure)
        return
    for name in found:
        yield from _known(view, name, path, for_each)


def expression(
    view: PackView, text: str, path: PackPath, *, is_condition: bool = False, for_each: str | None = None
) -> Iterator[PackProblem]:
    """A formula over everything that a text may name."""
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        yield _unreadable(view, text, path, error)
        return
    yield from _kind(view, text, path, is_condition=is_condition, found=formula.is_condition)
    for name in formula.names:
        yield from _known(view, name, path, for_each)


def condition(
    view: PackView, text: str | None, path: PackPath, *, for_each: str | None = None
) -> Iterator[PackProblem]:
    """A condition, where there is one."""
    if text is not None:
        yield from expression(view, text, path, is_condition=True, for_each=for_each)


def _known(view: PackView, name: str, path: PackPath, for_each: str | None) -> Iterator[PackProblem]:
    rounds_over = _SCOPES.get(name.partition(".")[0])
    base = (for_each or "").partition(":")[0]
    is_own_case = view.is_case and rounds_over == "items"
    if rounds_over and not is_own_case and base not in _BASES[rounds_over]:
        yield PackProblem(
            path,
            f"“{name}”只在逐项重复（for_each: {rounds_over}）时有意义",
            "改写 for_each，或改用其他数据项",
            plain=f"“{view.names(for_each).name_of(name)}”只在逐项重复时有意义，此处没有这样重复",
        )
    elif view.names(for_each).resolve(name) is None:
        near = difflib.get_close_matches(name, view.known_names, n=3, cutoff=0.6)
        cure = f"是否应为{'、'.join(f'“{item}”' for item in near)}" if near else "改用数据项目录中的名称"
        yield PackProblem(
            path,
            f"没有名为“{name}”的数据项",
            cure,
            plain="引用了已不存在的数据项" if _CODE.fullmatch(name) else "",
        )


RULES = (check_figures, check_indicator_formulas, check_entered, check_texts, check_rules)

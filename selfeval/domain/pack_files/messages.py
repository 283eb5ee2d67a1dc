"""What pydantic found wrong with a pack, said in Chinese with the rule and the cure."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from selfeval.domain.pack import Pack
from selfeval.domain.pack_problem import PackPath, PackProblem

_NUMBER_CURE = "改写成数，例如 10 或 1.5，不带单位和百分号"
_KEY_RULE = "代码以小写字母或数字开头，只含小写字母、数字、下划线、点和连字符"

_RULES: dict[str, tuple[str, str]] = {
    "string_type": ("此处应为文字", "改写成文字，true、false、null 等词作文字时加引号"),
    "string_too_long": ("此处最多{max_length}个字符", "精简文字"),
    "string_too_short": ("此处至少{min_length}个字符", "填写内容，或删去这个键"),
    "string_pattern_mismatch": ("此处格式有规定", "按格式 {pattern} 改写"),
    "decimal_type": ("此处应为数", _NUMBER_CURE),
    "decimal_parsing": ("此处应为数", _NUMBER_CURE),
    "decimal_max_digits": ("此处的数最多{max_digits}位", "减少位数"),
    "decimal_max_places": ("此处的数最多{decimal_places}位小数", "减少小数位数"),
    "decimal_whole_digits": ("此处的数整数部分最多{whole_digits}位", "减少位数"),
    "finite_number": ("此处应为有限的数", _NUMBER_CURE),
    "int_type": ("此处应为整数", "改写成整数，例如 2"),
    "int_parsing": ("此处应为整数", "改写成整数，例如 2"),
    "int_parsing_size": ("此处的整数太大", "改写成较小的整数"),
    "float_type": ("此处应为数", _NUMBER_CURE),
    "float_parsing": ("此处应为数", _NUMBER_CURE),
    "bool_type": ("此处应为 true 或 false", "改写成 true 或 false"),
    "bool_parsing": ("此处应为 true 或 false", "改写成 true 或 false"),
    "greater_than": ("此处应大于{gt}", "改写成大于{gt}的数"),
    "greater_than_equal": ("此处不得小于{ge}", "改写成不小于{ge}的数"),
    "less_than": ("此处应小于{lt}", "改写成小于{lt}的数"),
    "less_than_equal": ("此处不得大于{le}", "改写成不大于{le}的数"),
    "tuple_type": ("此处应为列表", "每项另起一行，以“- ”开头"),
    "too_short": ("此处至少要有{min_length}项", "补写所缺的项"),
    "too_long": ("此处最多{max_length}项", "删去多余的项"),
    "model_type": ("此处应为一组键和值", "逐行写成“键: 值”"),
    "model_attributes_type": ("此处应为一组键和值", "逐行写成“键: 值”"),
}


def problems_of(errors: list[ErrorDetails], root: type[BaseModel] = Pack) -> list[PackProblem]:
    """Turn pydantic's errors about a ``root`` into problems, without those that only follow from another."""
    places = [error["loc"] for error in errors]
    return [
        _problem_of(error, root)
        for error in errors
        if error["type"] != "too_short"
        or not any(
            len(loc) > len(error["loc"]) and loc[: len(error["loc"])] == error["loc"] for loc in places
        )
    ]


def _problem_of(error: ErrorDetails, root: type[BaseModel]) -> PackProblem:
    path, known = _resolve(tuple(error["loc"]), root)
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "missing":
        return PackProblem(path, f"缺少键“{path[-1]}”，此处必须填写", f"补写“{path[-1]}: …”")
    if kind == "extra_forbidden":
        return unknown_key(path, known)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        return _outside_list(path, error["input"], str(context.get("expected_tags", context.get("expected"))))
    if kind == "union_tag_not_found":
        return PackProblem(path, "缺少键“type”，此处须写明种类", "补写“type: …”，可用的种类见体系包说明")
    rule, cure = _RULES.get(kind, (f"不符合规定（{error['msg']}）", "按体系包说明改写"))
    if kind == "string_pattern_mismatch" and "a-z0-9" in str(context.get("pattern")):
        rule, cure = _KEY_RULE, "改用规定的字符，例如 staff-control"
    message = f"值{quoted(error['input'])}不合要求：{rule.format(**context)}"
    return PackProblem(path, message, cure.format(**context))


def unknown_key(path: PackPath, known: Iterable[str]) -> PackProblem:
    """Say that the last key of ``path`` is not one of ``known``, and which one may be meant."""
    names = sorted(known)
    near = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.6)
    cure = f"是否应为“{near[0]}”" if near else f"改用规定的键（{'、'.join(names)}），或删去"
    return PackProblem(path, f"没有“{path[-1]}”这个键", cure)


def quoted(value: object) -> str:
    """Show a value shortly, in Chinese quotation marks; lists and mappings by their size."""
    if value is None:
        return "（空）"
    if isinstance(value, Mapping | list | tuple):
        return f"（{len(value)}项的{'一组键值' if isinstance(value, Mapping) else '列表'}）"
    text = str(value)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _outside_list(path: PackPath, value: Any, expected: str) -> PackProblem:
    allowed = [item.strip(" '") for item in expected.replace(" or ", ", ").split(",")]
    if isinstance(value, Mapping):
        value, path = value.get("type"), (*path, "type")
    near = difflib.get_close_matches(str(value), allowed, n=1, cutoff=0.6)
    cure = f"是否应为“{near[0]}”" if near else "改用其中之一"
    return PackProblem(path, f"值{quoted(value)}不在可用的值之内：{'、'.join(allowed)}", cure)


def _resolve(path: PackPath, root: type[BaseModel]) -> tuple[PackPath, frozenset[str]]:
    """Return pydantic's path without union tags, and the keys known where its last part stands."""
    here: Any = root
    known: frozenset[str] = frozenset()
    plain: list[str | int] = []
    for part in path:
        models = _models(here)
        known = frozenset(name for model in models for name in model.model_fields)
        if isinstance(part, int):
            here = next(iter(_items(here)), None)
        elif len(models) > 1 and part in {_tag(model) for model in models}:
            here = next(model for model in models if _tag(model) == part)
            continue
        else:
            here = next((m.model_fields[part].annotation for m in models if part in m.model_fields), None)
        plain.append(part)
    return tuple(plain), known


def _tag(model: type[BaseModel]) -> object:
    field = model.model_fields.get("type")
    return None if field is None else field.default


def _members(annotation: Any) -> tuple[Any, ...]:
    """Unwrap Annotated and unions into what a value may be."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(member for arg in typing.get_args(annotation) for member in _members(arg))
    return (annotation,)


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    members = _members(annotation)
    return tuple(item for item in members if isinstance(item, type) and issubclass(item, BaseModel))


def _items(annotation: Any) -> tuple[Any, ...]:
    return tuple(
        typing.get_args(member)[0]
        for member in _members(annotation)
        if typing.get_origin(member) is tuple and typing.get_args(member)
    )

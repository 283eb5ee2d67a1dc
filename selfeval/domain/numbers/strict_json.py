"""JSON without its traps: NaN, infinities, giant numbers, doubled keys, text a database cannot hold."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from selfeval.domain.numbers.rules import shown

_MAX_NUMBER_LENGTH = 24
_MAX_EXPONENT = 15


class JsonError(ValueError):
    """JSON text that was refused; the message is Chinese and fit for the user."""


def json_loads(text: str) -> Any:
    """Parse JSON; numbers with a fraction or exponent become exact ``Decimal``, whole numbers ``int``.

    Raises ``JsonError`` for malformed JSON, NaN and Infinity, numbers over 24 characters or 10 to the 15th,
    doubled keys, nesting too deep for the parser, and text with NUL or lone surrogates.
    """
    try:
        content = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_decimal,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise JsonError(
            f"JSON 第 {error.lineno} 行第 {error.colno} 个字符处格式不对，核对引号、逗号和括号后重新提交"
        ) from error
    except RecursionError as error:
        raise JsonError("JSON 嵌套层数过多，减少嵌套后重新提交") from error
    _check_texts(content)
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"JSON 中的“{name}”不是数字，改为具体数值；没有数值时写 null")


def _check_length(text: str) -> None:
    if len(text) > _MAX_NUMBER_LENGTH:
        raise JsonError(f"JSON 中的数字“{text[:12]}…”超过 {_MAX_NUMBER_LENGTH} 个字符，核对后重新提交")


def _integer(text: str) -> int:
    _check_length(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    _check_length(text)
    value = Decimal(text)
    if value and abs(value.adjusted()) >= _MAX_EXPONENT:
        raise JsonError(f"JSON 中的数字“{text}”超出范围，绝对值应小于 10 的 15 次方，核对后重新提交")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise JsonError(f"JSON 中的键“{shown(key)}”重复出现，同一层只保留一个")
        content[key] = value
    return content


def _check_texts(content: object) -> None:
    waiting = [content]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in item):
            raise JsonError("JSON 的文字中含有无法保存的字符（空字符或不成对的代理字符），删除后重新提交")

"""From the source of a formula to its tree, within limits, with errors that say where and what to do."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, Overflow
from functools import cache

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from selfeval.domain.formula import nodes
from selfeval.domain.formula.grammar import FOLDING, FUNCTIONS, GRAMMAR
from selfeval.domain.formula.outcome import FormulaError
from selfeval.domain.numbers.rules import shown

MAX_LENGTH = 500
MAX_NODES = 200
MAX_DEPTH = 20
MAX_LITERAL = 24
MAX_PLACES = 8

_PRINTED = {"-": "－", "*": "×", "/": "÷", ">=": "≥", "<=": "≤", "<>": "≠", "(": "（", ")": "）"}
_FUNCTION_LIST = "、".join(f"{chinese}（{english}）" for english, chinese in FUNCTIONS.items())
_QUOTED = re.compile("(「[^「」]*」)")


def parse(source: str) -> nodes.Expression | nodes.Condition:
    """Return the tree of a formula or condition. Raises ``FormulaError``."""
    if len(source) > MAX_LENGTH:
        message = f"公式共 {len(source)} 个字符，超过 {MAX_LENGTH} 个"
        raise FormulaError(message, MAX_LENGTH, "把算式拆成几个数据项")
    if not source.strip():
        raise FormulaError("公式为空", 0, "填写算式，例如 实际支出数÷预算数×100%")
    try:
        tree: nodes.Expression | nodes.Condition = _parser().parse(_fold(source))  # type: ignore[assignment]
    except UnexpectedCharacters as error:
        raise _unknown_character(error.char, error.pos_in_stream or 0) from error
    except UnexpectedToken as error:
        raise _unexpected(source, error.token) from error
    return tree


def _fold(source: str) -> str:
    """Fold signs onto the grammar's, character by character, but leave quoted names as they are."""
    parts = _QUOTED.split(source)
    return "".join(part if _QUOTED.fullmatch(part) else part.translate(FOLDING) for part in parts)


@v_args(inline=True)
class _Builder(Transformer[Token, nodes.Node]):
    """Builds nodes from the bottom up while parsing, so that a limit stops the parse at once."""

    def start(self, root: nodes.Node) -> nodes.Node:
        return root

    def number(self, token: Token) -> nodes.Node:
        digits = token.rstrip("% ")
        if len(digits) > MAX_LITERAL:
            message = f"第 {_place(token)} 个字符处的数字“{digits[:12]}…”超过 {MAX_LITERAL} 位"
            raise FormulaError(message, _start(token), "核对位数")
        try:
            number = nodes.ARITHMETIC.create_decimal(digits)
        except Overflow as error:
            message = f"第 {_place(token)} 个字符处的数字“{digits}”超出范围"
            raise FormulaError(message, _start(token), "核对位数") from error
        if token.type != "PERCENT":
            return nodes.Number(digits, number)
        return nodes.Number(f"{digits}%", nodes.ARITHMETIC.divide(number, Decimal(100)))

    def name(self, token: Token) -> nodes.Node:
        return nodes.Name(str(token), _start(token))

    def quoted_name(self, token: Token) -> nodes.Node:
        hidden = next((c for c in token if unicodedata.category(c).startswith("C")), None)
        if hidden is not None:
            raise _unknown_character(hidden, _start(token) + token.index(hidden))
        return nodes.Name(token[1:-1].strip(), _start(token))

    def group(self, opening: Token, inner: nodes.Expression, closing: Token) -> nodes.Node:
        return _limited(nodes.Group(_printed(opening), inner, _printed(closing)), opening)

    def signed(self, sign: Token, inner: nodes.Expression) -> nodes.Node:
        return _limited(nodes.Signed(_printed(sign), inner), sign)

    def chain(self, first: nodes.Expression, *rest: Token | nodes.Expression) -> nodes.Node:
        signs, parts = rest[::2], rest[1::2]
        pairs = zip((_printed(sign) for sign in signs), parts, strict=True)  # type: ignore[arg-type]
        return _limited(nodes.Chain(first, tuple(pairs)), rest[0])  # type: ignore[arg-type]

    def many(self, function: Token, _opening: Token, *rest: nodes.Expression) -> nodes.Node:
        return _limited(nodes.Call(_function(function), rest[:-1]), function)

    def absolute(
        self, function: Token, _opening: Token, inner: nodes.Expression, _closing: Token
    ) -> nodes.Node:
        return _limited(nodes.Call(_function(function), (inner,)), function)

    def rounded(self, function: Token, _opening: Token, inner: nodes.Expression, *rest: Token) -> nodes.Node:
        places = str(rest[0]) if len(rest) == 2 else "0"
        if places not in tuple("012345678"):
            message = f"第 {_place(rest[0])} 个字符处的小数位数“{places[:12]}”不是 0 至 {MAX_PLACES} 的整数"
            raise FormulaError(message, _start(rest[0]), "改为 0 至 8，例如 四舍五入（比率，4）")
        return _limited(nodes.Rounded(inner, int(places)), function)

    def choice(
        self,
        function: Token,
        _opening: Token,
        condition: nodes.Condition,
        then: nodes.Expression,
        otherwise: nodes.Expression,
        _closing: Token,
    ) -> nodes.Node:
        return _limited(nodes.Choice(condition, then, otherwise), function)

    def comparison(self, left: nodes.Expression, sign: Token, right: nodes.Expression) -> nodes.Node:
        return _limited(nodes.Comparison(left, _printed(sign), right), sign)

    def all_of(self, *parts: nodes.Condition) -> nodes.Node:
        return _limited(nodes.Junction("且", parts))

    def any_of(self, *parts: nodes.Condition) -> nodes.Node:
        return _limited(nodes.Junction("或", parts))

    def negate(self, inner: nodes.Condition) -> nodes.Node:
        return _limited(nodes.Negation(inner))

    def group_condition(self, opening: Token, inner: nodes.Condition, _closing: Token) -> nodes.Node:
        return _limited(nodes.GroupedCondition(inner), opening)


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="basic", transformer=_Builder(), maybe_placeholders=False)


def _limited(node: nodes.Node, token: Token | None = None) -> nodes.Node:
    position = 0 if token is None else _start(token)
    if node.depth > MAX_DEPTH:
        raise FormulaError(f"公式嵌套超过 {MAX_DEPTH} 层", position, "减少括号层数，或把算式拆成几个数据项")
    if node.size > MAX_NODES:
        raise FormulaError(f"公式的运算数和运算超过 {MAX_NODES} 个", position, "把算式拆成几个数据项")
    return node


def _start(token: Token) -> int:
    return token.start_pos or 0


def _place(token: Token) -> int:
    return _start(token) + 1


def _printed(token: Token) -> str:
    return _PRINTED.get(token, str(token))


def _function(token: Token) -> str:
    return FUNCTIONS.get(token.lower(), str(token))


def _unknown_character(character: str, position: int) -> FormulaError:
    if character == "^":
        return _power(position)
    if character.isprintable():
        what, cure = f"“{character}”", "用 + － × ÷ 和括号书写；名称中有其他符号时用「」括起"
    else:
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        what, cure = f"是不可见字符（{name}），", "删除该字符"
    return FormulaError(f"公式第 {position + 1} 个字符{what}不能识别", position, cure)


def _power(position: int) -> FormulaError:
    return FormulaError(f"公式第 {position + 1} 个字符处写了乘方，公式不支持乘方", position, "改用乘法书写")


def _unexpected(source: str, token: Token) -> FormulaError:
    if token.type == "$END":
        return FormulaError("公式没有写完", len(source), "补全末尾的数据项或右括号")
    position = _start(token)
    before = _fold(source)[:position].rstrip()
    place = f"公式第 {position + 1} 个字符处"
    written = shown(source[position : position + len(token)])
    word = re.search(r"\w+$", before)
    if token.type == "LPAR" and word is not None and not word[0].isdigit():
        name = word[0][:20]
        return FormulaError(f"{place}前的“{name}”不是可用的函数", position, f"可用函数：{_FUNCTION_LIST}")
    if before.endswith("*") and token.startswith("*"):
        return _power(position)
    if token.type == "COMPARISON":
        cure = "比较只能用在条件中，且每次只比较两个数，多个条件用“ 且 ”连接"
        return FormulaError(f"{place}不能写比较符号“{written}”", position, cure)
    if token.type in {"NAME", "NUMBER", "PERCENT", "QUOTED", "LPAR"} and word is not None:
        cure = "在两者之间补上运算符；“且”“或”“非”两侧留空格"
        return FormulaError(f"{place}的“{written}”与前面之间缺少运算符", position, cure)
    return FormulaError(f"{place}不应出现“{written}”", position, "核对此处的运算符和括号是否成对")

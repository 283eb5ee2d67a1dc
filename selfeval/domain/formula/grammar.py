"""The grammar of formulas, and the folding of full-width and typographic signs onto it.

Folding maps one character to one character, so that positions in the folded text are positions in the
source. Words 且, 或 and 非 stand alone, with spaces or brackets around them, because figure names contain
these characters (非税收入, 交办或下达数).
"""

from __future__ import annotations

FUNCTIONS = {
    "min": "最小",
    "max": "最大",
    "sum": "求和",
    "abs": "绝对值",
    "round": "四舍五入",
    "if": "如果",
}
"""English and official Chinese names of the functions; either may be written, the Chinese is printed."""

FOLDING = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    {
        "×": "*",
        "·": "*",
        "÷": "/",
        "−": "-",
        "–": "-",
        "\u3000": " ",
        "\u00a0": " ",
    }
)

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_QUOTE = '“”\\"'
_WORD = f"{_HAN}{_QUOTE}A-Za-z0-9_"
_KEY = r"[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)+"
_NAME = rf"(?:[A-Za-z]|[0-9]+(?=[{_HAN}{_QUOTE}])|[{_HAN}{_QUOTE}])[{_WORD}]*"

GRAMMAR = rf"""
start: expression | condition

?condition: conjunction
    | conjunction (_OR conjunction)+            -> any_of
?conjunction: negation
    | negation (_AND negation)+                 -> all_of
?negation: _NOT negation                        -> negate
    | comparison
    | LPAR condition RPAR                       -> group_condition
comparison: expression COMPARISON expression

?expression: term
    | term (SIGN term)+                         -> chain
?term: factor
    | factor (SCALE factor)+                    -> chain
?factor: SIGN factor                            -> signed
    | operand
?operand: NUMBER                                -> number
    | PERCENT                                   -> number
    | NAME                                      -> name
    | QUOTED                                    -> quoted_name
    | LPAR expression RPAR                      -> group
    | LSQB expression RSQB                      -> group
    | LBRACE expression RBRACE                  -> group
    | LLENT expression RLENT                    -> group
    | MANY LPAR expression (_COMMA expression)* RPAR -> many
    | ABS LPAR expression RPAR                  -> absolute
    | ROUND LPAR expression (_COMMA NUMBER)? RPAR -> rounded
    | IF LPAR condition _COMMA expression _COMMA expression RPAR -> choice

MANY.3: /(?:min|max|sum|最小|最大|求和)(?= *\()/i
ABS.3: /(?:abs|绝对值)(?= *\()/i
ROUND.3: /(?:round|四舍五入)(?= *\()/i
IF.3: /(?:if|如果)(?= *\()/i
_AND.2: /(?:且|and)(?![{_WORD}])/i
_OR.2: /(?:或|or)(?![{_WORD}])/i
_NOT.2: /(?:非|not)(?![{_WORD}])/i
NAME.1: /{_KEY}|{_NAME}/
QUOTED: /「[^「」]+」/
PERCENT.1: /[0-9]+(?:\.[0-9]+)? *%/
NUMBER: /[0-9]+(?:\.[0-9]+)?/
COMPARISON: ">=" | "<=" | "<>" | "≥" | "≤" | "≠" | ">" | "<" | "="
SIGN: "+" | "-"
SCALE: "*" | "/"
LPAR: "("
RPAR: ")"
LSQB: "["
RSQB: "]"
LBRACE: "{{"
RBRACE: "}}"
LLENT: "【"
RLENT: "】"
_COMMA: ","
%ignore /[ \t\r\n]+/
"""

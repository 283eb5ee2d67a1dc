"""The grammar of templates: words with references in braces, see docs/reference/references.md.

A text is read once by ``parse_template``; ``canonicalise`` and ``humanise`` exchange names and keys and leave
every other character as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from selfeval.domain.formula import FormulaError, parse_formula
from selfeval.domain.formula.parser import parse

MAX_TEMPLATE_CHARS = 200_000
MAX_REFERENCES = 5_000
MAX_REFERENCE_CHARS = 600

_BRACE = re.compile(r"\{\{|\}\}|\{|\}")
_RELATION = re.compile(r"\s(较|占)\s")
_FORMAT = re.compile(
    r"(?P<name>元|万元|数|百分比)(?P<digits>[0-6])?"
    r"|(?P<plain>整数|一位小数|两位小数|三位小数|四位小数|六位小数|绝对值|略零|年月日|年月|月日|差额|幅度|整句)"
)
_CHANGE_PARTS = frozenset({"差额", "幅度", "整句"})
_FORMATS_IN_WORDS = (
    "元、万元、数、百分比（后面可带小数位数，如“万元6”）、整数、一位小数、两位小数、三位小数、四位小数、"
    "六位小数、绝对值、略零、年月日、年月、月日，以及“较”的差额、幅度、整句"
)


class TemplateError(ValueError):
    """A text that cannot be read: ``message``, ``position`` (counted from 0) and ``cure``, in Chinese."""

    def __init__(self, message: str, position: int, cure: str) -> None:
        super().__init__(f"第{position + 1}个字处：{message}。{cure}。")
        self.message = message
        self.position = position
        self.cure = cure


class Relation(StrEnum):
    """What a reference says: one value, a change (较), or a share (占)."""

    VALUE = ""
    CHANGE = "较"
    SHARE = "占"


@dataclass(frozen=True)
class Words:
    """Literal text; ``source`` keeps doubled braces doubled."""

    source: str

    @property
    def text(self) -> str:
        """The words as they print."""
        return self.source.replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True)
class Operand:
    """A name, or a formula over names (written after ``=``)."""

    text: str
    is_formula: bool = False

    @property
    def source(self) -> str:
        """As written inside the braces."""
        return f"={self.text}" if self.is_formula else self.text

    @property
    def names(self) -> tuple[str, ...]:
        """The names that this operand reads."""
        return parse_formula(self.text).names if self.is_formula else (self.text,)

    def renamed(self, rename: Callable[[str], str]) -> Operand:
        """The same operand with every name exchanged."""
        return replace(
            self, text=renamed_formula(self.text, rename) if self.is_formula else rename(self.text)
        )


@dataclass(frozen=True)
class Format:
    """One format after ``|``; ``digits`` are the decimals where a digit is given."""

    name: str
    digits: int | None = None

    @property
    def source(self) -> str:
        """As written after the bar."""
        return self.name if self.digits is None else f"{self.name}{self.digits}"


@dataclass(frozen=True)
class Reference:
    """A live reference: one operand, or two joined by 较 or 占, with formats."""

    operands: tuple[Operand, ...]
    relation: Relation = Relation.VALUE
    formats: tuple[Format, ...] = ()
    position: int = 0

    @property
    def source(self) -> str:
        """The normalised spelling with its braces."""
        body = f" {self.relation} ".join(operand.source for operand in self.operands)
        return "{" + "|".join((body, *(part.source for part in self.formats))) + "}"

    def renamed(self, rename: Callable[[str], str]) -> Reference:
        """The same reference with every name (inside formulas too) exchanged."""
        return replace(self, operands=tuple(operand.renamed(rename) for operand in self.operands))


@dataclass(frozen=True)
class Template:
    """A text as read: words and references in order."""

    segments: tuple[Words | Reference, ...]

    @property
    def references(self) -> Iterator[Reference]:
        """The references in order of appearance."""
        return (segment for segment in self.segments if isinstance(segment, Reference))


@lru_cache(maxsize=2048)
def parse_template(text: str) -> Template:
    """Read a text; TemplateError names the first mistake with its place and cure."""
    if len(text) > MAX_TEMPLATE_CHARS:
        raise TemplateError(
            f"文字共{len(text)}字，超过{MAX_TEMPLATE_CHARS}字的上限",
            MAX_TEMPLATE_CHARS,
            "把内容分到几个段落里填写",
        )
    segments: list[Words | Reference] = []
    words_from = position = count = 0
    while brace := _BRACE.search(text, position):
        position = brace.end()
        match brace.group():
            case "{":
                if brace.start() > words_from:
                    segments.append(Words(text[words_from : brace.start()]))
                end = _end_of_reference(text, brace.start())
                segments.append(_reference(text[brace.end() : end], brace.start()))
                words_from = position = end + 1
                count += 1
            case "}":
                raise TemplateError(
                    "右花括号没有对应的左花括号", brace.start(), "删去这个“}”；要写花括号本身时连写两个“}}”"
                )
        if count > MAX_REFERENCES:
            raise TemplateError(
                f"数据引用超过{MAX_REFERENCES}处的上限", brace.start(), "把内容分到几个段落里填写"
            )
    if words_from < len(text):
        segments.append(Words(text[words_from:]))
    return Template(tuple(segments))


def _end_of_reference(text: str, start: int) -> int:
    end = text.find("}", start)
    inner = text.find("{", start + 1)
    if end < 0 or 0 <= inner < end:
        raise TemplateError(
            "左花括号没有对应的右花括号", start, "在数据项名称后补上“}”；要写花括号本身时连写两个“{{”"
        )
    if end - start > MAX_REFERENCE_CHARS:
        raise TemplateError(
            f"花括号内有{end - start - 1}字，超过{MAX_REFERENCE_CHARS}字的上限",
            start,
            "花括号内只写数据项名称或算式",
        )
    return end


def _reference(body: str, position: int) -> Reference:
    """Read what stands between the braces."""
    head, *suffixes = (" ".join(part.split()) for part in body.replace("｜", "|").split("|"))
    pieces = _RELATION.split(f" {head} ")
    if len(pieces) > 3:
        raise TemplateError(
            "一处引用里有两个以上的“较”或“占”", position, "每处引用只比较两个数据项，其余另写一处"
        )
    operands = tuple(_operand(piece.strip(), position) for piece in pieces[::2])
    relation = Relation(pieces[1]) if len(pieces) == 3 else Relation.VALUE
    formats = tuple(_format(suffix, position) for suffix in suffixes)
    parts = [part.name for part in formats if part.name in _CHANGE_PARTS]
    if parts and relation is not Relation.CHANGE:
        raise TemplateError(
            f"“{parts[0]}”只能用在“较”的引用里",
            position,
            f"删去“|{parts[0]}”，或写成“{{甲 较 乙|{parts[0]}}}”",
        )
    return Reference(operands, relation, formats, position)


def _operand(text: str, position: int) -> Operand:
    if text[:1] in ("=", "＝"):
        formula = text[1:].strip()
        try:
            parse_formula(formula)
        except FormulaError as error:
            raise TemplateError(f"算式“{formula}”：{error.message}", position, error.cure) from error
        return Operand(formula, is_formula=True)
    if not text:
        raise TemplateError(
            "花括号内缺少数据项名称", position, "写上数据项名称，如“{年初预算数}”，或删去这对花括号"
        )
    return Operand(text)


def _format(text: str, position: int) -> Format:
    found = _FORMAT.fullmatch(text)
    if found is None:
        raise TemplateError(f"没有“{text}”这种格式", position, f"可用的格式有：{_FORMATS_IN_WORDS}")
    digits = found["digits"]
    return Format(found["name"] or found["plain"], int(digits) if digits else None)


def renamed_formula(source: str, rename: Callable[[str], str]) -> str:
    """Return a formula with other names at the same places; names with signs in them go into 「」.

    FormulaError for a formula that cannot be read.
    """
    written, position = "", 0
    for use in parse(source).names():
        end = (
            source.index("」", use.position) + 1
            if source[use.position] == "「"
            else use.position + len(use.name)
        )
        written += source[position : use.position] + _in_formula(rename(use.name))
        position = end
    return written + source[position:]


def _in_formula(name: str) -> str:
    try:
        is_plain = parse_formula(name).names == (name,)
    except FormulaError:
        is_plain = False
    return name if is_plain else f"「{name}」"


def canonicalise(text: str, resolve: Callable[[str], str | None]) -> str:
    """Return the stored form: every name replaced by its key.

    ``resolve`` gives the key of a name or key, ``None`` for what it does not know; then, as for unreadable
    text, TemplateError is raised.
    """

    def key_of(name: str, position: int) -> str:
        key = resolve(name)
        if key is None:
            raise TemplateError(
                f"没有名为“{name}”的数据项", position, "从数据项列表里选一个，或改成列表中的名称"
            )
        return key

    return _rewrite(text, key_of)


def humanise(text: str, name_of: Callable[[str], str]) -> str:
    """Return the editor's form: every key replaced by its Chinese name.

    A name that would read differently inside braces is left as its key. TemplateError for unreadable text.
    """

    def written(key: str, _position: int) -> str:
        name = name_of(key)
        return name if _is_plain(name) else key

    return _rewrite(text, written)


def _is_plain(name: str) -> bool:
    """Whether a name, put between braces, is read back as that very name."""
    return not re.search(r"[{}|｜]", name) and _reads_back(name)


def _reads_back(name: str) -> bool:
    try:
        return _reference(name, 0).operands == (Operand(name),)
    except TemplateError:
        return False


def _rewrite(text: str, rename: Callable[[str, int], str]) -> str:
    """Write the text again with other names."""

    def written(segment: Words | Reference) -> str:
        if isinstance(segment, Words):
            return segment.source
        return segment.renamed(lambda name: rename(name, segment.position)).source

    return "".join(map(written, parse_template(text).segments))


def references_in(text: str) -> tuple[str, ...]:
    """Return every name or key that a text reads, each once, in order. TemplateError for unreadable text."""
    names = (
        name
        for reference in parse_template(text).references
        for operand in reference.operands
        for name in operand.names
    )
    return tuple(dict.fromkeys(names))


def escape(words: str) -> str:
    """Return words as template text that prints them as they are."""
    return words.replace("{", "{{").replace("}", "}}")

"""Rounds over the codes of the final accounts, and what ``{row.…}`` stands for in them.

``functional:<level>[:<measure>]`` and ``economic:<level>[:<measure>]`` go through the codes in use, in order;
``functional_projects[:<measure>]`` through the 项 with the named projects below each. A measure keeps only
the codes with an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from selfeval.domain.accounts import Measure, measure_of
from selfeval.domain.accounts.index import project_total
from selfeval.domain.accounts.keys import ECONOMIC_COLUMN
from selfeval.domain.accounts.measures import NATURE_LABELS
from selfeval.domain.classifications import Classification, above
from selfeval.domain.data import EconomicLine, Fund, YearData
from selfeval.domain.figures import FigureBook
from selfeval.domain.figures.catalogue import PRIOR
from selfeval.domain.numbers import Quantity
from selfeval.domain.prose.items import Cells
from selfeval.domain.prose.values import Value

PROJECTS = "functional_projects"
ACCOUNT_ROUNDS = (*(classification.value for classification in Classification), PROJECTS)
"""The kinds of rounds over codes, as they begin a ``for_each``."""
ANY_LEVEL = "tree"
_LEVELS = {"class": 3, "group": 5, "item": 7}
_PROJECT_MEASURE = Measure("actual", "general_public", "project")
_PROJECT_LEVEL = "项目"
ROW_TEXTS = {"code": "科目编码", "name": "科目名称", "path": "科目全称", "level": "级次", "reason": "说明"}
"""The attributes of a row beside its measures, with their names."""
_PRIOR_LABEL = "上年"
_ROW_MEASURE = re.compile(
    r"(?P<prior>prior\.)?(?:economic\.(?P<economic>\d{3}|\d{5})\.)?(?P<measure>[a-z_.]+)"
)
_ROW_LABEL = re.compile(r"(?P<prior>上年)?(?:经济分类(?P<economic>\d{5}|\d{3}))?(?P<measure>.+)")

NAME_FACTS = {
    f"economic.names.{nature or 'all'}": f"{label}所列经济科目" for nature, label in NATURE_LABELS.items()
}
"""Texts that list the 款 in use: key and Chinese name."""


@dataclass(frozen=True)
class AccountRound:
    """A round as read: its classification, the length of its codes (``None``: all), what must not be zero."""

    classification: Classification
    length: int | None
    measure: Measure | None
    has_projects: bool = False


@dataclass(frozen=True)
class _RowMeasure:
    """A measure of a row, of the prior year where it says so, crossed with an economic code."""

    measure: Measure
    economic: str = ""
    is_prior: bool = False

    @property
    def attribute(self) -> str:
        crossed = f"economic.{self.economic}." if self.economic else ""
        return f"{PRIOR if self.is_prior else ''}{crossed}{self.measure.key}"

    @property
    def label(self) -> str:
        crossed = f"经济分类{self.economic}" if self.economic else ""
        return f"{_PRIOR_LABEL if self.is_prior else ''}{crossed}{self.measure.label}"

    def figure(self, classification: Classification, code: str) -> str:
        crossed = f"economic.{self.economic}." if self.economic else ""
        return f"{PRIOR if self.is_prior else ''}{classification}.{code}.{crossed}{self.measure.key}"


@lru_cache(maxsize=256)
def account_round(for_each: str) -> AccountRound | None:
    """Read a round over codes; ``None`` where it is none."""
    kind, *rest = for_each.split(":")
    if kind == PROJECTS and len(rest) <= 1:
        measure = measure_of(rest[0]) if rest else _PROJECT_MEASURE
        if measure is None or measure.column != ECONOMIC_COLUMN:
            return None
        return AccountRound(Classification.FUNCTIONAL, _LEVELS["item"], measure, has_projects=True)
    if kind not in ACCOUNT_ROUNDS or not 1 <= len(rest) <= 2:
        return None
    classification = Classification(kind)
    measure = measure_of(rest[1]) if len(rest) == 2 else None
    is_economic = classification is Classification.ECONOMIC
    if (len(rest) == 2 and measure is None) or (
        is_economic and measure and measure.column != ECONOMIC_COLUMN
    ):
        return None
    if rest[0] == ANY_LEVEL:
        return AccountRound(classification, None, measure)
    length = _LEVELS.get(rest[0])
    return AccountRound(classification, length, measure) if length in classification.levels else None


@lru_cache(maxsize=2048)
def _row_measure(written: str) -> _RowMeasure | None:
    for pattern in (_ROW_MEASURE, _ROW_LABEL):
        found = pattern.fullmatch(written)
        measure = measure_of(found["measure"]) if found else None
        if found is not None and measure is not None:
            if found["economic"] and measure.column != ECONOMIC_COLUMN:
                return None
            return _RowMeasure(measure, found["economic"] or "", bool(found["prior"]))
    return None


def row_attribute(written: str) -> str | None:
    """Return the attribute of a row over codes that a key or Chinese name means; ``None`` for neither."""
    if written in ROW_TEXTS:
        return written
    text = next((key for key, label in ROW_TEXTS.items() if label == written), None)
    measure = _row_measure(written) if text is None else None
    return measure.attribute if measure is not None else text


def row_label(attribute: str) -> str | None:
    """Return the Chinese name of such an attribute; ``None`` where there is none."""
    measure = _row_measure(attribute)
    return measure.label if measure is not None else ROW_TEXTS.get(attribute)


def empty_row(attribute: str) -> Value:
    """A row where there is none yet."""
    return Value(row_label(attribute) or attribute)


def account_rows(one: AccountRound, book: FigureBook) -> Iterator[Cells]:
    """Yield the cells of every row of a round over codes."""
    levels = one.classification.levels if one.length is None else (one.length,)
    for code in book.accounts.codes(one.classification):
        if len(code) in levels and _is_used(one, code, book):
            row = _CodeRow(book, one.classification, code)
            yield row.value
            if one.has_projects and one.measure is not None:
                for name, lines in book.accounts.projects(code).items():
                    if project_total(lines, one.measure.fund, one.measure.nature):
                        yield _ProjectRow(name, lines).value


def _is_used(one: AccountRound, code: str, book: FigureBook) -> bool:
    """Whether there is an amount: for spending the budget counts too, so that nothing spent is told."""
    if one.measure is None:
        return True
    measures = [one.measure]
    if (
        one.classification is Classification.FUNCTIONAL
        and one.measure.column == "actual"
        and not one.has_projects
    ):
        measures.append(Measure("adjusted", one.measure.fund, one.measure.nature))
    keys = (f"{one.classification}.{code}.{measure.key}" for measure in measures)
    return any(book.value(key) for key in keys)


class _CodeRow:
    """The row of one code."""

    def __init__(self, book: FigureBook, classification: Classification, code: str) -> None:
        self._book, self._classification, self._code = book, classification, code

    def value(self, attribute: str) -> Value:
        """Return an attribute of the row."""
        if attribute in ROW_TEXTS:
            return Value(ROW_TEXTS[attribute], self._text(attribute) or None)
        measure = _row_measure(attribute)
        assert measure is not None
        key = measure.figure(self._classification, self._code)
        found = self._book.value(key)
        amount = found if isinstance(found, Decimal) else None
        return Value(self._book.name_of(key), amount, Quantity.MONEY)

    def _text(self, attribute: str) -> str:
        code, levels = self._code, self._classification.levels
        match attribute:
            case "code":
                return code
            case "name":
                return self._name(code)
            case "level":
                return levels[len(code)]
            case "reason":
                return _notes(self._book.data.year, self._classification, code)
        path = (*above(code), code)
        return "".join(f"{_short(self._name(part))}（{levels[len(part)]}）" for part in path)

    def _name(self, code: str) -> str:
        return self._book.account_name(self._classification, code) or code


class _ProjectRow:
    """The row of a named project below its 项; it has no code, no budget and no prior year."""

    def __init__(self, name: str, lines: tuple[EconomicLine, ...]) -> None:
        self._name, self._lines = name, lines

    def value(self, attribute: str) -> Value:
        """Return an attribute of the row."""
        if attribute in ROW_TEXTS:
            texts = {"name": self._name, "path": self._name, "level": _PROJECT_LEVEL}
            return Value(ROW_TEXTS[attribute], texts.get(attribute, ""))
        measure = _row_measure(attribute)
        assert measure is not None
        what = measure.measure
        if measure.is_prior or what.column != ECONOMIC_COLUMN:
            return Value(measure.label, "")
        lines = (line for line in self._lines if line.economic_code.startswith(measure.economic))
        amount = project_total(lines, what.fund, what.nature)
        return Value(f"{self._name}{measure.label}", Decimal(0) if amount is None else amount, Quantity.MONEY)


def _short(name: str) -> str:
    """The name as paths print it, without 支出 at its end."""
    return name.removesuffix("支出") or name


def _notes(year: YearData, classification: Classification, code: str) -> str:
    """What was noted beside the lines of a code that 一般公共预算 pays, each note once."""
    if classification is Classification.FUNCTIONAL:
        found = (
            line.note
            for line in year.budget_lines
            if line.functional_code == code and line.fund is Fund.GENERAL_PUBLIC
        )
    else:
        found = (line.note for line in year.economic_lines if line.economic_code == code)
    return "；".join(_each_once(note.rstrip("。；") for note in found))


def _each_once(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(text for text in texts if text)


def economic_names(key: str, book: FigureBook) -> str | None:
    """Return the names of the 款 on which 一般公共预算 spent money of a nature, in the order of codes.

    ``None`` where no line by economic classification was entered, 无 where none is of this nature.
    """
    if not book.data.year.economic_lines:
        return None
    nature = key.rpartition(".")[2]
    part = "" if nature == "all" else f".{nature}"
    codes = (code for code in book.accounts.codes(Classification.ECONOMIC) if len(code) == _LEVELS["group"])
    used = (code for code in codes if book.value(f"economic.{code}.general_public{part}.actual"))
    return "、".join(book.account_name(Classification.ECONOMIC, code) or code for code in used) or "无"

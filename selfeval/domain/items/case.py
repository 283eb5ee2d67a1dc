"""An item as a small evaluation of its own, under a pack that is made from its form.

The pack of a case holds the fund figures (年初预算数, 全年预算数, 全年执行数, 预算执行率 and those of every
source), the indicator tree, grades, caps, the item's report and its official table. Figures of the
department year keep their keys, so that the item's texts can quote them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from selfeval.domain.data import (
    EvaluationData,
    FigureValue,
    Item,
    ItemAspect,
    ItemIndicator,
    ItemKind,
    SectionText,
    YearData,
)
from selfeval.domain.items import tree
from selfeval.domain.items.funds import TOTAL, FundLine, fund_line, funds_of
from selfeval.domain.items.prior import prior_indicators
from selfeval.domain.numbers import Quantity, format_number
from selfeval.domain.pack import (
    Cap,
    FigureDefinition,
    FundRow,
    ItemForm,
    Pack,
    ReportDefinition,
    TableBlock,
)

TABLE = "table"
REPORT = "report"
_WHOLE = "年度资金总额"
_PARTS = {"initial": "initial_amount", "whole_year": "whole_year_amount", "executed": "executed_amount"}
_NAMES = {"initial": "年初预算数", "whole_year": "全年预算数", "executed": "全年执行数"}
_ALIASES = {"initial": ("年初预算",), "whole_year": ("全年预算", "调整后预算数"), "executed": ("预算执行数",)}


@dataclass(frozen=True)
class ItemCase:
    """One item with its form, and the evaluation made from both.

    ``funds`` are the rows of the form, ``indicators`` the rows filled in by the code of their indicator in
    printing order, ``aspects`` the form's aspects with what was written about them. ``prior_funds`` are the
    same rows of funds as last year had them, ``prior_indicators`` last year's rows of the same indicators.
    """

    item: Item
    form: ItemForm
    data: EvaluationData
    pack: Pack
    funds: tuple[FundLine, ...]
    indicators: Mapping[str, ItemIndicator]
    aspects: tuple[tuple[str, ItemAspect], ...]
    prior_funds: tuple[FundLine, ...] = ()
    prior_indicators: Mapping[str, ItemIndicator] = field(default_factory=dict)

    @property
    def prior_total(self) -> FundLine | None:
        """The row of the whole as last year had it; ``None`` where last year is not there."""
        return next((line for line in self.prior_funds if line.source == TOTAL), None)

    @property
    def total(self) -> FundLine:
        """The row of the whole (年度资金总额)."""
        return next(line for line in self.funds if line.source == TOTAL)


def text_prefix(item_code: str) -> str:
    """Return what the keys of an item's own texts begin with."""
    return f"item.{item_code}."


def item_text(key: str) -> tuple[str, str | None]:
    """Return item code and own key of an item's text; no own key for a text that belongs to no item."""
    head, _, rest = key.partition(".")
    code, _, own_key = rest.partition(".")
    return (code, own_key) if head == "item" and own_key else ("", None)


def form_of(pack: Pack, item: Item) -> ItemForm | None:
    """Return the form of an item: the one it names, else the pack's first of its kind; ``None`` for none."""
    return named_form(pack, item.kind, item.form)


def named_form(pack: Pack, kind: ItemKind, code: str) -> ItemForm | None:
    """Return the pack's form of a kind by its code, the first of the kind for no code; ``None`` for none."""
    fitting = (form for form in pack.forms if form.kind is kind)
    return next((form for form in fitting if not code or form.code == code), None)


def item_cases(data: EvaluationData, pack: Pack) -> tuple[ItemCase, ...]:
    """Return every item that has a code of its own and a form in the pack, in the order of the data."""
    by_code: dict[str, Item] = {}
    for item in data.year.items:
        by_code.setdefault(item.code, item)
    found = ((item, form_of(pack, item)) for code, item in by_code.items() if code)
    return tuple(_case(data, pack, item, form) for item, form in found if form is not None)


def item_case(data: EvaluationData, pack: Pack, item_code: str) -> ItemCase:
    """Return one item as an evaluation. KeyError where there is no such item, or no form for it."""
    for item in data.year.items:
        if item_code and item.code == item_code:
            form = form_of(pack, item)
            if form is not None:
                return _case(data, pack, item, form)
    raise KeyError(item_code)


def _case(data: EvaluationData, pack: Pack, item: Item, form: ItemForm) -> ItemCase:
    rows = tree.coded(form, tree.rows_of(data, item))
    funds = _lines(data.year, item, form)
    prior_funds = _lines(data.prior_year, item, form) if data.prior_year is not None else ()
    return ItemCase(
        item=item,
        form=form,
        data=_data(data, item, funds, prior_funds, rows),
        pack=case_pack(pack, form, item, rows),
        funds=funds,
        indicators=rows,
        aspects=tuple((aspect.label, _aspect(data, item, aspect.key)) for aspect in form.aspects),
        prior_funds=prior_funds,
        prior_indicators=prior_indicators(data.prior_year, item, rows),
    )


def _lines(year: YearData, item: Item, form: ItemForm) -> tuple[FundLine, ...]:
    own = funds_of(year, item)
    return tuple(fund_line(own, row.key, row.label) for row in _with_total(form))


def _with_total(form: ItemForm) -> tuple[FundRow, ...]:
    if any(row.key == TOTAL for row in form.fund_rows):
        return form.fund_rows
    return (FundRow(key=TOTAL, label=_WHOLE), *form.fund_rows)


def _aspect(data: EvaluationData, item: Item, key: str) -> ItemAspect:
    rows = (row for row in data.year.item_aspects if row.item == item.code and row.aspect == key)
    return next(rows, ItemAspect(item=item.code, aspect=key))


def _data(
    data: EvaluationData,
    item: Item,
    funds: tuple[FundLine, ...],
    prior_funds: tuple[FundLine, ...],
    rows: Mapping[str, ItemIndicator],
) -> EvaluationData:
    """The evaluation with the item alone: its funds as figures, its indicators as entries, its own texts.

    The prior year holds what the item of the same code had then.
    """
    prefix = text_prefix(item.code)
    year = _with_funds(data.year, funds)
    prior = _with_funds(data.prior_year, prior_funds) if data.prior_year is not None else None
    return data.model_copy(
        update={
            "code": f"{data.code}.{item.code}",
            "year": year,
            "prior_year": prior,
            "entries": tuple(tree.entries(data, item, rows)),
            "texts": tuple(
                SectionText(key=text.key.removeprefix(prefix), content=text.content, generated=text.generated)
                for text in data.texts
                if text.key.startswith(prefix)
            ),
            "explanations": (),
        }
    )


def _with_funds(year: YearData, funds: Iterable[FundLine]) -> YearData:
    """The year with an item's funds as figures, before its own."""
    figures = (
        FigureValue(key=f"funds.{line.source}.{part}", value=getattr(line, column))
        for line in funds
        for part, column in _PARTS.items()
    )
    return year.model_copy(update={"figures": (*figures, *year.figures)})


def case_pack(pack: Pack, form: ItemForm, item: Item, rows: Mapping[str, ItemIndicator]) -> Pack:
    """Return the pack under which an item is evaluated; names of its own figures come before the pack's."""
    bare = form.table.model_copy(update={"key": f"{form.table.key}-alone", "caption": ""})
    table = ReportDefinition(
        kind=TABLE,
        label=form.name,
        title=(form.table.caption or form.name,),
        preface=(TableBlock(table=bare.key),),
        signature=False,
    )
    return pack.model_copy(
        update={
            "code": form.code,
            "name": form.name,
            "basis": form.basis,
            "is_library": False,
            "full_mark": form.full_mark,
            "figures": (*fund_figures(form), *pack.figures),
            "indicators": tree.nodes(form, item, rows),
            "grades": form.grades,
            "caps": (*form.caps, *_core_caps(form, rows)),
            "documents": (form.report.model_copy(update={"kind": REPORT}), table),
            "tables": (form.table, bare),
            "charts": (),
            "checks": form.checks,
            "forms": (),
        }
    )


def fund_figures(form: ItemForm) -> Iterator[FigureDefinition]:
    """Yield the figures of an item's funds: of the whole, of every source, and the execution rate."""
    for row in _with_total(form):
        is_whole = row.key == TOTAL
        label = "" if is_whole else fund_label(row.label)
        for part, name in _NAMES.items():
            yield FigureDefinition(
                key=f"funds.{row.key}.{part}",
                name=f"{label}{name}",
                aliases=_ALIASES[part] if is_whole else (),
                quantity=Quantity.MONEY,
            )
    yield FigureDefinition(
        key="funds.execution_rate",
        name="预算执行率",
        aliases=("执行率",),
        quantity=Quantity.RATE,
        formula="全年执行数÷全年预算数×100%",
    )


def fund_label(label: str) -> str:
    """Return the name of a source without the word that leads the list (其中：当年财政拨款)."""
    return label.removeprefix("其中").lstrip("：:－-").strip()


def _core_caps(form: ItemForm, rows: Mapping[str, ItemIndicator]) -> Iterator[Cap]:
    rule = form.core
    if rule is None or rule.below is None or rule.maximum is None:
        return
    for code, row in rows.items():
        if row.is_core and row.weight:
            points = format_number(rule.maximum)
            yield Cap(
                when=f"indicator.{code}.rate<{rule.below:f}",
                maximum=rule.maximum,
                label=f"核心指标“{row.name}”未达到要求的，总分不高于{points}分",
            )

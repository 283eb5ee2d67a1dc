"""Cells: every text gets an answer, and canonical texts read back as what they stand for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.cell_values import (
    NOT_APPLICABLE,
    canonical_value,
    clean_text,
    read_confirmed,
    read_value,
    shown_value,
    stored_value,
)
from selfeval.domain.cells import Cell, CellMap, UnknownCell
from selfeval.domain.numbers import MoneyUnit
from tests.support.published import published_pack

CELLS = CellMap(published_pack("bishan-2020"))
SAMPLES = (
    "year.carryover_in_amount",
    "year.reception_count",
    "adjustments.x.amount",
    "adjustments.x.cause",
    "budget_lines.x.functional_code",
    "budget_lines.x.note",
    "timeline.x.starts_on",
    "indicator.technology_transfer.actual_value",
    "indicator.talent.tier",
    "indicator.talent.awarded_score",
    "indicator.objective_soundness.checklist.0",
    "indicator.budget_adjustment.exemption_claimed",
    "text.problems",
    "section.finance.complete",
    "explanation.W06|year|1|2",
    "report.report_date",
)
ANY_TEXT = st.text(max_size=60) | st.text("0123456789,.-%万元年月日（） \u200b\0", max_size=20)


def amounts() -> st.SearchStrategy[Decimal]:
    """Amounts that a column holds, to the cent."""
    return st.decimals(min_value=0, max_value=10**15 - 1, places=2, allow_nan=False, allow_infinity=False)


@given(address=st.sampled_from(SAMPLES), text=ANY_TEXT, unit=st.sampled_from(MoneyUnit))
def test_any_text_gets_an_answer_that_can_be_stored(address: str, text: str, unit: MoneyUnit) -> None:
    cell = CELLS.cell(address)
    for reading in (
        read_value(cell, text, unit=unit, resolve=lambda name: name),
        read_confirmed(cell, text, resolve=lambda name: name),
    ):
        assert reading.message or reading.kind == "value"
        assert "\0" not in reading.canonical
        if reading.kind == "value" and reading.canonical != "—":
            stored = stored_value(cell, reading.canonical)
            assert canonical_value(cell, stored) == reading.canonical
            shown_value(cell, reading.canonical, unit)
        for _, answer in reading.suggestions:
            assert read_confirmed(cell, answer).canonical == answer


@given(value=amounts(), unit=st.sampled_from(MoneyUnit))
def test_amount_reads_back_from_what_is_shown(value: Decimal, unit: MoneyUnit) -> None:
    cell = CELLS.cell("year.carryover_in_amount")
    canonical = canonical_value(cell, value)
    assert Decimal(canonical) == value
    assert read_confirmed(cell, canonical).canonical == canonical
    assert read_value(cell, shown_value(cell, canonical, unit), unit=unit).canonical == canonical


@pytest.mark.parametrize(
    ("canonical", "unit", "shown"),
    [
        ("82624.16", MoneyUnit.TEN_THOUSAND_YUAN, "8.262416"),
        ("24643157.66", MoneyUnit.TEN_THOUSAND_YUAN, "2,464.315766"),
        ("24643157.66", MoneyUnit.YUAN, "24,643,157.66"),
        ("-1234.50", MoneyUnit.YUAN, "-1,234.50"),
        ("", MoneyUnit.YUAN, ""),
    ],
)
def test_amount_is_shown_exactly_in_the_unit(canonical: str, unit: MoneyUnit, shown: str) -> None:
    assert shown_value(CELLS.cell("adjustments.x.amount"), canonical, unit) == shown


def test_rate_is_stored_as_ratio_and_shown_in_percent() -> None:
    cell = CELLS.cell("indicator.technology_transfer.actual_value")
    reading = read_value(cell, "92.86", unit=MoneyUnit.YUAN)
    assert (reading.canonical, shown_value(cell, "0.9286", MoneyUnit.YUAN)) == ("0.9286", "92.86%")


@pytest.mark.parametrize(
    ("text", "one_line", "cleaned"),
    [
        ("　　第一段。  \r\n第二段。\r\n\r\n", False, "　　第一段。\n第二段。"),
        ("甲\u200b\ufeff乙\u202e丙\x00丁\x07", False, "甲乙丙丁"),
        ("  甲\n乙\t丙 ", True, "甲 乙 丙"),
        ("半\ud800个", False, "半个"),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(text: str, one_line: bool, cleaned: str) -> None:
    assert clean_text(text, one_line=one_line) == cleaned


def label_of(address: str) -> str:
    """The Chinese name of a cell."""
    cell: Cell = CELLS.cell(address)
    return cell.label


def test_cells_are_named_in_chinese() -> None:
    assert [label_of(address) for address in SAMPLES[:4]] == [
        "上年结转和结余",
        "国内公务接待批次",
        "预算调整备案 调整金额",
        "预算调整备案 调整原因",
    ]
    assert label_of("prior.three_public.reception.actual_amount") == "上年“三公”经费 公务接待费 决算数"
    assert label_of("indicator.talent.awarded_score") == "指标“科技创新人才队伍建设工作” 评定得分"
    assert label_of("section.finance.complete") == "“部门整体预算及支出情况”完成状态"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("indicator.staff_control.actual_value", "由公式计算"),
        ("indicator.staff_control.target_value", "由体系包规定"),
        ("indicator.talent.checklist.0", "没有"),
        ("indicator.objective_soundness.checklist.99", "没有"),
        ("prior.indicator.talent.tier", "没有"),
        ("__class__", "没有"),
    ],
)
def test_what_cannot_be_filled_in_says_why(address: str, words: str) -> None:
    with pytest.raises(UnknownCell, match=words):
        CELLS.cell(address)


@pytest.mark.parametrize("text", ["无此项", " 不适用 ", "无", "Ｎ／Ａ"])
def test_words_for_nothing_are_no_amount(text: str) -> None:
    reading = read_value(CELLS.cell("year.carryover_in_amount"), text, unit=MoneyUnit.YUAN)
    assert reading.kind == "refused"
    assert reading.message.startswith("上年结转和结余")
    assert "没有发生额的填 0，没有数据的留空" in reading.message


def test_a_dash_leaves_an_amount_open_and_a_figure_without_object() -> None:
    amount = read_value(CELLS.cell("year.carryover_in_amount"), "—", unit=MoneyUnit.YUAN)
    assert (amount.kind, amount.canonical) == ("value", "")
    figures = CellMap(published_pack("bishan-2022"))
    for text in ("—", "无此项"):
        figure = read_value(figures.cell("figures.correspondents.district.value"), text, unit=MoneyUnit.YUAN)
        assert (figure.kind, figure.canonical) == ("value", NOT_APPLICABLE)

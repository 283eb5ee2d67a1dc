"""Cents, bounds, 万元, sums and the tolerance of published tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.money import MoneyError, from_unit, to_cents, to_unit, tolerance, total
from selfeval.domain.numbers import MoneyUnit

WAN = MoneyUnit.TEN_THOUSAND_YUAN


@pytest.mark.parametrize(
    ("amount", "cents"), [("12.345", "12.35"), ("-12.345", "-12.35"), ("0.125", "0.13"), ("7", "7.00")]
)
def test_cents_are_half_up(amount: str, cents: str) -> None:
    assert str(to_cents(Decimal(amount))) == cents


@pytest.mark.parametrize(
    "amount", ["1E15", "-1E15", "999999999999999.995", "1E400000", "NaN", "sNaN", "Infinity"]
)
def test_amount_out_of_bounds_is_refused(amount: str) -> None:
    with pytest.raises(MoneyError, match="金额超出范围"):
        to_cents(Decimal(amount))
    with pytest.raises(MoneyError, match="金额超出范围"):
        from_unit(Decimal(amount), WAN)


def test_ten_thousand_yuan_is_exact_both_ways() -> None:
    assert from_unit(Decimal("8.2624162"), WAN) == Decimal("82624.16")
    assert to_unit(Decimal("82624.16"), WAN) == Decimal("8.262416")
    assert to_unit(Decimal("82624.16"), MoneyUnit.YUAN) == Decimal("82624.16")


@given(st.integers(-(10**17) + 1, 10**17 - 1), st.sampled_from(list(MoneyUnit)))
def test_every_amount_survives_its_unit(cents: int, unit: MoneyUnit) -> None:
    amount = Decimal(cents).scaleb(-2)
    assert from_unit(to_unit(amount, unit), unit) == amount


def test_total_ignores_what_is_not_filled_in() -> None:
    assert total([Decimal("1.10"), None, Decimal("2.20")]) == Decimal("3.30")
    assert total([Decimal(0), None]) == 0
    assert total([None, None]) is None
    assert total([]) is None


def test_tolerance_allows_half_a_published_unit_per_figure() -> None:
    # Three parts and their total, each published with two decimals of 万元: 4 × 0.005万元 = 200元.
    assert tolerance(3) == Decimal(200)

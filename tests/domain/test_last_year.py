"""What a pack reads of last year, and therefore asks for where last year is not in the system."""

from __future__ import annotations

import pytest

from selfeval.domain.last_year import read_of_last_year
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import FigureDefinition, Pack, TextBlock
from tests.support.published import published_pack


def _with_figure(formula: str) -> Pack:
    pack = published_pack("gansu-2020")
    figure = FigureDefinition(key="asked", name="所问的数", quantity=Quantity.MONEY, formula=formula)
    return pack.model_copy(update={"figures": (*pack.figures, figure)})


def test_the_final_accounts_compare_totals_spending_and_three_public() -> None:
    assert read_of_last_year(published_pack("sichuan-2020")) == {
        "budget_lines.actual_amount",
        "income_lines.actual_amount",
        "carryover_lines.opening_amount",
        "carryover_lines.closing_amount",
        "three_public.actual_amount",
        "year.carryover_in_amount",
        "year.carryover_out_amount",
        "year.nonfiscal_surplus_used_amount",
        "year.surplus_distributed_amount",
    }


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("支出决算数", set()),
        ("支出决算数－上年支出决算数", {"budget_lines.actual_amount"}),
        ("上年预算执行率×100", {"budget_lines.actual_amount", "budget_lines.adjusted_amount"}),
        ("「上年科学技术支出（206）一般公共预算基本支出年初预算数」", {"budget_lines.initial_amount"}),
        ("prior.economic.302.actual", {"economic_lines.actual_amount"}),
        ("prior.functional.206.income", {"income_details.actual_amount"}),
    ],
)
def test_a_formula_is_followed_to_what_is_entered(formula: str, places: set[str]) -> None:
    assert read_of_last_year(published_pack("gansu-2020")) == set()
    assert read_of_last_year(_with_figure(formula)) == places


def test_a_round_over_codes_reads_last_years_lines() -> None:
    pack = published_pack("gansu-2020")
    text = TextBlock(
        key="by_code",
        label="按科目",
        for_each="functional:class:actual",
        template="{row.name}比上年{row.actual 较 row.prior.actual}。",
    )
    report = pack.documents[0]
    section = report.outline[0]
    changed = section.model_copy(update={"blocks": (*section.blocks, text)})
    documents = (report.model_copy(update={"outline": (changed, *report.outline[1:])}), *pack.documents[1:])
    assert read_of_last_year(pack.model_copy(update={"documents": documents})) == {
        "budget_lines.actual_amount"
    }

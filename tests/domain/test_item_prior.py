"""A project's figures of last year, linked by its code; targets below what was achieved then."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval.domain.data import EvaluationData, Item, ItemIndicator, YearData
from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.items import fund, indicator, one_item, pack_with
from tests.support.published import findings_of

FORM = "national-project-2020"


def both_years(
    *, code: str = "x", now: ItemIndicator | None = None, then: ItemIndicator | None = None
) -> EvaluationData:
    """An item with 100 of 120 executed, and 80 of 80 last year under ``code``."""
    data = one_item(*([now] if now else []), funds=(fund("x", "fiscal", "100", "120", "100"),))
    prior = YearData(
        fiscal_year=data.year.fiscal_year - 1,
        items=(Item(code=code, name="示例项目"),),
        item_funds=(fund(code, "fiscal", "80", "80", "80"),),
        item_indicators=(then.model_copy(update={"item": code}),) if then else (),
    )
    return data.model_copy(update={"prior_year": prior})


def inside(data: EvaluationData) -> Context:
    """The context in which the texts of the one item are printed."""
    pack = pack_with(FORM)
    score = score_evaluation(data, pack)
    context = Context(data, pack, with_scores(figure_book(data, pack), score), score)
    return next(iter(context.items()))


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{上年全年执行数}", "80.00万元"),
        ("{prior.funds.fiscal.whole_year}", "80.00万元"),
        ("{上年预算执行率}", "100.00%"),
        ("{全年执行数 较 上年全年执行数}", "增加20.00万元，增长25.00%"),
    ],
)
def test_a_project_names_its_figures_of_last_year(template: str, printed: str) -> None:
    assert render_text(template, inside(both_years())) == printed


def test_a_project_that_was_not_there_last_year_has_none() -> None:
    assert "未填" in render_text("{上年全年执行数}", inside(both_years(code="other")))


def test_tables_of_projects_have_columns_of_last_year() -> None:
    now = indicator(name="在园企业", code="space", target_value="40", actual_value="41", unit="家")
    then = indicator(name="入园企业", code="space", target_value="30", actual_value="39", unit="家")
    context = inside(both_years(now=now, then=then))
    assert render_text("{case.prior_executed}", context) == "80.00万元"
    assert render_text("{case.上年预算执行率}", context) == "100.00%"
    (row,) = context.rounds("item_indicators")
    assert render_text("{row.prior_target}→{row.actual}，{row.上年完成值}", row) == "30→41，39"
    funds = [
        render_text("{row.label}{row.prior_executed_amount}", one) for one in context.rounds("item_funds")
    ]
    assert funds[0].endswith("80.00万元")


def test_an_indicator_is_found_by_its_name_where_it_has_no_code() -> None:
    now = indicator(name="在园企业", target_value="40", unit="家")
    then = indicator(name="在园企业", code="space", actual_value="39", unit="家")
    (row,) = inside(both_years(now=now, then=then)).rounds("item_indicators")
    assert render_text("{row.prior_actual}", row) == "39"
    other = then.model_copy(update={"name": "退园企业"})
    (row,) = inside(both_years(now=now, then=other)).rounds("item_indicators")
    assert "未填" in render_text("{row.prior_actual}", row)


def _lowered(now: ItemIndicator, then: ItemIndicator) -> list[str]:
    found = findings_of(both_years(now=now, then=then), pack_with(FORM))
    return [finding.message for finding in found if "上年实际完成值" in finding.message]


def test_a_target_below_last_years_result_is_named() -> None:
    # published: 30 kept as target though 79 were achieved the year before
    now = indicator(name="合作项目", code="projects", target_value="30", unit="个")
    then = indicator(name="合作项目", code="projects", target_value="40", actual_value="79", unit="个")
    assert _lowered(now, then) == [
        "“示例项目”的指标“合作项目”指标值 30个 低于上年实际完成值 79个，说明目标设定依据，或调整目标"
    ]
    assert _lowered(now.model_copy(update={"adjusted_target_value": Decimal(79)}), then) == []
    assert _lowered(now, then.model_copy(update={"unit": "批"})) == []
    assert _lowered(now, then.model_copy(update={"actual_value": None})) == []


def test_where_less_is_better_a_higher_target_is_named() -> None:
    now = indicator(name="投诉", code="c", nature="at_most", target_value="6", unit="件")
    then = indicator(name="投诉", code="c", nature="at_most", target_value="8", actual_value="5", unit="件")
    assert _lowered(now, then) == [
        "“示例项目”的指标“投诉”指标值 6件 高于上年实际完成值 5件，说明目标设定依据，或调整目标"
    ]
    judged = indicator(name="投诉", code="c", nature="qualitative", target_value="6", unit="件")
    assert _lowered(judged, then) == []

"""The relations of the final accounts: the published year holds them; a breach is named with both figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import (
    BudgetLine,
    CarryoverLine,
    Data,
    EconomicLine,
    EvaluationData,
    Fund,
    IncomeDetail,
    IncomeLine,
    IncomeSource,
    SpendingNature,
)
from selfeval.domain.pack import FigureDefinition
from tests.support.final_accounts import accounts, budget_lines, economic_lines, prior_year, wan, year
from tests.support.published import findings_of, published_pack, published_year

PACK = published_pack("bishan-2022")
ACCOUNT_CHECKS = {"E05", "E06", "E07", "E11", "E17", "E18", "W12", "W13", "W23", "W20", "W21"}
PLACES = {"economic_lines", "income_details", "carryover_lines", "budget_lines", "income_lines"}


def found(data: EvaluationData) -> list[Finding]:
    """Return the findings about the final accounts."""
    return [
        finding
        for finding in findings_of(data, PACK)
        if finding.id in ACCOUNT_CHECKS
        and (finding.place in PLACES or finding.place.startswith("three_public."))
    ]


def changed(table: str, number: int, **values: Any) -> EvaluationData:
    """Return the published year with other values in one line."""
    lines: list[Data] = list(getattr(year(), table))
    lines[number] = lines[number].model_copy(update=values)
    return accounts(**{table: tuple(lines)})


def test_published_year_holds_every_relation() -> None:
    assert found(accounts()) == []


@pytest.mark.parametrize("code", ["bishan-2020", "bishan-2022", "xinfeng-2021", "lanzhou-2020"])
def test_years_without_final_accounts_are_not_asked(code: str) -> None:
    data = published_year(code)
    known = {finding.id for finding in findings_of(data, published_pack(data.pack))}
    assert known.isdisjoint({"E06", "E07", "E17", "E18", "W13", "W23", "W20"})


def test_economic_lines_make_up_what_was_spent() -> None:
    (first,) = (line for line in economic_lines() if line.functional_code == "2060499")
    number = economic_lines().index(first)
    (finding,) = found(changed("economic_lines", number, actual_amount=wan("219")))
    assert (finding.id, finding.severity, finding.place) == ("E07", Severity.ERROR, "economic_lines")
    assert (finding.left, finding.right, finding.difference) == ("219.00万元", "220.00万元", "-1.00万元")
    assert finding.message.startswith(
        "其他技术研究与开发支出（2060499）一般公共预算项目支出的经济分类明细合计 219.00万元，支出决算数 220"
    )


def test_difference_of_a_cent_is_told_in_yuan() -> None:
    number = [line.functional_code for line in economic_lines()].index("2060499")
    (finding,) = found(changed("economic_lines", number, actual_amount=wan("220") + Decimal("0.01")))
    assert (finding.left, finding.right, finding.difference) == ("2,200,000.01元", "2,200,000.00元", "0.01元")


def test_spending_without_details_is_missed_once_any_line_is_there() -> None:
    left = tuple(line for line in economic_lines() if line.functional_code != "2210203")
    (finding,) = found(accounts(economic_lines=left))
    assert (finding.id, finding.left, finding.right) == ("E07", "0.00万元", "22.58万元")


def test_economic_account_belongs_to_its_kind_of_basic_spending() -> None:
    number = [line.functional_code for line in economic_lines()].index("2210203")
    (finding,) = found(changed("economic_lines", number, economic_code="30201"))
    assert (finding.id, finding.place) == ("E06", "economic_lines")
    assert "人员经费中列有商品和服务支出（302）22.58万元，人员经费只含301、303类科目" in finding.message
    # project spending may stand under any account
    project = [line.functional_code for line in economic_lines()].index("2060499")
    assert found(changed("economic_lines", project, economic_code="30101")) == []


def test_project_spending_names_its_project_and_other_spending_none() -> None:
    def named(code: str, project: str) -> EvaluationData:
        number = [line.functional_code for line in economic_lines()].index(code)
        return changed("economic_lines", number, project=project)

    findings = found(named("2060499", ""))
    assert [(finding.id, finding.severity, finding.place) for finding in findings] == [
        ("W21", Severity.WARNING, "economic_lines")
    ]
    assert findings[0].message == (
        "其他技术研究与开发支出（2060499）有220.00万元项目支出没有写明项目名称，补填项目名称"
    )
    (finding,) = found(named("2210203", "购房"))
    assert finding.message.startswith("购房补贴（2210203）有22.58万元不是项目支出却写有项目名称")
    unnamed = tuple(line.model_copy(update={"project": ""}) for line in economic_lines())
    assert found(accounts(economic_lines=unnamed)) == []


def test_income_by_code_adds_up_to_income_by_source() -> None:
    findings = found(changed("income_details", 1, actual_amount=wan("0.22")))
    assert [(finding.id, finding.place, finding.left, finding.right) for finding in findings] == [
        ("E07", "income_details", "0.22万元", "0.21万元")
    ]


def test_carryover_by_fund_adds_up_to_the_year() -> None:
    findings = found(changed("carryover_lines", 0, opening_amount=wan("31.40")))
    assert [(finding.id, finding.severity, finding.left, finding.right) for finding in findings] == [
        # the fund no longer balances: 31.40 + 5544.53 - 5564.85 = 11.08
        ("E07", Severity.ERROR, "36.45万元", "36.55万元"),
        ("E06", Severity.ERROR, "11.08万元", "11.18万元"),
        ("W12", Severity.WARNING, "31.40万元", "31.50万元"),
    ]


def test_money_moved_between_funds_breaks_both() -> None:
    lines = (
        CarryoverLine(opening_amount=wan("31.50"), closing_amount=wan("11.08")),
        CarryoverLine(fund=Fund.OTHER, opening_amount=wan("5.05"), closing_amount=wan("1.18")),
    )
    findings = found(accounts(carryover_lines=lines))
    assert [(finding.id, finding.difference) for finding in findings] == [
        ("E06", "0.10万元"),
        ("E06", "-0.10万元"),
    ]


def test_government_fund_balances_code_by_code() -> None:
    def with_fund(closing: str) -> EvaluationData:
        common = {"functional_code": "2120803", "actual_amount": wan("100")}
        fund = Fund.GOVERNMENT_FUND
        source = IncomeSource.GOVERNMENT_FUND_APPROPRIATION
        return accounts(
            budget_lines=(
                *budget_lines(),
                BudgetLine(name="", nature=SpendingNature.PROJECT, fund=fund, **common),
            ),
            economic_lines=(
                *economic_lines(),
                EconomicLine(
                    economic_code="31005",
                    nature=SpendingNature.PROJECT,
                    fund=fund,
                    project="道路建设",
                    **common,
                ),
            ),
            income_lines=(*year().income_lines, IncomeLine(source=source, actual_amount=wan("120"))),
            income_details=(
                *year().income_details,
                IncomeDetail(source=source, functional_code="2120803", actual_amount=wan("120")),
            ),
            carryover_out_amount=wan("12.26") + wan(closing),
            carryover_lines=(
                *year().carryover_lines,
                CarryoverLine(
                    fund=fund,
                    functional_code="2120803",
                    opening_amount=Decimal(0),
                    closing_amount=wan(closing),
                ),
            ),
        )

    assert found(with_fund("20")) == []
    findings = found(with_fund("21"))
    assert [(finding.id, finding.left, finding.right) for finding in findings] == [
        ("E05", "5,701.29万元", "5,702.29万元"),
        ("E06", "20.00万元", "21.00万元"),
        ("E06", "20.00万元", "21.00万元"),
    ]
    assert "城市建设支出（2120803）政府性基金预算" in findings[2].message


def test_surplus_used_and_distributed_count_in_the_totals() -> None:
    both = {"nonfiscal_surplus_used_amount": wan("2"), "surplus_distributed_amount": wan("2")}
    assert found(accounts(**both)) == []
    findings = found(accounts(nonfiscal_surplus_used_amount=wan("2")))
    assert [finding.id for finding in findings] == ["E05", "E06"]
    assert (findings[0].left, findings[0].right) == ("5,583.29万元", "5,581.29万元")


def test_three_public_costs_are_their_economic_accounts() -> None:
    number = [line.economic_code for line in economic_lines()].index("30217")
    lines = list(economic_lines())
    lines[number] = lines[number].model_copy(update={"actual_amount": wan("2.00")})
    lines[number + 2] = lines[number + 2].model_copy(
        update={"actual_amount": (lines[number + 2].actual_amount or Decimal(0)) + wan("0.01")}
    )
    (finding,) = found(accounts(economic_lines=tuple(lines)))
    assert (finding.id, finding.severity) == ("W20", Severity.WARNING)
    assert finding.place == "three_public.reception.actual_amount"
    assert (finding.left, finding.right) == ("2.01万元", "2.00万元")


def test_operating_cost_that_a_pack_asks_for_is_the_operating_cost() -> None:
    own = FigureDefinition.model_validate(
        {"key": "running_cost", "name": "机关运行经费", "quantity": "money"}
    )
    pack = PACK.model_copy(update={"figures": (*PACK.figures, own)})
    figure = {"key": "running_cost", "value": wan("58.60")}
    data = accounts(figures=[figure])
    (finding,) = (each for each in findings_of(data, pack) if each.id == "W13")
    assert (finding.left, finding.right, finding.difference) == ("58.60万元", "58.61万元", "-0.01万元")


@pytest.mark.parametrize(
    ("table", "values", "check", "said"),
    [
        ("economic_lines", {"functional_code": ""}, "E11", "没有科目编码"),
        ("economic_lines", {"economic_code": ""}, "E11", "没有经济科目编码"),
        ("economic_lines", {"economic_code": "31198"}, "E17", "“31198”不在2020年支出经济分类科目表中"),
        ("economic_lines", {"economic_code": "312"}, "E18", "“312”是类级科目，决算按5位的款级科目填列"),
        ("budget_lines", {"functional_code": "2980101"}, "E17", "“2980101”不在2020年支出功能分类科目表中"),
        ("budget_lines", {"functional_code": "2060198"}, "W23", "“2060198”不在2020年支出功能分类科目表中"),
        ("budget_lines", {"functional_code": "20601"}, "E18", "“20601”是款级科目，决算按7位的项级科目填列"),
        # 中医药事务 came with 2024
        ("budget_lines", {"functional_code": "2101701"}, "W23", "“2101701”不在2020年"),
    ],
)
def test_codes_exist_in_the_year_at_the_lowest_level(
    table: str, values: dict[str, str], check: str, said: str
) -> None:
    findings = [finding for finding in found(changed(table, 0, **values)) if finding.id == check]
    assert [said in finding.message for finding in findings] == [True]
    assert findings[0].place == table


def test_carryover_may_stand_without_code_and_unlisted_items_below_a_listed_account() -> None:
    # 彩票 and some fund accounts list no 项: the 款 vouches for them
    lines = (*budget_lines(), BudgetLine(functional_code="2121100", name="", nature=SpendingNature.PROJECT))
    assert [finding for finding in found(accounts(budget_lines=lines)) if finding.id in {"W23", "E17"}] == []
    assert prior_year().carryover_lines[0].functional_code == ""

"""The final accounts of 泸州市科学技术和人才工作局 for 2020, with its self-evaluation and five projects.

What was entered, scored and found. Expected values are those of the publication, or worked out from them by
hand; where the publication contradicts itself, docs/reference/choices.md says which figure was entered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

from selfeval.domain.classifications import Classification, account_name
from selfeval.domain.data import Fund, SpendingNature
from selfeval.domain.figures import figure_book
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.published import SICHUAN_ROWS, findings_of, published_pack, published_year

DATA, PACK = published_year("luzhou-2020"), published_pack("sichuan-2020")
YEAR = DATA.year

ITEMS = {  # 项 of general public spending
    "2013202": "71.00",
    "2060101": "343.36",
    "2060102": "295.86",
    "2060499": "220.00",
    "2060502": "1970.00",
    "2060599": "30.00",
    "2060702": "66.64",
    "2060899": "1000.00",
    "2069999": "1321.04",
    "2080501": "130.18",
    "2080505": "25.50",
    "2080506": "11.94",
    "2101101": "12.43",
    "2101103": "4.52",
    "2101199": "4.16",
    "2210201": "35.64",
    "2210203": "22.58",
}
PERSONNEL = (  # in the order of their codes, as they are called in the classification of 2020
    "基本工资、津贴补贴、机关事业单位基本养老保险缴费、职业年金缴费、其他社会保障缴费、住房公积金、"
    "其他工资福利支出、离休费、生活补助、医疗费补助、其他对个人和家庭的补助"
)
RUNNING = (
    "办公费、印刷费、咨询费、手续费、水费、电费、邮电费、差旅费、维修（护）费、租赁费、会议费、培训费、公务接待费、"
    "劳务费、委托业务费、工会经费、福利费、公务用车运行维护费、其他交通费用、其他商品和服务支出、办公设备购置"
)


def yuan(ten_thousand: str) -> Decimal:
    return Decimal(ten_thousand) * 10000


# --- what was entered adds up, in 元 -----------------------------------------------------------------------


def test_spending_by_item_is_that_of_the_publication() -> None:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in YEAR.budget_lines:
        if line.fund is Fund.GENERAL_PUBLIC:
            found[line.functional_code] += line.actual_amount or 0
    assert found == {code: yuan(amount) for code, amount in ITEMS.items()}
    assert sum(found.values()) == yuan("5564.85")


def test_the_split_that_was_made_up_meets_every_published_sum() -> None:
    by_nature: dict[tuple[Fund, SpendingNature], Decimal] = defaultdict(Decimal)
    for line in YEAR.budget_lines:
        assert line.is_demo
        by_nature[line.fund, line.nature] += line.actual_amount or 0
    assert by_nature == {
        (Fund.GENERAL_PUBLIC, SpendingNature.PERSONNEL): yuan("531.70"),
        (Fund.GENERAL_PUBLIC, SpendingNature.OPERATING): yuan("58.61"),
        (Fund.GENERAL_PUBLIC, SpendingNature.PROJECT): yuan("4974.54"),
        (Fund.OTHER, SpendingNature.PROJECT): yuan("4.18"),
    }
    assert yuan("531.70") + yuan("58.61") == yuan("590.31")
    assert yuan("4974.54") + yuan("4.18") == yuan("4978.72")


def test_economic_rows_meet_their_budget_lines_and_the_published_names() -> None:
    economic: dict[tuple[str, SpendingNature, Fund], Decimal] = defaultdict(Decimal)
    lines: dict[tuple[str, SpendingNature, Fund], Decimal] = defaultdict(Decimal)
    codes: dict[SpendingNature, set[str]] = defaultdict(set)
    for row in YEAR.economic_lines:
        assert row.is_demo
        assert row.actual_amount
        assert bool(row.project) == (row.nature is SpendingNature.PROJECT)
        economic[row.functional_code, row.nature, row.fund] += row.actual_amount
        codes[row.nature].add(row.economic_code)
    for line in YEAR.budget_lines:
        lines[line.functional_code, line.nature, line.fund] += line.actual_amount or 0
    assert economic == lines
    for nature, published in ((SpendingNature.PERSONNEL, PERSONNEL), (SpendingNature.OPERATING, RUNNING)):
        names = [account_name(Classification.ECONOMIC, code, 2020) for code in sorted(codes[nature])]
        assert "、".join(names) == published


def test_thirteen_projects_hold_the_five_that_were_published() -> None:
    """13 projects had objectives; 创新引导资金 and 科技发展资金 together are two 项, 1970 and 30."""
    projects: dict[str, Decimal] = defaultdict(Decimal)
    for row in YEAR.economic_lines:
        if row.project:
            projects[row.project] += row.actual_amount or 0
    assert len(projects) == 13
    published = {
        "创新引导资金": "1481",
        "科技发展资金": "519",
        "校市战略合作资金": "1000",
        "创新主体培育": "71",
        "科普经费": "60",
    }
    assert {name: projects[name] for name in published} == {name: yuan(v) for name, v in published.items()}
    executed = {fund.item: fund.executed_amount for fund in YEAR.item_funds if fund.source == "fiscal"}
    assert {item.name: executed[item.code] for item in YEAR.items} == {
        name: yuan(amount) for name, amount in published.items()
    }


def test_three_public_is_found_again_in_the_economic_rows() -> None:
    amounts = {
        row.economic_code: row.actual_amount
        for row in YEAR.economic_lines
        if row.economic_code in ("30217", "30231")
    }
    assert amounts == {"30217": yuan("2.01"), "30231": yuan("4.53")}


def test_income_and_carryover_by_code_meet_their_sums() -> None:
    assert sum(row.actual_amount or 0 for row in YEAR.income_details) == yuan("5544.74")
    assert sum(row.actual_amount or 0 for row in YEAR.income_lines) == yuan("5544.74")
    carried = {
        fund: (
            sum(row.opening_amount or 0 for row in YEAR.carryover_lines if row.fund is fund),
            sum(row.closing_amount or 0 for row in YEAR.carryover_lines if row.fund is fund),
        )
        for fund in (Fund.GENERAL_PUBLIC, Fund.OTHER)
    }
    assert carried == {
        Fund.GENERAL_PUBLIC: (yuan("31.50"), yuan("11.18")),
        Fund.OTHER: (yuan("5.05"), yuan("1.08")),
    }
    assert (YEAR.carryover_in_amount, YEAR.carryover_out_amount) == (yuan("36.55"), yuan("12.26"))
    made_up = [(row.is_demo, row.note) for row in YEAR.income_details]
    made_up += [(row.is_demo, row.note) for row in YEAR.carryover_lines]
    assert all(is_demo and "演示数据" in note for is_demo, note in made_up)
    # what every 项 was given and had kept is what it spent and left
    assert yuan("5544.53") + yuan("31.50") == yuan("5564.85") + yuan("11.18") == yuan("5576.03")
    assert yuan("5544.74") + yuan("36.55") == yuan("5569.03") + yuan("12.26") == yuan("5581.29")


def test_last_year_meets_the_published_comparisons() -> None:
    book = figure_book(DATA, PACK)
    for key, amount in (
        ("prior.accounts.income_total", "4133.86"),  # 5581.29 − 1447.43
        ("prior.accounts.expenditure_total", "4133.86"),
        ("prior.appropriation.income_total", "4097.13"),  # 5576.03 − 1478.90
        ("prior.appropriation.expenditure_total", "4097.13"),
        ("prior.general_public.actual", "4065.63"),  # 5564.85 − 1499.22
        ("prior.general_public.operating", "64.40"),  # 58.61 + 5.79
        ("prior.three_public.vehicle.actual", "5.72"),  # 4.53 + 1.19
        ("prior.three_public.reception.actual", "0.41"),  # 2.01 − 1.60
    ):
        assert book.value(key) == yuan(amount), key


# --- the self-evaluation -----------------------------------------------------------------------------------


def test_the_published_rows_give_84_of_90() -> None:
    score = score_evaluation(DATA, PACK)
    assert [(item.name, item.self_score) for item in score.indicators] == SICHUAN_ROWS
    assert (score.total, score.full_mark, score.grade) == (Decimal(84), Decimal(90), "优")
    for item in score.indicators:
        if item.self_score is not None and item.weight is not None and item.self_score < item.weight:
            entry = DATA.entry(item.code)
            assert entry.deduction_reason or entry.score_reason


def test_projects_are_not_scored_except_for_the_published_90() -> None:
    stated = {item.name: item.stated_score for item in YEAR.items if item.stated_score is not None}
    assert stated == {"校市战略合作资金": Decimal(90)}
    assert all(row.weight is None for row in YEAR.item_indicators)


def test_subsidies_add_up_to_their_fund() -> None:
    """十项补助 of 创新引导资金, as its text names them."""
    (item,) = [item for item in YEAR.items if item.code == "innovation_guidance"]
    amounts = [Decimal(amount) for amount in re.findall(r"(\d+(?:\.\d+)?)万元", item.completion)]
    assert len(amounts) == 10
    assert sum(amounts) == Decimal(1481)


# --- checks ------------------------------------------------------------------------------------------------


def test_the_pack_has_no_mistake() -> None:
    assert [problem.text for problem in check_pack(PACK)] == []


def test_what_the_publication_leaves_open_is_found_and_answered() -> None:
    """No evidence; one indicator named twice, two results given as limits, and a target behind last year.

    12.1 亿元 of contracts are 2.09 more than the year before, which is 10.01; the target was 6.
    """
    findings = findings_of(DATA, PACK)
    assert sorted((finding.id, finding.left) for finding in findings) == [
        ("W07", "6亿元"),
        ("W08", "5个"),
        ("W08", "人均增收200元以上"),
        ("W08", "挽回经济损失10万元以上"),
        ("W10", "2次"),
    ]
    assert {finding.right for finding in findings if finding.id == "W07"} == {"10.01亿元"}
    assert {finding.fingerprint for finding in findings} == {
        explanation.finding for explanation in DATA.explanations
    }

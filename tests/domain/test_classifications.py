"""The account lists: whole, consistent, right for the years whose forms are known."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from selfeval.domain.classifications import Classification, above, account_name, accounts_in
from selfeval.exchange.pack_folder import SHIPPED_PACKS
from tests.support.final_accounts import ITEMS

FUNCTIONAL, ECONOMIC = Classification.FUNCTIONAL, Classification.ECONOMIC
FOLDER = SHIPPED_PACKS.parent / "classifications"
# the 类 rows of 收入支出决算总表 2020, in the form's order
FORM_2020 = (
    *("一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出"),
    *(
        "文化旅游体育与传媒支出",
        "社会保障和就业支出",
        "卫生健康支出",
        "节能环保支出",
        "城乡社区支出",
        "农林水支出",
    ),
    *("交通运输支出", "资源勘探工业信息等支出", "商业服务业等支出", "金融支出", "援助其他地区支出"),
    *("自然资源海洋气象等支出", "住房保障支出", "粮油物资储备支出", "国有资本经营预算支出"),
    *("灾害防治及应急管理支出", "其他支出", "债务还本支出", "债务付息支出", "抗疫特别国债安排的支出"),
)


@pytest.mark.parametrize("year", [2020, 2024])
def test_classes_of_the_forms_are_listed_in_their_order(year: int) -> None:
    classes = [account.name for account in accounts_in(FUNCTIONAL, year).values() if len(account.code) == 3]
    assert [name for name in classes if name in FORM_2020] == list(FORM_2020)
    # beside them only insurance funds, reserves, transfers and issuing costs, which no department spends
    assert set(classes) - set(FORM_2020) == {
        *("社会保险基金支出", "预备费", "转移性支出", "债务发行费用支出"),
    }


@pytest.mark.parametrize("classification", Classification)
def test_every_code_stands_below_one_that_is_listed(classification: Classification) -> None:
    with (FOLDER / f"{classification}.csv").open(encoding="utf-8", newline="") as file:
        lines = [(row["code"], row["name"], row["since"], row["until"]) for row in csv.DictReader(file)]
    codes = {code for code, *_ in lines}
    assert all(classification.is_code(code) and set(above(code)) <= codes for code in codes)
    assert all(name and name == name.strip() and "支出支出" not in name for _, name, *_ in lines)
    by_code: dict[str, list[tuple[int, int]]] = {}
    for code, _, since, until in lines:
        by_code.setdefault(code, []).append((int(since or 0), int(until or 9999)))
    for spans in by_code.values():
        assert all(first[1] < second[0] for first, second in pairwise(sorted(spans)))


def test_names_change_with_the_year() -> None:
    assert account_name(FUNCTIONAL, "20805", 2019) == "行政事业单位离退休"
    assert account_name(FUNCTIONAL, "20805", 2020) == "行政事业单位养老支出"
    assert account_name(FUNCTIONAL, "215", 2024) == "资源勘探工业信息等支出"
    assert account_name(FUNCTIONAL, "21305", 2021) == "扶贫"
    assert account_name(FUNCTIONAL, "21305", None) == "巩固脱贫攻坚成果衔接乡村振兴"
    # before the account began, and for a code that no year has
    assert account_name(FUNCTIONAL, "20139", 2020) == "社会工作事务"
    assert account_name(FUNCTIONAL, "2980101", 2020) == ""
    assert "20139" not in accounts_in(FUNCTIONAL, 2020)
    assert "20139" in accounts_in(FUNCTIONAL, 2024)
    assert "234" not in accounts_in(FUNCTIONAL, 2019)


def test_accounts_of_the_published_accounts_are_listed() -> None:
    known = accounts_in(FUNCTIONAL, 2020)
    assert [known[code].name for code, nature, *_ in ITEMS if nature == "project"] == [
        "一般行政管理事务",
        "一般行政管理事务",
        "其他技术研究与开发支出",
        "技术创新服务体系",
        "其他科技条件与服务支出",
        "科普活动",
        "其他科技交流与合作支出",
        "其他科学技术支出",
    ]
    assert all(code in known for code, *_ in ITEMS)


def test_economic_accounts_of_the_form_of_basic_spending_are_listed() -> None:
    known = accounts_in(ECONOMIC, 2020)
    numbers = {
        "301": "01 02 03 06 07 08 09 10 11 12 13 14 99",
        "302": "01 02 03 04 05 06 07 08 09 11 12 13 14 15 16 17 18 24 25 26 27 28 29 31 39 40 99",
        "303": "01 02 03 04 05 06 07 08 09 10 11 99",
        "310": "01 02 03 05 06 07 08 09 10 11 12 13 19 21 22 99",
    }
    for code, endings in numbers.items():
        below = [each[3:] for each in known if above(each) == (code,)]
        assert below == endings.split()
    assert known["30231"].name == "公务用车运行维护费"
    assert known["31013"].name == "公务用车购置"


def test_codes_are_digits_of_the_right_length() -> None:
    assert FUNCTIONAL.is_code("2060101")
    assert not any(map(FUNCTIONAL.is_code, ("", "20", "2060", "206０1", "20601x", "206010101")))
    assert not ECONOMIC.is_code("3010101")

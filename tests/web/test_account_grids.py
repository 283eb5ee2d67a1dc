"""The grids of the final accounts: names beside codes, sums held against the other tables, live answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from selfeval.domain.pack import Pack, Section, TextBlock
from selfeval.services import package, packs
from tests.support.final_accounts import accounts
from tests.support.office import Office, staffed
from tests.support.published import published_pack
from tests.web.support import People, edit, people_of, save, text_of, url

SECTION = "accounts"
TABLES = ("economic_lines", "income_details", "carryover_lines")


def _pack(asks: Sequence[str]) -> Pack:
    """Return a shipped pack with one more section that asks for these tables."""
    pack = published_pack("bishan-2022")
    report = pack.documents[0]
    text = TextBlock(key="accounts", label="决算说明", template="收入总计{收入总计}。")
    section = Section(key=SECTION, title="决算数据", asks=tuple(asks), blocks=(text,))
    changed = report.model_copy(update={"outline": (*report.outline, section)})
    return pack.model_copy(update={"code": "accounts", "documents": (changed, *pack.documents[1:])})


@pytest.fixture
def office(db: None) -> Office:
    """A year with final accounts, the published ones, under a form that asks for them."""
    packs.load(actor=None, pack=_pack(TABLES))
    data = accounts().model_copy(update={"pack": "accounts", "entries": (), "texts": (), "explanations": ()})
    return staffed(package.load(actor=None, data=data))


@pytest.fixture
def people(office: Office) -> People:
    """The people of this office."""
    return people_of(office)


def _row(office: Office, table: str, number: int) -> str:
    rows = list(getattr(office.evaluation.department_year, table).all())
    row: str = rows[number].row
    return f"{table}.{row}"


def _computed(page: str, key: str) -> str:
    found = re.search(rf'data-computed="{re.escape(key)}"[^>]*>([^<]*)<', page)
    assert found is not None, key
    return found.group(1)


def test_page_names_codes_and_holds_sums_against_the_other_tables(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(url("section", office, section=SECTION)))
    first = _row(office, "economic_lines", 0)
    assert _computed(page, f"account.{first}.functional_code") == "一般行政管理事务"
    assert _computed(page, f"account.{first}.economic_code") == "其他对企业补助"
    assert _computed(page, "sum.economic_lines.actual_amount") == "5,569.03"
    assert _computed(page, "stated.economic_lines.actual_amount") == "5,569.03"
    assert _computed(page, "gap.economic_lines.actual_amount") == "0.00"
    assert _computed(page, "stated.carryover_lines.closing_amount") == "12.26"
    assert _computed(page, "differences.economic_lines") == ""
    assert f'data-accounts="{reverse("accounts", args=[2020])}"' in page
    # the last two are the carry-over lines of last year, which is only entered for comparison
    assert page.count('data-accounts="functional"') == 21 + 2 + 2 + 2
    assert page.count('data-accounts="economic"') == 21


def test_saving_an_amount_tells_the_difference_at_once(people: People, office: Office) -> None:
    address = f"{_row(office, 'economic_lines', 4)}.actual_amount"
    answer = save(people.preparer, office, edit(address, "50", "520700.00"), page=SECTION).json()
    assert answer["cells"][0]["status"] == "saved"
    computed = answer["computed"]
    assert computed["gap.economic_lines.actual_amount"] == "-2.07"
    told = computed["differences.economic_lines"]
    assert told.startswith(
        "行政运行（2060101）一般公共预算公用经费的经济分类明细合计 56.54万元，支出决算数 58.61万元"
    )
    assert "相差 -2.07万元" in told


def test_saving_a_code_names_its_account(people: People, office: Office) -> None:
    address = f"{_row(office, 'economic_lines', 4)}.economic_code"
    answer = save(people.preparer, office, edit(address, "30202", "30201"), page=SECTION).json()
    assert answer["computed"][f"account.{address}"] == "印刷费"
    answer = save(people.preparer, office, edit(address, "30298", "30202"), page=SECTION).json()
    assert answer["computed"][f"account.{address}"] == "科目表中没有"
    assert "“30298”不在2020年支出经济分类科目表中" in answer["computed"]["differences.economic_lines"]
    (cell,) = save(people.preparer, office, edit(address, "2060101", "30298"), page=SECTION).json()["cells"]
    assert (cell["status"], cell["message"]) == (
        "refused",
        "支出经济分类明细 经济科目编码“2060101”不是支出经济分类科目编码，填写3位（类）、5位（款）数字",
    )


def test_many_differences_are_counted_not_listed(people: People, office: Office) -> None:
    rows = office.evaluation.department_year.economic_lines.all()
    edits = [
        edit(f"economic_lines.{line.row}.actual_amount", "1.00", f"{line.actual_amount:.2f}", confirmed=True)
        for line in rows[:8]
    ]
    answer = save(people.preparer, office, *edits, page=SECTION, unit="yuan").json()
    lines = answer["computed"]["differences.economic_lines"].split("\n")
    assert len(lines) == 6
    assert re.fullmatch(r"另有\d+处，见“校验”页", lines[-1])


def test_new_row_comes_with_its_name_cells(people: People, office: Office) -> None:
    response = people.preparer.post(
        url("row-add", office),
        {"table": "economic_lines", "unit": "yuan"},
        headers={"HX-Request": "true"},
    )
    row = text_of(response)
    assert row.count('data-computed="account.economic_lines.') == 2
    assert row.count("data-accounts=") == 2


def test_reviewers_read_names_and_pick_nothing(people: People, office: Office) -> None:
    page = text_of(people.leader.get(url("section", office, section=SECTION)))
    assert "其他对企业补助" in page
    assert 'data-accounts="economic"' not in page


def test_inspector_tells_the_sums_a_line_is_part_of(people: People, office: Office) -> None:
    address = f"{_row(office, 'economic_lines', 2)}.actual_amount"
    said = text_of(people.preparer.get(url("inspector", office), {"address": address}))
    assert "行政运行（2060101）一般公共预算公用经费决算数</b> 58.61万元" in said
    assert "公务接待费（经济分类30217）一般公共预算公用经费决算数</b> 2.01万元" in said


def test_accounts_of_a_year_are_there_for_whoever_has_signed_in(people: People) -> None:
    response = people.preparer.get(reverse("accounts", args=[2020]))
    listed = response.json()
    assert listed["functional"]["2060101"] == ["行政运行", "科学技术管理事务 行政运行"]
    assert listed["economic"]["30231"] == ["公务用车运行维护费", "公务用车运行维护费"]
    assert "20139" not in listed["functional"]
    assert "private" in response.headers["Cache-Control"]
    assert Client().get(reverse("accounts", args=[2020])).status_code == 302

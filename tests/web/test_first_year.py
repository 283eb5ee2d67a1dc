"""The first year of a department: last year's figures are entered beside it, for comparison only."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from selfeval.domain.data import YearKind
from selfeval.models import BudgetLine, DepartmentYear
from selfeval.selectors.workspace import open_workspace
from selfeval.services import package, packs
from tests.support.office import Office, staffed
from tests.support.published import published_pack, published_year
from tests.web.support import People, edit, people_of, save, text_of, url

SPENDING = "expenditure"
TOTALS = "accounts-total"
PRIOR = "prior.budget_lines"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def office(db: None) -> Office:
    """The published final accounts of 2020 of a department whose year 2019 is not in the system."""
    packs.load(actor=None, pack=published_pack("sichuan-2020"))
    data = published_year("luzhou-2020").model_copy(update={"prior_year": None})
    return staffed(package.load(actor=None, data=data))


@pytest.fixture
def people(office: Office) -> People:
    """The people of this office."""
    return people_of(office)


def _page(people: People, office: Office, section: str = SPENDING) -> str:
    return text_of(people.preparer.get(url("section", office, section=section)))


def _printed(people: People, office: Office, section: str) -> str:
    """The words of a section as they will be printed."""
    return html.unescape(
        re.sub(r"<[^>]*>", "", text_of(people.preparer.get(url("section-preview", office, section=section))))
    )


def _add(people: People, office: Office, table: str = PRIOR) -> str:
    """Add a row as the page's script does, and return its key."""
    response = people.preparer.post(
        url("row-add", office), {"table": table, "unit": "ten_thousand_yuan"}, headers=HTMX
    )
    assert response.status_code == 200
    (row,) = re.findall(r'<tr data-row="(\w+)"', text_of(response))
    return str(row)


def _enter(people: People, office: Office, values: dict[str, str], bases: dict[str, str]) -> Any:
    edits = [edit(address, text, bases.get(address, "")) for address, text in values.items()]
    answer = save(people.preparer, office, *edits, page=SPENDING).json()
    assert {cell["status"] for cell in answer["cells"]} <= {"saved", "unchanged"}, answer["cells"]
    return answer


def _spend(people: People, office: Office, fund: str, amount: str) -> Any:
    """Enter a line of last year's spending in 万元."""
    row = f"{PRIOR}.{_add(people, office)}"
    values = {f"{row}.nature": "project", f"{row}.fund": fund, f"{row}.actual_amount": amount}
    return _enter(people, office, values, {f"{row}.nature": "personnel", f"{row}.fund": "general_public"})


def test_the_section_offers_last_years_lines_with_what_is_compared(people: People, office: Office) -> None:
    page = _page(people, office)
    assert '<details class="last-year" open>' in page
    assert "只用于计算和说明与上年相比的增减" in page
    grid = page[page.index(f'data-grid="{PRIOR}"') :]
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', grid[: grid.index("</thead>")])
    assert heads == ["科目编码", "科目名称", "支出性质", "资金性质", "决算数", ""]


def test_what_is_entered_counts_and_the_text_tells_the_change(people: People, office: Office) -> None:
    _spend(people, office, "general_public", "4065.63")
    answer = _spend(people, office, "other", "31.68")
    assert answer["computed"]["sum.prior.budget_lines.actual_amount"] == "4,097.31"
    book = open_workspace(office.evaluation).book
    assert str(book.value("prior.budget.actual")) == "40973100.00"
    assert str(book.value("prior.general_public.actual")) == "40656300.00"
    year = office.refreshed().department_year
    assert year.prior_year is not None
    assert year.prior_year.kind == YearKind.OPENING_COMPARATIVES
    shown = _printed(people, office, "general-public-total")
    assert "增加1,499.22万元，增长36.88%" in shown


def test_single_values_of_last_year_complete_the_totals(people: People, office: Office) -> None:
    page = _page(people, office)
    assert "2019年度年末结转和结余" in page
    _spend(people, office, "general_public", "4065.63")
    _spend(people, office, "other", "31.68")
    values = {
        "prior.year.carryover_out_amount": "365500.00",
        "prior.income_lines.general_public_appropriation.actual_amount": "40971300.00",
        "prior.income_lines.other.actual_amount": "367300.00",
    }
    edits = [edit(address, text, confirmed=True) for address, text in values.items()]
    answer = save(people.preparer, office, *edits, page=SPENDING).json()
    assert [cell["status"] for cell in answer["cells"]] == ["saved"] * 3
    shown = _printed(people, office, TOTALS)
    assert "收入总计、支出总计各增加1,447.43万元，增长35.01%" in shown


def test_rows_go_without_scripts_and_reviewers_only_read(people: People, office: Office) -> None:
    response = people.preparer.post(url("row-add", office), {"table": PRIOR, "unit": "yuan"})
    row = BudgetLine.objects.get(department_year__kind=YearKind.OPENING_COMPARATIVES).row
    assert response.headers["Location"].endswith(f"/{SPENDING}#{PRIOR}.{row}.functional_code")
    locked = text_of(people.leader.get(url("section", office, section=SPENDING)))
    assert f'data-address="{PRIOR}.{row}.actual_amount"' in locked
    assert f'data-add-row="{PRIOR}"' not in locked
    assert people.leader.post(url("row-add", office), {"table": PRIOR, "unit": "yuan"}).status_code == 403
    deleted = people.preparer.post(url("row-delete", office), {"row": f"{PRIOR}.{row}"})
    assert deleted.headers["Location"].endswith(f"/{SPENDING}#{PRIOR}")
    assert not BudgetLine.objects.filter(row=row).exists()
    assert f'data-grid="{PRIOR}"' not in text_of(people.leader.get(url("section", office, section=SPENDING)))


def test_a_table_that_no_text_compares_waits_until_it_is_opened(people: People, office: Office) -> None:
    page = _page(people, office, "basic-expenditure")
    assert 'data-grid="prior.economic_lines"' in page
    assert '<details class="last-year">' in page
    _add(people, office, "prior.economic_lines")
    assert '<details class="last-year" open>' in _page(people, office, "basic-expenditure")


def test_a_year_of_the_system_is_only_read(people: People, office: Office) -> None:
    _spend(people, office, "general_public", "4065.63")
    DepartmentYear.objects.filter(kind=YearKind.OPENING_COMPARATIVES).update(kind=YearKind.REGULAR)
    page = _page(people, office)
    assert f'data-grid="{PRIOR}"' not in page
    assert "上年决算数" in page
    refused = people.preparer.post(url("row-add", office), {"table": PRIOR, "unit": "yuan"}, headers=HTMX)
    assert refused.status_code == 400
    assert "在2019年度中修改" in text_of(refused)

"""The wizard of a document in parts: its pages, their numbers, and that nothing is asked for twice."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from selfeval.domain.roles import Role
from selfeval.domain.sections import steps
from selfeval.models import Evaluation
from selfeval.services import package, packs
from tests.support.office import make_user
from tests.support.published import published_pack, published_year


@pytest.fixture
def accounts(db: None) -> Evaluation:
    """The published final accounts of Luzhou."""
    packs.load(actor=None, pack=published_pack("sichuan-2020"))
    return package.load(actor=None, data=published_year("luzhou-2020"))


@pytest.fixture
def preparer(accounts: Evaluation, client: Client) -> Client:
    """Its preparer, signed in."""
    client.force_login(make_user("accountant", accounts.department_year.department, Role.PREPARER))
    return client


def test_nothing_is_asked_for_twice() -> None:
    asked = [ask for step in steps(published_pack("sichuan-2020")) for ask in step.asks]
    assert len(asked) == len(set(asked))
    assert {"budget_lines", "income_lines", "staffing", "economic_lines", "items:project"} <= set(asked)


def test_pages_are_numbered_as_they_print() -> None:
    found = {
        step.key: (step.number, [heading.number for heading in step.above])
        for step in steps(published_pack("sichuan-2020"))
    }
    assert found["accounts-income"] == ("二、", ["第二部分　"])
    assert found["general-public-items"] == ("五、（三）", ["第二部分　", "五、"])
    assert found["performance"] == ("十、（四）", ["第二部分　", "十、"])
    assert found["part-glossary"] == ("第三部分　", [])
    assert not any(key.startswith(("form-", "attachment-")) for key in found)


def test_every_page_opens_and_shows_what_it_prints(accounts: Evaluation, preparer: Client) -> None:
    for step in steps(published_pack("sichuan-2020")):
        page = preparer.get(reverse("section", args=[accounts.code, step.key])).content.decode()
        assert f"{step.number}{step.title}" in page, step.key
        assert preparer.get(reverse("section-preview", args=[accounts.code, step.key])).status_code == 200
    outline = preparer.get(reverse("section", args=[accounts.code, "performance"])).content.decode()
    assert "第二部分　部门决算情况说明" in outline


def test_the_preview_of_a_section_is_that_of_the_document(accounts: Evaluation, preparer: Client) -> None:
    shown = preparer.get(
        reverse("section-preview", args=[accounts.code, "general-public-total"])
    ).content.decode()
    assert "（一）一般公共预算财政拨款支出决算总体情况" in shown
    assert "36.88%" in shown
    assert "图5：" in shown


def test_the_export_page_offers_workbooks_where_there_are_tables(
    accounts: Evaluation, preparer: Client
) -> None:
    kinds = preparer.get(reverse("documents", args=[accounts.code])).context["kinds"]
    offered = {row["kind"]: [label for _, label in row["formats"]] for row in kinds}
    assert offered["disclosure"] == offered["tables"] == ["PDF", "DOCX", "XLSX"]
    assert offered["report"] == ["PDF", "DOCX"]
    refused = preparer.post(
        reverse("document-request", args=[accounts.code]), {"kind": "report", "format": "xlsx"}
    )
    assert refused.status_code == 400
    assert "没有表格" in refused.content.decode()


def test_a_text_that_lists_nothing_this_year_says_so(accounts: Evaluation, preparer: Client) -> None:
    none = preparer.get(reverse("section", args=[accounts.code, "government-fund"])).content.decode()
    some = preparer.get(reverse("section", args=[accounts.code, "general-public-items"])).content.decode()
    told = "本年没有需要逐项列出的内容，这段文字不印入报告"
    assert told in none
    assert told not in some

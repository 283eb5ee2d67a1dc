"""Section pages: what they show, and filling them in without scripts."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from django.urls import reverse

from selfeval.models import BudgetLine, SectionState, SectionText
from selfeval.services import rows
from selfeval.services.evaluations import Comment, return_for_changes
from tests.support.office import Office
from tests.web.support import People, text_of, url

RECEPTION = "three_public.reception.actual_amount"


def _form(page: str) -> dict[str, str]:
    """Return what a browser without scripts would send: the fields of the page as they stand."""
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', page))
    fields |= {
        name: text.removeprefix("\n")
        for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    }
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    fields.pop("is_complete", None)
    return {name: html.unescape(value) for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def _post(people: People, office: Office, fields: dict[str, str], **changes: str) -> Any:
    return people.preparer.post(url("section", office), fields | changes)


def test_a_page_shows_figures_sums_and_the_indicators_they_give(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(url("section", office)))
    assert 'data-computed="sum.budget_lines.actual_amount">1,209.56<' in page
    assert "预算执行率＝1,209.56万元÷2,851.19万元×100%＝42.42%" in page
    assert "data-total>94.24<" in page
    assert "data-grade>优<" in page
    assert "尚未报送" in page


def test_the_outline_goes_on_to_check_and_submission(people: People, office: Office) -> None:
    def titles_and_links() -> list[tuple[str, str]]:
        page = text_of(people.preparer.get(url("scoring", office)))
        outline = page[page.index('<nav class="outline"') : page.index("</nav>")]
        return re.findall(r'<h2>(.*?)</h2>\s*<ul>\s*<li><a href="([^"]*)"', outline)

    assert titles_and_links()[-3:] == [
        ("评分", url("scoring", office)),
        ("核对", url("check", office)),
        ("报送", url("submit", office)),
    ]
    office.submit()
    assert titles_and_links()[-1] == ("报送", url("receipt", office))


def test_the_unit_can_be_changed_and_is_remembered(people: People, office: Office) -> None:
    in_yuan = text_of(people.preparer.get(url("section", office), {"unit": "yuan"}))
    assert 'data-computed="sum.budget_lines.actual_amount">12,095,600.00<' in in_yuan
    again = text_of(people.preparer.get(url("section", office)))
    assert 'data-unit="yuan"' in again
    back = text_of(people.preparer.get(url("section", office), {"unit": "ten_thousand_yuan"}))
    assert 'data-computed="sum.budget_lines.actual_amount">1,209.56<' in back


def test_posting_a_page_as_it_stands_changes_nothing(people: People, office: Office) -> None:
    fields = _form(text_of(people.preparer.get(url("section", office))))
    before = (list(BudgetLine.objects.values()), list(SectionText.objects.values()))
    version = office.refreshed().department_year.version
    assert _post(people, office, fields).status_code == 302
    assert (list(BudgetLine.objects.values()), list(SectionText.objects.values())) == before
    assert office.refreshed().department_year.version == version


def test_a_page_is_filled_in_and_completed_without_scripts(people: People, office: Office) -> None:
    fields = _form(text_of(people.preparer.get(url("section", office))))
    response = _post(people, office, fields, **{RECEPTION: "１.２", "is_complete": "yes"})
    assert response.headers["Location"] == reverse(
        "section", args=[office.evaluation.code, "evaluation-work"]
    )
    stored = office.evaluation.department_year.three_public.get(row="reception")
    assert str(stored.actual_amount) == "12000.00"
    state = SectionState.objects.get(evaluation=office.evaluation, section="finance")
    assert state.is_complete
    assert state.updated_by == office.preparer
    assert "本节已填完" in text_of(people.preparer.get(url("evaluation", office)))


def test_what_cannot_be_saved_stays_as_typed_with_a_summary_that_leads_there(
    people: People, office: Office
) -> None:
    fields = _form(text_of(people.preparer.get(url("section", office))))
    response = _post(people, office, fields, **{RECEPTION: "139,26.31", "year.vehicle_kept_count": "3"})
    page = text_of(response)
    assert response.status_code == 422
    assert "<title>错误：" in page
    assert "有 1 处需要修改" in page
    assert f'href="#{RECEPTION}"' in page
    assert 'value="139,26.31"' in page
    assert page.count("千分位分组“26”不是三位数字") == 2
    assert office.refreshed().department_year.vehicle_kept_count == 3


def test_a_page_that_was_open_too_long_overwrites_nothing(people: People, office: Office) -> None:
    fields = _form(text_of(people.preparer.get(url("section", office))))
    office.save(RECEPTION, "12000", base="11300.00", by=office.colleague)
    response = _post(people, office, fields, **{RECEPTION: "1.3"})
    assert response.status_code == 422
    assert "刚被他人改为" in text_of(response)
    stored = office.evaluation.department_year.three_public.get(row="reception")
    assert str(stored.actual_amount) == "12000.00"


def test_a_page_without_its_memo_is_refused(people: People, office: Office) -> None:
    response = _post(people, office, {"unit": "yuan", "rendered": "not json"})
    assert response.status_code == 400
    assert "刷新页面后重新填写" in text_of(response)


def test_rows_are_added_and_deleted_with_and_without_scripts(people: People, office: Office) -> None:
    rows = office.evaluation.department_year.budget_lines
    before = rows.count()
    response = people.preparer.post(url("row-add", office), {"table": "budget_lines", "unit": "yuan"})
    added = rows.last()
    assert added is not None
    assert rows.count() == before + 1
    assert response.headers["Location"].endswith(f"#budget_lines.{added.row}.functional_code")
    fragment = people.preparer.post(
        url("row-add", office),
        {"table": "budget_lines", "unit": "yuan", "count": "3"},
        headers={"HX-Request": "true"},
    )
    assert text_of(fragment).count("<tr data-row=") == 3
    assert rows.count() == before + 4
    deleted = people.preparer.post(
        url("row-delete", office), {"row": f"budget_lines.{added.row}"}, headers={"HX-Request": "true"}
    )
    assert text_of(deleted) == ""
    assert not rows.filter(row=added.row).exists()
    again = people.preparer.post(url("row-delete", office), {"row": f"budget_lines.{added.row}"})
    assert again.status_code == 400
    assert "已被删除" in text_of(again)


def test_rows_of_fixed_tables_cannot_be_added(people: People, office: Office) -> None:
    response = people.preparer.post(url("row-add", office), {"table": "income_lines", "unit": "yuan"})
    assert response.status_code == 400


def test_an_edited_text_goes_back_to_the_generated_one(people: People, office: Office) -> None:
    office.save("text.preface", "自己写的引言。")
    page = text_of(people.preparer.get(reverse("section", args=[office.evaluation.code, "overview"])))
    assert "已人工修改" in page
    assert "自己写的引言。" in page
    response = people.preparer.post(url("text-reset", office))
    assert response.headers["Location"].endswith("#text.preface")
    page = text_of(people.preparer.get(reverse("section", args=[office.evaluation.code, "overview"])))
    assert "自动生成" in page
    assert "{部门名称}" in page


def _text_block(page: str, key: str) -> str:
    found = re.search(rf'<section class="text-block[^>]*id="text-{key}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found.group()


def test_texts_say_where_they_come_from_and_only_hidden_generated_ones_can_be_restored(
    people: People, office: Office
) -> None:
    offered = "data-text-reset><summary"
    withheld = "data-text-reset hidden><summary"
    # In this form the words on spending are generated; notes on it are written by the department.
    office.save("text.spending-notes", "", base=_stored(office, "spending-notes"))
    page = text_of(people.preparer.get(url("section", office)))
    assert "自动生成</span>" in _text_block(page, "spending")
    assert withheld in _text_block(page, "spending")
    assert "尚未填写</span>" in _text_block(page, "spending-notes")
    office.save("text.spending-notes", "自己写的说明。")
    office.save("text.spending", "自己写的支出情况。")
    page = text_of(people.preparer.get(url("section", office)))
    assert "已人工修改</span>" in _text_block(page, "spending-notes")
    assert withheld in _text_block(page, "spending-notes")
    assert offered in _text_block(page, "spending")


def _stored(office: Office, key: str) -> str:
    return SectionText.objects.get(evaluation=office.evaluation, key=key).content


def test_references_can_be_found_by_name(people: People, office: Office) -> None:
    found = json.loads(people.preparer.get(url("references", office)).content)["references"]
    by_name = {item["name"]: item for item in found}
    assert by_name["支出决算数"]["value"] == "1,209.56万元"
    assert "全年执行数" in by_name["支出决算数"]["aliases"]
    assert by_name["上年支出决算数"]["missing"] is True


def test_the_preview_shows_the_section_as_it_prints(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(url("section-preview", office)))
    assert "（二）" in page
    assert "1,209.56万元" in page


def test_the_inspector_tells_arithmetic_history_and_findings(people: People, office: Office) -> None:
    office.save(RECEPTION, "12000", base="11300.00")
    page = text_of(people.preparer.get(url("inspector", office), {"address": RECEPTION}))
    assert "公务接待费 决算数" in page
    assert re.search(r"<del>1\.13</del>\s*→\s*1\.20", page)
    indicator = text_of(people.preparer.get(url("inspector", office), {"address": "indicator.execution"}))
    assert "预算执行率＝1,209.56万元÷2,851.19万元×100%＝42.42%" in indicator
    assert people.preparer.get(url("inspector", office)).status_code == 400


def _inspected(people: People, office: Office, address: str) -> str:
    return text_of(people.preparer.get(url("inspector", office), {"address": address}))


def test_the_inspector_names_the_sums_that_a_cell_enters(people: People, office: Office) -> None:
    line = BudgetLine.objects.filter(department_year=office.evaluation.department_year).earliest("ordinal")
    page = _inspected(people, office, f"budget_lines.{line.row}.actual_amount")
    # 1,209.56万元 is the published spending of the year, 42.42% its share in the budget
    assert "<b>支出决算数</b> 1,209.56万元" in page
    assert "预算执行率＝1,209.56万元÷2,851.19万元×100%＝42.42%" in page
    assert "<b>支出年初预算数</b>" not in page
    assert "“三公”经费决算数</b>" in _inspected(people, office, RECEPTION)
    assert "没有参与计算" not in _inspected(people, office, RECEPTION)
    assert "没有参与计算" in _inspected(people, office, f"budget_lines.{line.row}.name")


def test_the_inspector_names_the_sum_of_a_column_that_no_figure_reads(people: People, office: Office) -> None:
    row = rows.add_row(actor=office.preparer, evaluation=office.evaluation, table="economic_lines")
    office.save(f"economic_lines.{row}.actual_amount", "12000")
    page = _inspected(people, office, f"economic_lines.{row}.actual_amount")
    assert "<b>本表“决算数”合计</b> 1.20万元" in page


def test_readers_see_the_page_but_can_change_nothing(people: People, office: Office) -> None:
    page = text_of(people.leader.get(url("section", office)))
    assert "1,209.56" in page
    assert "保存并继续" not in page
    assert "添加一行" not in page
    assert re.findall(r'<input class="field"(?![^>]*readonly)', page) == []


def test_returned_comments_stand_at_their_places(people: People, office: Office) -> None:
    office.submit()
    comments = [
        Comment("三公经费原因写得太简单", "text.three-public-notes"),
        Comment("核对接待费", RECEPTION),
        Comment("补充佐证", "indicator.contests"),
    ]
    return_for_changes(actor=office.department_reviewer, evaluation=office.evaluation, comments=comments)
    tasks = text_of(people.preparer.get(url("evaluation", office)))
    assert "被退回 3 项" in tasks
    assert f"{url('section', office)}#{RECEPTION}" in tasks
    section = text_of(people.preparer.get(url("section", office)))
    assert "returned" in section
    assert "核对接待费" in section
    assert "三公经费原因写得太简单" in section
    assert "补充佐证" in text_of(people.preparer.get(url("scoring", office)))


def test_what_a_section_prints_by_itself_is_named_by_its_captions(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(url("section", office)))
    assert "本节自动生成：图1 预算数与执行数" in page
    results = text_of(people.preparer.get(url("section", office, section="results")))
    assert "本节自动生成：表1 指标得分情况、图2 失分构成、指标分析（在“指标评分”中修改）" in results

"""Check, submit, receipt, review: each once, by the right person, and back again."""

from __future__ import annotations

import re

from django.urls import reverse

from selfeval.domain.workflow import Status
from selfeval.models import Department, FiscalYear, PackVersion, Submission
from tests.support.office import Office
from tests.web.support import People, edit, save, text_of, url

RECEPTION = "three_public.reception.actual_amount"


def _key(page: str) -> str:
    found = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_the_years_of_a_person_show_what_waits(people: People, office: Office) -> None:
    home = text_of(people.preparer.get(reverse("home")))
    assert "继续填报" in home
    assert office.department.name in home
    assert "待办" not in text_of(people.department_reviewer.get(reverse("home")))
    office.submit()
    assert "审核" in text_of(people.department_reviewer.get(reverse("home")))
    assert office.department.name not in text_of(people.stranger.get(reverse("home")))
    score = text_of(people.preparer.get(url("evaluation-score", office)))
    assert "94.24" in score
    assert "优" in score


def test_a_year_is_started_once(people: People, office: Office) -> None:
    year = FiscalYear.objects.create(year=2023)
    fields = {
        "department": office.department.pk,
        "fiscal_year": year.pk,
        "pack_version": PackVersion.objects.get().pk,
    }
    response = people.preparer.post(reverse("year-start"), fields)
    assert response.headers["Location"] == reverse("evaluation", args=[f"{office.department.code}-2023"])
    tasks = text_of(people.preparer.get(response.headers["Location"]))
    assert "未开始" in tasks
    assert "项待补充" in tasks
    again = people.preparer.post(reverse("year-start"), fields)
    assert again.status_code == 422
    assert "已开始填报" in text_of(again)


def test_only_own_departments_can_be_started(people: People, office: Office) -> None:
    elsewhere = Department.objects.get(code="elsewhere")
    fields = {
        "department": elsewhere.pk,
        "fiscal_year": FiscalYear.objects.get(year=2022).pk,
        "pack_version": PackVersion.objects.get().pk,
    }
    response = people.preparer.post(reverse("year-start"), fields)
    assert response.status_code == 422
    assert "所选部门不由您填报" in text_of(response)


def test_the_task_list_tells_states_losses_and_score(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(url("evaluation", office)))
    for words in ("准备", "填报", "核对", "报送", "尚未报送", "填写中"):
        assert words in page
    assert "共失5.76分，失分最多的是预算执行率（5.76分）" in page
    assert ">94.24<" in page
    assert "42.42%" in page


def test_findings_are_listed_with_figures_and_lead_to_the_field(people: People, office: Office) -> None:
    save(people.preparer, office, edit("year.carryover_in_amount", "5", "0.00"))
    page = text_of(people.preparer.get(url("check", office)))
    assert "必须改" in page or "需说明" in page
    assert "1,209.56万元" in page
    assert re.search(r'href="/evaluations/[^"]+/sections/finance#[^"]+"', page)


def test_a_warning_is_answered_without_scripts(people: People, office: Office) -> None:
    save(people.preparer, office, edit("indicator.contests.actual_value", "3", "1"))
    page = text_of(people.preparer.get(url("check", office)))
    rendered = re.search(r'name="rendered" value="([^"]*)"', page)
    address = re.search(r'name="(explanation\.W[^"]*)"', page)
    assert rendered
    assert address
    fields = {
        "unit": "ten_thousand_yuan",
        "rendered": rendered.group(1).replace("&quot;", '"'),
        address.group(1): "已核实，数据无误。",
    }
    assert people.preparer.post(url("check", office), fields).status_code == 302
    assert "已核实，数据无误。" in text_of(people.preparer.get(url("check", office)))


def test_submission_with_open_findings_is_refused_on_the_page(people: People, office: Office) -> None:
    save(people.preparer, office, edit("indicator.contests.actual_value", "", "1"))
    page = text_of(people.preparer.get(url("submit", office)))
    assert 'id="submit-button"' in page
    response = people.preparer.post(url("submit", office), {"idempotency_key": _key(page)})
    assert response.status_code == 422
    assert "处需要处理" in text_of(response)
    assert office.refreshed().status == Status.DRAFTING
    assert not Submission.objects.exists()


def test_a_submission_sent_twice_counts_once_and_going_back_shows_the_receipt(
    people: People, office: Office
) -> None:
    key = _key(text_of(people.preparer.get(url("submit", office))))
    for _ in range(2):
        response = people.preparer.post(url("submit", office), {"idempotency_key": key})
        assert response.headers["Location"] == url("receipt", office)
    submission = Submission.objects.get()
    receipt = text_of(people.preparer.get(url("receipt", office)))
    assert submission.receipt_number in receipt
    assert submission.snapshot.sha256 in receipt
    assert "94.24" in receipt
    assert people.preparer.get(url("submit", office)).headers["Location"] == url("receipt", office)


def test_a_second_window_gets_the_receipt_of_the_first(people: People, office: Office) -> None:
    keys = [
        _key(text_of(client.get(url("submit", office)))) for client in (people.preparer, people.colleague)
    ]
    people.preparer.post(url("submit", office), {"idempotency_key": keys[0]})
    submission = Submission.objects.get()
    response = people.colleague.post(url("submit", office), {"idempotency_key": keys[1]}, follow=True)
    assert response.redirect_chain == [(url("receipt", office), 302)]
    page = text_of(response)
    assert submission.receipt_number in page
    assert "本自评已由preparer提交，以下是该次提交的回执" in page
    assert Submission.objects.count() == 1


def test_a_window_of_an_earlier_round_is_told_that_it_was_returned(people: People, office: Office) -> None:
    """Submitted and taken back in between: what the old window sends is a new submission, checked again."""
    key = _key(text_of(people.preparer.get(url("submit", office))))
    office.submit()
    people.preparer.post(url("recall", office))
    assert people.preparer.post(url("submit", office), {"idempotency_key": key}).status_code == 302
    assert Submission.objects.count() == 2


def test_the_preparer_takes_a_submission_back(people: People, office: Office) -> None:
    office.submit()
    assert "撤回" in text_of(people.preparer.get(url("receipt", office)))
    people.preparer.post(url("recall", office))
    assert office.refreshed().status == Status.DRAFTING


def test_the_reviewer_reads_comments_and_approves(people: People, office: Office) -> None:
    office.submit()
    page = text_of(people.department_reviewer.get(url("review", office)))
    assert "预算执行率" in page
    assert "94.24" in page
    assert "审核通过" in page
    response = people.department_reviewer.post(
        url("review", office), {"place": "indicator.contests", "text": "材料齐全。"}
    )
    assert response.status_code == 302
    assert "材料齐全。" in text_of(people.department_reviewer.get(url("review", office)))
    response = people.department_reviewer.post(url("review-approve", office))
    assert response.headers["Location"] == url("receipt", office)
    assert office.refreshed().status in {Status.SUBMITTED, Status.FINAL}


def test_a_return_needs_a_comment(people: People, office: Office) -> None:
    office.submit()
    refused = people.department_reviewer.post(url("review-return", office), {"text": ""})
    assert refused.status_code == 422
    assert "至少要写一条意见" in text_of(refused)
    assert office.refreshed().status == Status.DEPARTMENT_REVIEW
    people.department_reviewer.post(url("review-return", office), {"text": "核对接待费"})
    assert office.refreshed().status == Status.DRAFTING
    assert "核对接待费" in text_of(people.preparer.get(url("evaluation", office)))


def test_a_second_round_shows_the_comments_of_the_first(people: People, office: Office) -> None:
    office.submit()
    first = text_of(people.department_reviewer.get(url("review", office)))
    assert "以前各轮意见" not in first
    people.department_reviewer.post(url("review-return", office), {"text": "核对接待费"})
    office.submit("second-submission")
    people.department_reviewer.post(
        url("review", office), {"place": "indicator.contests", "text": "已核对。"}
    )
    page = text_of(people.department_reviewer.get(url("review", office)))
    now, earlier = page.split('id="earlier-comments"')
    assert "已核对。" in now
    assert "核对接待费" not in now
    assert "第1轮" in earlier
    assert "核对接待费" in earlier
    assert "已核对。" not in earlier


def test_an_empty_comment_is_refused_beside_its_field(people: People, office: Office) -> None:
    office.submit()
    response = people.department_reviewer.post(url("review", office), {"place": "", "text": " "})
    assert response.status_code == 422
    assert "审核意见没有内容" in text_of(response)


def test_pages_say_that_the_year_changed_after_submission(people: People, office: Office) -> None:
    office.submit()
    office.evaluation.department_year.three_public.filter(row="reception").update(actual_amount=1)
    assert "数据已变" in text_of(people.department_reviewer.get(url("review", office)))

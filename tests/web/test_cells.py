"""Autosave: every outcome, what is computed from it, and requests that no page sends."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from selfeval.models import BudgetLine, CellChange
from tests.support.office import Office
from tests.support.published import published_pack
from tests.web.support import People, edit, save, text_of, url

RECEPTION = "three_public.reception.actual_amount"


def _line(office: Office) -> BudgetLine:
    line = BudgetLine.objects.filter(department_year=office.evaluation.department_year).first()
    assert line is not None
    return line


@pytest.mark.parametrize("typed", ["1.23", "１．２３", " 1.23 ", "12,300.00元"])
def test_an_amount_is_saved_in_yuan_and_shown_in_the_unit(people: People, office: Office, typed: str) -> None:
    base = "11300.00"  # 1.13万元, as published
    answer = save(people.preparer, office, edit(RECEPTION, typed, base)).json()
    (cell,) = answer["cells"]
    if typed.endswith("元"):
        assert cell["status"] == "question"
        assert {"label": "12,300.00元（1.23万元）", "text": "12300.00"} in cell["suggestions"]
        (cell,) = save(people.preparer, office, edit(RECEPTION, "12300.00", base, confirmed=True)).json()[
            "cells"
        ]
    assert (cell["status"], cell["value"], cell["raw"], cell["display"]) == (
        "saved",
        "12300.00",
        "1.23",
        "1.23",
    )
    stored = office.evaluation.department_year.three_public.get(row="reception")
    assert str(stored.actual_amount) == "12300.00"


def test_sums_rates_and_scores_come_back_with_the_answer(people: People, office: Office) -> None:
    line = _line(office)
    address = f"budget_lines.{line.row}.actual_amount"
    assert line.actual_amount is not None
    answer = save(people.preparer, office, edit(address, "402", f"{line.actual_amount:.2f}")).json()
    # The published 1,209.56万元 with 302 of the first line changed to 402.
    assert answer["computed"]["sum.budget_lines.actual_amount"] == "1,309.56"
    # 1309.56 ÷ 2851.19 = 45.93%; 10 points × 45.93% = 4.59, which is 0.35 more than 94.24.
    assert answer["computed"]["rate.budget_lines"] == "45.93%"
    assert answer["computed"]["score.execution"] == "4.59"
    assert answer["score"] == {"total": "94.59", "full_mark": "100", "grade": "优", "missing": ""}


def test_the_full_mark_follows_an_indicator_that_does_not_apply(people: People, office: Office) -> None:
    leaf = next(leaf for _, leaf in published_pack("bishan-2022").leaves() if leaf.code == "contests")
    assert leaf.weight == 10
    address = "indicator.contests.not_applicable"
    answer = save(people.preparer, office, edit(address, "true", "false"), page="scoring").json()
    assert answer["score"]["full_mark"] == "90"
    assert "/ <span data-full-mark>90</span>" in text_of(people.preparer.get(url("scoring", office)))
    answer = save(people.preparer, office, edit(address, "false", "true"), page="scoring").json()
    assert answer["score"]["full_mark"] == "100"


def test_a_stale_edit_shows_both_values_and_overwrites_nothing(people: People, office: Office) -> None:
    assert (
        save(people.colleague, office, edit(RECEPTION, "1.20", "11300.00")).json()["cells"][0]["status"]
        == "saved"
    )
    other = "year.reception_count"
    answer = save(people.preparer, office, edit(RECEPTION, "1.30", "11300.00"), edit(other, "7")).json()
    conflict, saved = answer["cells"]
    assert (conflict["status"], conflict["value"], conflict["display"]) == ("conflict", "12000.00", "1.20")
    assert "1.20" in conflict["message"]
    assert conflict["theirs_by"] == "colleague"
    assert saved["status"] == "saved"
    stored = office.evaluation.department_year.three_public.get(row="reception")
    assert str(stored.actual_amount) == "12000.00"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("139,26.31", "千分位"), ("2464.3157.66", "小数点"), ("-1", "负数"), ("abc", "不是一个数字")],
)
def test_what_cannot_be_read_says_place_value_and_rule(
    people: People, office: Office, typed: str, said: str
) -> None:
    (cell,) = save(people.preparer, office, edit(RECEPTION, typed, "11300.00")).json()["cells"]
    assert cell["status"] == "refused"
    assert cell["value"] == "11300.00"
    for part in ("公务接待费 决算数", typed, said):
        assert part in cell["message"]


def test_a_slipped_decimal_point_is_asked_about(people: People, office: Office) -> None:
    line = _line(office)
    address = f"budget_lines.{line.row}.actual_amount"
    (cell,) = save(people.preparer, office, edit(address, "3020", f"{line.actual_amount:.2f}")).json()[
        "cells"
    ]
    assert cell["status"] == "question"
    assert [item["text"] for item in cell["suggestions"]] == ["3020000.00", "30200000.00"]


def test_the_channel_is_kept_in_the_history(people: People, office: Office) -> None:
    save(people.preparer, office, edit(RECEPTION, "1.24", "11300.00"), channel="pasted")
    change = CellChange.objects.get(address=RECEPTION, channel="pasted")
    assert (change.old, change.new, change.username) == ("11300.00", "12400.00", "preparer")


def test_an_empty_post_only_answers_with_what_is_computed(people: People, office: Office) -> None:
    answer = save(people.preparer, office).json()
    assert answer["cells"] == []
    assert answer["score"]["total"] == "94.24"
    assert answer["saved_at"].count(":") == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"unit": "yuan", "edits": NaN}',
        b'{"unit": "pounds", "edits": []}',
        b'{"unit": "yuan", "edits": [{"address": 1}]}',
        b'{"unit": "yuan", "edits": {"a": "b"}}',
    ],
)
def test_a_post_that_no_page_sends_is_refused_with_a_message(
    people: People, office: Office, body: bytes
) -> None:
    response = people.preparer.post(
        url("cells", office), body, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert response.status_code == 400
    assert "刷新页面" in response.json()["message"] or "分几次" in response.json()["message"]


def test_computed_and_unknown_cells_are_refused_by_name(people: People, office: Office) -> None:
    answer = save(
        people.preparer, office, edit("indicator.execution.actual_value", "1"), edit("nowhere.at.all", "1")
    ).json()
    assert [cell["status"] for cell in answer["cells"]] == ["refused", "refused"]
    assert "由公式计算得出" in answer["cells"][0]["message"]


def test_a_text_comes_back_with_its_references(people: People, office: Office) -> None:
    text = "支出{支出决算数}，<b>不是标签</b>。"
    response = save(people.preparer, office, edit("text.preface", text), page="overview")
    answer = response.json()
    (cell,) = answer["cells"]
    assert (cell["status"], cell["raw"]) == ("saved", text)
    assert answer["references"]["{支出决算数}"] == {"text": "1,209.56万元", "missing": False}
    page = people.preparer.get(reverse("section", args=[office.evaluation.code, "overview"])).content.decode()
    assert "<b>不是标签</b>" not in page
    assert "&lt;b&gt;不是标签&lt;/b&gt;" in page


def test_a_text_comes_back_with_its_mark(people: People, office: Office) -> None:
    def mark_after(text: str, base: str) -> dict[str, object]:
        answer = save(people.preparer, office, edit("text.preface", text, base), page="overview").json()
        assert [cell["status"] for cell in answer["cells"]] == ["saved"]
        mark: dict[str, object] = answer["texts"]["text.preface"]
        return mark

    edited = mark_after("自己写的引言。", "")
    assert (edited["label"], edited["can_reset"]) == ("已人工修改", True)
    emptied = mark_after("", "自己写的引言。")
    assert (emptied["label"], emptied["can_reset"]) == ("自动生成", False)
    assert "{部门名称}" in str(emptied["generated"])


def test_a_text_with_an_unknown_reference_is_refused(people: People, office: Office) -> None:
    (cell,) = save(people.preparer, office, edit("text.preface", "见{没有这个数}"), page="overview").json()[
        "cells"
    ]
    assert cell["status"] == "refused"
    assert "没有名为“没有这个数”的数据项" in cell["message"]


def test_after_submission_scripts_learn_why_nothing_is_saved(people: People, office: Office) -> None:
    office.submit()
    response = save(people.preparer, office, edit(RECEPTION, "1.24", "11300.00"))
    assert response.status_code == 409
    assert "部门待审" in response.json()["message"]
    assert json.loads(response.content).keys() == {"message"}

"""Pages of projects and transfer payments: lists, the page of one, saving, adding and removing, links."""

from __future__ import annotations

import html
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selfeval.models import EvidenceFile, Item, ItemFund, ItemIndicator
from selfeval.services import items
from selfeval.services.evaluations import Comment, return_for_changes
from tests.support.items import full_marks, indicator, one_item
from tests.support.items_office import items_office
from tests.support.office import Office
from tests.web.support import People, edit, people_of, save, text_of

PROJECT = "national-project-2020"
PDF = b"%PDF-1.7 evidence"


@pytest.fixture
def office(db: None) -> Office:
    """The nine items of a published year, with the people of its department."""
    return items_office()


@pytest.fixture
def people(office: Office) -> People:
    """Signed-in clients of every role."""
    return people_of(office)


def _url(name: str, office: Office, *arguments: str) -> str:
    return reverse(name, args=[office.evaluation.code, *arguments])


def _page(client: Client, office: Office, item: str = "car_rental") -> str:
    response = client.get(_url("item", office, item))
    assert response.status_code == 200
    return text_of(response)


def _fields(page: str) -> dict[str, str]:
    """What a browser without scripts would send: the fields of the page as they stand."""
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', page))
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    fields |= {name: text.removeprefix("\n") for name, text in areas}
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    for box in re.findall(r'<input type="checkbox"[^>]*>', page):
        if "checked" not in box:
            fields.pop(re.search(r'name="([^"]+)"', box).group(1), None)  # type: ignore[union-attr]
    return {name: html.unescape(value) for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def _computed(page: str, key: str) -> str:
    found = re.search(rf'data-computed="{re.escape(key)}"[^>]*>([^<]*)<', page)
    assert found is not None, key
    return html.unescape(found.group(1))


def _line(page: str, name: str) -> str:
    lines: list[str] = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    return next(line for line in lines if name in line)


# --- lists ------------------------------------------------------------------------------------------------


def test_sections_list_the_items_they_ask_for(people: People, office: Office) -> None:
    projects = text_of(people.preparer.get(_url("section", office, "projects")))
    car = _line(projects, "车辆租赁费")
    assert ">3.88<" in car
    assert ">3.39<" in car
    assert ">87.37%<" in car
    assert "98.74" in car
    assert '<span class="grade">优</span>' in car
    assert "同位素实验室" not in projects
    assert "合计（4个）" in projects
    assert "project_code" not in projects
    assert "item_funds." not in projects
    transfers = text_of(people.preparer.get(_url("section", office, "transfers")))
    assert "92" in _line(transfers, "同位素实验室一期项目")
    assert "车辆租赁费" not in transfers


def test_the_task_list_leads_to_every_item_and_shows_the_scores(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(_url("evaluation", office)))
    assert page.count('class="task-project"') == 9
    assert _url("item", office, "car_rental") in page
    assert "98.74" in page[page.index('id="item-scores-project"') :]
    assert "已填完 0 / 2 节" in page


def test_an_item_is_added_and_its_page_opens(people: People, office: Office) -> None:
    response = people.preparer.post(_url("item-add", office), {"form": PROJECT, "name": "新增项目"})
    item = Item.objects.get(name="新增项目")
    assert response.headers["Location"] == _url("item", office, item.code)
    page = _page(people.preparer, office, item.code)
    assert "未填指标分值，也没有评定得分，不计分" in page
    for name, words in ((" ", "名称未填写"), ("长" * 201, "超过200字")):
        refused = people.preparer.post(_url("item-add", office), {"form": PROJECT, "name": name}, follow=True)
        assert refused.redirect_chain[0][0].startswith(_url("section", office, "projects"))
        assert words in text_of(refused)
        assert f'value="{name}"' in text_of(refused)


def test_items_are_moved_and_removed_and_what_was_typed_is_saved(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(_url("section", office, "projects")))
    fields = _fields(page)
    people.preparer.post(_url("item-move", office, "chemistry"), fields | {"direction": "up"})
    listed = text_of(people.preparer.get(_url("section", office, "projects")))
    assert listed.index("化工片区产业项目引进技术服务费") < listed.index("新区孵化大厦租赁费")
    response = people.preparer.post(_url("item-delete", office, "chemistry"), fields)
    assert response.headers["Location"] == _url("section", office, "projects")
    after = text_of(people.preparer.get(response.headers["Location"]))
    assert "已删除，修改记录中保留其内容" in after
    assert "合计（3个）" in after
    assert people.preparer.get(_url("item", office, "chemistry")).status_code == 404


# --- the page of one --------------------------------------------------------------------------------------


def test_the_page_asks_for_what_the_form_names(people: People, office: Office) -> None:
    project, transfer = _page(people.preparer, office), _page(people.preparer, office, "isotope")
    for label in ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"):
        assert label in project
    assert "年初预算数" in project
    assert "中央财政资金" in transfer
    assert "年初预算数</th>" not in transfer
    assert "地方主管部门" in transfer
    assert "地方主管部门" not in project
    assert "分配科学性" in transfer
    assert "分配科学性" not in project
    assert "调整指标值" not in project


def test_the_page_shows_rates_sums_and_scores_as_published(people: People, office: Office) -> None:
    page = _page(people.preparer, office)
    # 3.39 ÷ 3.88 is 87.37 %; of ten points that is 8.74, with the other ninety 98.74
    assert _computed(page, "item.rate.fiscal") == "87.37%"
    assert _computed(page, "item.rate.total") == "87.37%"
    assert _computed(page, "item.sum.executed_amount") == "3.39"
    assert _computed(page, "item.execution.score") == "8.74"
    assert _computed(page, "item.total") == "98.74"
    assert _computed(page, "item.grade") == "优"
    assert _computed(page, "item.weights.output") == "分值合计 50"
    assert "公布的得分 100 分，按指标和分值计算为 98.74 分" in _computed(page, "item.error.score")
    assert "预算执行率 87.37% 低于90%" in _computed(page, "item.warning.funds")


def test_a_stated_score_counts_where_there_are_no_weights(people: People, office: Office) -> None:
    page = _page(people.preparer, office, "isotope")
    assert _computed(page, "item.total") == "92.00"
    assert 'class="score-details stated" open' in page


def test_names_tiers_and_groups_are_chosen_from_the_form(people: People, office: Office) -> None:
    page = _page(people.preparer, office)
    row = ItemIndicator.objects.filter(item="car_rental", level1="output")[0].row
    level2 = re.search(rf'<select[^>]*name="item_indicators.{row}.level2".*?</select>', page, re.DOTALL)
    tier = re.search(rf'<select[^>]*name="item_indicators.{row}.tier".*?</select>', page, re.DOTALL)
    assert level2 is not None
    assert re.findall(r">([^<]+)</option>", level2.group()) == [
        "未选择",
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
    ]
    assert tier is not None
    assert "达成年度指标" in tier.group()
    assert "item_indicators." + row + ".code" not in page
    assert f'name="items.{Item.objects.get(code="car_rental").row}.code"' not in page


def test_level_2_is_free_text_where_the_form_leaves_it_open(db: None) -> None:
    data = one_item(indicator(level2="自定"), form="chongqing-project-2021")
    office = items_office(data, ("chongqing-project-2021", "national-project-2020"))
    page = _page(people_of(office).preparer, office, "x")
    row = ItemIndicator.objects.get().row
    assert re.search(rf'<input[^>]*name="item_indicators.{row}.level2" value="自定"', page)
    assert "调整指标值" in page
    assert "核心指标" in page
    assert "自评表式" in page


def test_an_item_without_a_form_offers_to_choose_one(db: None) -> None:
    office = items_office(one_item(form="gone"), ("national-project-2020",))
    page = _page(people_of(office).preparer, office, "x")
    assert "所用的自评表式不在体系包内" in page
    row = Item.objects.get().row
    assert f'name="items.{row}.form"' in page
    assert "item_funds." not in page


def test_indicators_of_no_group_can_be_put_into_one(db: None) -> None:
    office = items_office(one_item(indicator(level1="gone", name="失落指标")), ("national-project-2020",))
    client = people_of(office).preparer
    row = ItemIndicator.objects.get().row
    assert "不在本表式内" in _page(client, office, "x")
    office.save(f"item_indicators.{row}.level1", "output", base="gone")
    assert "不在本表式内" not in _page(client, office, "x")


# --- saving -----------------------------------------------------------------------------------------------


def test_a_saved_cell_answers_with_everything_that_follows(people: People, office: Office) -> None:
    fund = ItemFund.objects.get(item="car_rental")
    address = f"item_funds.{fund.row}.executed_amount"
    answer = save(
        people.preparer, office, edit(address, "3.88", base="33900.00"), page="item.car_rental"
    ).json()
    assert answer["cells"][0]["status"] == "saved"
    computed = answer["computed"]
    assert computed["item.rate.fiscal"] == "100.00%"
    assert computed["item.total"] == "100.00"
    assert computed["item.error.score"] == ""
    assert computed["item.warning.funds"] == ""
    assert answer["steps"]["item.car_rental"]["count"] < 5


def test_a_source_that_is_not_stored_yet_is_a_cell_like_any_other(people: People, office: Office) -> None:
    assert 'name="item_funds.car_rental.other.whole_year_amount"' in _page(people.preparer, office)
    address = "item_funds.car_rental.other.whole_year_amount"
    answer = save(people.preparer, office, edit(address, "1"), page="item.car_rental").json()
    assert answer["computed"]["item.sum.whole_year_amount"] == "4.88"
    assert _fields(_page(people.preparer, office))[address] == "1.00"
    refused = save(people.preparer, office, edit(address, "139,26.31", base="10000.00")).json()["cells"][0]
    assert refused["status"] == "refused"
    conflict = save(people.colleague, office, edit(address, "2")).json()["cells"][0]
    assert conflict["status"] == "conflict"


def test_a_page_is_posted_without_scripts(people: People, office: Office) -> None:
    fields = _fields(_page(people.preparer, office))
    before = (list(ItemFund.objects.values()), list(ItemIndicator.objects.values()))
    response = people.preparer.post(_url("item", office, "car_rental"), fields)
    assert response.headers["Location"] == f"{_url('section', office, 'projects')}#item.car_rental"
    assert (list(ItemFund.objects.values()), list(ItemIndicator.objects.values())) == before
    bad = fields | {"item_funds.car_rental.other.executed_amount": "139,26.31"}
    refused = people.preparer.post(_url("item", office, "car_rental"), bad)
    assert refused.status_code == 422
    assert "有 1 处需要修改" in text_of(refused)
    assert 'value="139,26.31"' in text_of(refused)


def test_indicators_are_added_with_codes_and_removed(people: People, office: Office) -> None:
    add = _url("item-indicator-add", office, "car_rental")
    fragment = people.preparer.post(add, {"table": "benefit", "count": "2"}, headers={"HX-Request": "true"})
    assert text_of(fragment).count("<tr data-row=") == 2
    added = ItemIndicator.objects.filter(item="car_rental", level1="benefit").exclude(code="")
    assert added.count() == 2
    fields = _fields(_page(people.preparer, office))
    page = people.preparer.post(add, fields | {"table": "output"})
    newest = ItemIndicator.objects.order_by("-id")[0]
    assert page.headers["Location"].endswith(f"#item_indicators.{newest.row}.name")
    again = people.preparer.get(_url("item-indicator", office, "car_rental", newest.row))
    assert f'data-row="{newest.row}"' in text_of(again)
    delete = _url("item-indicator-delete", office, "car_rental")
    people.preparer.post(delete, {"row": newest.row}, headers={"HX-Request": "true"})
    assert not ItemIndicator.objects.filter(row=newest.row).exists()
    assert people.preparer.post(delete, {"row": newest.row}).status_code == 400


def test_a_line_that_nobody_has_begun_is_not_called_a_mistake(people: People, office: Office) -> None:
    (row,) = items.add_indicators(
        actor=office.preparer, evaluation=office.evaluation, item="car_rental", group="output"
    )
    assert _computed(_page(people.preparer, office), f"item.error.{row}") == ""
    office.save(f"item_indicators.{row}.name", "出车次数")
    assert "没有填写年度指标值和实际完成值" in _computed(_page(people.preparer, office), f"item.error.{row}")


def test_evidence_is_uploaded_to_an_indicator(people: People, office: Office) -> None:
    row = ItemIndicator.objects.filter(item="car_rental")[0]
    address = _url("item-evidence", office, "car_rental", row.row)
    assert "上传佐证材料" in text_of(people.preparer.get(address))
    file = SimpleUploadedFile("合同.pdf", PDF, "application/pdf")
    response = people.preparer.post(address, {"file": file, "description": "租车合同"})
    assert response.headers["Location"].startswith(_url("item", office, "car_rental"))
    stored = EvidenceFile.objects.get()
    row.refresh_from_db()
    assert stored.indicator == f"item.car_rental.{row.code}"
    assert "合同.pdf" in _page(people.preparer, office)
    removed = people.preparer.post(_url("evidence-remove", office, str(stored.pk)))
    assert removed.headers["Location"] == (
        f"{_url('item', office, 'car_rental')}#item.car_rental.i_{row.code}"
    )
    assert people.preparer.get(_url("item-evidence", office, "isotope", row.row)).status_code == 404


def test_a_text_of_the_report_is_edited_and_restored(people: People, office: Office) -> None:
    key = "text.item.car_rental.work"
    answer = save(
        people.preparer, office, edit(key, "{本项目.项目名称}已自评。"), page="item.car_rental"
    ).json()
    assert answer["cells"][0]["status"] == "saved"
    assert answer["texts"][key]["label"] == "已人工修改"
    page = _page(people.preparer, office)
    assert "{本项目.项目名称}已自评。" in page
    response = people.preparer.post(_url("text-reset", office, "item.car_rental.work"))
    assert response.headers["Location"] == f"{_url('item', office, 'car_rental')}#{key}"
    assert "已人工修改" not in _page(people.preparer, office)


def test_texts_may_name_what_belongs_to_the_item(people: People, office: Office) -> None:
    response = people.preparer.get(_url("references", office), {"item": "car_rental"})
    values = {one["name"]: one["value"] for one in json.loads(response.content)["references"]}
    assert values["本项目.项目名称"] == "车辆租赁费"
    assert values["全年执行数"] == "3.39万元"


# --- where it is seen -------------------------------------------------------------------------------------


def test_the_preview_is_the_official_table(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(_url("item-preview", office, "car_rental")))
    assert "车辆租赁费" in page
    assert "87.37%" in page
    assert "年度资金总额" in page
    links = re.findall(r'href="([^"]*/preview/[^"]*)"', _page(people.preparer, office))
    assert [text_of(people.preparer.get(link)).count("车辆租赁费") > 0 for link in links] == [True, True]


def test_findings_lead_to_the_spot(people: People, office: Office) -> None:
    page = text_of(people.preparer.get(_url("check", office)))
    assert f"{_url('item', office, 'car_rental')}#item.car_rental.funds" in page
    assert f"{_url('item', office, 'car_rental')}#item.car_rental.score" in page
    assert 'id="item.car_rental.funds"' in _page(people.preparer, office)
    assert 'id="item.car_rental.score"' in _page(people.preparer, office)


def test_findings_belong_to_the_section_of_their_kind(people: People, office: Office) -> None:
    office.save("item_funds.isotope.local.executed_amount", "1")
    workspace = text_of(people.preparer.get(_url("evaluation", office)))
    transfers = re.search(r'id="task-transfers".*?</li>', workspace, re.DOTALL)
    assert transfers is not None
    assert office.preparer.get_username() in transfers.group() or "填写中" in transfers.group()
    projects = text_of(people.preparer.get(_url("item", office, "isotope")))
    assert "二、转移支付自评情况" in projects


def test_the_inspector_tells_the_arithmetic_of_an_indicator(people: People, office: Office) -> None:
    fund = ItemFund.objects.get(item="car_rental")
    place = {"address": f"item_funds.{fund.row}.executed_amount"}
    page = text_of(people.preparer.get(_url("inspector", office), place))
    assert "3.39万元÷3.88万元×100%＝87.37%" in page
    assert "预算执行率 87.37% 低于90%" in page
    row = ItemIndicator.objects.filter(item="car_rental")[0]
    page = text_of(
        people.preparer.get(_url("inspector", office), {"address": f"item_indicators.{row.row}.weight"})
    )
    assert "车辆租赁费 / 产出指标" in page


def test_the_reviewer_sees_the_scores_of_items(people: People, office: Office) -> None:
    page = text_of(people.department_reviewer.get(_url("review", office)))
    assert "98.74" in page[page.index('id="item-scores-project"') :]


def test_readers_see_the_page_and_change_nothing(people: People, office: Office) -> None:
    page = _page(people.leader, office)
    assert re.findall(r'<input class="field"(?![^>]*readonly)', page) == []
    assert "添加产出指标" not in page
    assert "上传佐证材料" not in page
    listed = text_of(people.leader.get(_url("section", office, "projects")))
    assert "添加项目支出" not in listed
    assert "上移" not in listed
    for name, arguments in (
        ("item-add", ()),
        ("item-delete", ("car_rental",)),
        ("item-move", ("car_rental",)),
    ):
        assert people.leader.post(_url(name, office, *arguments)).status_code == 403


def test_nothing_of_an_item_is_open_to_others(people: People, office: Office) -> None:
    assert people.stranger.get(_url("item", office, "car_rental")).status_code == 404
    assert people.preparer.get(_url("item", office, "no_such_item")).status_code == 404


def _submitted() -> Office:
    """An office whose only project is complete and submitted."""
    project = one_item(
        *full_marks("x"),
        supervising_department="示例局",
        implementing_unit="示例中心",
        objective="完成年度任务",
        completion="任务已完成",
    )
    data = project.model_copy(update={"report_date": date(2021, 4, 30)})
    office = items_office(data, ("national-project-2020",))
    office.submit()
    return office


def test_comments_stand_at_the_item_and_lead_there(db: None) -> None:
    office = _submitted()
    people = people_of(office)
    assert 'value="item.x"' in text_of(people.department_reviewer.get(_url("review", office)))
    comments = [Comment("核对资金来源", "item.x"), Comment("写得太简单", "text.item.x.work")]
    return_for_changes(actor=office.department_reviewer, evaluation=office.evaluation, comments=comments)
    tasks = text_of(people.preparer.get(_url("evaluation", office)))
    assert f'<a href="{_url("item", office, "x")}#item.x">项目“示例项目”</a>' in tasks
    assert f'<a href="{_url("item", office, "x")}#text.item.x.work">' in tasks
    page = _page(people.preparer, office, "x")
    assert "核对资金来源" in page
    assert "写得太简单" in page
    assert "核对资金来源" in text_of(people.preparer.get(_url("section", office, "projects")))
    items.delete_item(actor=office.preparer, evaluation=office.evaluation, item="x")
    assert "已删除的项目" in text_of(people.preparer.get(_url("evaluation", office)))


def test_a_submitted_item_is_read_from_its_snapshot(db: None) -> None:
    office = _submitted()
    page = _page(people_of(office).preparer, office, "x")
    assert _computed(page, "item.total") == "100.00"
    assert re.findall(r'<input class="field"(?![^>]*readonly)', page) == []


# --- how much it costs ------------------------------------------------------------------------------------


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_more_rows_need_no_more_queries(people: People, office: Office) -> None:
    addresses = [_url("item", office, "car_rental"), _url("section", office, "projects")]
    before = [_queries(people.preparer, address) for address in addresses]
    items.add_indicators(
        actor=office.preparer, evaluation=office.evaluation, item="car_rental", group="output", count=5
    )
    items.add_item(actor=office.preparer, evaluation=office.evaluation, form=PROJECT, name="又一项目")
    assert [_queries(people.preparer, address) for address in addresses] == before
    assert before[0] < 45

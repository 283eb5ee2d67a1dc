"""Adding, ordering and removing projects and their indicators; the fixed rows of their forms; evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from selfeval.models import CellChange, EvidenceFile, IndicatorEntry, Item, ItemFund, ItemIndicator
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.services import evidence, items, rows
from selfeval.services.audit import verify
from selfeval.services.errors import NotAllowed, Refused
from tests.support.items_office import items_office
from tests.support.office import Office

PROJECT, TRANSFER = "national-project-2020", "transfer-national"
PDF = b"%PDF-1.7 evidence"


@pytest.fixture
def office(db: None) -> Office:
    """The nine items of a published year, with the people of its department."""
    return items_office()


def _codes(kind: str = "project") -> list[str]:
    return [item.code for item in Item.objects.filter(kind=kind)]


def _add(office: Office, name: str = "新增项目", form: str = PROJECT) -> str:
    return items.add_item(actor=office.preparer, evaluation=office.evaluation, form=form, name=name)


def _file(name: str = "合同.pdf") -> ContentFile[bytes]:
    return ContentFile(PDF, name=name)


def test_an_added_item_gets_a_code_that_is_never_used_again(office: Office) -> None:
    first = _add(office, "  甲项目 ")
    row = Item.objects.get(code=first)
    assert (row.name, row.kind, row.form, row.row) == ("甲项目", "project", PROJECT, first)
    items.delete_item(actor=office.preparer, evaluation=office.evaluation, item=first)
    assert _add(office) != first
    transfer = Item.objects.get(code=_add(office, "乙资金", TRANSFER))
    assert transfer.kind == "transfer"
    assert not verify()


@pytest.mark.parametrize(
    ("form", "name", "words"),
    [
        (PROJECT, " ", "名称未填写"),
        (PROJECT, "长" * 201, "超过200字"),
        ("no-such-form", "甲项目", "自评表式未选择"),
    ],
)
def test_what_cannot_be_added_says_why(office: Office, form: str, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        _add(office, name, form)


def test_only_preparers_add_items(office: Office) -> None:
    with pytest.raises(NotAllowed):
        items.add_item(actor=office.leader, evaluation=office.evaluation, form=PROJECT, name="甲项目")


def test_items_change_places_within_their_kind(office: Office) -> None:
    before, transfers = _codes(), _codes("transfer")
    items.move_item(actor=office.preparer, evaluation=office.evaluation, item=before[2], up=True)
    assert _codes() == [before[0], before[2], before[1], before[3]]
    items.move_item(actor=office.preparer, evaluation=office.evaluation, item=before[0], up=True)
    items.move_item(actor=office.preparer, evaluation=office.evaluation, item=before[3], up=False)
    assert _codes() == [before[0], before[2], before[1], before[3]]
    assert _codes("transfer") == transfers


def test_a_removed_item_leaves_nothing_but_its_history(office: Office) -> None:
    assert office.save("text.item.car_rental.work", "自己写的评价工作情况。").status == "saved"
    row = ItemIndicator.objects.filter(item="car_rental")[0]
    key = items.evidence_key(actor=office.preparer, evaluation=office.evaluation, row=row.row)
    evidence.attach(actor=office.preparer, evaluation=office.evaluation, indicator=key, file=_file())
    fund = ItemFund.objects.get(item="car_rental")
    name = items.delete_item(actor=office.preparer, evaluation=office.evaluation, item="car_rental")
    assert name == "车辆租赁费"
    data = evaluation_data(office.evaluation)
    assert "car_rental" not in {item.code for item in data.year.items}
    assert "car_rental" not in {row.item for row in data.year.item_funds}
    assert "car_rental" not in {row.item for row in data.year.item_indicators}
    assert data.texts == ()
    assert not IndicatorEntry.objects.filter(indicator__startswith="item.car_rental.").exists()
    assert EvidenceFile.objects.get().removed_at is not None
    change = CellChange.objects.filter(address=f"item_funds.{fund.row}.executed_amount").latest("id")
    assert (change.old, change.new) == ("33900.00", "")
    assert not verify()
    with pytest.raises(Refused, match="已被删除"):
        items.delete_item(actor=office.preparer, evaluation=office.evaluation, item="car_rental")


def test_added_indicators_belong_to_item_and_group_and_have_codes(office: Office) -> None:
    added = items.add_indicators(
        actor=office.preparer, evaluation=office.evaluation, item="car_rental", group="satisfaction", count=2
    )
    rows_added = ItemIndicator.objects.filter(row__in=added)
    assert {(row.item, row.level1, row.level2) for row in rows_added} == {
        ("car_rental", "satisfaction", "服务对象满意度指标")
    }
    assert len({row.code for row in rows_added} - {""}) == 2
    with pytest.raises(Refused, match="不在项目的自评表式之内"):
        items.add_indicators(
            actor=office.preparer, evaluation=office.evaluation, item="car_rental", group="no_such_group"
        )
    with pytest.raises(Refused, match="最多100个指标"):
        items.add_indicators(
            actor=office.preparer, evaluation=office.evaluation, item="car_rental", group="output", count=100
        )


def test_item_tables_take_no_rows_from_elsewhere(office: Office) -> None:
    for table in ("items", "item_funds", "item_indicators", "item_aspects"):
        with pytest.raises(Refused, match="在项目的页面上"):
            rows.add_row(actor=office.preparer, evaluation=office.evaluation, table=table)


def test_a_row_of_the_form_is_made_when_it_is_first_filled_in(office: Office) -> None:
    address = "item_funds.car_rental.other.whole_year_amount"
    outcome = office.save(address, "12000")
    assert (outcome.status, outcome.value) == ("saved", "12000.00")
    row = ItemFund.objects.get(item="car_rental", source="other")
    assert row.whole_year_amount == Decimal("12000.00")
    again = office.save("item_funds.car_rental.other.executed_amount", "11000")
    assert again.status == "saved"
    assert ItemFund.objects.filter(item="car_rental", source="other").count() == 1
    aspect = office.save("item_aspects.isotope.use.situation", "专款专用")
    assert aspect.status == "saved"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("item_funds.no_such_item.other.executed_amount", "已被删除"),
        ("item_funds.car_rental.no_such_source.executed_amount", "没有"),
        ("item_aspects.car_rental.no_such_aspect.situation", "没有"),
    ],
)
def test_rows_of_no_form_are_not_made(office: Office, address: str, words: str) -> None:
    outcome = office.save(address, "1")
    assert outcome.status == "refused"
    assert words in outcome.message


def test_a_stored_row_is_found_by_its_place_in_the_form(office: Office) -> None:
    address = "item_funds.car_rental.fiscal.executed_amount"
    assert office.save(address, "34000", base="33900.00").status == "saved"
    assert ItemFund.objects.get(item="car_rental", source="fiscal").executed_amount == Decimal("34000.00")


def test_codes_cannot_be_typed(office: Office) -> None:
    item, row = Item.objects.get(code="car_rental"), ItemIndicator.objects.filter(item="car_rental")[0]
    for address in (f"items.{item.row}.code", f"items.{item.row}.kind", f"item_indicators.{row.row}.item"):
        outcome = office.save(address, "transfer", base="", confirmed=True)
        assert outcome.status == "refused"
        assert "由系统编定" in outcome.message


def test_forms_and_groups_come_from_the_pack(office: Office) -> None:
    item, row = Item.objects.get(code="car_rental"), ItemIndicator.objects.filter(item="car_rental")[0]
    assert office.save(f"items.{item.row}.form", "no-such-form").status == "refused"
    assert office.save(f"items.{item.row}.form", PROJECT).status == "saved"
    refused = office.save(f"item_indicators.{row.row}.level1", "no_such_group", base=row.level1)
    assert refused.status == "refused"
    assert "产出指标" in refused.message


def test_evidence_hangs_on_the_indicator_of_an_item(office: Office) -> None:
    row = ItemIndicator.objects.filter(item="car_rental")[0]
    assert row.code == ""
    key = items.evidence_key(actor=office.preparer, evaluation=office.evaluation, row=row.row)
    assert items.evidence_key(actor=office.preparer, evaluation=office.evaluation, row=row.row) == key
    evidence.attach(actor=office.preparer, evaluation=office.evaluation, indicator=key, file=_file())
    data = evaluation_data(office.evaluation)
    assert [file.name for file in data.entry(key).evidence] == ["合同.pdf"]
    items.delete_indicator(actor=office.preparer, evaluation=office.evaluation, row=row.row)
    assert evaluation_data(office.evaluation).entry(key).evidence == ()
    with pytest.raises(Refused, match="没有这个指标"):
        evidence.attach(actor=office.preparer, evaluation=office.evaluation, indicator=key, file=_file())

"""Projects and transfer payments in the database: stored whole, edited by cell, scored and printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.roles import Role
from selfeval.models import CellChange, Channel, Evaluation, ItemFund
from selfeval.models.documents import DocumentFormat
from selfeval.selectors.documents import document_of, live_source
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.services import package, packs
from selfeval.services.cells import CellEdit, save_cells
from selfeval.services.documents import write_document
from tests.support.items import nine_items, pack_with
from tests.support.office import make_user
from tests.support.same_content import assert_same_content

PACK = pack_with("gansu-project-2020", "gansu-transfer-2020")


@pytest.fixture
def nine(db: None) -> Evaluation:
    """The nine items of the published year of Lanzhou New Area."""
    packs.load(actor=None, pack=PACK)
    return package.load(actor=None, data=nine_items().model_copy(update={"pack": PACK.code}))


def test_items_are_stored_whole(nine: Evaluation) -> None:
    stored, given = evaluation_data(nine).year, nine_items().year
    assert (stored.items, stored.item_funds, stored.item_indicators, stored.item_aspects) == (
        given.items,
        given.item_funds,
        given.item_indicators,
        given.item_aspects,
    )


def test_execution_of_the_car_rental_from_the_database(nine: Evaluation) -> None:
    # 87.37 % of ten points is 8.74; with all other points the item has 98.74, printed as 100
    scores = {item.case.item.name: item for item in live_source(nine).score.items}
    (car,) = (item for name, item in scores.items() if "车" in name)
    assert car.total == Decimal("98.74")


def test_every_item_has_a_table_and_a_report(nine: Evaluation) -> None:
    source = live_source(nine)
    kinds = [kind for kind in source.labels if kind not in {report.kind for report in PACK.documents}]
    assert len(kinds) == 18
    for kind in ("project-1", "project-1-report", "transfer-1"):
        document = document_of(source, kind)
        pdf, docx = (write_document(document, each)[0] for each in (DocumentFormat.PDF, DocumentFormat.DOCX))
        assert_same_content(document, pdf, docx)


def test_funds_are_cells_with_history(nine: Evaluation) -> None:
    preparer = make_user("preparer", nine.department_year.department, Role.PREPARER)
    row = ItemFund.objects.filter(department_year=nine.department_year).exclude(executed_amount=None).first()
    assert row is not None
    address = f"item_funds.{row.row}.executed_amount"
    (outcome,) = save_cells(
        actor=preparer,
        evaluation=nine,
        edits=[CellEdit(address, f"{row.executed_amount:.2f}", "125000.00", confirmed=True)],
        channel=Channel.TYPED,
        unit=MoneyUnit.YUAN,
    )
    assert (outcome.status, outcome.value) == ("saved", "125000.00")
    row.refresh_from_db()
    assert row.executed_amount == Decimal("125000.00")
    assert CellChange.objects.filter(address=address).exists()

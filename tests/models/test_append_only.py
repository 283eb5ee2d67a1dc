"""What the audit needs cannot be changed, not even by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from selfeval.models import AuditEvent, CellChange, EvaluationSnapshot
from tests.support.office import Office, open_office

TABLES = ("selfeval_auditevent", "selfeval_cellchange", "selfeval_evaluationsnapshot")


@pytest.fixture
def office(db: None) -> Office:
    """A submitted year: it has events, cell changes and a snapshot."""
    office = open_office()
    office.submit()
    return office


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_append_only_table_refuses_raw_sql(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        before = cursor.fetchone()
        assert before != (0,)
        with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
            cursor.execute(statement.format(table))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == before


@pytest.mark.parametrize("model", [AuditEvent, CellChange, EvaluationSnapshot])
def test_append_only_row_refuses_the_orm(
    office: Office, model: type[AuditEvent] | type[CellChange] | type[EvaluationSnapshot]
) -> None:
    row = model.objects.order_by("pk")[0]
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        row.save()
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        row.delete()
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.usefixtures("office")
def test_emptying_a_table_is_refused_on_postgresql_too() -> None:
    statements = ["DELETE FROM selfeval_auditevent"]
    if connection.vendor == "postgresql":
        # The rows of this test still wait for their foreign keys to be checked.
        statements += ["SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE selfeval_auditevent CASCADE"]
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match="只能追加"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_new_rows_are_welcome(office: Office) -> None:
    year = office.evaluation.department_year
    event = AuditEvent.objects.order_by("-sequence")[0]
    CellChange.objects.create(
        department_year=year,
        event=event,
        address="year.reception_count",
        label="国内公务接待批次",
        new="3",
        username="preparer",
        at=timezone.now(),
        channel="typed",
    )
    assert year.changes.filter(address="year.reception_count", new="3").count() == 1

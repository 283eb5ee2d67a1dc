"""The chain of audit events: whatever is tampered with is named."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import connection

from selfeval.models import AuditEvent, CellChange, User
from selfeval.services import audit
from tests.support.office import Office

append_only = import_module("selfeval.migrations.0002_append_only")


@pytest.fixture
def tampering(office: Office) -> None:
    """Somebody with full rights on the database has taken the triggers away."""
    office.save("year.reception_count", "12")
    office.save("year.reception_count", "13", base="12")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in append_only.TABLES:
            for action in ("update", "delete"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_no_{action}{on_table}")


def _nth(number: int) -> AuditEvent:
    return AuditEvent.objects.order_by("sequence")[number]


def _swap_details() -> None:
    first, second = _nth(0), _nth(1)
    AuditEvent.objects.filter(pk=first.pk).update(details=second.details)
    AuditEvent.objects.filter(pk=second.pk).update(details=first.details)


def _forge_with_a_new_hash() -> None:
    """Change an event and give it a hash that fits: the next one does not."""
    event = _nth(1)
    event.username = "somebody"
    AuditEvent.objects.filter(pk=event.pk).update(username="somebody", hash=audit._hash(event))


def test_untouched_chain_has_no_break(office: Office) -> None:
    office.submit()
    assert audit.verify() == []
    assert _nth(0).previous_hash == ""
    hashes = list(AuditEvent.objects.order_by("sequence").values_list("previous_hash", "hash"))
    assert [previous for previous, _ in hashes[1:]] == [own for _, own in hashes[:-1]]


@pytest.mark.django_db
def test_empty_chain_has_no_break() -> None:
    assert audit.verify() == []


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize(
    ("tamper", "sequence", "words"),
    [
        pytest.param(
            lambda: AuditEvent.objects.filter(sequence=2).update(username="somebody"),
            2,
            "内容被改动",
            id="edit",
        ),
        pytest.param(
            lambda: AuditEvent.objects.filter(sequence=2).update(details={}), 2, "内容被改动", id="details"
        ),
        pytest.param(_forge_with_a_new_hash, 3, "不衔接", id="forged hash"),
        pytest.param(_swap_details, 1, "内容被改动", id="reorder"),
        pytest.param(
            lambda: AuditEvent.objects.filter(sequence=1)._raw_delete("default"),
            1,
            "缺失",
            id="first removed",
        ),
        pytest.param(
            lambda: CellChange.objects.filter(new="12").update(new="21"),
            3,
            "修改记录被改动",
            id="cell change",
        ),
        pytest.param(
            lambda: CellChange.objects.filter(new="13")._raw_delete("default"),
            4,
            "修改记录被改动",
            id="cell change removed",
        ),
    ],
)
def test_tampering_is_named_with_its_place(tamper: Callable[[], object], sequence: int, words: str) -> None:
    assert audit.verify() == []
    tamper()
    found = audit.verify()
    assert (found[0].sequence, words in found[0].message) == (sequence, True)
    assert str(sequence) in str(found[0])


@pytest.mark.usefixtures("tampering")
def test_cut_off_end_is_noticed() -> None:
    last = AuditEvent.objects.order_by("-sequence")[0]
    CellChange.objects.filter(event=last)._raw_delete("default")
    AuditEvent.objects.filter(pk=last.pk)._raw_delete("default")
    (found,) = audit.verify()
    assert "末尾的记录缺失" in found.message


@pytest.mark.django_db
def test_event_outlives_its_person() -> None:
    user = User.objects.create_user("leaving")
    audit.record(actor=user, action="test", subject="somewhere", details={"count": 1})
    user.delete()
    event = AuditEvent.objects.get()
    assert (event.username, event.details) == ("leaving", {"count": 1})
    assert audit.verify() == []

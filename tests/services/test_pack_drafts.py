"""Drafts of packs: begun, changed, published, discarded; nobody overwrites anybody, published stays."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from selfeval.domain import pack as domain
from selfeval.domain.pack_edits import PackEditError
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.roles import Role
from selfeval.models import AuditEvent, Department, IndicatorNode, Pack, PackStatus, PackVersion, User
from selfeval.selectors.packs import load_pack, newest_version
from selfeval.services import audit, pack_drafts, packs
from selfeval.services.errors import Conflict, NotAllowed, Refused, WrongState
from tests.support.office import make_user
from tests.support.published import published_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("officer", Department.objects.create(code="bureau", name="财政局"), Role.BUREAU_OFFICER)


@pytest.fixture
def source() -> PackVersion:
    return packs.load(actor=None, pack=published_pack("bishan-2022"))


def renamed(name: str) -> Callable[[domain.Pack], domain.Pack]:
    return lambda pack: pack.model_copy(update={"name": name})


def reweighted(weight: str) -> Callable[[domain.Pack], domain.Pack]:
    """Give the first indicator another weight."""

    def edit(pack: domain.Pack) -> domain.Pack:
        first, *others = pack.indicators
        changed = first.model_copy(update={"weight": Decimal(weight)})
        return pack.model_copy(update={"indicators": (changed, *others)})

    return edit


def test_a_copy_is_a_pack_of_its_own_with_the_same_content(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="綦江区部门整体支出绩效自评", source=source)
    copied, original = load_pack(draft), load_pack(source)
    assert (draft.status, draft.version, draft.copied_from) == (PackStatus.DRAFT, 1, source)
    assert draft.pack.code != source.pack.code
    assert copied.name == "綦江区部门整体支出绩效自评"
    assert copied == original.model_copy(update={"code": draft.pack.code, "name": copied.name})


def test_the_next_version_of_a_pack_keeps_its_code(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name=source.name, source=source, code="bishan-2022")
    assert (draft.pack_id, draft.version, load_pack(draft).version) == (source.pack_id, 2, 2)
    assert newest_version("bishan-2022") == source, "a draft is not yet the newest version"


def test_a_pack_from_nothing_is_sound_and_empty(officer: User) -> None:
    draft = pack_drafts.start(
        actor=officer, name="某县整体支出绩效自评", source=None, jurisdiction="某县", fiscal_year=2024
    )
    pack = load_pack(draft)
    assert check_pack(pack) == []
    assert (pack.jurisdiction, pack.fiscal_year, pack.indicators) == ("某县", 2024, ())


def test_two_packs_from_nothing_get_two_codes(officer: User) -> None:
    first = pack_drafts.start(actor=officer, name="甲", source=None)
    second = pack_drafts.start(actor=officer, name="乙", source=None)
    assert first.pack.code != second.pack.code


def test_a_pack_has_one_draft_at_a_time(officer: User, source: PackVersion) -> None:
    pack_drafts.start(actor=officer, name="甲", source=source, code="bishan-2022")
    with pytest.raises(WrongState, match="已有一份正在编辑的稿"):
        pack_drafts.start(actor=officer, name="乙", source=source, code="bishan-2022")


def test_the_database_itself_keeps_a_second_draft_away(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source, code="bishan-2022")
    draft.pk, draft.version = None, 3
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save(force_insert=True)


def test_a_draft_is_no_source(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    with pytest.raises(Refused, match="尚未发布"):
        pack_drafts.start(actor=officer, name="乙", source=draft)


def test_a_change_is_stored_as_rows_with_a_new_fingerprint(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    base = draft.source_sha256
    changed = pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=reweighted("12.50"))
    assert changed.source_sha256 != base
    assert IndicatorNode.objects.get(pack_version=draft, position=1).weight == Decimal("12.5")
    assert str(load_pack(PackVersion.objects.get(pk=draft.pk)).indicators[0].weight) == "12.5"
    assert load_pack(source).indicators[0].weight != Decimal("12.5"), "the source is not touched"


def test_there_and_back_is_the_fingerprint_of_before(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    base = draft.source_sha256
    there = pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=renamed("乙"))
    back = pack_drafts.change(
        actor=officer, version_id=draft.pk, base=there.source_sha256, edit=renamed("甲")
    )
    assert back.source_sha256 == base
    assert load_pack(back).name == "甲"


def test_a_change_from_older_content_is_a_conflict_and_changes_nothing(
    officer: User, source: PackVersion
) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    base = draft.source_sha256
    pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=renamed("乙"))
    with pytest.raises(Conflict, match="刚在另一个窗口修改"):
        pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=renamed("丙"))
    colleague = make_user("colleague", Department.objects.get(code="bureau"), Role.BUREAU_OFFICER)
    with pytest.raises(Conflict, match="刚由officer修改"):
        pack_drafts.change(actor=colleague, version_id=draft.pk, base=base, edit=renamed("丁"))
    assert load_pack(PackVersion.objects.get(pk=draft.pk)).name == "乙"


def test_content_read_before_a_change_is_not_kept_for_it(officer: User, source: PackVersion) -> None:
    """A record that is older than the rows gives the rows, and their fingerprint."""
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    stale = PackVersion.objects.get(pk=draft.pk)
    base = stale.source_sha256
    changed = pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=reweighted("1"))
    pack_drafts.change(actor=officer, version_id=draft.pk, base=changed.source_sha256, edit=reweighted("2"))
    older = PackVersion.objects.get(pk=draft.pk)
    older.source_sha256 = "0" * 64
    assert load_pack(older).indicators[0].weight == Decimal(2)
    assert older.source_sha256 == PackVersion.objects.get(pk=draft.pk).source_sha256


def test_a_draft_may_break_the_rules_but_not_the_types(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    wrong = pack_drafts.change(
        actor=officer, version_id=draft.pk, base=draft.source_sha256, edit=reweighted("99")
    )
    assert check_pack(load_pack(wrong))
    with pytest.raises(Refused, match="不得小于0"):
        pack_drafts.change(
            actor=officer, version_id=draft.pk, base=wrong.source_sha256, edit=reweighted("-1")
        )
    assert load_pack(PackVersion.objects.get(pk=draft.pk)).indicators[0].weight == Decimal(99)


def test_an_edit_that_cannot_be_made_is_refused_in_its_words(officer: User, source: PackVersion) -> None:
    def edit(pack: domain.Pack) -> domain.Pack:
        raise PackEditError("指标已被删除，刷新页面后再改")

    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    with pytest.raises(Refused, match="指标已被删除"):
        pack_drafts.change(actor=officer, version_id=draft.pk, base=draft.source_sha256, edit=edit)


def test_publishing_makes_a_version_immutable(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source, code="bishan-2022")
    base = draft.source_sha256
    published = pack_drafts.publish(actor=officer, version_id=draft.pk, base=base)
    assert (published.status, newest_version("bishan-2022")) == (PackStatus.PUBLISHED, published)
    for attempt in (
        lambda: pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=renamed("乙")),
        lambda: pack_drafts.publish(actor=officer, version_id=draft.pk, base=base),
        lambda: pack_drafts.discard(actor=officer, version_id=draft.pk, base=base),
    ):
        with pytest.raises(WrongState, match="已发布，内容不能再改"):
            attempt()
    assert PackVersion.objects.get(pk=draft.pk).name == "甲"


def test_a_draft_with_errors_is_not_published(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    wrong = pack_drafts.change(
        actor=officer, version_id=draft.pk, base=draft.source_sha256, edit=reweighted("99")
    )
    with pytest.raises(pack_drafts.NotPublishable) as refusal:
        pack_drafts.publish(actor=officer, version_id=draft.pk, base=wrong.source_sha256)
    assert [item.path[0] for item in refusal.value.problems] == ["indicators"]
    assert "1处错误" in refusal.value.message
    assert PackVersion.objects.get(pk=draft.pk).status == PackStatus.DRAFT


def test_discarding_leaves_nothing(officer: User, source: PackVersion) -> None:
    own = pack_drafts.start(actor=officer, name="甲", source=source)
    following = pack_drafts.start(actor=officer, name="乙", source=source, code="bishan-2022")
    for draft in (own, following):
        pack_drafts.discard(actor=officer, version_id=draft.pk, base=draft.source_sha256)
    assert list(PackVersion.objects.all()) == [source]
    assert list(Pack.objects.all()) == [source.pack]
    with pytest.raises(WrongState, match="已被放弃"):
        pack_drafts.discard(actor=officer, version_id=own.pk, base=own.source_sha256)


def test_files_are_taken_in_as_a_draft(officer: User, source: PackVersion) -> None:
    pack = published_pack("bishan-2022").model_copy(update={"name": "导入的体系包"})
    draft = pack_drafts.take_in(actor=officer, pack=pack)
    assert (draft.pack_id, draft.version, draft.status) == (source.pack_id, 2, PackStatus.DRAFT)
    assert load_pack(draft) == pack.model_copy(update={"version": 2})
    with pytest.raises(WrongState, match="正在编辑"):
        pack_drafts.take_in(actor=officer, pack=pack)


def test_a_code_that_stands_twice_is_refused_in_words(officer: User) -> None:
    pack = published_pack("bishan-2022")
    twice = pack.model_copy(update={"indicators": (*pack.indicators, pack.indicators[0])})
    with pytest.raises(Refused, match=r"指标编码“.*”重复"):
        pack_drafts.take_in(actor=officer, pack=twice)


def test_loading_a_folder_does_not_touch_a_draft(officer: User, source: PackVersion) -> None:
    pack_drafts.start(actor=officer, name="甲", source=source, code="bishan-2022")
    second = published_pack("bishan-2022").model_copy(update={"version": 2})
    with pytest.raises(Refused, match=r"第2版正在编辑.*version 改为3"):
        packs.load(actor=None, pack=second)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.BUREAU_OFFICER])
def test_only_the_bureau_officer_edits(officer: User, source: PackVersion, role: Role) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source)
    other = make_user("other", Department.objects.get(code="bureau"), role)
    base = draft.source_sha256
    for attempt in (
        lambda: pack_drafts.start(actor=other, name="乙", source=source),
        lambda: pack_drafts.take_in(actor=other, pack=published_pack("bishan-2020")),
        lambda: pack_drafts.change(actor=other, version_id=draft.pk, base=base, edit=renamed("乙")),
        lambda: pack_drafts.publish(actor=other, version_id=draft.pk, base=base),
        lambda: pack_drafts.discard(actor=other, version_id=draft.pk, base=base),
    ):
        with pytest.raises(NotAllowed, match="财政绩效股"):
            attempt()


def test_everything_is_in_the_audit_trail(officer: User, source: PackVersion) -> None:
    draft = pack_drafts.start(actor=officer, name="甲", source=source, code="bishan-2022")
    base = draft.source_sha256
    changed = pack_drafts.change(actor=officer, version_id=draft.pk, base=base, edit=renamed("乙"))
    pack_drafts.change(actor=officer, version_id=draft.pk, base=changed.source_sha256, edit=renamed("乙"))
    pack_drafts.publish(actor=officer, version_id=draft.pk, base=changed.source_sha256)
    events = AuditEvent.objects.filter(user_id=officer.pk).order_by("sequence")
    assert [(event.action, event.subject, event.role) for event in events] == [
        ("pack.draft_started", "bishan-2022", "bureau_officer"),
        ("pack.draft_changed", "bishan-2022", "bureau_officer"),
        ("pack.published", "bishan-2022", "bureau_officer"),
    ], "an edit that changes nothing is no event"
    assert events[1].details["before"] == base
    assert events[1].details["changes"] == [
        {"place": "基本信息", "change": "changed", "field": "名称", "before": "甲", "after": "乙"}
    ]
    assert audit.verify() == []

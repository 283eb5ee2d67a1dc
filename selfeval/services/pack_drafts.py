"""Drafts of packs: begun as a copy, from nothing or from files, changed, published, discarded.

A published version never changes; its pack has at most one draft beside it, which becomes the next version.
Every change names the content it was made from, so that nobody overwrites what somebody else has just done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from selfeval.domain import pack as domain
from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack_difference import differences
from selfeval.domain.pack_difference.labels import PARTS
from selfeval.domain.pack_edits import PackEditError, empty_pack, normalised
from selfeval.domain.pack_problem import PackProblem
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.roles import Role
from selfeval.models import Pack, PackStatus, PackVersion, User
from selfeval.permissions.rules import can_edit_packs
from selfeval.selectors.packs import load_pack
from selfeval.services.audit import record
from selfeval.services.errors import Conflict, Refused, ServiceError, WrongState
from selfeval.services.locking import enforce
from selfeval.services.pack_rows import write_version
from selfeval.services.packs import next_number

Edit = Callable[[domain.Pack], domain.Pack]
_OWN_CODE = "pack-{:03d}"
_MOST_CHANGES = 30
_LONGEST_VALUE = 500


class NotPublishable(ServiceError):
    """A draft with errors; ``problems`` are the errors that keep it from being published."""

    def __init__(self, problems: Sequence[PackProblem]) -> None:
        super().__init__(f"此稿有{len(problems)}处错误，改正后再发布")
        self.problems = tuple(problems)


@transaction.atomic
def start(
    *,
    actor: User,
    name: str,
    source: PackVersion | None,
    code: str = "",
    jurisdiction: str = "",
    fiscal_year: int | None = None,
) -> PackVersion:
    """Begin a draft and return it.

    With the ``code`` of a pack that is there, the draft is that pack's next version; with a new code, or none
    (one is made), it is version 1 of a pack of its own. ``source`` is the version whose content is copied;
    None begins with an empty report. ``jurisdiction`` and ``fiscal_year`` take the place of the source's
    where they are given. Raises NotAllowed, WrongState (the pack has a draft already), Refused (no name, a
    source that is a draft itself).
    """
    enforce(can_edit_packs(actor))
    if not name.strip():
        raise Refused("体系包名称未填写，填写名称后再新建")
    stored = _pack_of(code)
    if source is None:
        pack = empty_pack(code=stored.code, name=name)
    elif source.status != PackStatus.PUBLISHED:
        raise Refused(f"“{source.name}”尚未发布，从已发布的体系包复制")
    else:
        pack = load_pack(source)
    update = {
        "name": name.strip(),
        "jurisdiction": jurisdiction.strip() or pack.jurisdiction,
        "fiscal_year": fiscal_year or pack.fiscal_year,
    }
    return _begin(actor, stored, pack.model_copy(update=update), source, "pack.draft_started")


@transaction.atomic
def take_in(*, actor: User, pack: domain.Pack) -> PackVersion:
    """Begin a draft with the content of files and return it: the next version of the pack of its code.

    Raises NotAllowed, WrongState (the pack has a draft already), Refused (what the columns do not hold).
    """
    enforce(can_edit_packs(actor))
    stored = _pack_of(pack.code)
    newest = stored.versions.filter(status=PackStatus.PUBLISHED.value).order_by("-version").first()
    return _begin(actor, stored, pack, newest, "pack.draft_imported")


@transaction.atomic
def change(*, actor: User, version_id: int, base: str, edit: Edit) -> PackVersion:
    """Apply an edit to a draft and return the draft as stored.

    ``base`` is the ``source_sha256`` of the content that the edit was made from. A draft may break the rules
    of packs, only its types are demanded. Raises NotAllowed, WrongState (published), Conflict (somebody else
    has changed it), Refused (an edit that cannot be made).
    """
    version = _locked_draft(actor, version_id, base)
    before = load_pack(version)
    try:
        after = normalised(edit(before))
    except PackEditError as error:
        raise Refused(error.message) from error
    if after == before:
        return version
    old = version.source_sha256
    _write(actor, version, after)
    _record(actor, "pack.draft_changed", version, before=old, changes=_summary(before, after))
    return version


@transaction.atomic
def publish(*, actor: User, version_id: int, base: str) -> PackVersion:
    """Publish a draft and return it; from now on it never changes.

    Raises NotAllowed, WrongState, Conflict as ``change`` does, and NotPublishable with the errors.
    """
    version = _locked_draft(actor, version_id, base)
    errors = [item for item in check_pack(load_pack(version)) if item.severity is Severity.ERROR]
    if errors:
        raise NotPublishable(errors)
    version.status, version.published_at = PackStatus.PUBLISHED.value, timezone.now()
    version.save(update_fields=["status", "published_at"])
    _record(actor, "pack.published", version)
    return version


@transaction.atomic
def discard(*, actor: User, version_id: int, base: str) -> None:
    """Delete a draft, and its pack where that has no other version. Raises as ``change`` does."""
    version = _locked_draft(actor, version_id, base)
    _record(actor, "pack.draft_discarded", version)
    pack = version.pack
    version.delete()
    if not pack.versions.exists():
        pack.delete()


def _pack_of(code: str) -> Pack:
    """The pack of a code, made where it is not there, and locked."""
    if not code:
        number = Pack.objects.count() + 1
        while Pack.objects.filter(code=_OWN_CODE.format(number)).exists():
            number += 1
        code = _OWN_CODE.format(number)
    stored, _ = Pack.objects.get_or_create(code=code)
    return Pack.objects.select_for_update().get(pk=stored.pk)


def _begin(
    actor: User, stored: Pack, pack: domain.Pack, source: PackVersion | None, action: str
) -> PackVersion:
    if stored.versions.filter(status=PackStatus.DRAFT.value).exists():
        raise WrongState(f"“{pack.name}”已有一份正在编辑的稿，先发布或放弃该稿")
    version = PackVersion(
        pack=stored, status=PackStatus.DRAFT.value, copied_from=source, created_at=timezone.now()
    )
    numbered = pack.model_copy(update={"code": stored.code, "version": next_number(stored)})
    _write(actor, version, normalised(numbered))
    source_name = {"copied_from": f"{source.pack.code} {source.version}"} if source is not None else {}
    _record(actor, action, version, **source_name)
    return version


def _locked_draft(actor: User, version_id: int, base: str) -> PackVersion:
    enforce(can_edit_packs(actor))
    found = PackVersion.objects.select_for_update(of=("self",)).select_related("pack").filter(pk=version_id)
    version = found.first()
    if version is None:
        raise WrongState("此稿已被放弃，从体系包列表重新进入")
    if version.status != PackStatus.DRAFT:
        raise WrongState(f"“{version.name}”第{version.version}版已发布，内容不能再改；需要修改时编制新版")
    if version.source_sha256 != base:
        raise Conflict(f"此稿刚{_changed_by(version, actor)}修改，本次修改没有保存；核对后再保存一次")
    return version


def _changed_by(version: PackVersion, actor: User) -> str:
    if version.changed_by is None or version.changed_by_id == actor.pk:
        return "在另一个窗口"
    return f"由{version.changed_by}"


def _write(actor: User, version: PackVersion, pack: domain.Pack) -> None:
    version.changed_at, version.changed_by = timezone.now(), actor
    write_version(version, pack)


def _summary(before: domain.Pack, after: domain.Pack) -> list[dict[str, str]]:
    """What an edit changed, for the audit trail: the first differences, long values cut."""
    found = differences(before, after)
    told = [
        {
            "place": f"{PARTS[item.part]} {item.element}".strip(),
            "change": item.change.value,
            "field": item.field,
            "before": item.before[:_LONGEST_VALUE],
            "after": item.after[:_LONGEST_VALUE],
        }
        for item in found[:_MOST_CHANGES]
    ]
    more = len(found) - len(told)
    return [*told, {"place": f"另有{more}处"}] if more else told


def _record(actor: User, action: str, version: PackVersion, **details: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject=version.pack.code,
        role=Role.BUREAU_OFFICER,
        details={"version": version.version, "sha256": version.source_sha256, **details},
    )

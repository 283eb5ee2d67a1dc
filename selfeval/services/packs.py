"""Loading packs from files: published at once, the inverse of ``selfeval.selectors.packs.load_pack``."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from selfeval.domain import pack as domain
from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack_rules import check_pack
from selfeval.models import Pack, PackStatus, PackVersion, User
from selfeval.services.audit import record
from selfeval.services.errors import Refused
from selfeval.services.pack_rows import sha256_of, write_version


@transaction.atomic
def load(*, actor: User | None, pack: domain.Pack) -> PackVersion:
    """Store a pack version, publish it, and return it. Raises Refused for a pack with errors.

    Loading the same content again changes nothing. A published version is immutable: other content under
    its number raises Refused, and so does a number that a draft has. ``actor`` is None for commands.
    """
    check_rules(pack)
    stored_pack, _ = Pack.objects.get_or_create(code=pack.code)
    Pack.objects.select_for_update().get(pk=stored_pack.pk)
    present = (
        PackVersion.objects.select_related("pack").filter(pack=stored_pack, version=pack.version).first()
    )
    if present is not None and present.status == PackStatus.DRAFT:
        raise Refused(
            f"体系包“{pack.code}”第{pack.version}版正在编辑，尚未发布；"
            f"先发布或放弃该稿，或把 version 改为{next_number(stored_pack)}后载入为新版本"
        )
    if present is not None and present.source_sha256 == sha256_of(pack):
        return present
    if present is not None:
        raise Refused(
            f"体系包“{pack.code}”第{pack.version}版已发布，内容不能再改；"
            f"把 version 改为{next_number(stored_pack)}后载入为新版本"
        )
    now = timezone.now()
    version = PackVersion(
        pack=stored_pack, status=PackStatus.PUBLISHED.value, created_at=now, published_at=now
    )
    write_version(version, pack)
    details = {"version": pack.version, "sha256": version.source_sha256}
    record(actor=actor, action="pack.published", subject=pack.code, details=details)
    return version


def check_rules(pack: domain.Pack) -> None:
    """Refuse a pack with errors, naming each."""
    errors = [problem.text for problem in check_pack(pack) if problem.severity is Severity.ERROR]
    if errors:
        raise Refused(f"体系包“{pack.code}”有{len(errors)}处错误，改正后再载入：\n" + "\n".join(errors))


def next_number(pack: Pack) -> int:
    """Return the number of a pack's next version."""
    last: int = pack.versions.aggregate(last=models.Max("version"))["last"] or 0
    return last + 1

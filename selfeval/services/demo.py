"""Demo data: the packs that come with the product, the demo years, and one account per role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from selfeval.domain.roles import Role
from selfeval.domain.workflow import Status
from selfeval.exchange.pack_folder import SHIPPED_PACKS, load_pack
from selfeval.exchange.package import read_package
from selfeval.models import Department, Evaluation, Membership, User
from selfeval.services import audit, evaluations, package, packs

DEMO_YEARS = SHIPPED_PACKS.parent / "demo"
APPROVED = ("bishan-2020", "luzhou-2020")
"""Demo years that have gone the whole way, so that a visitor finds finished documents."""


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo: one per role."""

    username: str
    role: Role


ACCOUNTS = (
    DemoAccount("preparer", Role.PREPARER),
    DemoAccount("department-reviewer", Role.DEPARTMENT_REVIEWER),
    DemoAccount("bureau-officer", Role.BUREAU_OFFICER),
    DemoAccount("leader", Role.LEADER),
    DemoAccount("auditor", Role.AUDITOR),
)


def load_packs() -> list[str]:
    """Load every pack that comes with the product; return their codes. Loading again changes nothing."""
    folders = sorted(path for path in SHIPPED_PACKS.iterdir() if path.is_dir())
    return [packs.load(actor=None, pack=load_pack(folder)).pack.code for folder in folders]


@transaction.atomic
def load_demo() -> list[Evaluation]:
    """Load packs, demo years and accounts; take the approved ones through the workflow.

    What is there already stays as it is: nobody's entries are overwritten.
    """
    load_packs()
    loaded = []
    for file in sorted(DEMO_YEARS.glob("*.json")):
        data = read_package(file.read_text("utf-8"))
        evaluation = Evaluation.objects.filter(code=data.code).first()
        loaded.append(evaluation or package.load(actor=None, data=data))
    password = demo_password()
    for department in Department.objects.filter(years__evaluations__in=loaded).distinct():
        for account in ACCOUNTS:
            _ensure_account(account, department, password)
    for code in APPROVED:
        _approve(Evaluation.objects.get(code=code))
    return loaded


def demo_password() -> str:
    """Return the password of the demo accounts: made once at random and kept in the data folder."""
    file = Path(settings.ENV.data_dir) / "demo-password"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9) + "\n", "utf-8")
    return file.read_text("utf-8").strip()


def _ensure_account(account: DemoAccount, department: Department, password: str) -> None:
    user, created = User.objects.get_or_create(
        username=account.username, defaults={"display_name": f"演示{account.role.label}"}
    )
    if created:
        user.set_password(password)
        user.save(update_fields=["password"])
    _, granted = Membership.objects.get_or_create(user=user, department=department, role=account.role.value)
    if granted:
        audit.record(
            actor=None,
            action="membership.granted",
            subject=user.username,
            details={"department": department.code, "role": account.role.value},
        )


def _approve(evaluation: Evaluation) -> None:
    if evaluation.status != Status.DRAFTING:
        return
    users = {account.role: User.objects.get(username=account.username) for account in ACCOUNTS}
    evaluations.submit(
        actor=users[Role.PREPARER], evaluation=evaluation, idempotency_key=f"demo-{evaluation.code}"
    )
    evaluation.refresh_from_db()
    evaluations.approve(actor=users[Role.DEPARTMENT_REVIEWER], evaluation=evaluation)

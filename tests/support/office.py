"""A published year in the database, with the people of its department."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.roles import Role
from selfeval.models import Channel, Department, Evaluation, Membership, Submission, User
from selfeval.selectors.workspace import open_workspace
from selfeval.services import evaluations, package, packs
from selfeval.services.cells import CellEdit, CellOutcome, save_cells
from tests.support.published import published_pack, published_year


def make_user(username: str, department: Department | None = None, *roles: Role) -> User:
    """Make an account with roles in a department."""
    account = User.objects.create_user(username, password="only-for-tests")
    for role in roles:
        assert department is not None
        Membership.objects.create(user=account, department=department, role=role.value)
    return account


@dataclass(frozen=True)
class Office:
    """An evaluation with the people of its department, and one person of another department."""

    evaluation: Evaluation
    preparer: User
    colleague: User
    department_reviewer: User
    leader: User
    auditor: User
    stranger: User

    @property
    def department(self) -> Department:
        """The department of the evaluation."""
        return self.evaluation.department_year.department

    def save(
        self,
        address: str,
        text: str,
        *,
        base: str = "",
        by: User | None = None,
        unit: MoneyUnit = MoneyUnit.YUAN,
        confirmed: bool = False,
    ) -> CellOutcome:
        """Save one cell (as the preparer, where nobody is named) and return what became of it."""
        (outcome,) = save_cells(
            actor=by or self.preparer,
            evaluation=self.evaluation,
            edits=[CellEdit(address, base, text, confirmed)],
            channel=Channel.TYPED,
            unit=unit,
        )
        return outcome

    def submit(self, key: str = "first-submission") -> Submission:
        """Answer every open warning and submit as the preparer."""
        for finding in open_workspace(self.evaluation).findings:
            if finding.severity is Severity.WARNING:
                self.save(f"explanation.{finding.fingerprint}", "情况属实，已核对")
        return evaluations.submit(actor=self.preparer, evaluation=self.evaluation, idempotency_key=key)

    def approve(self) -> None:
        """Approve as the department reviewer."""
        evaluations.approve(actor=self.department_reviewer, evaluation=self.evaluation)

    def refreshed(self) -> Evaluation:
        """The evaluation as it is stored now."""
        return Evaluation.objects.select_related("department_year").get(pk=self.evaluation.pk)


def open_office(code: str = "bishan-2022") -> Office:
    """Load a published year with its pack, and give it people."""
    data = published_year(code)
    packs.load(actor=None, pack=published_pack(data.pack))
    return staffed(package.load(actor=None, data=data))


def staffed(evaluation: Evaluation) -> Office:
    """Give an evaluation the people of its department."""
    department = evaluation.department_year.department
    elsewhere = Department.objects.create(code="elsewhere", name="其他部门")
    return Office(
        evaluation=evaluation,
        preparer=make_user("preparer", department, Role.PREPARER),
        colleague=make_user("colleague", department, Role.PREPARER),
        department_reviewer=make_user("department-reviewer", department, Role.DEPARTMENT_REVIEWER),
        leader=make_user("leader", department, Role.LEADER),
        auditor=make_user("auditor", department, Role.AUDITOR),
        stranger=make_user("stranger", elsewhere, Role.PREPARER, Role.DEPARTMENT_REVIEWER),
    )

"""The workflow: submit once, approve by another person, return with a comment, recall."""

from collections.abc import Callable

import pytest

from selfeval.domain.canonical import fingerprint
from selfeval.domain.checks.finding import Severity
from selfeval.domain.numbers import MoneyUnit
from selfeval.domain.roles import Role
from selfeval.models import (
    AuditEvent,
    Channel,
    Department,
    Evaluation,
    EvaluationSnapshot,
    FiscalYear,
    Membership,
    PackVersion,
    Submission,
)
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.selectors.packs import load_pack
from selfeval.selectors.snapshots import newest_snapshot, snapshot_data, snapshot_pack
from selfeval.selectors.workspace import open_workspace
from selfeval.services import evaluations
from selfeval.services.cells import CellEdit, save_cells
from selfeval.services.errors import (
    BlockedByFindings,
    Conflict,
    NotAllowed,
    Refused,
    ServiceError,
    WrongState,
)
from selfeval.services.evaluations import Comment
from tests.support.office import Office, make_user


def test_submission_freezes_what_was_entered(office: Office) -> None:
    submission = office.submit()
    assert submission.receipt_number == "2022-BISHAN-SCIENCE-0001"
    evaluation = office.refreshed()
    assert (evaluation.status, evaluation.submitted_by, evaluation.round) == (
        "department_review",
        office.preparer,
        1,
    )
    snapshot = submission.snapshot
    assert (snapshot.sequence, snapshot.purpose) == (1, "submit")
    assert snapshot_data(snapshot) == evaluation_data(evaluation)
    assert snapshot_pack(snapshot) == load_pack(evaluation.pack_version)
    assert snapshot.sha256 == fingerprint(snapshot.content, snapshot.pack_content)
    event = AuditEvent.objects.get(action="evaluation.submit")
    assert event.details == {
        "from": "drafting",
        "to": "department_review",
        "receipt": "2022-BISHAN-SCIENCE-0001",
        "snapshot": 1,
        "sha256": snapshot.sha256,
    }


def test_submitting_again_with_the_same_key_gives_the_same_receipt(office: Office) -> None:
    first = office.submit("one-key")
    replayed = evaluations.submit(
        actor=office.preparer, evaluation=office.evaluation, idempotency_key="one-key"
    )
    assert replayed == first
    office.approve()
    assert (
        evaluations.submit(actor=office.preparer, evaluation=office.evaluation, idempotency_key="one-key")
        == first
    )
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.filter(action="evaluation.submit").count() == 1


def test_second_tab_with_another_key_is_told_the_state(office: Office) -> None:
    office.submit("first-tab")
    with pytest.raises(WrongState, match="部门待审"):
        evaluations.submit(actor=office.preparer, evaluation=office.evaluation, idempotency_key="second-tab")
    assert Submission.objects.count() == 1


def test_key_of_somebody_else_is_no_pass(office: Office) -> None:
    office.submit("their-key")
    with pytest.raises(Conflict):
        evaluations.submit(actor=office.colleague, evaluation=office.evaluation, idempotency_key="their-key")


@pytest.mark.parametrize("key", ["", "x" * 65, "a\nb", "\0"])
def test_unusable_key_is_refused(office: Office, key: str) -> None:
    with pytest.raises(Refused):
        evaluations.submit(actor=office.preparer, evaluation=office.evaluation, idempotency_key=key)


def test_unexplained_warnings_stop_a_submission(office: Office) -> None:
    office.evaluation.explanations.all().delete()
    warnings = [f for f in open_workspace(office.evaluation).findings if f.severity is Severity.WARNING]
    assert warnings
    with pytest.raises(BlockedByFindings, match="项需要说明") as refusal:
        evaluations.submit(actor=office.preparer, evaluation=office.evaluation, idempotency_key="key")
    assert refusal.value.errors == ()
    assert [f.fingerprint for f in refusal.value.unexplained] == [f.fingerprint for f in warnings]
    assert office.refreshed().status == "drafting"
    assert not EvaluationSnapshot.objects.exists()


def test_errors_stop_a_submission_whatever_is_explained(office: Office) -> None:
    office.save("indicator.contests.actual_value", "", base="1")
    with pytest.raises(BlockedByFindings, match="项必须改正") as refusal:
        office.submit()
    assert any(finding.place.startswith("indicator.contests") for finding in refusal.value.errors)
    assert office.refreshed().status == "drafting"


def test_approval_makes_the_submitted_content_final(office: Office) -> None:
    office.submit()
    submitted = newest_snapshot(office.evaluation)
    assert submitted is not None
    evaluations.approve(actor=office.department_reviewer, evaluation=office.evaluation)
    evaluation = office.refreshed()
    assert (evaluation.status, evaluation.approved_by) == ("final", office.department_reviewer)
    approved = newest_snapshot(evaluation)
    assert approved is not None
    assert (approved.sequence, approved.purpose) == (2, "approve")
    assert (approved.content, approved.sha256) == (submitted.content, submitted.sha256)


def test_approval_goes_on_to_a_bureau_where_there_is_one(office: Office) -> None:
    Department.objects.filter(pk=office.department.pk).update(has_bureau=True)
    office.submit()
    office.approve()
    assert office.refreshed().status == "submitted"
    evaluations.recall(actor=office.department_reviewer, evaluation=office.evaluation)
    evaluation = office.refreshed()
    assert (evaluation.status, evaluation.approved_by, evaluation.submitted_by) == (
        "department_review",
        None,
        office.preparer,
    )


def test_nobody_approves_their_own_submission(office: Office) -> None:
    Membership.objects.create(
        user=office.preparer, department=office.department, role=Role.DEPARTMENT_REVIEWER.value
    )
    office.submit()
    with pytest.raises(NotAllowed, match="提交人不能审核自己提交的自评"):
        evaluations.approve(actor=office.preparer, evaluation=office.evaluation)
    assert office.refreshed().status == "department_review"


def test_second_approval_finds_it_done(office: Office) -> None:
    office.submit()
    office.approve()
    with pytest.raises(WrongState, match="已定稿"):
        office.approve()
    with pytest.raises(WrongState, match="已定稿"):
        evaluations.recall(actor=office.preparer, evaluation=office.evaluation)
    with pytest.raises(WrongState, match="已定稿"):
        evaluations.return_for_changes(
            actor=office.department_reviewer, evaluation=office.evaluation, comments=[Comment("改")]
        )


def test_return_needs_a_comment(office: Office) -> None:
    office.submit()
    for comments in ([], [Comment(" \n ")]):
        with pytest.raises(Refused, match="意见"):
            evaluations.return_for_changes(
                actor=office.department_reviewer, evaluation=office.evaluation, comments=comments
            )
    assert office.refreshed().status == "department_review"
    assert not office.evaluation.comments.exists()


def test_return_opens_the_evaluation_with_its_comments(office: Office) -> None:
    office.submit()
    evaluations.comment(
        actor=office.department_reviewer,
        evaluation=office.evaluation,
        comment=Comment("核对接待费", place="three_public.reception.actual_amount"),
    )
    evaluations.return_for_changes(
        actor=office.department_reviewer, evaluation=office.evaluation, comments=[Comment("补充佐证材料")]
    )
    evaluation = office.refreshed()
    assert (evaluation.status, evaluation.submitted_by, evaluation.submitted_at) == ("drafting", None, None)
    assert list(evaluation.comments.values_list("round", "place", "text")) == [
        (1, "three_public.reception.actual_amount", "核对接待费"),
        (1, "", "补充佐证材料"),
    ]
    assert office.save("year.reception_count", "12").status == "saved"
    assert office.submit("second-round").receipt_number == "2022-BISHAN-SCIENCE-0002"
    assert office.refreshed().round == 2


def test_comment_of_an_earlier_round_does_not_carry_a_return(office: Office) -> None:
    office.submit()
    evaluations.return_for_changes(
        actor=office.department_reviewer, evaluation=office.evaluation, comments=[Comment("补充说明")]
    )
    office.submit("second-round")
    with pytest.raises(Refused):
        evaluations.return_for_changes(actor=office.department_reviewer, evaluation=office.evaluation)


def test_recall_takes_a_submission_back(office: Office) -> None:
    office.submit()
    evaluations.recall(actor=office.colleague, evaluation=office.evaluation)
    assert office.refreshed().status == "drafting"
    assert Submission.objects.count() == 1


def test_later_edits_of_the_year_do_not_reach_what_was_submitted(office: Office) -> None:
    office.submit()
    submitted = open_workspace(office.evaluation)
    assert (submitted.year_changed, submitted.cells["year.vehicle_kept_count"]) == (False, "2")
    year = office.evaluation.department_year
    year.vehicle_kept_count = 3
    year.save()
    later = open_workspace(office.evaluation)
    assert later.year_changed
    assert (later.data, later.score) == (submitted.data, submitted.score)
    assert later.cells["year.vehicle_kept_count"] == "2"


Step = Callable[[Office], object]


def _save(office: Office, who: str) -> object:
    return save_cells(
        actor=getattr(office, who),
        evaluation=office.evaluation,
        edits=[CellEdit("year.reception_count", "", "12")],
        channel=Channel.TYPED,
        unit=MoneyUnit.YUAN,
    )


SERVICES: dict[str, Callable[[Office, str], object]] = {
    "edit": _save,
    "submit": lambda office, who: evaluations.submit(
        actor=getattr(office, who), evaluation=office.evaluation, idempotency_key=f"by-{who}"
    ),
    "recall": lambda office, who: evaluations.recall(
        actor=getattr(office, who), evaluation=office.evaluation
    ),
    "approve": lambda office, who: evaluations.approve(
        actor=getattr(office, who), evaluation=office.evaluation
    ),
    "return": lambda office, who: evaluations.return_for_changes(
        actor=getattr(office, who), evaluation=office.evaluation, comments=[Comment("改正")]
    ),
    "comment": lambda office, who: evaluations.comment(
        actor=getattr(office, who), evaluation=office.evaluation, comment=Comment("核对")
    ),
}
ALLOWED = {
    "drafting": {("edit", "preparer"), ("submit", "preparer")},
    "department_review": {
        ("recall", "preparer"),
        ("approve", "department_reviewer"),
        ("return", "department_reviewer"),
        ("comment", "department_reviewer"),
    },
    "submitted": {("recall", "department_reviewer")},
    "final": set(),
}
PEOPLE = ("preparer", "department_reviewer", "leader", "auditor", "stranger")


def _bring_to(office: Office, status: str) -> None:
    if status == "drafting":
        office.submit("to-drafting")
        evaluations.recall(actor=office.preparer, evaluation=office.evaluation)
        return
    Department.objects.filter(pk=office.department.pk).update(has_bureau=status == "submitted")
    office.submit("bring")
    if status != "department_review":
        office.approve()


@pytest.mark.parametrize("status", list(ALLOWED))
def test_every_service_asks_role_and_state(office: Office, status: str) -> None:
    """Every service × every person in every state: what is not in the table above is refused."""
    _bring_to(office, status)
    untouched = AuditEvent.objects.count()
    for service, call in SERVICES.items():
        for who in PEOPLE:
            if (service, who) in ALLOWED[status]:
                continue
            with pytest.raises((NotAllowed, WrongState)):
                call(office, who)
    assert (office.refreshed().status, AuditEvent.objects.count()) == (status, untouched)


@pytest.mark.parametrize(
    ("status", "service", "who"),
    [(status, service, who) for status, pairs in ALLOWED.items() for service, who in sorted(pairs)],
)
def test_every_allowed_service_works(office: Office, status: str, service: str, who: str) -> None:
    _bring_to(office, status)
    before = AuditEvent.objects.count()
    SERVICES[service](office, who)
    event = AuditEvent.objects.order_by("-sequence")[0]
    assert AuditEvent.objects.count() == before + 1
    assert (event.username, event.role) == (getattr(office, who).username, who)


def test_account_that_is_switched_off_can_do_nothing(office: Office) -> None:
    office.preparer.is_active = False
    office.preparer.save()
    with pytest.raises(NotAllowed):
        office.save("year.reception_count", "12")


def test_superuser_neither_fills_in_nor_approves(office: Office) -> None:
    administrator = make_user("administrator")
    administrator.is_superuser = True
    administrator.save()
    for call in (
        lambda: office.save("year.reception_count", "12", by=administrator),
        lambda: evaluations.approve(actor=administrator, evaluation=office.evaluation),
    ):
        with pytest.raises(ServiceError):
            call()


def test_start_links_the_year_before(office: Office) -> None:
    following = FiscalYear.objects.create(year=2023)
    pack_version = PackVersion.objects.get(pack__code="bishan-2022")
    evaluation = evaluations.start(
        actor=office.preparer, department=office.department, fiscal_year=following, pack_version=pack_version
    )
    assert (evaluation.code, evaluation.status) == ("bishan-science-2023", "drafting")
    assert evaluation.department_year.prior_year == office.evaluation.department_year
    with pytest.raises(WrongState, match="已开始填报"):
        evaluations.start(
            actor=office.preparer,
            department=office.department,
            fiscal_year=following,
            pack_version=pack_version,
        )
    assert Evaluation.objects.filter(department_year__fiscal_year=following).count() == 1


@pytest.mark.parametrize("who", ["department_reviewer", "leader", "auditor", "stranger"])
def test_only_preparers_start(office: Office, who: str) -> None:
    following = FiscalYear.objects.create(year=2023)
    with pytest.raises(NotAllowed):
        evaluations.start(
            actor=getattr(office, who),
            department=office.department,
            fiscal_year=following,
            pack_version=PackVersion.objects.get(pack__code="bishan-2022"),
        )


def test_framework_pack_is_not_for_use(office: Office) -> None:
    PackVersion.objects.filter(pack__code="bishan-2022").update(is_library=True)
    with pytest.raises(Refused, match="框架"):
        evaluations.start(
            actor=office.preparer,
            department=office.department,
            fiscal_year=FiscalYear.objects.create(year=2023),
            pack_version=PackVersion.objects.get(pack__code="bishan-2022"),
        )

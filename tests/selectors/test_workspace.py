"""The workspace: the published result, always with the same number of queries."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from selfeval.domain.year_tables import YEAR_TABLES
from selfeval.selectors.packs import load_pack
from selfeval.selectors.task_list import TaskStatus
from selfeval.selectors.workspace import open_workspace
from selfeval.services import rows
from tests.support.office import Office, open_office

QUERIES = 23
QUERIES_OF_A_SNAPSHOT = 3


@pytest.mark.parametrize(
    ("code", "total", "full_mark"), [("bishan-2020", "95.50", "100"), ("bishan-2022", "94.24", "100")]
)
def test_published_year_scores_as_published(db: None, code: str, total: str, full_mark: str) -> None:
    workspace = open_workspace(open_office(code).evaluation)
    score = workspace.score
    assert (score.total, score.full_mark, score.grade) == (Decimal(total), Decimal(full_mark), "优")
    assert workspace.book.value("score.total") == Decimal(total)


def test_queries_are_as_many_for_one_row_as_for_many(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load_pack(office.evaluation.pack_version)
    with django_assert_num_queries(QUERIES):
        open_workspace(office.evaluation)
    for table in YEAR_TABLES:
        if table.row_key is None:
            for _ in range(3):
                rows.add_row(actor=office.preparer, evaluation=office.evaluation, table=table.key)
    office.save("prior.three_public.reception.actual_amount", "32400")
    office.save("text.staff", "全体人员在岗。")
    with django_assert_num_queries(QUERIES):
        workspace = open_workspace(office.evaluation)
        assert workspace.cells["prior.three_public.reception.actual_amount"] == "32400.00"


def test_snapshot_is_read_instead_of_the_year(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.submit()
    open_workspace(office.evaluation)
    with django_assert_num_queries(QUERIES_OF_A_SNAPSHOT):
        workspace = open_workspace(office.evaluation)
    assert workspace.snapshot is not None
    assert workspace.rows["three_public"][-1] == "undivided"
    assert workspace.rows["budget_lines"] == ("r1", "r2", "r3")
    assert workspace.cells["budget_lines.r3.actual_amount"] == "8295600.00"


def test_cells_are_what_saving_expects_as_base(office: Office) -> None:
    """Every cell can be saved again with its own canonical text, and nothing changes.

    A text that came with names in its references is stored with keys once it is saved.
    """
    for address, canonical in open_workspace(office.evaluation).cells.items():
        outcome = office.save(address, canonical, base=canonical, confirmed=True)
        if not address.startswith("text."):
            assert (outcome.address, outcome.status, outcome.value) == (address, "unchanged", canonical)
    for address, canonical in open_workspace(office.evaluation).cells.items():
        assert office.save(address, canonical, base=canonical, confirmed=True).status == "unchanged"


def test_task_list_shows_state_and_open_findings(office: Office) -> None:
    tasks = {task.key: task for task in open_workspace(office.evaluation).sections}
    assert list(tasks) == [
        "department",
        "finance",
        "evaluation-work",
        "experience",
        "results",
        "problems",
        "advice",
        "scoring",
    ]
    assert (tasks["finance"].status, tasks["finance"].errors) == (TaskStatus.IN_PROGRESS, 0)
    office.save("section.scoring.complete", "是", base="false")
    office.save("indicator.contests.actual_value", "", base="1")
    scoring = open_workspace(office.evaluation).sections[-1]
    assert (scoring.status, scoring.status.label) == (TaskStatus.ATTENTION, "需修改")
    assert scoring.errors > 0
    office.save("indicator.contests.actual_value", "1")
    assert open_workspace(office.evaluation).sections[-1].status is TaskStatus.COMPLETE


def test_answered_warnings_are_not_open_any_more(office: Office) -> None:
    office.evaluation.explanations.all().delete()
    finance = open_workspace(office.evaluation).sections[1]
    assert finance.warnings == len(finance.findings) > 0
    for finding in finance.findings:
        office.save(f"explanation.{finding.fingerprint}", "资金拨付较晚")
    assert open_workspace(office.evaluation).sections[1].findings == ()

"""Departments and people for the browser tests, made by the services in the site's own environment.

Every test that changes something has an office of its own, so that tests do not disturb each other. An
office named ``input`` has the evaluation ``input`` and the people ``input-preparer``, ``input-colleague``
and ``input-reviewer``.
"""

from __future__ import annotations

import json
import sys
from enum import IntEnum

from django.contrib.auth.hashers import make_password

from selfeval.domain.data import EvaluationData
from selfeval.domain.roles import Role
from selfeval.models import Department, Evaluation, FiscalYear, Membership, User
from selfeval.selectors.packs import newest_version
from selfeval.services import evaluations, package, packs
from selfeval.services.demo import load_packs
from tests.support import sixth_county
from tests.support.items import item_year
from tests.support.items_office import ITEMS_PACK, items_pack
from tests.support.published import published_year

PASSWORD = "only-for-browser-tests"
YEAR_AFTER = 2021
"""The year that can be started from the published year 2020."""
PEOPLE = {
    "preparer": ("填报人", Role.PREPARER),
    "colleague": ("另一填报人", Role.PREPARER),
    "reviewer": ("部门审核人", Role.DEPARTMENT_REVIEWER),
}
OFFICER = "officer"
"""Who edits packs for the county; sees the office ``filled``, too, to try them on its year."""


class Stage(IntEnum):
    """How far an office has come with its year."""

    VACANT = 0
    STARTED = 1
    FILLED = 2
    SUBMITTED = 3
    APPROVED = 4


OFFICES = {
    "vacant": ("bishan-2022", Stage.VACANT),
    "empty": ("bishan-2022", Stage.VACANT),
    "packs": ("bishan-2022", Stage.VACANT),
    "started": ("bishan-2022", Stage.STARTED),
    "input": ("bishan-2022", Stage.FILLED),
    "check": ("bishan-2022", Stage.FILLED),
    "together": ("bishan-2022", Stage.FILLED),
    "offline": ("bishan-2022", Stage.FILLED),
    "scriptless": ("bishan-2022", Stage.FILLED),
    "double": ("bishan-2022", Stage.FILLED),
    "filled": ("bishan-2022", Stage.FILLED),
    "carryover": ("bishan-2020", Stage.FILLED),
    "accounts": ("luzhou-2020", Stage.FILLED),
    "filled-tree": ("bishan-2020", Stage.FILLED),
    "review": ("bishan-2022", Stage.SUBMITTED),
    "submitted": ("bishan-2022", Stage.SUBMITTED),
    "approved": ("bishan-2022", Stage.APPROVED),
    "approved-tree": ("bishan-2020", Stage.APPROVED),
}

PROJECT_OFFICES = ("projects", "projects-scriptless")
"""Offices that begin a year with projects and transfer payments, none entered yet."""


def print_offices() -> None:
    """Make all offices; print the evaluation code of every office that has one, as JSON."""
    load_packs()
    FiscalYear.objects.get_or_create(year=YEAR_AFTER)
    password = make_password(PASSWORD)
    codes = {name: _open_office(name, *plan, password) for name, plan in OFFICES.items()}
    packs.load(actor=None, pack=items_pack("national-project-2020", "transfer-national"))
    codes |= {name: _open_project_office(name, password) for name in PROJECT_OFFICES}
    _open_county(password)
    json.dump({name: code for name, code in codes.items() if code}, sys.stdout)


def _open_office(name: str, pack: str, stage: Stage, password: str) -> str:
    data = published_year(pack)
    FiscalYear.objects.get_or_create(year=data.year.fiscal_year)
    department = Department.objects.create(
        code=name,
        name=data.department.name,
        short_name=data.department.short_name,
        region=data.department.region,
        bureau_name=data.department.bureau_name,
    )
    people = {post: _engage(department, post, password) for post in PEOPLE}
    if stage is Stage.VACANT:
        return ""
    if stage is Stage.STARTED:
        return _start(department, data, people["preparer"]).code
    evaluation = package.load(actor=None, data=_moved(data, name))
    if stage >= Stage.SUBMITTED:
        evaluations.submit(actor=people["preparer"], evaluation=evaluation, idempotency_key=f"seed-{name}")
        evaluation.refresh_from_db()
    if stage is Stage.APPROVED:
        evaluations.approve(actor=people["reviewer"], evaluation=evaluation)
    return evaluation.code


def _open_project_office(name: str, password: str) -> str:
    data = item_year(()).model_copy(update={"pack": ITEMS_PACK})
    FiscalYear.objects.get_or_create(year=data.year.fiscal_year)
    department = Department.objects.create(code=name, name="示例县科学技术局")
    people = {post: _engage(department, post, password) for post in PEOPLE}
    return _start(department, data, people["preparer"]).code


def _open_county(password: str) -> None:
    """The department of the sixth county, without a pack and a year, and the officer who makes its pack."""
    FiscalYear.objects.get_or_create(year=sixth_county.YEAR)
    county = Department.objects.create(
        code="county", name=sixth_county.DEPARTMENT, short_name="县科技局", bureau_name="青麓县财政局"
    )
    for post in PEOPLE:
        _engage(county, post, password)
    officer = User.objects.create(username=OFFICER, display_name="绩效股", password=password)
    for department in (county, Department.objects.get(code="filled")):
        Membership.objects.create(user=officer, department=department, role=Role.BUREAU_OFFICER.value)


def _engage(department: Department, post: str, password: str) -> User:
    display_name, role = PEOPLE[post]
    user = User.objects.create(
        username=f"{department.code}-{post}", display_name=display_name, password=password
    )
    Membership.objects.create(user=user, department=department, role=role.value)
    return user


def _start(department: Department, data: EvaluationData, preparer: User) -> Evaluation:
    year = FiscalYear.objects.get(year=data.year.fiscal_year)
    version = newest_version(data.pack)
    assert version is not None
    return evaluations.start(actor=preparer, department=department, fiscal_year=year, pack_version=version)


def _moved(data: EvaluationData, office: str) -> EvaluationData:
    """The same year in another department."""
    department = data.department.model_copy(update={"code": office})
    return data.model_copy(update={"code": office, "department": department})

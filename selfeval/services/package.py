"""Loading a package: the inverse of ``selfeval.selectors.evaluation_data.evaluation_data``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from selfeval.domain.cell_contents import canonical_cells
from selfeval.domain.cells import CellMap, UnknownCell
from selfeval.domain.data import DepartmentData, EvaluationData, YearData, YearKind
from selfeval.domain.pack import Pack
from selfeval.domain.roles import Role
from selfeval.domain.workflow import Action, Status, allowed_statuses, transition_for
from selfeval.domain.year_tables import ROW_TABLES
from selfeval.models import (
    CellChange,
    Channel,
    Department,
    DepartmentYear,
    Evaluation,
    FiscalYear,
    PackStatus,
    PackVersion,
    User,
)
from selfeval.permissions.rules import can_start
from selfeval.selectors.evaluation_data import data_of, year_data
from selfeval.selectors.history import PRIOR
from selfeval.selectors.packs import load_pack
from selfeval.selectors.records import evaluation_records, load_evaluation
from selfeval.services.audit import record_changes
from selfeval.services.errors import Refused, WrongState
from selfeval.services.locking import enforce, lock_evaluation, require, update_versioned
from selfeval.services.pack_rows import check_columns
from selfeval.services.package_rows import Files, replace_evaluation, replace_evidence, replace_year

PACKAGE_LOADED = "package.loaded"


@transaction.atomic
def load(*, actor: User | None, data: EvaluationData, evidence: Files | None = None) -> Evaluation:
    """Store a package over its evaluation, which is made where it is not there yet, and return it.

    ``actor`` None is the system (commands), which may also make departments. A prior year that is in the
    system as a regular year is linked and must say the same. ``evidence`` holds file contents by SHA-256.
    Raises Refused (pack not loaded, doubled rows, unknown indicators or texts, contradicting years),
    WrongState (not in 填写中), NotAllowed.
    """
    version = _pack_version(data)
    pack = load_pack(version)
    _check_keys(data, pack)
    # In the order of all services: the evaluation with its year, then the rest.
    present = Evaluation.objects.filter(code=data.code).first()
    locked = lock_evaluation(present) if present is not None else None
    department = _department(data.department, may_change=actor is None)
    year = _year(department, data.year)
    prior = _prior_year(department, data)
    if year.prior_year != prior:
        update_versioned(year, {"prior_year": prior})
    if locked is None:
        evaluation, role = _new_evaluation(data, year, version, actor)
    else:
        evaluation, role = locked, _role_to_replace(locked, year, version, actor)
    before = _stored_cells(evaluation, pack)
    replace_year(year, data.year)
    if data.prior_year is not None and prior is not None and prior.kind != YearKind.REGULAR:
        replace_year(prior, data.prior_year)
    replace_evaluation(evaluation, data)
    replace_evidence(evaluation, data, evidence or {}, actor=actor, at=timezone.now())
    record_changes(
        actor=actor,
        action=PACKAGE_LOADED,
        subject=evaluation.code,
        details={"pack": data.pack, "pack_version": data.pack_version},
        role=role,
        changes=_changes(evaluation, prior, pack, before),
    )
    return load_evaluation(evaluation.pk)


def _pack_version(data: EvaluationData) -> PackVersion:
    found = PackVersion.objects.select_related("pack").filter(
        pack__code=data.pack, version=data.pack_version, status=PackStatus.PUBLISHED.value
    )
    version = found.first()
    if version is None:
        raise Refused(
            f"体系包“{data.pack}”第{data.pack_version}版尚未载入，先用 manage.py pack load 载入，再读入数据包"
        )
    if version.is_library:
        raise Refused(f"“{version.name}”是供编制体系包使用的框架，不能直接用于填报，改用其他体系包")
    return version


def _check_keys(data: EvaluationData, pack: Pack) -> None:
    """Refuse doubled rows, and entries and texts that the pack has no place for."""
    for year, label in ((data.year, ""), (data.prior_year, "上年")):
        if year is not None:
            _check_year_keys(year, label)
    _check_once("指标", (entry.indicator for entry in data.entries))
    _check_once("文字", (text.key for text in data.texts))
    _check_once("校验说明", (explanation.finding for explanation in data.explanations))
    known = {leaf.code for _, leaf in pack.leaves()}
    for entry in data.entries:
        if entry.indicator not in known:
            raise Refused(f"体系包“{pack.name}”没有指标“{entry.indicator}”，核对 entries 中的 indicator")
    cells = CellMap(pack)
    for text in data.texts:
        try:
            cells.cell(f"text.{text.key}")
        except UnknownCell as refusal:
            raise Refused(f"数据包 texts 中的“{text.key}”不能读入：{refusal}") from refusal


def _check_year_keys(year: YearData, label: str) -> None:
    for table in ROW_TABLES:
        if table.row_key is not None:
            keys = (str(getattr(line, table.row_key)) for line in getattr(year, table.key))
            _check_once(f"{label}{table.label}", keys)
    _check_once(f"{label}数据项", (figure.key for figure in year.figures))
    for figure in year.figures:
        if figure.not_applicable and figure.value is not None:
            raise Refused(
                f"{label}数据项“{figure.key}”既有数值又标为无此项，删去数值，或把 not_applicable 改为 false"
            )


def _check_once(what: str, keys: Iterable[str]) -> None:
    doubled = [key for key, times in Counter(keys).items() if times > 1]
    if doubled:
        raise Refused(f"{what}中“{doubled[0]}”出现两次，合并为一条后再读入")


def _department(data: DepartmentData, *, may_change: bool) -> Department:
    """The department of the package; only the system may make it or change its facts."""
    parent = Department.objects.filter(code=data.parent).first() if data.parent is not None else None
    if data.parent is not None and parent is None:
        raise Refused(f"上级部门“{data.parent}”尚未录入，先录入上级部门，或删去 department.parent")
    facts = {
        "name": data.name,
        "short_name": data.short_name,
        "region": data.region,
        "bureau_name": data.bureau_name,
        "parent": parent,
    }
    department = Department.objects.filter(code=data.code).first()
    if department is not None and all(getattr(department, name) == fact for name, fact in facts.items()):
        return department
    if not may_change:
        raise Refused(f"数据包中的部门“{data.name}”与系统中的部门信息不一致，由系统管理员先更新部门信息")
    department = department or Department(code=data.code)
    for name, fact in facts.items():
        setattr(department, name, fact)
    check_columns(department, f"部门“{data.code}”")
    department.save()
    return department


def _year(department: Department, data: YearData) -> DepartmentYear:
    fiscal_year, _ = FiscalYear.objects.get_or_create(year=data.fiscal_year)
    year, _ = DepartmentYear.objects.get_or_create(department=department, fiscal_year=fiscal_year)
    locked = DepartmentYear.objects.select_for_update(of=("self",))
    return locked.select_related("department", "fiscal_year", "prior_year").get(pk=year.pk)


def _prior_year(department: Department, data: EvaluationData) -> DepartmentYear | None:
    """The year before: as the package holds it, else the one that is in the system."""
    given = data.prior_year
    if given is None:
        before = data.year.fiscal_year - 1
        return DepartmentYear.objects.filter(department=department, fiscal_year__year=before).first()
    if given.fiscal_year >= data.year.fiscal_year:
        raise Refused(
            f"上年数的年度{given.fiscal_year}不早于本年度{data.year.fiscal_year}，核对 prior_year.fiscal_year"
        )
    fiscal_year, _ = FiscalYear.objects.get_or_create(year=given.fiscal_year, defaults={"is_open": False})
    prior, _ = DepartmentYear.objects.select_related("fiscal_year").get_or_create(
        department=department,
        fiscal_year=fiscal_year,
        defaults={"kind": YearKind.OPENING_COMPARATIVES.value},
    )
    if prior.kind == YearKind.REGULAR and year_data(prior) != given:
        raise Refused(
            f"{department.name}{given.fiscal_year}年度已在系统中，与数据包中的上年数不一致；"
            "先改正该年度的数据，或删去数据包的 prior_year 直接引用系统中的数据"
        )
    return prior


def _role_to_replace(
    evaluation: Evaluation, year: DepartmentYear, version: PackVersion, actor: User | None
) -> Role | None:
    """The role in which a person may write over the evaluation; None for the system, which may in 填写中."""
    if (evaluation.department_year_id, evaluation.pack_version_id) != (year.pk, version.pk):
        raise Refused(f"编号“{evaluation.code}”已用于另一份自评，更换数据包中的 code 后再读入")
    if actor is not None:
        return require(actor, Action.EDIT, evaluation).role
    if evaluation.status not in allowed_statuses(Action.EDIT):
        label = Status(evaluation.status).label
        raise WrongState(f"自评“{evaluation.code}”现为“{label}”，退回填写后才能读入数据包")
    return None


def _new_evaluation(
    data: EvaluationData, year: DepartmentYear, version: PackVersion, actor: User | None
) -> tuple[Evaluation, Role | None]:
    role = None
    if actor is not None:
        decision = can_start(actor, year.department, year.fiscal_year)
        enforce(decision)
        role = decision.role
    same_pack = Evaluation.objects.filter(department_year=year, pack_version__pack=version.pack).first()
    if same_pack is not None:
        raise Refused(f"{year}已有自评“{same_pack.code}”，把数据包中的 code 改为这一编号后再读入")
    row = transition_for(Action.START, Status.NOT_STARTED, has_bureau=year.department.has_bureau)
    assert row is not None
    evaluation = Evaluation(
        code=data.code,
        department_year=year,
        pack_version=version,
        status=row.target.value,
        created_at=timezone.now(),
        created_by=actor,
    )
    evaluation.save(force_insert=True)
    return evaluation, role


def _stored_cells(evaluation: Evaluation, pack: Pack) -> dict[str, str]:
    records = evaluation_records(load_evaluation(evaluation.pk))
    prior_rows = records.prior.row_keys if records.prior is not None else {}
    return canonical_cells(data_of(records), pack, records.year.row_keys, prior_rows)


def _changes(
    evaluation: Evaluation, prior: DepartmentYear | None, pack: Pack, before: dict[str, str]
) -> list[CellChange]:
    after = _stored_cells(evaluation, pack)
    cells = CellMap(pack)
    changes = []
    for address in dict.fromkeys((*before, *after)):
        old, new = before.get(address, ""), after.get(address, "")
        if old == new:
            continue
        is_prior = prior is not None and address.startswith(PRIOR)
        changes.append(
            CellChange(
                department_year=prior if is_prior else evaluation.department_year,
                evaluation=None if is_prior else evaluation,
                address=address.removeprefix(PRIOR),
                label=cells.cell(address).label,
                old=old,
                new=new,
                channel=Channel.IMPORTED.value,
            )
        )
    return changes

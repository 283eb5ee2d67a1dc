"""Locks, versions and permission, as every service needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F

from selfeval.domain.workflow import Action
from selfeval.models import Evaluation, User
from selfeval.permissions.rules import Decision, can
from selfeval.services.errors import Conflict, NotAllowed, WrongState


def lock_evaluation(evaluation: Evaluation) -> Evaluation:
    """Lock an evaluation with its year until the transaction ends, and return it as stored now.

    Two evaluations may share a year; whoever writes one of them holds the year too.
    """
    return (
        Evaluation.objects.select_for_update(of=("self", "department_year"))
        .select_related(
            "department_year__department__parent",
            "department_year__fiscal_year",
            "department_year__prior_year__fiscal_year",
            "pack_version__pack",
        )
        .get(pk=evaluation.pk)
    )


def require(actor: User, action: Action, evaluation: Evaluation) -> Decision:
    """Return the decision that lets the actor act; raises NotAllowed or WrongState with the reason."""
    decision = can(actor, action, evaluation)
    enforce(decision)
    return decision


def enforce(decision: Decision) -> None:
    """Raise NotAllowed or WrongState where the decision is no."""
    if not decision.allowed:
        raise WrongState(decision.reason) if decision.wrong_state else NotAllowed(decision.reason)


def update_versioned(record: models.Model, values: Mapping[str, Any]) -> None:
    """Write columns of a row with a ``version``, provided nobody wrote it since it was read.

    The instance gets the values and the new version. Raises Conflict where the stored version moved on.
    """
    version: int = getattr(record, "version")  # noqa: B009 - every versioned model has it
    manager = type(record)._default_manager
    changed = manager.filter(pk=record.pk, version=version).update(**values, version=F("version") + 1)
    if not changed:
        raise Conflict("这条记录刚被他人修改，本次修改没有保存；刷新页面后核对再改")
    for name, value in {**values, "version": version + 1}.items():
        setattr(record, name, value)

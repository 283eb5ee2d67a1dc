"""The pack that an officer begins with when nothing is copied."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.pack import GradeBand, Pack, ReportDefinition

_GRADES = (("优", 90), ("良", 80), ("中", 60), ("差", 0))


def empty_pack(*, code: str, name: str) -> Pack:
    """Return a pack with one report that has no sections yet, and the usual four grades; it has no errors."""
    return Pack(
        code=code,
        name=name,
        jurisdiction="",
        indicators=(),
        grades=tuple(GradeBand(name=grade, at_least=Decimal(least)) for grade, least in _GRADES),
        documents=(
            ReportDefinition(
                kind="report",
                label="部门整体支出绩效自评报告",
                title=("{department.name}", "{year}年部门整体支出绩效自评报告"),
            ),
        ),
    )

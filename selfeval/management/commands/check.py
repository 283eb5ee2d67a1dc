"""``manage.py check EVALUATION``: all findings of an evaluation; without one, Django's own system check."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.apps import apps
from django.core.management.base import CommandParser
from django.core.management.commands import check as system_check

from selfeval.management.evaluations import as_json, find_evaluation, scored

_LABELS = {"error": "必须改", "warning": "需说明", "info": "提示"}


class Command(system_check.Command):
    """Check an evaluation (weights, required parts, sums, …), or the installation where none is named.

    Django's own ``check`` takes app labels as arguments; an argument that is no app label is an
    evaluation's code.
    """

    help = "核对一份自评；不写编号时检查系统安装"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *app_labels: Any, **options: Any) -> None:
        if all(apps.is_installed(label) or label in apps.app_configs for label in app_labels):
            super().handle(*app_labels, **options)
            return
        for code in app_labels:
            findings = scored(find_evaluation(code)).findings()
            if options["json"]:
                self.stdout.write(
                    as_json({"evaluation": code, "findings": [asdict(finding) for finding in findings]})
                )
                continue
            for finding in findings:
                label = _LABELS[finding.severity]
                self.stdout.write(f"〔{label}〕{finding.id} {finding.place_label}：{finding.message}")
            self.stdout.write(f"{code}：共 {len(findings)} 条")

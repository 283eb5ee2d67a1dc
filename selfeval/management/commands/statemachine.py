"""``manage.py statemachine``: print the states, transitions and rights of an evaluation as Markdown."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from selfeval.domain.workflow import describe


class Command(BaseCommand):
    """``docs/reference/states.md`` is this command's output; a test compares the two."""

    help = "输出自评的状态、办理事项和权限（Markdown）"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(describe(), ending="")

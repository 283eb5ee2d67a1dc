"""``manage.py audit_log verify``: walk the chain of audit events and name every break."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from selfeval.services import audit


class Command(BaseCommand):
    """Verify the hash chain of the audit trail."""

    help = "核验审计日志是否完整、未被改动"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = audit.verify()
        for text in breaks:
            self.stderr.write(str(text))
        if breaks:
            raise CommandError(f"审计日志有 {len(breaks)} 处断裂。")
        self.stdout.write("审计日志完整。")

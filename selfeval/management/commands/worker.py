"""``manage.py worker``: one background worker that makes documents, with the sweeper beside it."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from selfeval.reports.fonts import operator_font_dir, self_test
from selfeval.services import documents
from selfeval.tasks.documents import enqueue_document

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 15


class Command(BaseCommand):
    """Run the queue's own worker; every few seconds queue again what a killed worker left behind."""

    help = "运行后台进程：生成文件，并接手中断的任务"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.task_engine != "database":
            raise CommandError("SELFEVAL_TASK_ENGINE 为 immediate 时文件当场生成，不需要后台进程。")
        for problem in self_test(operator_font_dir()):
            self.stderr.write(problem.message)
        stop = threading.Event()
        sweeper = threading.Thread(target=_sweep, args=(stop,), daemon=True)
        sweeper.start()
        try:
            call_command("db_worker", interval=0.2, startup_delay=False, reload=False)
        finally:
            stop.set()
            sweeper.join(timeout=SWEEP_SECONDS)


def _sweep(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            documents.sweep(enqueue_document)
        except DatabaseError:
            logger.exception("sweeping failed; next try in %s seconds", SWEEP_SECONDS)
        finally:
            connections.close_all()
        stop.wait(SWEEP_SECONDS)

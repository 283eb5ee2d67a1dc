"""Saving one cell and getting the rescored page back, against a bare Django request that updates one row.

Run: ``python -m benchmarks.save_cell``. Works in a database of its own (SQLite in a temporary folder, or
the server of ``SELFEVAL_DATABASE_URL``). Ours reads the number, merges, keeps its history, appends to the
audit trail, scores 29 indicators and runs all checks. Both sides go through the whole middleware.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable

SAVES = 200


def main() -> None:
    """Measure both in alternation; print requests per second, their ratio, and the number of queries."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SELFEVAL_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "selfeval.settings.development"
        _measure()


def _measure() -> None:
    import django  # noqa: PLC0415  (the environment decides where the data lie)

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from benchmarks.measure import table  # noqa: PLC0415
    from selfeval.models import Evaluation, ThreePublicLine, User  # noqa: PLC0415
    from selfeval.services import demo  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    demo.APPROVED = ()  # type: ignore[assignment]
    demo.load_demo()
    evaluation = Evaluation.objects.get(code="bishan-2020")
    client = Client()
    client.force_login(User.objects.get(username="preparer"))
    address = reverse("cells", args=[evaluation.code])
    row = ThreePublicLine.objects.get(department_year=evaluation.department_year, row="reception")
    stored = [f"{row.actual_amount:.2f}"]
    amounts = itertools.cycle(("32400.00", "32500.00"))

    def ours() -> None:
        text = next(amounts)
        edit = {"address": "three_public.reception.actual_amount", "base": stored[0], "text": text}
        content = {"unit": "yuan", "channel": "typed", "page": "finance", "edits": [edit]}
        answer = client.post(address, json.dumps(content), content_type="application/json")
        assert answer.status_code == 200, answer.content
        assert answer.json()["cells"][0]["status"] in ("saved", "unchanged"), answer.content
        stored[0] = text

    def bare() -> None:
        client.get(reverse("health"))
        ThreePublicLine.objects.filter(pk=row.pk).update(reason=row.reason)

    speeds = _alternate({"ours": ours, "bare": bare})
    with CaptureQueriesContext(connection) as queries:
        ours()
    head = ("database", "bare request and update", "save and rescore", "bare ÷ ours", "queries")
    print(
        table(
            head,
            [
                (
                    connection.vendor,
                    f"{speeds['bare']:.0f} /s",
                    f"{speeds['ours']:.0f} /s",
                    f"{speeds['bare'] / speeds['ours']:.1f}",
                    str(len(queries)),
                )
            ],
        )
    )


def _alternate(ways: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Run both in turn and return requests per second of wall-clock time."""
    taken = dict.fromkeys(ways, 0.0)
    for _ in range(SAVES):
        for name, run in ways.items():
            start = time.perf_counter()
            run()
            taken[name] += time.perf_counter() - start
    return {name: SAVES / seconds for name, seconds in taken.items()}


if __name__ == "__main__":
    main()

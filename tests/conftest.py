"""What all tests share: uploads go to a folder of the run, and slow machines do not fail property tests.

Tests with real transactions end with emptied tables, which the append-only tables refuse: their triggers
are taken away for that moment.
"""

from collections.abc import Iterator
from importlib import import_module

import hypothesis
import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import override_settings

append_only = import_module("selfeval.migrations.0002_append_only")

# The time that one example takes says nothing on a machine whose cores run other tests.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session", autouse=True)
def _private_uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(autouse=True)
def _emptied_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    marker = request.node.get_closest_marker("django_db")
    has_transactions = bool({"transactional_db", "live_server"} & set(request.fixturenames)) or (
        marker is not None and marker.kwargs.get("transaction", False)
    )
    if not has_transactions:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.schema_editor() as editor:
        append_only.remove(None, editor)
    # The tables are emptied after this; Django then says that it has migrated.
    post_migrate.connect(_protect_again, sender=apps.get_app_config("selfeval"))


def _protect_again(**_kwargs: object) -> None:
    post_migrate.disconnect(_protect_again, sender=apps.get_app_config("selfeval"))
    with connection.schema_editor() as editor:
        append_only.install(None, editor)

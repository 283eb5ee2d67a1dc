"""What all tests share: uploads go to a folder of the run, and slow machines do not fail property tests."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.test import override_settings

# The time that one example takes says nothing on a machine whose cores run other tests.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session", autouse=True)
def _private_uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield

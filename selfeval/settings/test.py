"""Settings of the tests: SQLite in a file of the run, or the server that SELFEVAL_TEST_DATABASE_URL names."""

import os
import tempfile
from pathlib import Path

from selfeval.settings.base import *  # noqa: F403
from selfeval.settings.base import ENV, TASK_BACKENDS, with_database_options
from selfeval.settings.env import DatabaseConfig

# A file, because several connections to one SQLite in memory lock each other out instead of waiting.
TEST_FILE = Path(tempfile.gettempdir()) / f"selfeval-test-{os.getpid()}.sqlite3"
SQLITE: DatabaseConfig = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(TEST_FILE),
    "TEST": {"NAME": str(TEST_FILE)},
}

DEBUG = False
SECRET_KEY = "test-only-key-which-protects-nothing-and-is-public-too"  # noqa: S105
DATABASES = {"default": with_database_options(ENV.test_database_url or SQLITE)}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": TASK_BACKENDS["immediate"]}}
# Hashing is made slow on purpose; tests log in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

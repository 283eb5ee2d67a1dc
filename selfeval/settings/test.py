"""Settings of the tests: SQLite in memory, or the server that SELFEVAL_TEST_DATABASE_URL names."""

from selfeval.settings.base import *  # noqa: F403
from selfeval.settings.base import ENV, TASK_BACKENDS, with_database_options
from selfeval.settings.env import DatabaseConfig

IN_MEMORY: DatabaseConfig = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}

DEBUG = False
SECRET_KEY = "test-only-key-which-protects-nothing-and-is-public-too"  # noqa: S105
DATABASES = {"default": with_database_options(ENV.test_database_url or IN_MEMORY)}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": TASK_BACKENDS["immediate"]}}
# Hashing is made slow on purpose; tests log in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

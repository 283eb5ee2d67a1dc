"""Settings of a developer's machine, and of `manage.py` where nothing else is chosen."""

from selfeval.settings.base import *  # noqa: F403
from selfeval.settings.base import ENV

DEBUG = True
SECRET_KEY = ENV.secret_key or "development-only-key-which-protects-nothing-and-is-public"
WHITENOISE_USE_FINDERS = True

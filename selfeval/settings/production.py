"""Settings of a running site: `script/server`, the container, and any other real installation."""

from django.core.exceptions import ImproperlyConfigured

from selfeval.settings.base import *  # noqa: F403
from selfeval.settings.base import ENV

if ENV.secret_key is None:
    raise ImproperlyConfigured(
        "缺少环境变量 SELFEVAL_SECRET_KEY:正式运行时须设置密钥，可用 script/secret-key 生成，并妥善保存。"
    )

DEBUG = False
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Chinese fonts are so large that compressing them would hold up every start by minutes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["ttf", "otf", "woff", "woff2", "png", "jpg", "gif", "ico", "gz", "br"]

# Browsers reach the site by HTTPS through a proxy that sets this header itself and drops what a client sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_SSL_REDIRECT = ENV.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
SECURE_HSTS_PRELOAD = ENV.https
SESSION_COOKIE_SECURE = ENV.https
CSRF_COOKIE_SECURE = ENV.https

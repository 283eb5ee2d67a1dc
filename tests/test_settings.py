"""The environment is read as documented; the settings keep their promises on security and databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from selfeval.settings.base import with_database_options
from selfeval.settings.env import BASE_DIR, read_environment

KEY = "k3y-" * 13


def run_python(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in the project with only these SELFEVAL_* variables."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SELFEVAL_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env=kept | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_defaults_run_on_one_machine() -> None:
    env = read_environment({})
    assert env.secret_key is None
    assert env.data_dir == BASE_DIR / "var"
    assert env.database_url == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(BASE_DIR / "var" / "selfeval.sqlite3"),
    }
    assert (env.host, env.port, env.https) == ("127.0.0.1", 8000, True)
    assert env.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")


def test_values_are_typed(tmp_path: Path) -> None:
    env = read_environment(
        {
            "SELFEVAL_SECRET_KEY": f" {KEY} ",
            "SELFEVAL_DATA_DIR": str(tmp_path),
            "SELFEVAL_DATABASE_URL": "postgresql://user:p%40ss@db:5433/year?sslmode=require",
            "SELFEVAL_ALLOWED_HOSTS": "a.example.cn, b.example.cn",
            "SELFEVAL_TRUSTED_ORIGINS": "https://a.example.cn",
            "SELFEVAL_HTTPS": "False",
            "SELFEVAL_PORT": "8080",
            "SELFEVAL_TASK_ENGINE": "immediate",
            "SELFEVAL_FONT_DIR": str(tmp_path),
            "SELFEVAL_WORKERS": "",
        }
    )
    assert env.secret_key == KEY
    assert env.data_dir == tmp_path
    assert env.database_url["ENGINE"] == "django.db.backends.postgresql"
    assert env.database_url["PASSWORD"] == "p@ss"
    assert (env.database_url["HOST"], env.database_url["PORT"], env.database_url["NAME"]) == (
        "db",
        5433,
        "year",
    )
    assert env.allowed_hosts == ("a.example.cn", "b.example.cn")
    assert env.trusted_origins == ("https://a.example.cn",)
    assert env.https is False
    assert env.port == 8080
    assert env.task_engine == "immediate"
    assert env.font_dir == tmp_path
    assert env.workers == 2


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("SELFEVAL_PORT", "70000", "1至65535之间的整数"),
        ("SELFEVAL_PORT", "８０００", "1至65535之间的整数"),
        ("SELFEVAL_WORKERS", "0", "1至64之间的整数"),
        ("SELFEVAL_SESSION_IDLE_MINUTES", "90", "10至60之间的整数"),
        ("SELFEVAL_HTTPS", "on", "true 或 false"),
        ("SELFEVAL_TASK_ENGINE", "celery", "database"),
        ("SELFEVAL_ALLOWED_HOSTS", "a.example.cn,*", "主机名"),
        ("SELFEVAL_TRUSTED_ORIGINS", "a.example.cn", "https://"),
        ("SELFEVAL_FONT_DIR", "no/such/folder", "先建立文件夹"),
        ("SELFEVAL_DATA_DIR", "manage.py", "改用其他路径"),
    ],
)
def test_bad_value_names_variable_value_and_rule(name: str, value: str, rule: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_environment({name: value})
    message = str(caught.value)
    assert name in message
    assert f"“{value}”" in message
    assert rule in message


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("SELFEVAL_SECRET_KEY", "hunter2", "script/secret-key"),
        ("SELFEVAL_SECRET_KEY_FALLBACKS", f"{KEY},hunter2", "至少50个字符"),
        ("SELFEVAL_DATABASE_URL", "mysql://me:hunter2@db/year", "postgresql://"),
        ("SELFEVAL_DATABASE_URL", "postgresql://me:hunter2@db", "缺少数据库名"),
        ("SELFEVAL_DATABASE_URL", "postgresql://me:hunter2@db:port/year", "端口应为整数"),
    ],
)
def test_bad_secret_is_not_repeated(name: str, value: str, rule: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_environment({name: value})
    message = str(caught.value)
    assert name in message
    assert f"共{len(value)}个字符" in message
    assert rule in message
    assert "hunter2" not in message


def test_misspelt_variable_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SELFEVAL_PROT 不存在.*SELFEVAL_PORT"):
        read_environment({"SELFEVAL_PROT": "8080"})


def test_production_needs_a_key() -> None:
    result = run_python("import selfeval.settings.production")
    assert result.returncode != 0
    assert "缺少环境变量 SELFEVAL_SECRET_KEY" in result.stderr


@pytest.mark.parametrize(("https", "expected"), [("true", "True True True"), ("false", "False False False")])
def test_https_switch_guards_cookies_and_redirects(https: str, expected: str) -> None:
    code = (
        "from selfeval.settings import production as p;"
        "print(p.SESSION_COOKIE_SECURE, p.CSRF_COOKIE_SECURE, p.SECURE_SSL_REDIRECT)"
    )
    result = run_python(code, SELFEVAL_SECRET_KEY=KEY, SELFEVAL_HTTPS=https)
    assert result.stdout.strip() == expected, result.stderr


def test_web_server_reads_its_settings() -> None:
    code = "from selfeval.settings import gunicorn as g; print(g.bind, g.workers)"
    result = run_python(code, SELFEVAL_HOST="0.0.0.0", SELFEVAL_PORT="8123", SELFEVAL_WORKERS="3")
    assert result.stdout.strip() == "0.0.0.0:8123 3", result.stderr


@pytest.mark.django_db
def test_every_answer_carries_the_whole_content_security_policy() -> None:
    header = Client().get("/no-such-page").headers["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "frame-src": "'self' blob:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }


@pytest.mark.django_db
def test_other_security_headers() -> None:
    headers = Client().get("/no-such-page").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_uploads_are_served_by_no_url() -> None:
    assert not settings.MEDIA_URL.strip("/")
    assert not Path(settings.STATIC_ROOT).is_relative_to(settings.MEDIA_ROOT)


@pytest.mark.django_db
def test_database_limits_are_in_force() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            assert cursor.fetchone() == ("5s", "30s")
        else:
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)


def test_url_options_stand_beside_the_limits() -> None:
    env = read_environment({"SELFEVAL_DATABASE_URL": "postgresql://db/year?sslmode=require"})
    options = with_database_options(env.database_url)["OPTIONS"]
    assert options["sslmode"] == "require"
    assert "lock_timeout" in options["options"]


def test_sqlite_file_is_written_ahead_and_locked_at_once(tmp_path: Path) -> None:
    """Two processes: the second writer is refused the lock at BEGIN, not in the middle of its work."""
    code = """
import django
django.setup()
import sqlite3
from django.conf import settings
from django.db import connection, transaction
with connection.cursor() as cursor:
    cursor.execute("PRAGMA journal_mode")
    print(cursor.fetchone()[0])
with transaction.atomic():
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as refusal:
        print(refusal)
"""
    result = run_python(
        code,
        DJANGO_SETTINGS_MODULE="selfeval.settings.production",
        SELFEVAL_SECRET_KEY=KEY,
        SELFEVAL_DATA_DIR=str(tmp_path),
    )
    assert result.stdout.split("\n")[:2] == ["wal", "database is locked"], result.stderr

"""The product as it runs for people: web server and worker as processes, with a database of its own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
ENTRY = str(ROOT / "script" / "entry")
SEED = "from tests.browser.seed import print_offices; print_offices()"
START_SECONDS = 60
STOP_SECONDS = 10
LOG_TAIL = 6000


class Site:
    """A running site. ``url`` is its address without a slash, ``codes`` the evaluation of every office."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.codes: Mapping[str, str] = {}
        self._environment = _environment(folder, self.port, database_url)
        self._logs: dict[str, IO[bytes]] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._seen: dict[str, int] = {}

    def prepare(self) -> None:
        """Make tables, static files, departments and people."""
        self._run(ENTRY, "migrate")
        self.codes = json.loads(self._run(ENTRY, "manage", "shell", "--verbosity", "0", "--command", SEED))

    def start_worker(self) -> None:
        """Start the process that makes documents."""
        self._start("worker")

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self._start("web")
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            process = self._processes["web"]
            assert process.poll() is None, f"the web server has ended:\n{self.log_tail()}"
            assert time.monotonic() < deadline, f"the web server does not answer:\n{self.log_tail()}"
            time.sleep(0.1)

    def stop_web(self) -> None:
        """Stop the web server, as a restart or a fault would; the port stays reserved for the next start."""
        self._stop("web")

    def stop(self) -> None:
        """Stop everything that runs."""
        for name in list(self._processes):
            self._stop(name)
        for log in self._logs.values():
            log.close()

    def check(self) -> None:
        """Fail with its log where the web server or the worker has ended by itself."""
        for name, process in self._processes.items():
            log = self._log_path(name)
            assert process.poll() is None, (
                f"{name} ended with {process.returncode}:\n{log.read_text('utf-8')}"
            )

    def mark_logs(self) -> None:
        """Let ``log_tail`` begin here."""
        self._seen = {name: self._log_path(name).stat().st_size for name in self._logs}

    def log_tail(self) -> str:
        """What the processes have written since ``mark_logs``, the end of it."""
        parts = []
        for name in self._logs:
            text = self._log_path(name).read_bytes()[self._seen.get(name, 0) :].decode("utf-8", "replace")
            parts.append(f"-- {name}\n{text[-LOG_TAIL:]}")
        return "\n".join(parts)

    def _start(self, name: str) -> None:
        if name not in self._logs:
            self._logs[name] = self._log_path(name).open("ab")
        log = self._logs[name]
        # A session of its own: an interrupt of the test run must not reach it before the tests have ended.
        self._processes[name] = subprocess.Popen(
            [ENTRY, name], env=self._environment, stdout=log, stderr=log, start_new_session=True
        )

    def _stop(self, name: str) -> None:
        process = self._processes.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def _log_path(self, name: str) -> Path:
        return self.folder / f"{name}.log"


@contextmanager
def running_site(folder: Path, server_url: str | None) -> Iterator[Site]:
    """Run the product on SQLite, or on a new database of the PostgreSQL server at ``server_url``."""
    with ExitStack() as undo:
        database = undo.enter_context(_throw_away_database(server_url)) if server_url else None
        site = Site(folder, database)
        undo.callback(site.stop)
        site.prepare()
        site.start_worker()
        site.start_web()
        yield site


@contextmanager
def _throw_away_database(server_url: str) -> Iterator[str]:
    """Make a database on a server, yield its address, drop it afterwards."""
    name = f"selfeval_browser_{os.getpid()}"
    parts = urlsplit(server_url)
    maintenance = parts._replace(path="/postgres").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _environment(folder: Path, port: int, database_url: str | None) -> dict[str, str]:
    """Production settings without HTTPS; nothing of the tests' own settings leaks in."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SELFEVAL_")}
    site = {
        "DJANGO_SETTINGS_MODULE": "selfeval.settings.production",
        "SELFEVAL_SECRET_KEY": secrets.token_urlsafe(48),
        "SELFEVAL_DATA_DIR": str(folder),
        "SELFEVAL_HTTPS": "false",
        "SELFEVAL_PORT": str(port),
        "SELFEVAL_WORKERS": "2",
    }
    if database_url:
        site["SELFEVAL_DATABASE_URL"] = database_url
    return own | site


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""The environment variables of the application, typed and checked in this one place.

Every field of `Environment` is one variable: `secret_key` is `SELFEVAL_SECRET_KEY`, and so on. An empty
variable counts as unset. `docs/reference/environment.md` lists the same variables; a test compares the two.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "SELFEVAL_"
BASE_DIR = Path(__file__).resolve().parent.parent.parent
SHORTEST_SECRET_KEY = 50
DATABASE_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgresql": "django.db.backends.postgresql",
}

DatabaseConfig = dict[str, Any]
TaskEngine = Literal["database", "immediate"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment as the settings use it; made by `read_environment`."""

    secret_key: str | None
    """Signs sessions and tokens; None where the variable is not set."""
    secret_key_fallbacks: tuple[str, ...]
    """Former secret keys that are still accepted while keys are being changed."""
    data_dir: Path
    """Private folder of the SQLite database, uploads and collected static files."""
    database_url: DatabaseConfig
    """Django's database settings; an SQLite file in the data folder where the variable is not set."""
    test_database_url: DatabaseConfig | None
    """Server on which the tests make their database; None means SQLite in memory."""
    allowed_hosts: tuple[str, ...]
    """Host names under which the site is reached."""
    trusted_origins: tuple[str, ...]
    """Origins (scheme and host) from which forms may be posted besides the site itself."""
    https: bool
    """Whether browsers reach the site by HTTPS; production only."""
    host: str
    """Address on which the web server listens."""
    port: int
    """Port on which the web server listens."""
    workers: int
    """Number of web server processes."""
    task_engine: TaskEngine
    """Where background jobs run: in worker processes over the database, or at once in the request."""
    session_idle_minutes: int
    """Minutes without a request after which a session ends."""
    font_dir: Path | None
    """Folder with the operator's licensed fonts, used in place of the open ones."""
    trust_dir: Path
    """Folder with the root certificates that signatures must lead to."""
    signing_passphrase: str | None
    """Opens the PKCS#12 file of `manage.py sign`; the site itself never reads it."""


VARIABLES: tuple[str, ...] = tuple(PREFIX + name.upper() for name in Environment.__dataclass_fields__)


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read all SELFEVAL_* variables.

    Raises ImproperlyConfigured for the first bad one, naming variable, value, rule and cure; a SELFEVAL_*
    variable that does not exist is refused too, so that a misspelt one cannot leave a default in force.
    """
    for name in variables:
        if name.startswith(PREFIX) and name not in VARIABLES:
            known = "、".join(VARIABLES)
            raise ImproperlyConfigured(f"环境变量 {name} 不存在，应改正名称或删除。可用的变量：{known}。")

    def read(name: str, parse: Callable[[str], T], default: T) -> T:
        variable = PREFIX + name.upper()
        text = variables.get(variable, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as rule:
            # Secrets never reach a log; the length is enough to find the mistake.
            hidden = any(part in name for part in ("secret", "database", "passphrase"))
            shown = f"（共{len(text)}个字符）" if hidden else f"“{text}”"
            raise ImproperlyConfigured(f"环境变量 {variable} 的值{shown}不符合要求：{rule}。") from None

    data_dir = read("data_dir", _folder, BASE_DIR / "var")
    sqlite = {"ENGINE": DATABASE_ENGINES["sqlite"], "NAME": str(data_dir / "selfeval.sqlite3")}
    return Environment(
        secret_key=read("secret_key", _secret, None),
        secret_key_fallbacks=read("secret_key_fallbacks", _list_of(_secret), ()),
        data_dir=data_dir,
        database_url=read("database_url", _database, sqlite),
        test_database_url=read("test_database_url", _database, None),
        allowed_hosts=read("allowed_hosts", _list_of(_host), ("localhost", "127.0.0.1", "[::1]")),
        trusted_origins=read("trusted_origins", _list_of(_origin), ()),
        https=read("https", _switch, True),
        host=read("host", str, "127.0.0.1"),
        port=read("port", _whole_number(1, 65535), 8000),
        workers=read("workers", _whole_number(1, 64), 2),
        task_engine=read("task_engine", _task_engine, "database"),
        session_idle_minutes=read("session_idle_minutes", _whole_number(10, 60), 30),
        font_dir=read("font_dir", _existing_folder, None),
        trust_dir=read("trust_dir", _folder, data_dir / "trust"),
        signing_passphrase=read("signing_passphrase", str, None),
    )


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET_KEY:
        raise ValueError(f"密钥至少{SHORTEST_SECRET_KEY}个字符，可用 script/secret-key 生成")
    return text


def _list_of(parse: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    return lambda text: tuple(parse(part.strip()) for part in text.split(",") if part.strip())


def _folder(text: str) -> Path:
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise ValueError("应为文件夹路径，该路径现为文件，应改用其他路径")
    # Relative to the project, not to wherever the command happens to be started.
    return BASE_DIR / path


def _existing_folder(text: str) -> Path:
    path = _folder(text)
    if not path.is_dir():
        raise ValueError("应为已存在的文件夹，应先建立文件夹或改正路径")
    return path


def _database(text: str) -> DatabaseConfig:
    example = "例如 postgresql://user:password@localhost:5432/selfeval"
    parts = urlsplit(text)
    if parts.scheme not in DATABASE_ENGINES:
        raise ValueError(f"应以 sqlite:/// 或 postgresql:// 开头，{example}")
    if not parts.path.strip("/"):
        raise ValueError(f"缺少数据库名，应写在地址的最后一段，{example}")
    try:
        config: DatabaseConfig = environ.Env.db_url_config(text, engine=DATABASE_ENGINES[parts.scheme])
    except ValueError:
        raise ValueError(f"端口应为整数，口令中的特殊字符应写作百分号编码，{example}") from None
    return config


def _host(text: str) -> str:
    if "/" in text or "*" in text:
        raise ValueError("应为主机名或IP地址，多个以逗号分隔，不含协议和星号，例如 pingjia.example.cn")
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        raise ValueError("应为协议加主机名，多个以逗号分隔，例如 https://pingjia.example.cn")
    return text


def _switch(text: str) -> bool:
    values = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in values:
        raise ValueError("应为 true 或 false")
    return values[text.lower()]


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise ValueError(f"应为{lowest}至{highest}之间的整数")
        return int(text)

    return parse


def _task_engine(text: str) -> TaskEngine:
    if text == "database":
        return "database"
    if text == "immediate":
        return "immediate"
    raise ValueError("应为 database（后台进程处理）或 immediate（当场处理）")

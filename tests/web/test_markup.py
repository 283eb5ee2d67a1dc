"""Nothing inline, nothing foreign, nothing newer than Chromium 109: in files and in rendered pages."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from selfeval.settings.env import BASE_DIR
from tests.support.office import Office
from tests.web.support import QUERIES, People, text_of, url
from tests.web.test_access import NOT_THERE, READ

TEMPLATES = sorted((BASE_DIR / "templates").rglob("*.html"))
STATIC = BASE_DIR / "static"
VENDOR = STATIC / "vendor"
OWN_STYLES = sorted((STATIC / "css").glob("*.css"))
OWN_SCRIPTS = sorted((STATIC / "js").glob("*.js"))
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style|\sstyle\s*=", re.IGNORECASE)
EVENT_ATTRIBUTE = re.compile(r"<[^>]*\son[a-z]+\s*=|\shx-on", re.IGNORECASE)
FOREIGN = re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE)


def _complaints(markup: str) -> list[str]:
    patterns = {"script": INLINE_SCRIPT, "style": INLINE_STYLE, "event": EVENT_ATTRIBUTE, "foreign": FOREIGN}
    return [name for name, pattern in patterns.items() if pattern.search(markup)]


def test_the_patterns_see_what_they_look_for() -> None:
    assert _complaints('<script>1</script><p style="x" onclick="y"><a href="//elsewhere">') == [
        "script",
        "style",
        "event",
        "foreign",
    ]
    assert _complaints('<script src="/static/js/base.js" defer></script><a href="/one">') == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_templates_compile_and_hold_nothing_inline(template: Path) -> None:
    get_template(str(template.relative_to(BASE_DIR / "templates")))
    assert _complaints(template.read_text("utf-8")) == []


@pytest.mark.parametrize("name", READ)
def test_pages_hold_nothing_inline_and_carry_the_policy(people: People, office: Office, name: str) -> None:
    response = people.preparer.get(url(name, office), QUERIES.get(name))
    policy = response.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    if name not in NOT_THERE and "json" not in response.headers["Content-Type"]:
        assert _complaints(text_of(response)) == []


@pytest.mark.parametrize("name", ["login", "home", "year-start"])
def test_pages_without_an_evaluation_hold_nothing_inline(people: People, name: str) -> None:
    client: Client = people.nobody if name == "login" else people.preparer
    assert _complaints(text_of(client.get(reverse(name)))) == []


def test_vendored_files_are_the_published_ones() -> None:
    listed = dict(line.split(maxsplit=1)[::-1] for line in (VENDOR / "CHECKSUMS").read_text().splitlines())
    present = {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*") if file.is_file()} - {"CHECKSUMS"}
    assert present == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    for folder in VENDOR.iterdir():
        assert folder.name == "CHECKSUMS" or (folder / "LICENSE").is_file(), folder.name


@pytest.mark.parametrize("style", OWN_STYLES, ids=lambda file: file.name)
def test_styles_stay_below_the_browser_floor(style: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.DOTALL)
    assert ":has(" not in text
    assert not re.search(r"(^|[{;}])\s*&", text)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
    without_media = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", text)
    assert not re.search(r"\{[^{}]*\{", without_media), "nested rules"


@pytest.mark.parametrize("script", OWN_SCRIPTS, ids=lambda file: file.name)
def test_scripts_need_no_secure_context_and_no_evaluation(script: Path) -> None:
    text = script.read_text("utf-8")
    for word in (
        "navigator.clipboard",
        "serviceWorker",
        "crypto.subtle",
        "randomUUID",
        "eval(",
        "new Function",
    ):
        assert word not in text
    assert "http://" not in text
    assert "https://" not in text

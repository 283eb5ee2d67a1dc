"""The watch that every other browser test relies on sees what must never happen."""

from __future__ import annotations

import pytest

from tests.browser.people import People

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("misdeed", "fault"),
    [
        (
            "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/x.png'}))",
            "Content Security",
        ),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security",
        ),
        ("document.body.setAttribute('style', 'color: red')", "Content Security"),
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('thrown'); }, 0)", "thrown"),
        ("location.assign('http://127.0.0.2:9/')", "request to another host"),
    ],
)
def test_a_misdeed_is_noted(people: People, misdeed: str, fault: str) -> None:
    visitor = people.visitor()
    visitor.open("/login")
    assert visitor.watch.faults() == []
    visitor.page.evaluate(f"() => {{ {misdeed}; }}")
    visitor.page.wait_for_timeout(300)
    assert any(fault in noted for noted in visitor.watch.faults())
    visitor.expected = ("",)

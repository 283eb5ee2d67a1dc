"""Clients of the office's people, and shortcuts to its pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from selfeval.models import User
from tests.support.office import Office

SECTION = "finance"
INDICATOR = "contests"
TEXT = "preface"
# What an address wants besides the evaluation's code; numbers name rows that do not exist.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "section": {"section": SECTION},
    "section-preview": {"section": SECTION},
    "text-reset": {"key": TEXT},
    "evidence-upload": {"indicator": INDICATOR},
    "evidence-remove": {"evidence_id": 1},
    "evidence-download": {"evidence_id": 1},
    "item": {"item": "none"},
    "item-preview": {"item": "none"},
    "item-move": {"item": "none"},
    "item-delete": {"item": "none"},
    "item-indicator-add": {"item": "none"},
    "item-indicator-delete": {"item": "none"},
    "item-indicator": {"item": "none", "row": "none"},
    "item-evidence": {"item": "none", "row": "none"},
    "preview": {"kind": "report"},
    "document-status": {"document_id": 1},
    "document-download": {"document_id": 1},
}
QUERIES = {"inspector": {"address": "year.carryover_in_amount"}}


@dataclass(frozen=True)
class People:
    """A signed-in client for everybody in the office, and one that is not signed in."""

    preparer: Client
    colleague: Client
    department_reviewer: Client
    leader: Client
    auditor: Client
    stranger: Client
    nobody: Client


def signed_in(user: User) -> Client:
    """Return a client in which a user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def people_of(office: Office) -> People:
    """Sign everybody in."""
    return People(
        preparer=signed_in(office.preparer),
        colleague=signed_in(office.colleague),
        department_reviewer=signed_in(office.department_reviewer),
        leader=signed_in(office.leader),
        auditor=signed_in(office.auditor),
        stranger=signed_in(office.stranger),
        nobody=Client(),
    )


def url(name: str, office: Office, **arguments: Any) -> str:
    """Return the address of a page of the office's evaluation."""
    return reverse(name, kwargs={"code": office.evaluation.code, **ARGUMENTS.get(name, {}), **arguments})


def save(client: Client, office: Office, *edits: dict[str, Any], **content: Any) -> Any:
    """Post edits as the page's scripts do and return the response."""
    posted = {
        "unit": "ten_thousand_yuan",
        "channel": "typed",
        "page": SECTION,
        "edits": list(edits),
        **content,
    }
    return client.post(
        url("cells", office),
        json.dumps(posted),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def edit(address: str, text: str, base: str = "", confirmed: bool = False) -> dict[str, Any]:
    """One edit as the page's scripts send it."""
    return {"address": address, "base": base, "text": text, "confirmed": confirmed}


def text_of(response: Any) -> str:
    """The page as text."""
    content: bytes = response.content
    return content.decode()

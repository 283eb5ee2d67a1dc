"""Applying an edit from a page, and what a page does with a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages

from selfeval.services.errors import Conflict, ServiceError
from selfeval.services.pack_drafts import Edit
from selfeval.web.packs.frame import OpenPack, open_pack


@dataclass(frozen=True)
class Refusal:
    """Why an edit was not applied."""

    opened: OpenPack
    error: ServiceError

    def show_in(self, form: forms.BaseForm) -> OpenPack:
        """Say it above a form that keeps what was entered; return the version to show it with.

        After a conflict that is the content as it is now: whoever saves again has seen the message.
        """
        form.add_error(None, self.error.message)
        return self.current()

    def current(self) -> OpenPack:
        """The version as it is stored now."""
        if not isinstance(self.error, Conflict):
            return self.opened
        version = self.opened.version
        return open_pack(self.opened.request, version.pack.code, version.version)


def attempt(opened: OpenPack, edit: Edit) -> Refusal | None:
    """Apply an edit to a draft; return the refusal where there is one."""
    try:
        opened.change(edit)
    except ServiceError as error:
        return Refusal(opened, error)
    return None


def apply(opened: OpenPack, edit: Edit, done: str = "") -> bool:
    """Apply an edit of a button and say what became of it on the next page; whether it was applied."""
    refusal = attempt(opened, edit)
    if refusal is not None:
        messages.error(opened.request, refusal.error.message)
        return False
    if done:
        messages.success(opened.request, done)
    return True

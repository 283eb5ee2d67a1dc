"""An officer of the bureau at a draft, and what a browser sends from its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.test import Client
from django.urls import reverse
from lxml import html

from selfeval.domain import pack as domain
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.roles import Role
from selfeval.models import PackVersion, User
from selfeval.selectors.packs import load_pack
from selfeval.services import pack_drafts, packs
from tests.support.office import Office, make_user
from tests.support.published import published_pack
from tests.web.support import signed_in, text_of

NODE, GROUP = "staff_control", "allocation"
ARGUMENTS: dict[str, dict[str, str]] = {
    "pack-indicator": {"node": NODE},
    "pack-method": {"node": NODE},
    "pack-figure": {"key": "f_01"},
    "pack-document": {"document": "report"},
    "pack-section": {"document": "report", "section": "staff"},
    "pack-text": {"key": "staff"},
    "pack-table": {"key": "input-scores"},
    "pack-chart": {"key": "losses"},
    "pack-check": {"rule": "P03"},
    "pack-term": {"key": "term_01"},
}
Sent = dict[str, Any]


@dataclass(frozen=True)
class Bureau:
    """An officer with a draft that is a copy of a published pack, and a figure of its own."""

    officer: User
    client: Client
    draft: PackVersion
    published: PackVersion

    def url(self, name: str, **arguments: str) -> str:
        """The address of a page of the draft."""
        return url_of(self.draft, name, **arguments)

    @property
    def stored(self) -> PackVersion:
        """The draft as it is stored now."""
        return PackVersion.objects.select_related("pack").get(pk=self.draft.pk)

    @property
    def pack(self) -> Pack:
        """The content of the draft as it is stored now."""
        return load_pack(self.stored)

    def change(self, edit: pack_drafts.Edit) -> None:
        """Change the draft behind the pages."""
        base = self.stored.source_sha256
        pack_drafts.change(actor=self.officer, version_id=self.draft.pk, base=base, edit=edit)

    def form(self, name: str, form_id: str = "", **arguments: str) -> Sent:
        """The fields of a page's form as a browser sends them, without its button."""
        page = html.fromstring(text_of(self.client.get(self.url(name, **arguments))))
        which = f"@id='{form_id}'" if form_id else "@method='post'"
        return sent_by(parts(page, f"//main//form[{which}]")[0])

    def post(self, name: str, sent: Sent, **arguments: str) -> Any:
        """Send a form."""
        return self.client.post(self.url(name, **arguments), sent)


def parts(page: html.HtmlElement, path: str) -> list[Any]:
    """What an XPath finds on a page."""
    return cast(list[Any], page.xpath(path))


def sent_by(form: html.FormElement) -> Sent:
    """The fields of a form as a browser sends them; it drops the line end right after a textarea's tag."""
    areas = {area.get("name") for area in form.iter("textarea")}
    sent: Sent = {}
    for key, value in form.form_values():
        sent.setdefault(key, []).append(value.removeprefix("\n") if key in areas else value)
    return sent


def url_of(version: PackVersion, name: str, **arguments: str) -> str:
    """The address of a page of a version."""
    where = {"pack": version.pack.code, "version": version.version}
    return reverse(name, kwargs={**where, **ARGUMENTS.get(name, {}), **arguments})


def open_bureau(office: Office) -> Bureau:
    """Load a published pack with a tree, and begin a copy of it that adds a figure and a term."""
    officer = make_user("officer", office.department, Role.BUREAU_OFFICER)
    published = packs.load(actor=None, pack=published_pack("bishan-2020"))
    draft = pack_drafts.start(actor=officer, name="某县整体支出绩效自评", source=published)
    bureau = Bureau(officer, signed_in(officer), draft, published)
    figure = domain.FigureDefinition(key="f_01", name="会议费", quantity=Quantity.MONEY)
    term = domain.GlossaryTerm(key="term_01", term="会议费", explanation="用于召开会议的支出")
    bureau.change(lambda pack: pack.model_copy(update={"figures": (figure,), "glossary": (term,)}))
    return bureau

"""The nine items of a published year in the database, with the people of their department."""

from __future__ import annotations

from selfeval.domain.data import EvaluationData
from selfeval.domain.pack import Pack
from selfeval.services import package, packs
from tests.support.items import form, nine_items, pack_with
from tests.support.office import Office, staffed

ITEMS_PACK = "example"
SECTIONS = (
    ("projects", "项目支出自评情况", "items:project"),
    ("transfers", "转移支付自评情况", "items:transfer"),
)


def items_pack(*forms: str) -> Pack:
    """Return a pack whose report asks for projects and transfer payments in sections of their own."""
    kinds = {form(code).kind for code in forms}
    outline = [
        {
            "key": key,
            "title": title,
            "asks": [ask],
            "blocks": [{"type": "items", "kind": ask.partition(":")[2]}],
        }
        for key, title, ask in SECTIONS
        if ask.partition(":")[2] in kinds
    ]
    report = {"kind": "report", "label": "自评报告", "title": ["{department.name}"], "outline": outline}
    return pack_with(*forms, code=ITEMS_PACK, documents=(report,))


def items_office(
    data: EvaluationData | None = None,
    forms: tuple[str, ...] = ("national-project-2020", "transfer-national"),
) -> Office:
    """Load a year with projects (the nine of a published report) and give it people."""
    pack = items_pack(*forms)
    packs.load(actor=None, pack=pack)
    given = data or nine_items()
    return staffed(package.load(actor=None, data=given.model_copy(update={"pack": pack.code})))

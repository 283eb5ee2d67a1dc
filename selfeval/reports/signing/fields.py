"""Signature fields: made before anybody signs, so that no signature changes the page it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from selfeval.reports.pdf import SealArea


@dataclass(frozen=True)
class FieldPlan:
    """A field to reserve: ``area`` is the seal's square, ``None`` for a signature that shows nothing."""

    name: str
    area: SealArea | None = None


def with_fields(pdf: bytes, plan: Sequence[FieldPlan]) -> bytes:
    """Return an unsigned PDF with empty signature fields, prepared so that it is validated quickly."""
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(_with_shared_resources(pdf)))
    for field in plan:
        area = field.area
        append_signature_field(
            writer,
            SigFieldSpec(field.name, on_page=area.page, box=_box(area)) if area else SigFieldSpec(field.name),
        )
    writer.write(out)
    return out.getvalue()


def _box(area: SealArea) -> tuple[int, int, int, int]:
    return round(area.x1), round(area.y1), round(area.x2), round(area.y2)


def _with_shared_resources(pdf: bytes) -> bytes:
    """The same pages with their resources at the root of the page tree, from which they inherit.

    WeasyPrint gives every page the same resources. A validator that compares revisions walks every path to
    them: twenty times longer through ninety pages than through the root (measured, see docs/performance.md).
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        resources = [page.obj.get("/Resources") for page in document.pages]
        shared = {one.objgen if one is not None else None for one in resources}
        if len(shared) == 1 and resources[0] is not None and resources[0].is_indirect:
            root: Any = document.Root.Pages
            root["/Resources"] = resources[0]
            for page in document.pages:
                del page.obj["/Resources"]
        out = BytesIO()
        document.save(out, deterministic_id=False, static_id=False, fix_metadata_version=False)
    return out.getvalue()

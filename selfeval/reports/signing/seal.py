"""The round seal as vector drawing: red ring, star, the name along the upper arc (GB/T 33481-2016)."""

from __future__ import annotations

import math
from typing import Final
from xml.sax.saxutils import escape

from weasyprint import HTML

from selfeval.reports import style
from selfeval.reports.fonts import FontRole, family_stack
from selfeval.reports.pdf import FontsOnly
from selfeval.reports.signing.errors import SigningError

LONGEST_NAME: Final = 40
_RED: Final = "#d7000f"
_SIZE: Final = 420  # drawing units, ten to the millimetre
_MIDDLE: Final = _SIZE / 2
_RING: Final = 200
_NAME_RADIUS: Final = 150
_STAR: Final = 66
_STAR_INNER: Final = _STAR * math.sin(math.radians(18)) / math.sin(math.radians(126))
_WIDEST_ARC: Final = 250  # degrees that the name may cover
_STEP: Final = 22  # degrees from character to character where there is room
_GLYPH: Final = 46


def seal_svg(name: str, *, remark: str = "") -> str:
    """Return the seal of an organisation as SVG of 42 mm; ``remark`` stands below the star (演示专用).

    Raises SigningError for a name that is empty or does not fit on the arc.
    """
    name = "".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise SigningError(f"印章上的单位名称应为1至{LONGEST_NAME}个字，现为{len(name)}个字")
    step = min(_STEP, _WIDEST_ARC / max(1, len(name) - 1))
    glyph = min(_GLYPH, 2 * math.pi * _NAME_RADIUS * step / 360 * 0.92)
    first = -step * (len(name) - 1) / 2
    letters = "".join(_letter(letter, first + step * place, glyph) for place, letter in enumerate(name))
    below = (
        f'<text x="{_MIDDLE:g}" y="{_MIDDLE + 122:g}" font-size="34" text-anchor="middle">'
        f"{escape(remark)}</text>"
        if remark
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{style.SEAL_MM}mm" height="{style.SEAL_MM}mm" '
        f'viewBox="0 0 {_SIZE} {_SIZE}" fill="{_RED}" font-family="{_fonts()}" font-weight="bold">'
        f'<circle cx="{_MIDDLE:g}" cy="{_MIDDLE:g}" r="{_RING}" fill="none" stroke="{_RED}" '
        'stroke-width="12"/>'
        f'<polygon points="{_star()}"/>{letters}{below}</svg>'
    )


def seal_pdf(svg: str) -> bytes:
    """Return a seal as a PDF of one page of its size, transparent outside the red; nothing is fetched."""
    size = f"{style.SEAL_MM}mm"
    css = f"@page{{size:{size} {size};margin:0}}body{{margin:0}}svg{{display:block}}"
    html = f"<!DOCTYPE html><style>{css}</style>{svg}"
    data: bytes = HTML(string=html, url_fetcher=FontsOnly(frozenset())).write_pdf()
    return data


def _letter(letter: str, angle: float, size: float) -> str:
    """One character, its head turned outwards at ``angle`` degrees from the top."""
    turn = f"rotate({angle:.3f} {_MIDDLE:g} {_MIDDLE:g})"
    bottom = _MIDDLE - _NAME_RADIUS
    return (
        f'<text x="{_MIDDLE:g}" y="{bottom + size * 0.12:.2f}" font-size="{size:.2f}" text-anchor="middle" '
        f'transform="{turn}">{escape(letter)}</text>'
    )


def _star() -> str:
    corners = []
    for corner in range(10):
        radius = _STAR_INNER if corner % 2 else _STAR
        angle = math.radians(corner * 36)
        corners.append(f"{_MIDDLE + radius * math.sin(angle):.2f},{_MIDDLE - radius * math.cos(angle):.2f}")
    return " ".join(corners)


def _fonts() -> str:
    """The families unquoted: WeasyPrint does not take quotes off in SVG attributes."""
    return family_stack(FontRole.SONG, official=False).replace('"', "")

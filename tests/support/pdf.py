"""What poppler and qpdf see in a PDF: text by page, lines with their places, fonts, page sizes."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

_XHTML = "{http://www.w3.org/1999/xhtml}"
_SAME_LINE_PT = 4.0


@dataclass(frozen=True)
class Line:
    """One line of text with its box in points from the page's upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def run_tool(*command: str, stdin: bytes) -> bytes:
    """Standard output of a command-line tool that reads the PDF from standard input."""
    return subprocess.run(command, input=stdin, check=True, capture_output=True, timeout=120).stdout


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in drawing order."""
    return run_tool("pdftotext", "-raw", "-", "-", stdin=pdf).decode().split("\f")[:-1]


def lines(pdf: bytes) -> list[Line]:
    """All lines, page by page from top to bottom; pages count from 1."""
    root = ET.fromstring(run_tool("pdftotext", "-bbox", "-", "-", stdin=pdf))  # poppler's own output
    found: list[Line] = []
    for number, page in enumerate(root.iter(f"{_XHTML}page"), start=1):
        words = [
            Line(
                number,
                word.text or "",
                *(float(word.attrib[key]) for key in ("xMin", "yMin", "xMax", "yMax")),
            )
            for word in page.iter(f"{_XHTML}word")
        ]
        rows: list[list[Line]] = []
        for word in sorted(words, key=lambda item: item.bottom):
            if rows and word.bottom - rows[-1][-1].bottom < _SAME_LINE_PT:
                rows[-1].append(word)
            else:
                rows.append([word])
        for row in rows:
            row.sort(key=lambda item: item.left)
            found.append(
                Line(
                    number,
                    "".join(word.text for word in row),
                    row[0].left,
                    min(word.top for word in row),
                    max(word.right for word in row),
                    max(word.bottom for word in row),
                )
            )
    return found


def body_lines(pdf: bytes) -> list[Line]:
    """All lines but page numbers."""
    return [line for line in lines(pdf) if not re.fullmatch(r"—\d+—", line.text)]


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole points."""
    report = run_tool("pdfinfo", "-l", "999", "-", stdin=pdf).decode()
    return [
        (round(float(width)), round(float(height)))
        for width, height in re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", report)
    ]


def font_rows(pdf: bytes) -> list[tuple[str, bool]]:
    """Every font's name without its subset tag, and whether it is embedded."""
    rows = run_tool("pdffonts", "-", stdin=pdf).decode().splitlines()[2:]
    return [(row.split()[0].partition("+")[2], row.split()[-5] == "yes") for row in rows]


def information(pdf: bytes, *options: str) -> dict[str, str]:
    """pdfinfo's report as a mapping."""
    report = run_tool("pdfinfo", *options, "-", stdin=pdf).decode()
    return {
        name.strip(): value.strip() for name, _, value in (row.partition(":") for row in report.splitlines())
    }


def bookmarks(pdf: bytes, folder: Any) -> list[tuple[int, str]]:
    """Level (from 1) and title of every bookmark in order; ``folder`` takes the file for qpdf."""
    file = folder / "bookmarks.pdf"
    file.write_bytes(pdf)
    outlines = json.loads(run_tool("qpdf", "--json", "--json-key=outlines", str(file), stdin=b""))["outlines"]

    def walk(items: list[dict[str, Any]], level: int) -> list[tuple[int, str]]:
        return [entry for item in items for entry in [(level, item["title"]), *walk(item["kids"], level + 1)]]

    return walk(outlines, 1)


def page_image(pdf: bytes, page: int, dpi: int) -> Image.Image:
    """One page (from 1) in grey."""
    png = run_tool(
        "pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-gray", "-png", "-", stdin=pdf
    )
    return Image.open(BytesIO(png)).convert("L")


def inked_rows(image: Image.Image, x: int, rows: range) -> list[int]:
    """Those of ``rows`` where the pixel in column ``x`` is dark."""
    column = image.crop((x, rows.start, x + 1, rows.stop)).tobytes()
    return [row for row, shade in zip(rows, column, strict=True) if shade < 128]

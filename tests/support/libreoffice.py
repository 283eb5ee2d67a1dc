"""Render a DOCX or XLSX through LibreOffice, with the official font names pointed at the fonts we have."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from selfeval.reports.fonts import VENDORED_DIR

_ALIASES = {
    "仿宋_GB2312": "Zhuque Fangsong (technical preview)",
    "楷体_GB2312": "LXGW WenKai GB Lite",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "Times New Roman": "Liberation Serif",
}


def docx_to_pdf(docx: bytes, folder: Path) -> bytes:
    """The PDF LibreOffice makes of ``docx``; ``folder`` takes the files and LibreOffice's profile."""
    return to_pdf(docx, "docx", folder)


def to_pdf(content: bytes, suffix: str, folder: Path) -> bytes:
    """The PDF LibreOffice makes of a file with this suffix."""
    source = folder / f"document.{suffix}"
    source.write_bytes(content)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env=os.environ | {"FONTCONFIG_FILE": str(_fontconfig(folder)), "HOME": str(folder)},
    )
    return source.with_suffix(".pdf").read_bytes()


def _fontconfig(folder: Path) -> Path:
    aliases = "".join(
        f'<alias binding="same"><family>{official}</family><prefer><family>{ours}</family></prefer></alias>'
        for official, ours in _ALIASES.items()
    )
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{VENDORED_DIR}</dir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return file

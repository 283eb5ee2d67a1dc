"""Text helpers shared by the writers: characters XML cannot hold, and line breaking by estimated width."""

from __future__ import annotations

import re
import unicodedata

# XML 1.0 knows no control characters but tab and line feed, no surrogates and no U+FFFE/U+FFFF.
_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A number or Latin word, or one character, with its opening brackets before and its punctuation after it.
_PIECE = re.compile(r"[（〔《“‘]*(?:[A-Za-z0-9.,%+\-/]+|.)[，。、；：？！）〕》”’％]*", re.DOTALL)


def clean(text: str) -> str:
    """``text`` without the characters that HTML, PDF or DOCX cannot carry; line ends become one ``\\n``."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def width_em(text: str) -> float:
    """Estimated width in ems: full-width characters count 1, all others 0.5."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def wrap(text: str, limit_em: float) -> list[str]:
    """Break ``text`` into lines of at most ``limit_em`` ems (at least 2).

    Numbers, Latin words and brackets stay whole unless they alone are wider than a line.
    """
    lines: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        parts = [piece] if width_em(piece) <= limit_em else list(piece)
        for part in parts:
            if line and width_em(line + part) > limit_em:
                lines.append(line.rstrip())
                line = part.lstrip()
            else:
                line += part
    lines.append(line)
    return lines

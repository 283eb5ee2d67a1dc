"""Justification between characters for WeasyPrint, which by itself only stretches spaces.

Chinese text has none, so its lines would end ragged. ``install`` replaces one private function of the pinned
WeasyPrint version; a test compares the right edges of real pages, and another version is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

PATCHED_VERSION: Final = "70.0"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# A line with more slack than half a character per gap was broken early on purpose and stays ragged.
_WIDEST_GAP_EM: Final = 0.5
_original = inline.justify_line


def install() -> None:
    """Make WeasyPrint justify Chinese lines between characters. Raises RuntimeError for another version."""
    if weasyprint.__version__ != PATCHED_VERSION:
        message = f"justification is written for WeasyPrint {PATCHED_VERSION}, found {weasyprint.__version__}"
        raise RuntimeError(message)
    inline.justify_line = _justify_line


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    text = "".join(box.text for box in _text_boxes(line)).rstrip()
    gaps = len(text) - 1
    if gaps < 1 or not _CHINESE.search(text) or extra_width / gaps > line.style["font_size"] * _WIDEST_GAP_EM:
        _original(context, line, extra_width)
        return
    _spread(context, line, extra_width / gaps, 0)


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _spread(context: Any, box: Any, gap: float, advance: float) -> float:
    """Move ``box`` by ``advance``, widen every gap in it by ``gap``, and return the new advance."""
    if isinstance(box, boxes.TextBox):
        box.position_x += advance
        style = box.style.copy()
        tracking = style["letter_spacing"]
        style["letter_spacing"] = (0 if tracking == "normal" else tracking) + gap
        box.style = style
        layout = create_layout(box.text, style, context, None, 0)
        layout.deactivate()
        box.pango_layout = layout
        added = gap * len(box.text)
        box.width += added
        return advance + added
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += advance
        before = advance
        for child in box.children:
            if child.is_in_normal_flow():
                advance = _spread(context, child, gap, advance)
        box.width += advance - before
        return advance
    box.translate(advance, 0)
    return advance

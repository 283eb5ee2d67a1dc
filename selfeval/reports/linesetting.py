"""Two corrections of how WeasyPrint sets lines, so that Chinese pages keep to their grid.

It stretches only spaces when it justifies, and Chinese text has none: lines would end ragged. And it makes a
line taller when a fallback font with another baseline is on it: a page would hold 21 or 20 lines, not 22.
``install`` replaces two private functions of the pinned version; tests compare the edges and count the lines
of real pages, and another version is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout, strut

PATCHED_VERSION: Final = "70.0"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# A line with more slack than half a character per gap was broken early on purpose and stays ragged.
_WIDEST_GAP_EM: Final = 0.5
_justify_spaces = inline.justify_line
_split_text_box = inline.split_text_box


def install() -> None:
    """Make WeasyPrint justify between characters and keep line heights. RuntimeError for another version."""
    if weasyprint.__version__ != PATCHED_VERSION:
        message = f"line setting is written for WeasyPrint {PATCHED_VERSION}, found {weasyprint.__version__}"
        raise RuntimeError(message)
    inline.justify_line = _justify_line
    inline.split_text_box = _split_text_box_on_strut


def _split_text_box_on_strut(*arguments: Any, **options: Any) -> tuple[Any, int | None, bool]:
    """A text box whose baseline and height are those of its line, whatever fonts its characters came from."""
    box, skip, line_break = _split_text_box(*arguments, **options)
    if box is not None:
        line_height, baseline = strut(box.style)
        box.margin_top += baseline - box.baseline
        box.margin_bottom = line_height - box.margin_top - box.height
        box.baseline = baseline
    return box, skip, line_break


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    text = "".join(box.text for box in _text_boxes(line)).rstrip()
    gaps = len(text) - 1
    if gaps < 1 or not _CHINESE.search(text) or extra_width / gaps > line.style["font_size"] * _WIDEST_GAP_EM:
        _justify_spaces(context, line, extra_width)
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

"""Texts of the report as the editor shows them: words, references with names, and today's values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.domain.pack import TextBlock
from selfeval.domain.prose.context import Context
from selfeval.domain.prose.render import render_text
from selfeval.domain.report.texts import (
    block_paragraphs,
    editing_context,
    find_text_block,
    generated_for,
)
from selfeval.models import ReviewComment
from selfeval.web.evaluations.fields import Problem, human_text
from selfeval.web.shared.references import prints

_LINE_CHARACTERS = 44


@dataclass(frozen=True)
class TextMark:
    """Where a text comes from: ``label`` in words, none where its mark says that it stands as last year.

    ``can_reset`` where an edit hides a generated text.

    ``generated`` is that text as the editor shows it, empty where the pack has none.
    """

    label: str
    can_reset: bool
    generated: str


@dataclass(frozen=True)
class TextView:
    """A text: ``base`` as stored (empty as generated), ``raw`` with Chinese names in braces.

    ``references`` is JSON: every reference as written to how it prints today. ``newer`` is the generated
    text as it reads now, where it changed after the edit. ``silence`` says why nothing of it prints today.
    """

    key: str
    label: str
    base: str
    raw: str
    references: str
    length: int
    mark: TextMark
    can_edit: bool
    is_carried: bool = False
    guidance: str = ""
    max_chars: int | None = None
    newer: str = ""
    silence: str = ""
    comments: Sequence[ReviewComment] = ()
    state: str = ""
    message: str = ""

    @property
    def rows(self) -> int:
        """Lines of the text area without scripts."""
        lines = (max(1, -(-len(line) // _LINE_CHARACTERS)) for line in self.raw.split("\n"))
        return min(24, max(4, sum(lines)))


def text_view(
    key: str,
    prose: Context,
    *,
    can_edit: bool,
    label: str = "",
    comments: Sequence[ReviewComment] = (),
    problem: Problem | None = None,
) -> TextView:
    """Return a text block, or an indicator's analysis, for its editor."""
    block = find_text_block(prose.pack, key)
    context = editing_context(key, prose)
    generated = generated_for(key, prose) or ""
    edited = prose.data.text(key)
    content = generated if edited is None else edited.content
    has_newer = edited is not None and edited.generated != generated
    return TextView(
        key=key,
        label=label or (block.label if block is not None else ""),
        base="" if edited is None else edited.content,
        raw=problem.text if problem else human_text(content, context.names.name_of),
        references=json.dumps(prints(content, context), ensure_ascii=False),
        length=len("".join(render_text(content, context).split())),
        mark=text_mark(key, prose),
        can_edit=can_edit and (block is None or block.editable),
        is_carried=f"text.{key}" in prose.data.carried,
        guidance=block.guidance if block is not None else "",
        max_chars=block.max_chars if block is not None else None,
        newer=render_text(generated, context) if has_newer else "",
        silence=_silence(block, prose),
        comments=comments,
        state=problem.state if problem else "",
        message=problem.message if problem else "",
    )


def _silence(block: TextBlock | None, prose: Context) -> str:
    """Say that a text with a condition, or with rounds, prints nothing with the data of today."""
    if block is None or not (block.for_each or block.when) or any(block_paragraphs(block, prose)):
        return ""
    if block.for_each and not any(prose.rounds(block.for_each)):
        return "本年没有需要逐项列出的内容，这段文字不印入报告；有内容后按此逐项印出。"
    return "按现有数据，这段文字不印入报告。"


def text_mark(key: str, prose: Context) -> TextMark:
    """Return where a text comes from as it stands now."""
    generated = generated_for(key, prose) or ""
    edited = prose.data.text(key)
    has_generated = bool(generated.strip())
    if f"text.{key}" in prose.data.carried:
        label = ""
    elif edited is not None and edited.content.strip():
        label = "已人工修改"
    else:
        label = "自动生成" if edited is None and has_generated else "尚未填写"
    return TextMark(
        label=label,
        can_reset=edited is not None and has_generated,
        generated=human_text(generated, editing_context(key, prose).names.name_of),
    )


def current_references(keys: Sequence[str], prose: Context) -> dict[str, dict[str, object]]:
    """Return the references of several texts together, for redrawing the chips after a save."""
    found: dict[str, dict[str, object]] = {}
    for key in keys:
        edited = prose.data.text(key)
        content = (generated_for(key, prose) or "") if edited is None else edited.content
        found |= prints(content, editing_context(key, prose))
    return found

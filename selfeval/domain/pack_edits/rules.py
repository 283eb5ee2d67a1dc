"""Edits of the check rules of a pack. A rule is named by its id, which findings show (P01, P02 …)."""

from __future__ import annotations

from typing import Any

from selfeval.domain.pack import CheckRule, Pack
from selfeval.domain.pack_edits.editing import Direction, PackEditError, exchanged
from selfeval.domain.pack_edits.parts import replaced, revised, without


def new_rule_id(pack: Pack) -> str:
    """Return the id that the next rule added gets."""
    used = {rule.id for rule in pack.checks}
    number = len(used) + 1
    while (rule_id := f"P{number:02d}") in used:
        number += 1
    return rule_id


def add_rule(pack: Pack, **fields: Any) -> Pack:
    """Add a rule at the end; ``fields`` are those of a CheckRule but for its id."""
    return revised(pack, checks=(*pack.checks, CheckRule(id=new_rule_id(pack), **fields)))


def find_rule(pack: Pack, rule_id: str) -> tuple[int, CheckRule]:
    """Return a rule with its position. PackEditError where there is none."""
    for index, rule in enumerate(pack.checks):
        if rule.id == rule_id:
            return index, rule
    raise PackEditError("这条核对规则已不在体系包里，返回核对规则列表查看")


def edit_rule(pack: Pack, rule_id: str, **changes: Any) -> Pack:
    """Change fields of a rule."""
    index, rule = find_rule(pack, rule_id)
    return revised(pack, checks=replaced(pack.checks, index, revised(rule, **changes)))


def move_rule(pack: Pack, rule_id: str, direction: Direction) -> Pack:
    """Move a rule up or down in the list."""
    return revised(pack, checks=exchanged(pack.checks, find_rule(pack, rule_id)[0], direction))


def remove_rule(pack: Pack, rule_id: str) -> Pack:
    """Remove a rule."""
    return revised(pack, checks=without(pack.checks, find_rule(pack, rule_id)[0]))

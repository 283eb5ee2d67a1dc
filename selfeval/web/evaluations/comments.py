"""Review comments by the place they were made at, for showing them where they are to be cured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from selfeval.models import Evaluation, ReviewComment


def comments_by_place(evaluation: Evaluation) -> Mapping[str, Sequence[ReviewComment]]:
    """Return the comments of the latest round by place; a cell's comment also stands at its indicator."""
    found: dict[str, list[ReviewComment]] = defaultdict(list)
    latest = evaluation.comments.filter(round=evaluation.round).select_related("created_by")
    for comment in latest:
        found[comment.place].append(comment)
        parts = comment.place.split(".")
        if parts[0] == "indicator" and len(parts) > 2:
            found[".".join(parts[:2])].append(comment)
    return found

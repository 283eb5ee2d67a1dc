"""Canonical JSON: one text for one content, so that a fingerprint of the text is one of the content."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def canonical_json(content: Any) -> str:
    """Return JSON with sorted keys, no spaces and no escapes; models in their JSON form.

    Raises ValueError for NaN and infinities, TypeError for what JSON does not know.
    """
    if isinstance(content, BaseModel):
        content = content.model_dump(mode="json")
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(*texts: str) -> str:
    """Return the SHA-256 (lower-case hexadecimal) of texts joined by line feeds, in UTF-8."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()

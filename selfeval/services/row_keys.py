"""The keys by which rows of free tables are named in addresses."""

from __future__ import annotations

import secrets

LONGEST_ROW_KEY = 40


def new_row_key() -> str:
    """Return a fresh key for a row of a free table."""
    return secrets.token_hex(4)

"""What the variable parts of an address may be."""

from __future__ import annotations

from django.urls.converters import StringConverter


class NameConverter(StringConverter):
    """A code or key: no slash and no control character, which a database may refuse to look up."""

    regex = r"[^/\x00-\x1f\x7f]+"

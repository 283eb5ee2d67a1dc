"""Chinese quotation marks: double outside, single inside (GB/T 15834)."""

_INNER = str.maketrans("“”", "‘’")


def quoted(text: str) -> str:
    """Put a name in quotation marks: ``“三公”经费`` becomes ``“‘三公’经费”``."""
    return f"“{text.translate(_INNER)}”"

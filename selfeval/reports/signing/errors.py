"""What can go wrong while signing; ``str(error)`` is the Chinese message for the person who signs."""

from __future__ import annotations


class SigningError(ValueError):
    """Nothing was signed; the message says why and what to do."""


class KeyProblem(SigningError):
    """The key or its certificate cannot be used."""

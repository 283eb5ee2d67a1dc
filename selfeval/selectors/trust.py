"""The root certificates that this installation trusts: the files in one folder of the operator."""

from __future__ import annotations

import logging
from pathlib import Path

from asn1crypto import x509
from django.conf import settings

from selfeval.reports.signing.verify import read_certificates

logger = logging.getLogger(__name__)

_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """Return the certificates in ``settings.TRUST_DIR``, none where there is no such folder.

    A file that holds no certificate is logged and left out: it must not stop others from being verified.
    """
    folder: Path = settings.TRUST_DIR
    found: list[x509.Certificate] = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix.lower() not in _SUFFIXES:
            continue
        try:
            found.extend(read_certificates(file.read_bytes()))
        except (OSError, ValueError):
            logger.exception("%s holds no certificate", file.name)
    return tuple(found)

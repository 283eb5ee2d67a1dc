"""A pack as a folder of YAML files, and back.

``read_pack`` and ``write_pack`` are inverse and work on texts (file name -> content); the disk is the
business of ``selfeval.exchange.pack_folder``. Nothing here judges whether a pack is right in itself, that
is ``selfeval.domain.pack_rules``.
"""

from selfeval.domain.pack_files.reader import PackFilesError, locate, read_pack
from selfeval.domain.pack_files.writer import write_pack

__all__ = ["PackFilesError", "locate", "read_pack", "write_pack"]

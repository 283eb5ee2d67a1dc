"""A pack as a folder of YAML files, and back.

``read_pack`` and ``write_pack`` are inverse and work on texts (file name -> content); the disk is the
business of ``selfeval.exchange.pack_folder``. A folder may extend another pack and use the forms of others
(``resolve``, ``overlay``); what is read is complete in itself, and is written so. Nothing here judges
whether a pack is right in itself, that is ``selfeval.domain.pack_rules``.
"""

from selfeval.domain.pack_files.errors import PackFilesError
from selfeval.domain.pack_files.reader import locate, read_pack
from selfeval.domain.pack_files.resolve import Library
from selfeval.domain.pack_files.writer import write_pack

__all__ = ["Library", "PackFilesError", "locate", "read_pack", "write_pack"]

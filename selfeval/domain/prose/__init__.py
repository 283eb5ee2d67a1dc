"""Text with live references: the template grammar, what its names mean, and how they print.

``references`` reads and writes the grammar (docs/reference/references.md), ``names`` and ``context`` say what
a name stands for, ``calculation`` computes formulas, ``printing`` prints one reference, ``render`` a whole
text. ``phrasing`` holds every generated wording.
"""

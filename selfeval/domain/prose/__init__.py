"""Text with live references: the template grammar, what its names mean, and how they print.

``references`` reads and writes the grammar, ``context`` says what a name stands for, ``phrasing`` holds every
generated wording, ``render`` turns templates into runs. The grammar is described in docs/reference/references.md.
"""

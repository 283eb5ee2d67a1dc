"""The neutral document and what composes it from a year, its scores and a pack.

No HTML, PDF or DOCX knowledge lives here: the writers are in ``selfeval.reports``.
"""

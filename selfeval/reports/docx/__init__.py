"""DOCX writer on python-docx: real styles, fields, sections, tables and native charts."""

from selfeval.reports.docx.writer import write_docx

__all__ = ["write_docx"]

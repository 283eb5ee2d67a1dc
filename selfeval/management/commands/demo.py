"""``manage.py demo``: load the demo years and accounts; with --out also write every report."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from selfeval.domain.numbers import format_number
from selfeval.domain.report.item_documents import item_documents
from selfeval.models import Evaluation, User
from selfeval.models.documents import DocumentFormat
from selfeval.reports.docx import write_docx
from selfeval.reports.pdf import render_pdf
from selfeval.reports.xlsx import write_xlsx
from selfeval.selectors.documents import document_of, newest_source
from selfeval.services import demo

_HEAD = ("文件", "总得分", "等级", "页数", "字节")


class Command(BaseCommand):
    """Load what a visitor needs to try the product; loading again changes nothing."""

    help = "载入演示数据和演示账号；加 --out 时写出全部报告"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, metavar="DIR", help="把全部报告写入此文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        evaluations = demo.load_demo()
        if options["out"] is not None:
            self._table([_HEAD, *self._write(evaluations, options["out"])])
            return
        password = demo.demo_password()
        rows = [("角色", "用户名", "密码")]
        for account in demo.ACCOUNTS:
            user = User.objects.get(username=account.username)
            known = password if user.check_password(password) else "（已修改）"
            rows.append((account.role.label, account.username, known))
        self._table(rows)

    def _write(self, evaluations: Iterable[Evaluation], out: Path) -> Iterable[tuple[str, ...]]:
        out.mkdir(parents=True, exist_ok=True)
        for evaluation in evaluations:
            source = newest_source(evaluation)
            items = {own.kind: own.item for own in item_documents(source.score)}
            for kind in source.labels:
                document = document_of(source, kind)
                own = items.get(kind)
                points, grade = (
                    (source.score.total, source.score.grade) if own is None else (own.total, own.score.grade)
                )
                rendered = render_pdf(document)
                files = {
                    DocumentFormat.PDF: rendered.data,
                    DocumentFormat.DOCX: write_docx(document, rendered.pages_by_anchor),
                }
                if kind in source.kinds_with_tables:
                    files[DocumentFormat.XLSX] = write_xlsx(document)
                for format, content in files.items():
                    name = f"{evaluation.code}-{kind}.{format}"
                    (out / name).write_bytes(content)
                    pages = str(rendered.page_count) if format is DocumentFormat.PDF else ""
                    total = "" if points is None else format_number(points)
                    yield name, total, grade or "", pages, f"{len(content):,}"

    def _table(self, rows: Iterable[tuple[str, ...]]) -> None:
        table = list(rows)
        widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]))]
        for row in table:
            cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Return the number of terminal columns: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

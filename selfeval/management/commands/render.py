"""``manage.py render``: write one document of an evaluation to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from selfeval.domain.report.document import Document
from selfeval.management.evaluations import add_evaluation_argument, find_evaluation
from selfeval.models.documents import DocumentFormat
from selfeval.reports.html import document_html
from selfeval.reports.xlsx import NoTablesError
from selfeval.selectors.documents import document_of, newest_source
from selfeval.services.documents import write_document


class Command(BaseCommand):
    """Render from the newest snapshot; without one, or with --draft, from live data marked 草稿."""

    help = "生成一份自评的文件"

    def add_arguments(self, parser: CommandParser) -> None:
        add_evaluation_argument(parser)
        parser.add_argument("--document", default="report", help="文件种类，用 --list 查看")
        parser.add_argument("--format", choices=[item.value for item in DocumentFormat], default="pdf")
        parser.add_argument("--out", type=Path, help="写入的文件")
        parser.add_argument("--draft", action="store_true", help="用现有数据生成草稿")
        parser.add_argument("--list", action="store_true", help="列出可生成的文件种类")

    def handle(self, *args: Any, **options: Any) -> None:
        evaluation = find_evaluation(options["evaluation"])
        source = newest_source(evaluation, draft=options["draft"])
        kinds = source.labels
        if options["list"]:
            for kind, label in kinds.items():
                self.stdout.write(f"{kind}\t{label}")
            return
        if options["document"] not in kinds:
            raise CommandError(f"没有“{options['document']}”这种文件，可生成：{'、'.join(kinds)}。")
        if options["out"] is None:
            raise CommandError("未写明输出文件，用 --out 指定，例如 --out 报告.pdf。")
        try:
            content = to_bytes(document_of(source, options["document"]), DocumentFormat(options["format"]))
        except NoTablesError:
            label = kinds[options["document"]]
            raise CommandError(f"“{label}”没有表格，不能写成 xlsx，用 --format 换一种格式。") from None
        options["out"].parent.mkdir(parents=True, exist_ok=True)
        options["out"].write_bytes(content)
        self.stdout.write(f"已写入 {options['out']}（{len(content):,} 字节）")


def to_bytes(document: Document, format: DocumentFormat) -> bytes:
    """Write a document in any of the formats."""
    if format is DocumentFormat.HTML:
        return document_html(document, for_print=False).encode()
    return write_document(document, format)[0]

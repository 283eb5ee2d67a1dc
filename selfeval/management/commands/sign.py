"""``manage.py sign``: put one more signature on a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from selfeval.reports.signing.errors import SigningError
from selfeval.reports.signing.keys import open_pkcs12
from selfeval.reports.signing.seal import seal_pdf
from selfeval.reports.signing.sign import SignatureRequest, empty_fields, sign_pdf

PASSPHRASE = "SELFEVAL_SIGNING_PASSPHRASE"  # noqa: S105 - the variable's name


class Command(BaseCommand):
    """Sign with a PKCS#12 file; the pass phrase comes from the environment, never from the command line."""

    help = "在 PDF 文件上签名"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="要签名的 PDF 文件")
        parser.add_argument("--pkcs12", type=Path, required=True, help="签名证书（.p12、.pfx）")
        parser.add_argument("--out", type=Path, required=True, help="写入的文件")
        parser.add_argument("--field", help="签名域，不写则用第一个空白的签名域")
        parser.add_argument("--seal", type=Path, help="印章图形（SVG）")
        parser.add_argument("--reason", default="", help="签名事由，例如 审签")

    def handle(self, *args: Any, **options: Any) -> None:
        passphrase = settings.SIGNING_PASSPHRASE
        if passphrase is None:
            raise CommandError(f"未设置证书密码，用环境变量 {PASSPHRASE} 给出（密码不写在命令里）。")
        pdf, secret = _content(options["file"]), _content(options["pkcs12"])
        seal = _content(options["seal"]).decode("utf-8", "replace") if options["seal"] else None
        try:
            key = open_pkcs12(secret, passphrase, at=timezone.now())
            field = options["field"] or next(iter(empty_fields(pdf)), "")
            if not field:
                raise CommandError("文件里没有空白的签名域；定稿后重新导出的 PDF 才留有签名位置。")
            request = SignatureRequest(field, options["reason"], seal=seal_pdf(seal) if seal else None)
            signed = sign_pdf(pdf, request, key)
        except SigningError as error:
            raise CommandError(str(error)) from error
        options["out"].parent.mkdir(parents=True, exist_ok=True)
        options["out"].write_bytes(signed)
        self.stdout.write(f"已由“{key.holder}”签名，写入 {options['out']}（{len(signed):,} 字节）")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"读不了文件“{file}”：{error.strerror}。") from error

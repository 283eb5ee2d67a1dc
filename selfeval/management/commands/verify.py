"""``manage.py verify``: judge the signatures of a PDF, and find the snapshot it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from selfeval.management.evaluations import as_json
from selfeval.reports.signing.verify import FileReport, SignatureReport, read_certificates, verify_pdf
from selfeval.selectors.snapshots import snapshot_of_file


class Command(BaseCommand):
    """Exit status 1 where anything speaks against the file."""

    help = "验证 PDF 文件的电子签名"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="要验证的 PDF 文件")
        parser.add_argument(
            "--trust", type=Path, action="append", default=[], help="信任的根证书（PEM 或 DER）"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        trusted = tuple(certificate for file in options["trust"] for certificate in _certificates(file))
        report = verify_pdf(_content(options["file"]), trusted=trusted, at=timezone.now())
        if options["json"]:
            self.stdout.write(as_json(_report(options["file"], report)))
        else:
            for line in _in_words(report):
                self.stdout.write(line)
        if not report.is_sound:
            raise SystemExit(1)


def _report(file: Path, report: FileReport) -> dict[str, Any]:
    snapshot = snapshot_of_file(report.document_id)
    return {
        "file": file.name,
        "intact": report.is_intact,
        "changed_since_signing": report.is_changed_since_signing,
        "sound": report.is_sound,
        "problems": list(report.problems),
        "signatures": [
            {
                "signer": one.signer,
                "issuer": one.issuer,
                "field": one.field,
                "reason": one.reason,
                "time": one.time.isoformat() if one.time else None,
                "timestamped": one.is_timestamped,
                "intact": one.is_intact,
                "trusted": one.is_trusted,
                "covers_whole_file": one.covers_whole_file,
                "problems": list(one.problems),
            }
            for one in report.signatures
        ],
        "record": None
        if snapshot is None
        else {
            "evaluation": snapshot.evaluation.code,
            "snapshot": snapshot.sequence,
            "purpose": snapshot.purpose,
            "taken_at": snapshot.created_at.isoformat(),
            "sha256": snapshot.sha256,
        },
    }


def _in_words(report: FileReport) -> list[str]:
    lines = ["签名有效，文件自签名后没有改动" if report.is_sound else "签名验证没有通过"]
    lines += [f"问题：{problem}" for problem in report.problems]
    for number, one in enumerate(report.signatures, start=1):
        lines.append(_signature_line(number, one))
        lines += [f"  问题：{problem}" for problem in one.problems]
    return lines


def _signature_line(number: int, one: SignatureReport) -> str:
    time = f"{timezone.localtime(one.time):%Y-%m-%d %H:%M:%S}" if one.time else "时间不明"
    proof = "（可信时间戳）" if one.is_timestamped else "（签名人电脑的时间）"
    return f"{number}. {one.signer}，{time}{proof}，发证：{one.issuer}"


def _certificates(file: Path) -> tuple[x509.Certificate, ...]:
    try:
        return read_certificates(_content(file))
    except ValueError as error:
        raise CommandError(f"“{file}”不是 PEM 或 DER 格式的证书。") from error


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"读不了文件“{file}”：{error.strerror}。") from error

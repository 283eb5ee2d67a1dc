"""``manage.py pack``: list, check, load and export rule packs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from selfeval.domain.checks.finding import Severity
from selfeval.domain.pack_files import PackFilesError, locate, read_pack
from selfeval.domain.pack_problem import PackProblem
from selfeval.domain.pack_rules import check_pack
from selfeval.exchange.pack_folder import library_beside, read_folder, save_pack
from selfeval.exchange.pack_folder import load_pack as load_folder
from selfeval.selectors.packs import load_pack, newest_version, newest_versions
from selfeval.services import packs
from selfeval.services.errors import ServiceError


class Command(BaseCommand):
    """Packs are exchanged as folders of YAML files; load and export are inverse."""

    help = "列出、检查、载入、导出体系包"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="列出已载入的体系包")
        check = actions.add_parser("check", help="检查体系包文件夹")
        check.add_argument("path", type=Path)
        load = actions.add_parser("load", help="载入体系包文件夹")
        load.add_argument("path", type=Path)
        export = actions.add_parser("export", help="导出体系包为文件夹")
        export.add_argument("code")
        export.add_argument("--out", type=Path, help="写入的文件夹，默认为当前文件夹下与代码同名的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "list":
                for version in newest_versions():
                    pack = load_pack(version)
                    count = sum(1 for _ in pack.leaves())
                    year = f"{pack.fiscal_year}年度" if pack.fiscal_year else "各年度"
                    self.stdout.write(
                        f"{pack.code}\t第{pack.version}版\t{year}\t{pack.jurisdiction}\t{count}个指标\t{pack.name}"
                    )
            case "check":
                self._check(options["path"])
            case "load":
                self._load(options["path"])
            case _:
                self._export(options["code"], options["out"])

    def _check(self, path: Path) -> None:
        try:
            files, library = read_folder(path), library_beside(path)
            problems = locate(check_pack(read_pack(files, library)), files, library)
        except PackFilesError as error:
            problems = list(error.problems)
        self._print(problems)
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise CommandError(f"体系包 {path.name} 有 {len(problems)} 处问题。")
        self.stdout.write(f"体系包 {path.name} 检查通过。")

    def _load(self, path: Path) -> None:
        try:
            version = packs.load(actor=None, pack=load_folder(path))
        except PackFilesError as error:
            self._print(error.problems)
            raise CommandError(f"体系包 {path.name} 未载入。") from error
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已载入 {version.pack.code} 第{version.version}版。")

    def _export(self, code: str, out: Path | None) -> None:
        version = newest_version(code)
        if version is None:
            raise CommandError(f"没有代码为“{code}”的体系包，用 manage.py pack list 查看。")
        folder = out or Path(code)
        save_pack(load_pack(version), folder)
        self.stdout.write(f"已导出到 {folder}")

    def _print(self, problems: Iterable[PackProblem]) -> None:
        for problem in problems:
            self.stderr.write(problem.text)

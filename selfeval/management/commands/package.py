"""``manage.py package``: load and dump a department year with its evaluation as one JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from selfeval.exchange.package import PackageError, package_schema, read_package, write_package
from selfeval.management.evaluations import add_evaluation_argument, as_json, find_evaluation
from selfeval.selectors.evaluation_data import evaluation_data
from selfeval.services import package
from selfeval.services.errors import ServiceError


class Command(BaseCommand):
    """Load a package file, dump an evaluation, or print the schema of the format."""

    help = "读入、导出数据包，或输出数据包格式"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="读入数据包，输出自评编号")
        load.add_argument("file", type=Path)
        dump = actions.add_parser("dump", help="导出数据包")
        add_evaluation_argument(dump)
        actions.add_parser("schema", help="输出数据包格式（JSON Schema）")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "load":
                self.stdout.write(self._load(options["file"]))
            case "dump":
                evaluation = find_evaluation(options["evaluation"])
                self.stdout.write(write_package(evaluation_data(evaluation)), ending="")
            case _:
                self.stdout.write(as_json(package_schema()))

    def _load(self, file: Path) -> str:
        try:
            evaluation = package.load(actor=None, data=read_package(file.read_text("utf-8")))
        except OSError as error:
            raise CommandError(f"读不到文件 {file}：{error.strerror}。核对路径。") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"文件 {file} 不是 UTF-8 编码，另存为 UTF-8 后再读入。") from error
        except (PackageError, ServiceError) as error:
            raise CommandError(str(error)) from error
        return evaluation.code

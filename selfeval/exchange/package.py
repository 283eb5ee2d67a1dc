"""The package file: one department year with its evaluation and texts as JSON, with a published schema."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from selfeval.domain.data import EvaluationData
from selfeval.domain.numbers import json_loads
from selfeval.domain.pack_files.messages import problems_of

SCHEMA_ID = "https://selfeval.invalid/schema/package-1.json"


class PackageError(ValueError):
    """A package file that cannot be read; ``problems`` are Chinese sentences with place and cure."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_package(text: str) -> EvaluationData:
    """Read a package file. Raises PackageError naming every wrong place, its value, rule and cure."""
    try:
        content = json_loads(text)
    except ValueError as error:
        raise PackageError([f"数据包不是可读的 JSON：{error}"]) from error
    try:
        return EvaluationData.model_validate(content)
    except ValidationError as error:
        problems = problems_of(error.errors(include_url=False), EvaluationData)
        raise PackageError([f"{item.address}：{item.message}。{item.cure}。" for item in problems]) from error


def write_package(data: EvaluationData) -> str:
    """Write a package file: two-space JSON, keys in the schema's order, defaults left out."""
    content = data.model_dump(mode="json", exclude_defaults=True)
    content = {"format": data.format, **content}
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def package_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the package format."""
    schema = EvaluationData.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "部门整体支出绩效自评数据包",
        **{key: value for key, value in schema.items() if key != "title"},
    }

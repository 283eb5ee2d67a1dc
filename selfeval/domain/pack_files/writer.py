"""Writing a pack as YAML files that people like to read; the inverse of reading."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel

from selfeval.domain.pack import Pack
from selfeval.domain.pack_problem import HEADER_FILE, PART_FILES

_WIDTH = 110


class _PlainText(str):
    """Text of a number, written without quotation marks."""


class _Dumper(yaml.SafeDumper):
    """Indents list items below their key, and keeps paragraphs as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    # YAML reads these as line ends wherever they stand unescaped
    has_odd_line_end = any(sign in text for sign in "\r\x85\u2028\u2029")
    style = '"' if has_odd_line_end else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_number(dumper: yaml.SafeDumper, text: _PlainText) -> yaml.Node:
    tag = "tag:yaml.org,2002:float" if "." in text else "tag:yaml.org,2002:int"
    return dumper.represent_scalar(tag, str(text))


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_PlainText, _represent_number)


def write_pack(pack: Pack) -> dict[str, str]:
    """Return the files of a pack (file name -> text); ``read_pack`` of them gives an equal pack.

    Values that stand at their default are left out, parts without content have no file. A pack that was made
    by extending another is written whole; ``origin`` keeps where it came from.
    """
    content = _plain(pack)
    files = {HEADER_FILE: _dump({key: value for key, value in content.items() if key not in PART_FILES})}
    files.update({name: _dump(content[part]) for part, name in PART_FILES.items() if content.get(part)})
    files.setdefault(PART_FILES["indicators"], _dump([]))
    return files


def _dump(value: Any) -> str:
    text = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False
    )
    return str(text)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            name: _plain(getattr(value, name))
            for name, field in fields.items()
            if name == "type" or field.is_required() or getattr(value, name) != field.get_default()
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return _PlainText(f"{value:f}")
    if isinstance(value, int | float):
        return _PlainText(repr(value))
    return value

"""A mistake in a pack: where it stands, what is wrong by which rule, and the cure."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.domain.checks.finding import Severity

PackPath = tuple[str | int, ...]

HEADER_FILE = "pack.yaml"
PART_FILES = {
    "figures": "figures.yaml",
    "indicators": "indicators.yaml",
    "documents": "documents.yaml",
    "tables": "tables.yaml",
    "charts": "charts.yaml",
    "glossary": "glossary.yaml",
    "checks": "checks.yaml",
    "forms": "forms.yaml",
}
"""Which file of a pack's folder holds which part of ``Pack``; everything else stands in the header."""

_SEVERITY_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "提示"}


@dataclass(frozen=True)
class PackProblem:
    """One mistake.

    ``path`` leads from the pack to the place (``("indicators", 0, "weight")``). ``message`` names value and
    rule, ``cure`` what to do (empty where the message says it), both in Chinese without final punctuation.
    They speak to those who write files; ``plain`` is the message for those who never see codes, where it
    differs. ``line`` counts from 1 and is known only where the pack was read from files. ``file_name`` is set
    for a file that is no part of a pack.
    """

    path: PackPath
    message: str
    cure: str
    severity: Severity = Severity.ERROR
    line: int | None = None
    file_name: str = ""
    plain: str = ""

    @property
    def file(self) -> str:
        """The file in which the place stands."""
        if self.file_name:
            return self.file_name
        return PART_FILES.get(str(self.path[0]), HEADER_FILE) if self.path else HEADER_FILE

    @property
    def address(self) -> str:
        """The path as people read it: ``indicators[1].children[2].weight``, lists counted from 1."""
        parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in self.path]
        return "".join(parts).lstrip(".")

    @property
    def text(self) -> str:
        """The whole message on one line: file, line, path, what is wrong, cure."""
        place = self.file if self.line is None else f"{self.file} 第{self.line}行"
        if self.address:
            place = f"{place} {self.address}"
        said = "".join(f"{part}。" for part in (self.message, self.cure) if part)
        return f"〔{_SEVERITY_LABELS[self.severity]}〕{place}：{said}"

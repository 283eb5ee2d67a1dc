"""What every check reads, and how it writes a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from selfeval.domain.checks.finding import Finding, Severity
from selfeval.domain.data import EvaluationData
from selfeval.domain.figures import Figure, FigureBook
from selfeval.domain.pack import Pack
from selfeval.domain.scoring.result import EvaluationScore
from selfeval.domain.sections import place_label, step_of


@dataclass(frozen=True)
class CheckContext:
    """An evaluation with its pack, figures and scores."""

    data: EvaluationData
    pack: Pack
    book: FigureBook
    score: EvaluationScore

    def number(self, key: str) -> Decimal | None:
        """Return a figure's value (元, ratio, count), ``None`` where it is not filled in."""
        value = self.book.value(key)
        return value if isinstance(value, Decimal) else None

    def figure(self, key: str) -> Figure:
        """Return a figure's definition."""
        return self.book.definition(key)

    def printed(self, key: str, value: Decimal | None = None) -> str:
        """Print a figure's value (or another value of the same kind) as the pack prints it, with its unit."""
        return self.book.display(key) if value is None else self.book.display(key, value)

    def finding(
        self,
        check_id: str,
        severity: Severity,
        place: str,
        message: str,
        *,
        left: str = "",
        right: str = "",
        difference: str = "",
    ) -> Finding:
        """Make a finding at ``place`` with its Chinese name and the page that cures it."""
        return Finding(
            id=check_id,
            severity=severity,
            place=place,
            place_label=place_label(self.pack, place),
            message=message,
            left=left,
            right=right,
            difference=difference,
            section=step_of(self.pack, place),
        )

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield address, label and content of everything written by hand: edited texts and reasons."""
        for text in self.data.texts:
            place = f"text.{text.key}"
            yield place, place_label(self.pack, place), text.content
        for entry in self.data.entries:
            place = f"indicator.{entry.indicator}"
            for content in (
                entry.actual_text,
                entry.score_reason,
                entry.deduction_reason,
                entry.variance_reason,
                entry.exemption_reason,
            ):
                if content:
                    yield place, place_label(self.pack, place), content

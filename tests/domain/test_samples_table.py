"""docs/reference/samples.md says what the demo documents consist of; it is recounted here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.structure import COUNTS, demo_years, document_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "samples.md"


def _table() -> dict[str, dict[str, tuple[int, int]]]:
    """The counts as printed: year -> count -> published and ours."""
    lines = [line.strip().strip("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines[: len(COUNTS) + 2]]
    years, found = rows[0][1:], rows[2:]
    assert [row[0] for row in found] == list(COUNTS)
    return {
        year: {row[0]: (int(row[column].split("/")[0]), int(row[column].split("/")[1])) for row in found}
        for column, year in enumerate(years, start=1)
    }


def test_every_demo_year_has_its_column() -> None:
    assert list(_table()) == demo_years()


@pytest.mark.parametrize("code", demo_years())
def test_our_side_is_what_the_documents_hold(code: str) -> None:
    document = document_of(code)
    assert {name: ours for name, (_, ours) in _table()[code].items()} == {
        name: count(document) for name, count in COUNTS.items()
    }


@pytest.mark.parametrize("code", demo_years())
def test_no_document_is_shorter_than_it_may_be(code: str) -> None:
    """As many paragraphs as published, and at least 60 % of the length."""
    counts = _table()[code]
    published, ours = counts["paragraphs"]
    assert ours >= published
    published, ours = counts["characters"]
    assert ours >= 0.6 * published

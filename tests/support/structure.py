"""What the documents of the demo years consist of, counted: our side of docs/reference/samples.md.

``python -m tests.support.structure`` prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Chart, Document, Heading, HeadingRole, Paragraph, Table
from selfeval.domain.scoring.engine import score_evaluation
from tests.support.published import DATA, published_pack, published_year

PUBLISHED = {"luzhou-2020": "disclosure"}
"""The document that stands for the published one, where that is not the report."""

_ENUMERATION = re.compile(r"^(?:\d+[.、．]|（\d+）|[①-⑳])")
_NUMBER = re.compile(r"\d[\d,.]*")


def demo_years() -> list[str]:
    """Return the codes of the demo years, in the order of the table."""
    return sorted(file.stem for file in (DATA / "demo").glob("*.json"))


def document_of(code: str) -> Document:
    """Compose the document of a demo year that stands for the published one."""
    data = published_year(code)
    pack = published_pack(data.pack)
    score = score_evaluation(data, pack)
    book = with_scores(figure_book(data, pack), score)
    return compose(data, pack, score, book, kind=PUBLISHED.get(code, "report"), draft=True)


def words(document: Document) -> Iterator[str]:
    """Yield every text of a document: headings, paragraphs, captions and cells."""
    for block in document.blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield "".join(run.text for run in block.runs)
            case Table():
                yield block.caption
                yield from (cell.text for row in (*block.head, *block.body) for cell in row)


def _headings(level: int) -> Callable[[Document], int]:
    def count(document: Document) -> int:
        headings = (block for block in document.blocks if isinstance(block, Heading))
        return sum(block.role is HeadingRole.SECTION and block.level == level for block in headings)

    return count


def _blocks(kind: type) -> Callable[[Document], int]:
    return lambda document: sum(isinstance(block, kind) for block in document.blocks)


def _characters(document: Document) -> int:
    return sum(len(re.sub(r"\s", "", text)) for text in words(document))


def numbers(texts: Iterator[str]) -> int:
    """Count the numbers in texts: amounts, counts, rates, years; the marks of lists (1. （1） ①) are none."""
    lines = (line.strip() for text in texts for line in text.split("\n"))
    return sum(len(_NUMBER.findall(_ENUMERATION.sub("", line))) for line in lines)


COUNTS: dict[str, Callable[[Document], int]] = {
    "sections, level 1": _headings(1),
    "sections, level 2": _headings(2),
    "paragraphs": _blocks(Paragraph),
    "characters": _characters,
    "tables": _blocks(Table),
    "charts": _blocks(Chart),
    "numbers": lambda document: numbers(words(document)),
}


def main() -> None:
    """Print the counts of every demo year, a line for each."""
    for code in demo_years():
        document = document_of(code)
        print(code, {name: count(document) for name, count in COUNTS.items()})  # noqa: T201


if __name__ == "__main__":
    main()

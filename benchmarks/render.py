"""Rendering a short report, a long document and published final accounts, against bare WeasyPrint.

Both get the same HTML.

Run: ``python -m benchmarks.render``. Prints the rows of docs/performance.md.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Callable

import django
from weasyprint import HTML

from benchmarks.documents import document, published
from benchmarks.measure import alternate, table
from selfeval.domain.report.document import Document

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "15-page report": lambda: document(2, charts=1, table_rows=14),
    "70-page document, seven charts": lambda: document(9, charts=7, table_rows=16),
    "luzhou-2020, final accounts with annexes": lambda: published(
        "luzhou-2020", "sichuan-2020", "disclosure"
    ),
}
ROUNDS = 3


def main() -> None:
    """Measure every document in alternation; peak memory in a fresh process each."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selfeval.settings.test")
    django.setup()
    from selfeval.reports.docx import write_docx  # noqa: PLC0415  (needs configured settings)
    from selfeval.reports.html import document_html  # noqa: PLC0415
    from selfeval.reports.pdf import render_pdf  # noqa: PLC0415

    rows = []
    for name, make in DOCUMENTS.items():
        content = make()
        html = document_html(content, for_print=True)
        rendered = render_pdf(content)
        times = alternate(
            {
                "ours": lambda content=content: render_pdf(content),  # type: ignore[misc]
                "bare": lambda html=html: HTML(string=html).write_pdf(presentational_hints=True),  # type: ignore[misc]
                "docx": lambda content=content, pages=rendered.pages_by_anchor: write_docx(content, pages),  # type: ignore[misc]
            },
            ROUNDS,
        )
        rows.append(
            (
                name,
                str(rendered.page_count),
                f"{times['bare']:.2f} s",
                f"{times['ours']:.2f} s",
                f"{times['ours'] / times['bare']:.2f}",
                f"{times['docx'] / times['bare']:.2f}",
                f"{_peak(name):.0f} MB",
            )
        )
    head = ("document", "pages", "bare WeasyPrint", "ours", "ours ÷ bare", "DOCX ÷ bare PDF", "peak memory")
    print(table(head, rows))


def _peak(name: str) -> float:
    """Return the peak resident memory in MB of one render in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return float(pool.apply(_render_once, (name,)))


def _render_once(name: str) -> float:
    django.setup()
    from selfeval.reports.pdf import render_pdf  # noqa: PLC0415  (needs configured settings)

    render_pdf(DOCUMENTS[name]())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

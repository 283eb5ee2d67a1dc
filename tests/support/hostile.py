"""Text that attacks a renderer, in every field a user can fill."""

from __future__ import annotations

from decimal import Decimal

from selfeval.domain.report.document import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Series,
    Signature,
    Table,
    Title,
    Toc,
)


def payloads(web: str, file: str) -> tuple[str, ...]:
    """Attempts to load ``web`` and ``file`` addresses or to break out of markup."""
    return (
        f"<img src={web}/img>",
        f"<img src='{file}'>",
        f'"><link rel=attachment href="{file}">',
        f"<style>@import url({web}/css); body{{background:url({web}/bg)}}</style>",
        f'<svg><image href="{web}/svg"/></svg>',
        f"</title></p></td></svg><object data='{file}'></object>",
        "<script>alert(1)</script>&lt;b&gt;&amp;",
        "=cmd|'/c calc'!A0",
        "{{ 7*7 }} {% include 'x' %} ${7*7}",
    )


def hostile_document(web: str, file: str) -> Document:
    """A report whose every text is an attack."""
    words = payloads(web, file)
    every = "；".join(words)
    return Document(
        kind="report",
        code=words[6],
        title=words[5],
        organization=words[2],
        subject=words[0],
        keywords=words,
        blocks=(
            Title((words[0], words[6])),
            Toc(heading=words[1]),
            Heading(1, "一、", words[4], "h1"),
            Paragraph((Run(every), Run(words[3], keep=True), Run(words[2], missing=True))),
            Paragraph((Run("控\x00制\x0b字\x1f符\ud800\ufffe"),)),
            Table(
                caption=words[3],
                columns=(Column(0.5), Column(0.5)),
                head=((Cell(words[0], header=True), Cell(words[7], header=True)),),
                body=tuple((Cell(payload), Cell(payload, strong=True)) for payload in words),
                unit=words[6],
                note=every,
            ),
            Chart(
                kind=ChartKind.BAR,
                caption=f"图1 {words[4]}",
                finding=words[5],
                unit=words[6],
                categories=words,
                series=(Series(words[7], tuple(Decimal(n) for n in range(len(words)))),),
            ),
            Signature(words[6], "2021年3月30日"),
        ),
    )

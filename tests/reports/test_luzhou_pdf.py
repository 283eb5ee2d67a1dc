"""The disclosure of 2020 on paper: its length, and parts and tables where the contents say."""

from __future__ import annotations

import pytest

from selfeval.domain.figures import figure_book, with_scores
from selfeval.domain.report.compose import compose
from selfeval.domain.report.document import Document, Heading, HeadingRole
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.reports.pdf import RenderedPdf, render_pdf
from tests.support.pdf import page_texts
from tests.support.published import published_pack, published_year


@pytest.fixture(scope="module")
def disclosure() -> Document:
    data, pack = published_year("luzhou-2020"), published_pack("sichuan-2020")
    score = score_evaluation(data, pack)
    return compose(
        data, pack, score, with_scores(figure_book(data, pack), score), kind="disclosure", draft=False
    )


@pytest.fixture(scope="module")
def rendered(disclosure: Document) -> RenderedPdf:
    return render_pdf(disclosure)


def test_it_has_at_least_sixty_pages(rendered: RenderedPdf) -> None:
    """The publication has 70, its fourteen tables not counted."""
    assert rendered.page_count >= 60


def test_parts_attachments_and_tables_stand_where_the_contents_say(
    disclosure: Document, rendered: RenderedPdf
) -> None:
    pages = ["".join(text.split()) for text in page_texts(rendered.data)]
    headings = [block for block in disclosure.blocks if isinstance(block, Heading)]
    opening = [block for block in headings if block.role is not HeadingRole.SECTION]
    assert [block.number for block in opening if block.role is HeadingRole.PART] == [
        f"第{number}部分" for number in "一二三四五"
    ]
    assert sum(block.role is HeadingRole.ATTACHMENT for block in opening) == 7
    assert sum(block.role is HeadingRole.FORM for block in opening) == 14
    for block in opening:
        page = pages[rendered.pages_by_anchor[block.anchor] - 1]
        assert "".join(block.text.split()) in page


def test_every_project_says_what_it_achieved(rendered: RenderedPdf) -> None:
    text = "".join("".join(page_texts(rendered.data)).split())
    for name in ("创新引导资金", "科技发展资金", "校市战略合作资金", "创新主体培育", "科普经费"):
        assert f"{name}项目绩效目标完成情况表（2020年度）" in text
        assert f"“{name}”项目绩效目标完成情况综述" in text
    assert "〔未" not in text

"""Pages of the glossary of a pack: plain posts change the draft, and its problems lead there."""

from __future__ import annotations

import pytest
from lxml import html

from selfeval.domain.pack import GlossaryBlock
from selfeval.domain.pack_edits import glossary
from selfeval.domain.pack_edits.outline import Place, blocks_of, places
from tests.support.office import Office
from tests.web.bureau import Bureau, open_bureau, parts, url_of
from tests.web.support import signed_in, text_of

TERM = {"key": "term_01"}


@pytest.fixture
def bureau(office: Office) -> Bureau:
    """A draft with the term 会议费."""
    return open_bureau(office)


def _page(bureau: Bureau, name: str, **arguments: str) -> html.HtmlElement:
    return html.fromstring(text_of(bureau.client.get(bureau.url(name, **arguments))))


def _words(page: html.HtmlElement) -> str:
    return " ".join(page.xpath("string(//main)").split())


def _save(bureau: Bureau, do: str = "save", **fields: str) -> tuple[int, str]:
    sent = bureau.form("pack-term", "term-form", **TERM) | fields | {"do": do}
    response = bureau.post("pack-term", sent, **TERM)
    return response.status_code, text_of(response)


def test_a_term_is_added_explained_moved_and_removed(bureau: Bureau) -> None:
    listed = bureau.form("pack-glossary")
    response = bureau.post("pack-glossary", listed | {"term": "培训费", "do": "add"})
    assert (response.status_code, response["Location"]) == (302, bureau.url("pack-term", key="term_02"))
    sent = bureau.form("pack-term", "term-form", key="term_02")
    sent |= {"explanation": "{年度}年用于培训\r\n的支出", "when": "支出决算数>0", "do": "save"}
    assert bureau.post("pack-term", sent, key="term_02").status_code == 302
    made = bureau.pack.glossary[1]
    assert (made.term, made.explanation, made.when) == ("培训费", "{year}年用于培训的支出", "支出决算数>0")
    bureau.post("pack-glossary", bureau.form("pack-glossary") | {"do": "up:term_02"})
    assert [term.term for term in bureau.pack.glossary] == ["培训费", "会议费"]
    words = _words(_page(bureau, "pack-glossary"))
    assert "培训费〔年度〕年用于培训的支出支出决算数>0" in words
    bureau.post("pack-term", bureau.form("pack-term", "term-form", **TERM) | {"do": "remove"}, **TERM)
    assert [term.term for term in bureau.pack.glossary] == ["培训费"]


def test_saving_a_term_as_it_is_changes_nothing(bureau: Bureau) -> None:
    before = bureau.pack
    assert _save(bureau)[0] == 302
    assert bureau.pack == before


def test_a_term_without_explanation_is_refused_and_what_was_typed_stays(bureau: Bureau) -> None:
    status, markup = _save(bureau, term="会议支出", explanation="")
    assert status == 422
    assert "解释未填写，填写后再保存。" in markup
    assert "会议支出" in markup
    assert bureau.pack.glossary[0].term == "会议费"


def test_a_page_made_from_older_content_is_refused(bureau: Bureau) -> None:
    sent = bureau.form("pack-term", "term-form", **TERM) | {"term": "会议支出", "do": "save"}
    bureau.change(lambda pack: glossary.add_term(pack, term="培训费"))
    assert bureau.post("pack-term", sent, **TERM).status_code == 422
    assert [term.term for term in bureau.pack.glossary] == ["会议费", "培训费"]


def test_a_name_that_is_missing_adds_nothing(bureau: Bureau) -> None:
    response = bureau.client.post(
        bureau.url("pack-glossary"), bureau.form("pack-glossary") | {"term": " ", "do": "add"}, follow=True
    )
    assert "名词未填写" in text_of(response)
    assert len(bureau.pack.glossary) == 1


def test_problems_lead_to_the_term_and_an_unprinted_glossary_to_its_page(bureau: Bureau) -> None:
    bureau.change(lambda pack: glossary.edit_term(pack, "term_01", when="没有的数据项>0"))
    page = _page(bureau, "pack-problems")
    links = [str(link) for link in parts(page, "//main//a/@href")]
    assert f"{bureau.url('pack-term', key='term_01')}#id_when" in links
    assert bureau.url("pack-glossary") in links
    assert bureau.client.get(bureau.url("pack-term", key="term_01")).status_code == 200


def test_a_section_offers_the_glossary_before_there_is_a_term(bureau: Bureau) -> None:
    bureau.change(lambda pack: glossary.remove_term(pack, "term_01"))
    assert "还没有章节印名词解释" in _words(_page(bureau, "pack-glossary"))
    sent = bureau.form("pack-section", "section-form") | {"do": "add-glossary"}
    assert bureau.post("pack-section", sent).status_code == 302
    (place,) = [
        place
        for place in places(bureau.pack)
        if any(isinstance(block, GlossaryBlock) for block in blocks_of(bureau.pack, place))
    ]
    assert place == Place("report", "staff")
    assert "还没有章节印名词解释" not in _words(_page(bureau, "pack-glossary"))


def test_everybody_reads_a_published_glossary_and_nobody_else_writes(office: Office, bureau: Bureau) -> None:
    reader, sent = signed_in(office.preparer), {"do": "add", "term": "培训费"}
    for name in ("pack-glossary", "pack-term"):
        assert reader.get(bureau.url(name)).status_code == 403
        assert reader.post(bureau.url(name), sent).status_code == 403
    listed = reader.get(url_of(bureau.published, "pack-glossary"))
    assert listed.status_code == 200
    assert b'name="do"' not in listed.content
    assert reader.post(url_of(bureau.published, "pack-glossary"), sent).status_code == 403


def test_a_term_that_is_not_there_is_not_found(bureau: Bureau) -> None:
    assert bureau.client.get(bureau.url("pack-term", key="none")).status_code == 404

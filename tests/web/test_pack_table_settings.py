"""Tables in the pack editor: their names, parts of wide ones, and where their amounts come from."""

from __future__ import annotations

import pytest
from lxml import html

from selfeval.domain.pack import Pack, TableDefinition
from selfeval.domain.pack_edits import tables
from selfeval.domain.pack_edits.choices import UNNAMED, table_choices
from tests.support.office import Office
from tests.support.published import published_pack
from tests.web.bureau import Bureau, open_bureau
from tests.web.support import text_of

TABLE = {"key": "input-scores"}


@pytest.fixture
def bureau(office: Office) -> Bureau:
    """A draft that is a copy of a published pack."""
    return open_bureau(office)


def _table(pack: Pack) -> TableDefinition:
    return tables.find_table(pack, TABLE["key"])[1]


def test_a_table_without_caption_is_called_like_what_prints_it(bureau: Bureau) -> None:
    document = bureau.pack.document("self-score-table")
    assert dict(table_choices(bureau.pack))["self-score"] == document.label
    page = html.fromstring(text_of(bureau.client.get(bureau.url("pack-tables"))))
    words = str(page.xpath("string(//main)"))
    assert document.label in words
    assert UNNAMED not in words


@pytest.mark.parametrize("code", ["bishan-2020", "bishan-2022", "sichuan-2020", "jiangxi-2021"])
def test_no_printed_table_of_a_published_pack_is_unnamed(code: str) -> None:
    assert UNNAMED not in dict(table_choices(published_pack(code))).values()


def test_parts_and_sources_are_stored(bureau: Bureau) -> None:
    width = len(_table(bureau.pack).columns)
    sent = bureau.form("pack-table", "table-form", **TABLE)
    sent |= {"stub": "1", "parts": f"1，{width - 2}", "sources": ["items", "budget_lines"], "do": "save"}
    assert bureau.post("pack-table", sent, **TABLE).status_code == 302
    stored = _table(bureau.pack)
    assert (stored.stub, stored.parts) == (1, (1, width - 2))
    assert set(stored.sources) == {"items", "budget_lines"}


@pytest.mark.parametrize("typed", ["8、八", "0", "41", "1.5"])
def test_parts_that_are_no_numbers_are_refused_by_name(bureau: Bureau, typed: str) -> None:
    before = _table(bureau.pack)
    sent = bureau.form("pack-table", "table-form", **TABLE) | {"parts": typed, "do": "save"}
    response = bureau.post("pack-table", sent, **TABLE)
    assert response.status_code == 422
    assert f"“{typed.removeprefix('8、')}”应为1至40的整数" in text_of(response)
    assert f'value="{typed}"' in text_of(response)
    assert _table(bureau.pack) == before

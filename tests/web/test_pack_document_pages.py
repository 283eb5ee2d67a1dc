"""Pages of outline, texts, tables, charts and rules of a pack: plain posts change the draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from selfeval.domain.pack import ChartBlock, Pack, TableBlock, TextBlock, TextVariant
from selfeval.domain.pack_edits import outline as outlines
from selfeval.domain.pack_edits import tables, texts
from selfeval.domain.pack_edits.outline import Place
from selfeval.domain.roles import Role
from selfeval.domain.sections import walk_sections
from selfeval.models import PackVersion, User
from selfeval.selectors.packs import load_pack
from selfeval.services import pack_drafts, packs
from tests.support.office import Office, make_user
from tests.support.published import published_pack
from tests.web.support import signed_in

KEYS = re.compile(r"[a-z]+[_.][a-z_.]+")
ANNEX_TABLES = {"general_public_by_class", "three_public"}
"""Of the fourteen annex tables, the widest, which is printed in parts, and an ordinary one."""
SENT = dict[str, str | list[str]]


@dataclass
class Desk:
    """An officer's browser with a draft."""

    officer: User
    client: Client
    draft: PackVersion

    @property
    def pack(self) -> Pack:
        """The draft as it is stored now."""
        return load_pack(PackVersion.objects.get(pk=self.draft.pk))

    def url(self, name: str, **arguments: str) -> str:
        """The address of a page of the draft."""
        where = {"pack": self.draft.pack.code, "version": self.draft.version}
        return reverse(name, kwargs={**where, **arguments})

    def open(self, name: str, **arguments: str) -> html.HtmlElement:
        """A page as a browser reads it."""
        response = self.client.get(self.url(name, **arguments))
        assert response.status_code == 200, response.content.decode()[:2000]
        return html.fromstring(response.content.decode())

    def form(self, name: str, **arguments: str) -> SENT:
        """What the page's form would send."""
        return sent_by(self.open(name, **arguments))

    def press(self, do: str, name: str, changes: SENT | None = None, /, **arguments: str) -> None:
        """Fill in a form and press one of its buttons, which must be there and work."""
        page = self.open(name, **arguments)
        offered = [button.get("value") for button in found(page, "//button[@name='do']")]
        assert do in offered, offered
        sent = sent_by(page) | (changes or {}) | {"do": do}
        response = self.client.post(self.url(name, **arguments), sent)
        assert response.status_code == 302, errors_of(response.content.decode())


def found(page: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """The elements of a page that a path finds."""
    return cast(list[html.HtmlElement], page.xpath(path))


def sent_by(page: html.HtmlElement) -> SENT:
    """The fields of the main form as a browser sends them, without its button."""
    form = next(form for form in page.forms if form.method == "POST" and "logout" not in str(form.action))
    sent: SENT = {}
    areas = {area.get("name") for area in form.iter("textarea")}
    for name, value in form.form_values():
        if name in areas:  # browsers drop the line end right after the tag
            value = value.removeprefix("\n")
        earlier = sent.get(name)
        if earlier is None:
            sent[name] = value
        else:
            sent[name] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
    return sent


def errors_of(markup: str) -> list[str]:
    """What the page says is wrong."""
    page = html.fromstring(markup)
    said = found(page, "//*[@role='alert']//li | //ul[contains(@class,'messages')]/li[@class='error']")
    return [element.text_content().strip() for element in said]


def words_of(page: html.HtmlElement) -> str:
    """What a reader sees: no scripts, no attributes."""
    return " ".join(page.body.text_content().split())


def desk_of(office: Office, source: PackVersion) -> Desk:
    officer = make_user("officer", office.department, Role.BUREAU_OFFICER)
    draft = pack_drafts.start(actor=officer, name="某县整体支出绩效自评", source=source)
    return Desk(officer, signed_in(officer), draft)


@pytest.fixture
def desk(office: Office) -> Desk:
    """A draft that is a copy of bishan-2022, with its published year to try it on."""
    return desk_of(office, office.evaluation.pack_version)


@pytest.fixture
def bare(office: Office) -> Desk:
    """A draft from nothing."""
    officer = make_user("officer", office.department, Role.BUREAU_OFFICER)
    draft = pack_drafts.start(actor=officer, name="某县整体支出绩效自评", source=None)
    return Desk(officer, signed_in(officer), draft)


def pages_of(pack: Pack) -> Iterator[tuple[str, dict[str, str]]]:
    """Every page with a form for one element of a pack."""
    for document in pack.documents:
        yield "pack-document", {"document": document.kind}
    for place in outlines.places(pack):
        yield "pack-section", {"document": place.document, "section": place.section}
    for _, _, block in outlines.text_blocks(pack):
        yield "pack-text", {"key": block.key}
    for table in pack.tables:
        yield "pack-table", {"key": table.key}
    for chart in pack.charts:
        yield "pack-chart", {"key": chart.key}
    for rule in pack.checks:
        yield "pack-check", {"rule": rule.id}


@pytest.mark.parametrize("code", ["bishan-2020", "bishan-2022", "jiangxi-2021", "sichuan-2020"])
def test_saving_a_page_as_it_is_changes_nothing(office: Office, code: str) -> None:
    desk = desk_of(office, packs.load(actor=None, pack=published_pack(code)))
    before = desk.pack
    for name, arguments in pages_of(before):
        if code == "sichuan-2020" and name == "pack-table" and arguments["key"] not in ANNEX_TABLES:
            continue
        desk.press("save", name, **arguments)
        assert desk.pack == before, (name, arguments)


@pytest.mark.parametrize("name", ["pack-outline", "pack-tables", "pack-charts", "pack-checks"])
def test_lists_and_pages_show_chinese_names_only(desk: Desk, name: str) -> None:
    assert KEYS.findall(words_of(desk.open(name))) == []


def test_pages_of_elements_show_chinese_names_only(desk: Desk) -> None:
    for name, arguments in pages_of(desk.pack):
        assert KEYS.findall(words_of(desk.open(name, **arguments))) == [], (name, arguments)


def test_everybody_reads_published_pages_and_nobody_else_writes(office: Office, desk: Desk) -> None:
    version = office.evaluation.pack_version
    reader = signed_in(office.preparer)
    for name, arguments in pages_of(load_pack(version)):
        where = {"pack": version.pack.code, "version": version.version, **arguments}
        response = reader.get(reverse(name, kwargs=where))
        assert response.status_code == 200, (name, arguments)
        assert b'name="do"' not in response.content
        assert reader.post(reverse(name, kwargs=where), {"do": "save"}).status_code == 403
        assert reader.get(desk.url(name, **arguments)).status_code == 403


def test_pages_of_what_is_not_there_are_not_found(desk: Desk) -> None:
    gone = [
        ("pack-document", {"document": "none"}),
        ("pack-section", {"document": "report", "section": "none"}),
        ("pack-text", {"key": "none"}),
        ("pack-table", {"key": "none"}),
        ("pack-chart", {"key": "none"}),
        ("pack-check", {"rule": "none"}),
    ]
    for name, arguments in gone:
        assert desk.client.get(desk.url(name, **arguments)).status_code == 404


# --- outline ------------------------------------------------------------------------------------------


def test_an_outline_grows_from_nothing(bare: Desk) -> None:
    bare.press("add-section:report", "pack-outline", {"title:report": "基本情况"})
    bare.press("add-section:report", "pack-outline", {"title:report": "“三公”经费"})
    bare.press("add-section:report", "pack-outline", {"title:report": "会议费和培训费"})
    first, second, third = [section.key for section in bare.pack.documents[0].outline]
    bare.press(f"in:report/{third}", "pack-outline")
    bare.press(f"up:report/{second}", "pack-outline")
    outline = bare.pack.documents[0].outline
    assert [(section.key, [child.key for child in section.sections]) for section in outline] == [
        (second, [third]),
        (first, []),
    ]
    words = words_of(bare.open("pack-outline"))
    assert "一、“三公”经费" in words
    assert "（一）会议费和培训费" in words
    assert "二、基本情况" in words


def test_a_section_is_added_below_the_one_that_is_chosen(bare: Desk) -> None:
    bare.press("add-section:report", "pack-outline", {"title:report": "基本情况"})
    key = bare.pack.documents[0].outline[0].key
    page = bare.open("pack-outline")
    (option,) = found(page, "//option[normalize-space()='一、基本情况之下']")
    sent: SENT = {"title:report": "人员情况", "below:report": str(option.get("value"))}
    bare.press("add-section:report", "pack-outline", sent)
    (section,) = bare.pack.documents[0].outline
    assert section.key == key
    assert [child.title for child in section.sections] == ["人员情况"]


def test_a_section_without_a_title_is_not_added(bare: Desk) -> None:
    response = bare.client.post(
        bare.url("pack-outline"), bare.form("pack-outline") | {"do": "add-section:report"}, follow=True
    )
    assert "名称未填写" in response.content.decode()
    assert bare.pack.documents[0].outline == ()


def test_a_section_asks_for_what_is_chosen_by_name_and_prints_what_is_added(bare: Desk) -> None:
    bare.press("add-section:report", "pack-outline", {"title:report": "“三公”经费"})
    place = {"document": "report", "section": bare.pack.documents[0].outline[0].key}
    page = bare.open("pack-section", **place)
    box = found(page, "//label[normalize-space()='“三公”经费']/input[@name='asks']")[0]
    bare.press(
        "save", "pack-section", {"title": "{年度}年“三公”经费", "asks": [str(box.get("value"))]}, **place
    )
    bare.press("add-text", "pack-section", {"add-text": "支出情况"}, **place)
    bare.press("add-new-table", "pack-section", {"add-new-table": "“三公”经费情况"}, **place)
    bare.press("add-new-chart", "pack-section", {"add-new-chart": "“三公”经费构成"}, **place)
    section = bare.pack.documents[0].outline[0]
    assert (section.title, section.asks) == ("{year}年“三公”经费", ("three_public",))
    assert [type(block) for block in section.blocks] == [TextBlock, TableBlock, ChartBlock]
    bare.press("block-up-1", "pack-section", **place)
    bare.press("block-remove-2", "pack-section", {"block-0-when": "“三公”经费决算数>0"}, **place)
    table, text = bare.pack.documents[0].outline[0].blocks
    assert isinstance(table, TableBlock)
    assert table.when == "“三公”经费决算数>0"
    assert isinstance(text, TextBlock)
    words = words_of(bare.open("pack-outline"))
    assert "一、〔年度〕年“三公”经费" in words
    assert "表格 “三公”经费情况" in words


def test_a_removed_section_is_gone_with_its_texts(desk: Desk) -> None:
    section = desk.pack.documents[0].outline[0]
    desk.press("remove", "pack-section", document="report", section=section.key)
    assert section.key not in {one.key for one in walk_sections(desk.pack.documents[0].outline)}


def test_documents_are_added_named_and_removed(bare: Desk) -> None:
    bare.press("add-document", "pack-outline", {"label": "整改情况报告"})
    kind = bare.pack.documents[1].kind
    bare.press(
        "save",
        "pack-document",
        {"title": "{部门名称}\r\n{年度}年整改情况报告", "cover": "某县\r\n整改情况", "toc": "on"},
        document=kind,
    )
    made = bare.pack.documents[1]
    assert made.title == ("{department.name}", "{year}年整改情况报告")
    assert (made.cover, made.toc) == (("某县", "整改情况"), True)
    bare.press("remove", "pack-document", document=kind)
    assert [document.kind for document in bare.pack.documents] == ["report"]


# --- texts --------------------------------------------------------------------------------------------


@pytest.fixture
def text(bare: Desk) -> Desk:
    """A draft with a text in its only section."""
    pack_drafts.change(
        actor=bare.officer,
        version_id=bare.draft.pk,
        base=PackVersion.objects.get(pk=bare.draft.pk).source_sha256,
        edit=lambda pack: texts.add_text(
            outlines.add_section(pack, "report", title="“三公”经费"),
            Place("report", "section_01"),
            label="支出情况",
        ),
    )
    return bare


def _block(desk: Desk) -> TextBlock:
    return texts.find_text(desk.pack, "text_01")[2]


def test_a_text_is_stored_with_keys_and_shown_with_names(text: Desk) -> None:
    text.press(
        "save",
        "pack-text",
        {"template": "支出{“三公”经费决算数}。\r\n共{公务接待费决算数|元}。"},
        key="text_01",
    )
    assert _block(text).template == "支出{three_public.actual}。\n共{three_public.reception.actual|元}。"
    shown = text.form("pack-text", key="text_01")["template"]
    assert shown == "支出{“三公”经费决算数}。\n共{公务接待费决算数|元}。"


def test_rows_of_a_round_are_named_by_their_columns(text: Desk) -> None:
    text.press(
        "save",
        "pack-text",
        {
            "for_each": "three_public",
            "template": "{本行.项目}决算{本行.决算数}。",
            "when": "「本行.决算数」>0",
        },
        key="text_01",
    )
    block = _block(text)
    assert (block.for_each, block.template) == ("three_public", "{row.part}决算{row.actual_amount}。")
    assert block.when == "「本行.决算数」>0"
    listed = text.client.get(text.url("pack-references") + "?for_each=three_public").json()["references"]
    assert listed[0]["name"] == "本行.项目"


def test_wordings_are_added_ordered_and_removed(text: Desk) -> None:
    for when, words in (("“三公”经费决算数>0", "有支出。"), ("“三公”经费决算数=0", "没有支出。")):
        index = len(_block(text).variants)
        sent: SENT = {f"variant-{index}-when": when, f"variant-{index}-template": words}
        text.press("save", "pack-text", sent, key="text_01")
    text.press("variant-up-1", "pack-text", {"template": "其余。"}, key="text_01")
    block = _block(text)
    assert [variant.template for variant in block.variants] == ["没有支出。", "有支出。"]
    assert block.template == "其余。"
    text.press("variant-remove-0", "pack-text", key="text_01")
    assert _block(text).variants == (TextVariant(when="“三公”经费决算数>0", template="有支出。"),)
    text.press("save", "pack-text", {"variant-0-when": "", "variant-0-template": ""}, key="text_01")
    assert _block(text).variants == ()


def test_a_wording_without_a_condition_comes_back_as_it_was_typed(text: Desk) -> None:
    sent = text.form("pack-text", key="text_01") | {
        "do": "save",
        "template": "改过的正文。",
        "variant-0-template": "没有条件的写法。",
        "max_chars": "五百",
    }
    response = text.client.post(text.url("pack-text", key="text_01"), sent)
    assert response.status_code == 422
    assert errors_of(response.content.decode()) == [
        "字数上限应为整数，例如500；不限制时不填。",
        "使用条件未填写，这种写法不知何时使用；填写条件，或把文字写在正文里。",
    ]
    again = sent_by(html.fromstring(response.content.decode()))
    assert again["template"] == "改过的正文。"
    assert again["variant-0-template"] == "没有条件的写法。"
    assert again["max_chars"] == "五百"
    assert _block(text).template == ""


def test_a_text_that_cannot_be_read_is_kept_and_named_as_a_problem(text: Desk) -> None:
    text.press("save", "pack-text", {"template": "支出{三公合计}，{未完"}, key="text_01")
    assert _block(text).template == "支出{三公合计}，{未完"
    assert "左花括号没有对应的右花括号" in words_of(text.open("pack-problems"))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(text: Desk) -> None:
    sent = text.form("pack-text", key="text_01") | {"do": "save", "template": "我的文字。"}
    text.press("save", "pack-text", {"template": "他人的文字。"}, key="text_01")
    response = text.client.post(text.url("pack-text", key="text_01"), sent)
    assert response.status_code == 422
    assert "刚在另一个窗口修改" in errors_of(response.content.decode())[0]
    assert sent_by(html.fromstring(response.content.decode()))["template"] == "我的文字。"
    assert _block(text).template == "他人的文字。"


def test_the_preview_prints_what_is_typed_and_stores_nothing(text: Desk) -> None:
    sent = text.form("pack-text", key="text_01") | {
        "do": "preview",
        "template": "全年支出{支出决算数}。",
        "when": "支出决算数>全年预算数",
    }
    before = text.pack
    words = text.client.post(text.url("pack-text", key="text_01"), sent).content.decode()
    # bishan-2022: 决算 6,141,900.00 元 of 全年预算 14,478,100.00 元 gives the published 42.42 %.
    assert "支出决算数&gt;全年预算数" in words
    assert "不成立" in words
    assert "没有内容印出" in words
    sent |= {"when": ""}
    words = text.client.post(text.url("pack-text", key="text_01"), sent).content.decode()
    assert re.search(r"全年支出<span[^>]*>[\d,.]+万元</span>。", words), words
    assert text.pack == before


# --- tables -------------------------------------------------------------------------------------------


@pytest.fixture
def table(bare: Desk) -> Desk:
    """A draft with a table of two columns."""
    bare.press("add", "pack-tables", {"caption": "“三公”经费情况", "columns": "2"})
    return bare


def _rows(desk: Desk, part: int) -> list[list[str]]:
    made = tables.find_table(desk.pack, "table_01")[1]
    return [[cell.text for cell in row] for row in tables.rows_of(made, part)]


def test_a_table_is_filled_and_gets_rows_and_columns_without_losing_what_was_typed(table: Desk) -> None:
    table.press(
        "column-add:2",
        "pack-table",
        {
            "cell--1-0-0-text": "项目",
            "cell--1-0-1-text": "决算数",
            "group-0-for_each": "three_public",
            "cell-0-0-0-text": "{本行.项目}",
            "cell-0-0-1-text": "{本行.决算数|数}",
            "unit": "单位：万元",
        },
        key="table_01",
    )
    table.press(
        "group-add:1", "pack-table", {"cell--1-0-2-text": "占比", "column-2-width": "20"}, key="table_01"
    )
    table.press("row-add:1/1", "pack-table", {"cell-1-0-0-text": "会议费"}, key="table_01")
    table.press("merge-right:1/1/0", "pack-table", {"cell-1-1-0-text": "培训费"}, key="table_01")
    made = tables.find_table(table.pack, "table_01")[1]
    assert _rows(table, tables.HEAD) == [["项目", "决算数", "占比"]]
    assert made.body[0].for_each == "three_public"
    assert _rows(table, 0) == [["{row.part}", "{row.actual_amount|数}", ""]]
    assert _rows(table, 1) == [["会议费", "", ""], ["培训费", ""]]
    assert made.body[1].rows[1][0].colspan == 2
    assert made.unit == "单位：万元"
    # three equal columns of which the last was set to 20 parts: 33.34 : 33.33 : 20; the widest gives way
    assert [column.width for column in made.columns] == [0.3846, 0.3846, 0.2308]
    table.press("split:1/1/0", "pack-table", key="table_01")
    table.press("row-up:1/1", "pack-table", key="table_01")
    assert _rows(table, 1) == [["培训费", "", ""], ["会议费", "", ""]]
    table.press("column-remove:1", "pack-table", key="table_01")
    assert _rows(table, tables.HEAD) == [["项目", "占比"]]
    table.press("group-remove:0", "pack-table", key="table_01")
    table.press("row-remove:0/0", "pack-table", key="table_01")
    assert _rows(table, 0) == [["会议费", ""]]


def test_cells_look_as_they_are_told(table: Desk) -> None:
    sent: SENT = {"cell-0-0-1-align": "right", "cell-0-0-1-strong": "on", "cell-0-0-0-merge": "on"}
    table.press("save", "pack-table", sent, key="table_01")
    left, right = tables.find_table(table.pack, "table_01")[1].body[0].rows[0]
    assert (left.merge, right.align, right.strong) == (True, "right", True)


def test_a_cell_that_cannot_be_joined_says_why_and_keeps_what_was_typed(table: Desk) -> None:
    sent = table.form("pack-table", key="table_01") | {
        "do": "merge-down:0/0/0",
        "cell-0-0-0-text": "刚写的字",
    }
    response = table.client.post(table.url("pack-table", key="table_01"), sent)
    assert errors_of(response.content.decode()) == ["下方没有大小相同的单元格可以合并，先拆分下方的单元格"]
    assert sent_by(html.fromstring(response.content.decode()))["cell-0-0-0-text"] == "刚写的字"


def test_a_width_that_is_no_number_is_refused_at_its_column(table: Desk) -> None:
    sent = table.form("pack-table", key="table_01") | {"do": "save", "column-0-width": "宽"}
    response = table.client.post(table.url("pack-table", key="table_01"), sent)
    assert errors_of(response.content.decode()) == ["列宽应为数字，例如25表示占表宽的25%。"]


def test_tables_are_copied_and_removed(table: Desk) -> None:
    table.press("copy:table_01", "pack-tables")
    assert [one.caption for one in table.pack.tables] == ["“三公”经费情况", "“三公”经费情况（副本）"]
    table.press("remove", "pack-table", key="table_01")
    assert [one.key for one in table.pack.tables] == ["table_02"]


def test_the_preview_of_a_table_prints_the_rows_of_the_year(desk: Desk) -> None:
    key = desk.pack.tables[0].key
    sent = desk.form("pack-table", key=key) | {"do": "preview", "caption": "试改的表名"}
    words = desk.client.post(desk.url("pack-table", key=key), sent).content.decode()
    assert "试改的表名" in words
    assert "预算执行率" in words
    assert "4.24" in words
    assert "试改的表名" not in str(desk.pack.tables)


# --- charts and rules ---------------------------------------------------------------------------------


def test_a_chart_gets_series_and_items(bare: Desk) -> None:
    bare.press("add", "pack-charts", {"caption": "会议费和培训费"})
    bare.press("save", "pack-chart", {"series": "本年\r\n上年", "unit": "万元"}, key="chart_01")
    sent: SENT = {
        "item-0-label": "支出",
        "item-0-value-0": "支出决算数",
        "item-0-value-1": "上年支出决算数",
        "finding": "本年支出{支出决算数}",
    }
    bare.press("save", "pack-chart", sent, key="chart_01")
    (chart,) = bare.pack.charts
    assert chart.series == ("本年", "上年")
    assert chart.items[0].values == ("支出决算数", "上年支出决算数")
    assert chart.finding == "本年支出{budget.actual}"
    bare.press("item-remove-0", "pack-chart", key="chart_01")
    assert bare.pack.charts[0].items == ()
    bare.press("remove", "pack-chart", key="chart_01")
    assert bare.pack.charts == ()


def test_an_item_of_a_chart_without_a_value_is_refused(bare: Desk) -> None:
    bare.press("add", "pack-charts", {"caption": "图"})
    sent = bare.form("pack-chart", key="chart_01") | {"do": "save", "item-0-label": "支出"}
    response = bare.client.post(bare.url("pack-chart", key="chart_01"), sent)
    assert errors_of(response.content.decode()) == ["数值未填写，写明取哪个数据项；不要这一项时把各栏清空。"]


def test_a_rule_is_written_tried_out_and_removed(desk: Desk) -> None:
    before = len(desk.pack.checks)
    sent: SENT = {
        "left": "支出决算数",
        "relation": "≥",
        "right": "全年预算数",
        "message": "支出{支出决算数}低于预算{全年预算数}",
        "severity": "info",
        "tolerance": "0.5",
        "place": "budget_lines",
    }
    trial = desk.form("pack-check", rule="new") | sent | {"do": "preview"}
    words = desk.client.post(desk.url("pack-check", rule="new"), trial).content.decode()
    assert "核对结果：不成立。提示：支出" in words
    assert len(desk.pack.checks) == before
    desk.press("save", "pack-check", sent, rule="new")
    made = desk.pack.checks[-1]
    assert (made.left, made.relation, made.right) == ("支出决算数", "≥", "全年预算数")
    assert (made.message, made.severity) == ("支出{budget.actual}低于预算{budget.adjusted}", "info")
    assert (str(made.tolerance), made.place) == ("0.5", "budget_lines")
    listed = words_of(desk.open("pack-checks"))
    assert "支出决算数 ≥ 全年预算数" in listed
    assert "不成立" in listed
    desk.press("remove", "pack-check", rule=made.id)
    assert len(desk.pack.checks) == before


def test_a_rule_without_sides_is_refused(bare: Desk) -> None:
    sent = bare.form("pack-check", rule="new") | {"do": "save"}
    response = bare.client.post(bare.url("pack-check", rule="new"), sent)
    assert response.status_code == 422
    assert errors_of(response.content.decode()) == [
        "左边未填写，填写后再保存。",
        "右边未填写，填写后再保存。",
        "提示文字未填写，填写后再保存。",
    ]

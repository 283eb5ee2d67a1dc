"""Pages of packs: who may open them, what they cost and show; beginning, publishing and files."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from selfeval.domain.pack_edits.tree import add_node, edit_node
from selfeval.models import Evaluation, FiscalYear, PackStatus, PackVersion
from selfeval.permissions.urls import ACCESS, Door
from selfeval.selectors.packs import load_pack
from selfeval.services import evaluations, pack_drafts, packs
from tests.support.office import Office
from tests.support.published import published_pack
from tests.web.bureau import GROUP, NODE, Bureau, parts, url_of
from tests.web.support import People, signed_in, text_of

OF_DRAFTS = ["pack-problems", "pack-publish"]
PARTS = [
    "pack",
    "pack-indicators",
    "pack-indicator",
    "pack-figures",
    "pack-figure",
    "pack-grades",
    "pack-forms",
    "pack-difference",
    *OF_DRAFTS,
]
CODES = re.compile(r"[a-z]{2,}[_.-][a-z0-9_.]+|(?<![A-Za-z0-9])[a-z]_\d+|[{}]")


# --- who may -------------------------------------------------------------------------------------------

OF_PACKS = {name: access.door for name, access in ACCESS.items() if name.startswith("pack")}
OF_VERSIONS = sorted(set(OF_PACKS) - {"pack-list", "pack-start", "pack-import"})


def test_every_address_of_packs_has_a_door_of_packs() -> None:
    assert {name: door for name, door in OF_PACKS.items() if door not in (Door.PACK, Door.PACK_EDITOR)} == {
        "pack-list": Door.SIGNED_IN
    }


@pytest.mark.parametrize("name", PARTS)
def test_the_officer_opens_every_part_of_a_draft(bureau: Bureau, name: str) -> None:
    assert bureau.client.get(bureau.url(name)).status_code == 200


@pytest.mark.parametrize("name", OF_VERSIONS)
def test_nobody_else_opens_or_changes_a_draft(bureau: Bureau, people: People, name: str) -> None:
    for client in (people.preparer, people.leader, people.auditor, people.stranger):
        for response in (client.get(bureau.url(name)), client.post(bureau.url(name))):
            assert response.status_code == 403
            assert "财政绩效股" in text_of(response)
            assert "某县整体支出绩效自评" not in text_of(response)


@pytest.mark.parametrize("name", ["pack-start", "pack-import"])
def test_only_the_officer_begins_packs(bureau: Bureau, people: People, name: str) -> None:
    for response in (people.preparer.get(reverse(name)), people.preparer.post(reverse(name))):
        assert response.status_code == 403
    assert bureau.client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", sorted(set(PARTS) - set(OF_DRAFTS) - {"pack-figure"}))
def test_everybody_reads_a_published_pack_and_changes_nothing(
    bureau: Bureau, people: People, name: str
) -> None:
    for client in (people.preparer, people.stranger, bureau.client):
        page = text_of(client.get(url_of(bureau.published, name)))
        assert "已发布" in page
        assert 'name="base"' not in page
    before = load_pack(bureau.published)
    response = bureau.client.post(url_of(bureau.published, name), {"name": "改名", "base": "x"})
    assert response.status_code in (200, 302, 422)
    assert load_pack(PackVersion.objects.get(pk=bureau.published.pk)) == before


@pytest.mark.parametrize("name", OF_VERSIONS)
def test_visitors_are_asked_to_sign_in(bureau: Bureau, people: People, name: str) -> None:
    response = people.nobody.get(bureau.url(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("login"))


def test_a_version_that_is_not_there_is_not_found(bureau: Bureau) -> None:
    address = reverse("pack", kwargs={"pack": "nowhere", "version": 1})
    assert bureau.client.get(address).status_code == 404
    assert bureau.client.get(bureau.url("pack-indicator", node="nowhere")).status_code == 404
    assert bureau.client.get(bureau.url("pack-figure", key="nowhere")).status_code == 404


def test_the_list_shows_drafts_to_the_officer_only(bureau: Bureau, people: People) -> None:
    own = text_of(bureau.client.get(reverse("pack-list")))
    others = text_of(people.preparer.get(reverse("pack-list")))
    assert "某县整体支出绩效自评" in own
    assert "编制新版" in own
    assert "某县整体支出绩效自评" not in others
    assert "新建体系包" not in others
    assert "1 份自评" in own, "of the published year that the office has"


# --- what a page costs and shows --------------------------------------------------------------------------


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("name", PARTS)
def test_a_larger_pack_needs_no_more_queries(bureau: Bureau, office: Office, name: str) -> None:
    chosen = f"?sample={office.evaluation.code}"
    before = queries_of(bureau.client, bureau.url(name) + chosen)
    for number in range(5):
        bureau.change(lambda pack, n=number: add_node(pack, name=f"新{n}", below=GROUP))  # type: ignore[misc]
    for year in (2023, 2024):
        evaluations.start(
            actor=office.preparer,
            department=office.department,
            fiscal_year=FiscalYear.objects.create(year=year),
            pack_version=office.evaluation.pack_version,
        )
    assert queries_of(bureau.client, bureau.url(name) + chosen) == before
    assert before < 40


def test_more_packs_need_no_more_queries_on_the_list(bureau: Bureau) -> None:
    before = queries_of(bureau.client, reverse("pack-list"))
    for name in ("甲", "乙", "丙"):
        pack_drafts.start(actor=bureau.officer, name=name, source=None)
    assert queries_of(bureau.client, reverse("pack-list")) == before


@pytest.mark.parametrize("name", PARTS)
def test_no_code_and_no_markup_of_files_is_on_the_screen(bureau: Bureau, name: str) -> None:
    bureau.change(lambda pack: edit_node(pack, NODE, formula="会议费÷编制数", weight=Decimal(3)))
    page = html.fromstring(text_of(bureau.client.get(bureau.url(name))))
    for hidden in parts(page, "//script | //textarea | //head | //*[@class='no-js-only']"):
        hidden.drop_tree()
    shown = " ".join(parts(page, "//main//text() | //aside//text() | //nav//text()"))
    values = " ".join(parts(page, "//main//input[not(@type='hidden')]/@value"))
    assert CODES.findall(f"{shown} {values}") == []


# --- beginning, publishing, files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "expected"), [("copy", ("新名称", 1)), ("next", ("新名称", 2)), ("empty", ("新名称", 1))]
)
def test_a_draft_is_begun(bureau: Bureau, way: str, expected: tuple[str, int]) -> None:
    sent = {"way": way, "source": str(bureau.published.pk), "name": "新名称", "fiscal_year": "2025"}
    response = bureau.client.post(reverse("pack-start"), sent)
    assert response.status_code == 302, text_of(response)
    draft = PackVersion.objects.exclude(pk=bureau.draft.pk).get(status=PackStatus.DRAFT.value)
    assert (draft.name, draft.version, draft.fiscal_year) == (*expected, 2025)
    assert (draft.copied_from == bureau.published) == (way != "empty")
    assert bureau.client.get(response.headers["Location"]).status_code == 200


def test_what_is_missing_to_begin_is_said(bureau: Bureau) -> None:
    response = bureau.client.post(reverse("pack-start"), {"way": "copy", "name": ""})
    assert response.status_code == 422
    assert "没有选择体系包" in text_of(response)
    assert "名称未填写" in text_of(response)


def test_a_sound_draft_is_published_after_confirmation_and_used(bureau: Bureau, office: Office) -> None:
    sent = bureau.form("pack-publish", "publish-form")
    assert "先勾选确认" in text_of(bureau.post("pack-publish", sent))
    assert bureau.stored.status == PackStatus.DRAFT
    assert bureau.post("pack-publish", sent | {"confirmed": "yes"}).status_code == 302
    assert bureau.stored.status == PackStatus.PUBLISHED
    year = FiscalYear.objects.create(year=2024)
    chosen = {"department": office.department.pk, "fiscal_year": year.pk, "pack_version": bureau.draft.pk}
    started = signed_in(office.preparer).post(reverse("year-start"), chosen)
    assert started.status_code == 302
    assert Evaluation.objects.filter(pack_version=bureau.draft).count() == 1
    own = text_of(bureau.client.get(reverse("pack-list")))
    assert own.count("1 份自评") == 2


def test_errors_keep_a_draft_from_being_published_and_lead_to_their_place(bureau: Bureau) -> None:
    bureau.change(lambda pack: edit_node(pack, NODE, method=None, weight=Decimal(9)))
    page = text_of(bureau.client.get(bureau.url("pack-publish")))
    assert "有4处错误，改正后才能发布" in page
    assert f"{bureau.url('pack-indicator', node=NODE)}" in page
    sent = bureau.form("pack-publish", "publish-form") | {"confirmed": "yes"}
    response = bureau.post("pack-publish", sent)
    assert response.status_code == 422
    assert "此稿有4处错误，改正后再发布" in text_of(response)
    assert bureau.stored.status == PackStatus.DRAFT


def test_what_is_published_is_neither_published_nor_discarded_again(bureau: Bureau) -> None:
    for name in ("pack-publish", "pack-discard"):
        address = url_of(bureau.published, name)
        for response in (bureau.client.get(address), bureau.client.post(address, {"confirmed": "yes"})):
            assert response.headers["Location"] == url_of(bureau.published, "pack")
    assert PackVersion.objects.filter(pk=bureau.published.pk, status=PackStatus.PUBLISHED.value).exists()


def test_packs_of_forms_are_read_but_not_begun_from(bureau: Bureau) -> None:
    """What they hold is edited in files; a departmental pack takes their forms over."""
    forms = packs.load(actor=None, pack=published_pack("national-project-2020"))
    page = html.fromstring(text_of(bureau.client.get(url_of(forms, "pack"))))
    labels = [link.text_content() for link in parts(page, "//nav[@class='pack-parts']//a")]
    assert labels == ["基本信息", "项目自评表式", "与上一版比较"]
    response = bureau.client.post(reverse("pack-start"), {"way": "copy", "source": forms.pk, "name": "x"})
    assert "所选体系包不能复制" in text_of(response)


def test_a_draft_is_discarded_after_confirmation(bureau: Bureau) -> None:
    sent = bureau.form("pack-publish", "discard-form")
    assert bureau.post("pack-discard", sent).status_code == 422
    assert bureau.post("pack-discard", sent | {"confirmed": "yes"}).status_code == 302
    assert not PackVersion.objects.filter(pk=bureau.draft.pk).exists()


def test_the_difference_names_what_changed(bureau: Bureau) -> None:
    bureau.change(lambda pack: edit_node(pack, NODE, weight=Decimal(3)))
    page = html.fromstring(text_of(bureau.client.get(bureau.url("pack-difference"))))
    rows = [[cell.text_content().strip() for cell in row] for row in parts(page, "//table//tbody/tr")]
    assert ["投入 › 预算配置 › 在职人员控制率权重", "修改", "2分", "3分"] in rows
    assert ["会议费", "新增", "", ""] in rows
    assert ["名称", "修改", bureau.published.name, bureau.draft.name] in rows


def test_what_is_exported_is_imported_as_it_was(bureau: Bureau) -> None:
    exported = bureau.client.get(url_of(bureau.published, "pack-export"))
    assert exported.headers["Content-Type"] == "application/zip"
    upload = SimpleUploadedFile("体系包.zip", exported.content)
    response = bureau.client.post(reverse("pack-import"), {"file": upload})
    assert response.status_code == 302, text_of(response)
    draft = PackVersion.objects.get(pack=bureau.published.pack, version=2)
    assert load_pack(draft) == load_pack(bureau.published).model_copy(update={"version": 2})
    assert draft.status == PackStatus.DRAFT


def zipped(files: dict[str, str]) -> SimpleUploadedFile:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("体系包.zip", target.getvalue())


HEADER = "code: made\nname: 手写的体系包\njurisdiction: 某县\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"pack.yaml": HEADER + "versoin: 2\n", "indicators.yaml": "[]\n"},
            ["pack.yaml", "第4行", "versoin"],
        ),
        (
            {"made/pack.yaml": HEADER, "made/indicators.yaml": "- code: a\n  name: 甲\n  weight: 很多\n"},
            ["indicators.yaml", "第3行", "此处应为数"],
        ),
        ({"readme.txt": "x"}, ["压缩文件", "没有“pack.yaml”"]),
        ({"a/pack.yaml": HEADER, "b/pack.yaml": HEADER}, ["有两个名为“pack.yaml”的文件"]),
        ({"pack.yaml": HEADER + "extends: nowhere\n"}, ["第4行", "没有代码为“nowhere”的体系包"]),
    ],
)
def test_mistakes_in_files_are_named_with_file_and_line(
    bureau: Bureau, files: dict[str, str], said: list[str]
) -> None:
    response = bureau.client.post(reverse("pack-import"), {"file": zipped(files)})
    assert response.status_code == 422
    page = "".join(parts(html.fromstring(text_of(response)), "//text()"))
    assert [words for words in said if words not in page] == []
    assert not PackVersion.objects.filter(pack__code="made").exists()


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04broken"])
def test_what_is_no_zip_is_refused_in_words(bureau: Bureau, content: bytes) -> None:
    response = bureau.client.post(reverse("pack-import"), {"file": SimpleUploadedFile("a.zip", content)})
    assert response.status_code == 422
    assert "没有" in text_of(response)


def test_files_may_extend_a_pack_that_is_stored(bureau: Bureau) -> None:
    files = {"pack.yaml": "code: made\nname: 沿用\nextends: bishan-2020\n"}
    response = bureau.client.post(reverse("pack-import"), {"file": zipped(files)})
    assert response.status_code == 302, text_of(response)
    draft = PackVersion.objects.get(pack__code="made")
    assert load_pack(draft).indicators == load_pack(bureau.published).indicators

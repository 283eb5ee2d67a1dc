"""Pages of packs: who may open them, what they change, and that forms come back as they were sent."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from selfeval.domain import pack as domain
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Pack
from selfeval.domain.pack_edits.tree import add_node, edit_node, find_node
from selfeval.domain.roles import Role
from selfeval.models import Evaluation, FiscalYear, PackStatus, PackVersion, User
from selfeval.permissions.urls import ACCESS, Door
from selfeval.selectors.packs import load_pack
from selfeval.services import evaluations, pack_drafts, packs
from selfeval.web.packs.method_forms import METHODS as METHODS_OF_PAGES
from tests.support.office import Office, make_user
from tests.support.published import published_pack
from tests.web.support import People, signed_in, text_of

NODE, GROUP = "staff_control", "allocation"
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
ARGUMENTS: dict[str, dict[str, str]] = {
    "pack-indicator": {"node": NODE},
    "pack-method": {"node": NODE},
    "pack-figure": {"key": "f_01"},
    "pack-document": {"document": "report"},
    "pack-section": {"document": "report", "section": "staff"},
    "pack-text": {"key": "staff"},
    "pack-table": {"key": "input-scores"},
    "pack-chart": {"key": "losses"},
    "pack-check": {"rule": "P03"},
}
CODES = re.compile(r"[a-z]{2,}[_.-][a-z0-9_.]+|(?<![A-Za-z0-9])[a-z]_\d+|[{}]")
Sent = dict[str, Any]


@dataclass(frozen=True)
class Bureau:
    """An officer with a draft that is a copy of a published pack, and a figure of its own."""

    officer: User
    client: Client
    draft: PackVersion
    published: PackVersion

    def url(self, name: str, **arguments: str) -> str:
        """The address of a page of the draft."""
        return url_of(self.draft, name, **arguments)

    @property
    def stored(self) -> PackVersion:
        """The draft as it is stored now."""
        return PackVersion.objects.select_related("pack").get(pk=self.draft.pk)

    @property
    def pack(self) -> Pack:
        """The content of the draft as it is stored now."""
        return load_pack(self.stored)

    def change(self, edit: pack_drafts.Edit) -> None:
        """Change the draft behind the pages."""
        base = self.stored.source_sha256
        pack_drafts.change(actor=self.officer, version_id=self.draft.pk, base=base, edit=edit)

    def form(self, name: str, form_id: str = "", **arguments: str) -> Sent:
        """The fields of a page's form as a browser sends them, without its button."""
        page = html.fromstring(text_of(self.client.get(self.url(name, **arguments))))
        which = f"@id='{form_id}'" if form_id else "@method='post'"
        return sent_by(parts(page, f"//main//form[{which}]")[0])

    def post(self, name: str, sent: Sent, **arguments: str) -> Any:
        """Send a form."""
        return self.client.post(self.url(name, **arguments), sent)


def parts(page: html.HtmlElement, path: str) -> list[Any]:
    """What an XPath finds on a page."""
    return cast(list[Any], page.xpath(path))


def sent_by(form: html.FormElement) -> Sent:
    """The fields of a form as a browser sends them; it drops the line end right after a textarea's tag."""
    areas = {area.get("name") for area in form.iter("textarea")}
    sent: Sent = {}
    for key, value in form.form_values():
        sent.setdefault(key, []).append(value.removeprefix("\n") if key in areas else value)
    return sent


def url_of(version: PackVersion, name: str, **arguments: str) -> str:
    """The address of a page of a version."""
    where = {"pack": version.pack.code, "version": version.version}
    return reverse(name, kwargs={**where, **ARGUMENTS.get(name, {}), **arguments})


@pytest.fixture
def bureau(office: Office) -> Bureau:
    officer = make_user("officer", office.department, Role.BUREAU_OFFICER)
    published = packs.load(actor=None, pack=published_pack("bishan-2020"))
    draft = pack_drafts.start(actor=officer, name="某县整体支出绩效自评", source=published)
    bureau = Bureau(officer, signed_in(officer), draft, published)
    figure = domain.FigureDefinition(key="f_01", name="会议费", quantity=Quantity.MONEY)
    bureau.change(lambda pack: pack.model_copy(update={"figures": (figure,)}))
    return bureau


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
    before = queries_of(bureau.client, bureau.url(name))
    for number in range(5):
        bureau.change(lambda pack, n=number: add_node(pack, name=f"新{n}", below=GROUP))  # type: ignore[misc]
    for year in (2023, 2024):
        evaluations.start(
            actor=office.preparer,
            department=office.department,
            fiscal_year=FiscalYear.objects.create(year=year),
            pack_version=office.evaluation.pack_version,
        )
    assert queries_of(bureau.client, bureau.url(name)) == before
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


# --- forms -------------------------------------------------------------------------------------------------

METHODS: list[domain.Method] = [
    domain.RatioUp(),
    domain.RatioDown(above="zero"),
    domain.RatioDown(),
    domain.PassMark(pass_mark=Decimal("0.65")),
    domain.Bands(
        of="value",
        bands=(
            domain.Band(at_least=Decimal("0.9"), at_most=Decimal("1.1"), share=Decimal(1)),
            domain.Band(above=Decimal("0.5"), below=Decimal("0.9"), share=Decimal("0.455")),
            domain.Band(share=Decimal(0)),
        ),
    ),
    domain.Bands(of="completion", bands=(domain.Band(at_least=Decimal(1), share=Decimal(1)),)),
    domain.YesNo(question="是否按时报送"),
    domain.Checklist(points=(domain.ChecklistPoint(text="有制度"), domain.ChecklistPoint(text="已执行"))),
    domain.Checklist(
        points=(
            domain.ChecklistPoint(text="有制度", points=Decimal("0.5")),
            domain.ChecklistPoint(text="已执行", points=Decimal("1.5")),
        )
    ),
    domain.ThreeTier(),
    domain.ThreeTier(
        tiers=(
            domain.Tier(label="好", upper=Decimal(1), lower=Decimal("0.5")),
            domain.Tier(label="差", upper=Decimal("0.5"), lower=Decimal(0)),
        )
    ),
    domain.Deduction(per="excess", step=Decimal("0.05"), points=Decimal("0.5"), started=True),
    domain.Deduction(per="event", points=Decimal(1)),
    domain.Milestones(
        milestones=(
            domain.Milestone(label="6月底", required=Decimal("0.5"), points=Decimal(1)),
            domain.Milestone(label="12月底", required=Decimal("0.95"), points=Decimal(1)),
        )
    ),
    domain.Manual(),
    domain.NotSelfScored(),
]


def test_every_method_is_tried() -> None:
    assert {method.type for method in METHODS} == set(METHODS_OF_PAGES)


OWN_UNIT = [method for method in METHODS if isinstance(method, domain.Bands | domain.Deduction)]


@pytest.mark.parametrize(
    ("method", "quantity"),
    [(method, "rate") for method in METHODS]
    + [(method, quantity) for method in OWN_UNIT for quantity in ("money", "number")],
    ids=lambda item: item if isinstance(item, str) else item.type,
)
def test_a_method_comes_back_from_its_form_as_it_was(
    bureau: Bureau, method: domain.Method, quantity: str
) -> None:
    changes = {"method": method, "quantity": Quantity(quantity), "target": None}
    bureau.change(lambda pack: edit_node(pack, NODE, **changes))
    before = bureau.stored.source_sha256
    sent = bureau.form("pack-indicator", "indicator-form", node=NODE)
    response = bureau.post("pack-indicator", sent | {"do": "save"}, node=NODE)
    assert response.status_code == 302, text_of(response)
    assert find_node(bureau.pack, NODE)[1].method == method
    assert bureau.stored.source_sha256 == before


@pytest.mark.parametrize(
    ("name", "form_id"),
    [("pack", ""), ("pack-figure", ""), ("pack-grades", "grades-form"), ("pack-indicators", "tree-form")],
)
def test_a_form_that_was_not_touched_changes_nothing(bureau: Bureau, name: str, form_id: str) -> None:
    bureau.change(lambda pack: pack.model_copy(update={"caps": load_caps(), "remarks": "一\n二"}))
    before = bureau.stored.source_sha256
    response = bureau.post(name, bureau.form(name, form_id) | {"do": "save"})
    assert response.status_code == 302, text_of(response)
    assert bureau.stored.source_sha256 == before


def load_caps() -> tuple[domain.Cap, ...]:
    return published_pack("bishan-2022-cap").caps


def test_every_indicator_of_a_published_form_comes_back_as_it_was(bureau: Bureau) -> None:
    before = bureau.stored.source_sha256
    for _, leaf in bureau.pack.leaves():
        sent = bureau.form("pack-indicator", "indicator-form", node=leaf.code)
        response = bureau.post("pack-indicator", sent | {"do": "save"}, node=leaf.code)
        assert response.status_code == 302, (leaf.code, text_of(response))
    assert bureau.stored.source_sha256 == before


def test_an_indicator_is_changed(bureau: Bureau) -> None:
    sent = bureau.form("pack-indicator", "indicator-form", node=NODE)
    sent |= {
        "do": "save",
        "name": "在编人员控制率",
        "weight": "２．５",
        "formula": "会议费÷年初预算数",
        "target_mode": "fixed",
        "target_value": "95",
        "exemption_label": "因机构改革增编",
        "over_mode": "points",
        "over_threshold": "130%",
        "over_points": "0.5",
        "evidence": "编制文件\n\n  花名册 ",
    }
    assert bureau.post("pack-indicator", sent, node=NODE).status_code == 302
    node = find_node(bureau.pack, NODE)[1]
    assert (node.name, node.weight, node.formula) == (
        "在编人员控制率",
        Decimal("2.5"),
        "f_01÷年初预算数",
    ), "a figure of the pack by its key, one of the year by its name"
    assert node.target == domain.Target(value=Decimal("0.95"), text="≤100%")
    assert node.exemption == domain.Exemption(label="因机构改革增编", documents_required=True)
    assert node.over_achievement == domain.OverAchievement(points=Decimal("0.5"))
    assert node.evidence == ("编制文件", "花名册")


def test_another_method_is_asked_for_and_filled_in(bureau: Bureau) -> None:
    fragment = bureau.client.get(bureau.url("pack-method", node=NODE), {"method": "milestones"})
    assert "应达到的进度" in text_of(fragment)
    sent = bureau.form("pack-indicator", "indicator-form", node=NODE)
    redrawn = bureau.post("pack-indicator", sent | {"method": "milestones", "do": "save"}, node=NODE)
    assert redrawn.status_code == 422
    assert "评分办法已换，填写它的规定后再保存" in text_of(redrawn)
    filled = {
        "do": "save",
        "method": "milestones",
        "method-shown": "milestones",
        "method-rows-TOTAL_FORMS": "2",
        "method-rows-INITIAL_FORMS": "0",
        "method-rows-0-label": "6月底",
        "method-rows-0-required": "50%",
        "method-rows-0-points": "2",
    }
    assert bureau.post("pack-indicator", sent | filled, node=NODE).status_code == 302
    method = find_node(bureau.pack, NODE)[1].method
    assert method == domain.Milestones(
        milestones=(domain.Milestone(label="6月底", required=Decimal("0.5"), points=Decimal(2)),)
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "名称未填写"),
        ({"weight": "两分"}, "权重（分）“两分”"),
        ({"target_mode": "fixed", "target_value": ""}, "规定的目标值未填写"),
        ({"over_mode": "points"}, "扣分未填写"),
        ({"over_mode": "proportional", "over_threshold": "80%"}, "应高于100%"),
    ],
)
def test_what_is_wrong_in_a_form_is_said_and_kept(bureau: Bureau, typed: dict[str, str], said: str) -> None:
    sent = bureau.form("pack-indicator", "indicator-form", node=NODE)
    response = bureau.post("pack-indicator", sent | typed | {"do": "save", "unit": "我的单位"}, node=NODE)
    assert response.status_code == 422
    assert said in text_of(response)
    assert 'value="我的单位"' in text_of(response)
    assert find_node(bureau.pack, NODE)[1] == find_node(load_pack(bureau.published), NODE)[1]


def test_the_preview_tells_the_points_of_what_is_typed_and_saves_nothing(bureau: Bureau) -> None:
    sent = bureau.form("pack-indicator", "indicator-form", node=NODE)
    before = bureau.stored.source_sha256
    typed = {"do": "preview", "formula": "支出决算数÷全年预算数", "name": "预算执行率", "weight": "10"}
    method = {"method": "ratio_up", "method-shown": "ratio_up", "target_mode": "none"}
    shown = text_of(bureau.post("pack-indicator", sent | typed | method, node=NODE))
    assert "预算执行率＝1,209.56万元÷2,851.19万元×100%＝42.42%" in shown, "as published for 2022"
    assert "<strong>4.24</strong> <span>/ 10 分" in shown
    assert bureau.stored.source_sha256 == before


def test_a_conflict_is_said_and_what_was_typed_stays(bureau: Bureau) -> None:
    sent = bureau.form("pack")
    bureau.change(lambda pack: pack.model_copy(update={"remarks": "别处改的"}))
    response = bureau.post("pack", sent | {"name": "我改的名称"})
    assert response.status_code == 422
    assert "刚在另一个窗口修改" in text_of(response)
    assert 'value="我改的名称"' in text_of(response)
    assert bureau.pack.name == "某县整体支出绩效自评"
    again = parts(html.fromstring(text_of(response)), "//main//form")[0]
    assert bureau.post("pack", sent_by(again)).status_code == 302
    assert bureau.pack.name == "我改的名称"


# --- the tree ----------------------------------------------------------------------------------------------


def test_weights_are_saved_together_and_summed_before(bureau: Bureau) -> None:
    sent = bureau.form("pack-indicators", "tree-form") | {f"weight-{NODE}": "3", "weight-allocation": "5"}
    sums = text_of(bureau.post("pack-weight-sums", sent))
    assert "5 / 5" in sums
    assert "8 / 7 <b>不相等</b>" in sums
    assert "101 / 100 <b>不相等</b>" in sums
    assert bureau.post("pack-indicators", sent).status_code == 302
    assert find_node(bureau.pack, NODE)[1].weight == 3
    assert find_node(bureau.pack, GROUP)[1].weight == 5


def test_a_weight_that_cannot_be_read_is_said_and_kept(bureau: Bureau) -> None:
    sent = bureau.form("pack-indicators", "tree-form") | {f"weight-{NODE}": "三"}
    response = bureau.post("pack-indicators", sent)
    assert response.status_code == 422
    assert "权重“三”" in text_of(response)
    assert 'value="三"' in text_of(response)


def test_buttons_move_with_the_weights_typed_beside_them(bureau: Bureau) -> None:
    sent = bureau.form("pack-indicators", "tree-form")
    moved = bureau.post(
        "pack-indicators", sent | {"move": "up:execution", f"weight-{NODE}": "1"} | {"move": "out:" + NODE}
    )
    assert moved.headers["Location"].endswith(f"#node-{NODE}")
    names = [node.name for node in bureau.pack.indicators[0].children]
    assert names == ["目标设定", "预算配置", "在职人员控制率"]
    assert find_node(bureau.pack, NODE)[1].weight == 1
    sent = bureau.form("pack-indicators", "tree-form")
    bureau.post("pack-indicators", sent | {"remove": NODE})
    assert NODE not in {leaf.code for _, leaf in bureau.pack.leaves()}


def test_an_added_indicator_is_opened(bureau: Bureau) -> None:
    sent = bureau.form("pack-indicators", "add-form")
    filled = {"add": "yes", "add-name": "会议费控制率", "add-weight": "2", "add-below": GROUP}
    response = bureau.post("pack-indicators", sent | filled)
    code = response.headers["Location"].rpartition("/")[2]
    above, node = find_node(bureau.pack, code)
    assert ([group.code for group in above], node.name, node.weight) == (
        ["input", GROUP],
        "会议费控制率",
        Decimal(2),
    )
    assert "没有计分办法" in text_of(bureau.client.get(bureau.url("pack-problems")))


# --- figures, grades, forms --------------------------------------------------------------------------------


def test_a_figure_is_added_and_given_a_formula(bureau: Bureau) -> None:
    sent = bureau.form("pack-figures", "add-form")
    added = bureau.post(
        "pack-figures", sent | {"add": "yes", "add-name": "会议费占比", "add-quantity": "rate"}
    )
    key = added.headers["Location"].rpartition("/")[2]
    sent = bureau.form("pack-figure", key=key)
    empty = bureau.post("pack-figure", sent | {"way": "computed", "do": "save"}, key=key)
    assert "计算公式未填写" in text_of(empty)
    filled = {"way": "computed", "formula": "会议费÷支出决算数", "aliases": "会议费比重", "do": "save"}
    assert bureau.post("pack-figure", sent | filled, key=key).status_code == 302
    figure = bureau.pack.figures[1]
    assert (figure.formula, figure.aliases) == ("f_01÷支出决算数", ("会议费比重",))
    page = text_of(bureau.client.get(bureau.url("pack-figures")))
    assert "会议费÷支出决算数" in page
    assert "没有章节填报" in page
    bureau.post("pack-figures", {"base": bureau.stored.source_sha256, "move": f"up:{key}"})
    assert [item.key for item in bureau.pack.figures] == [key, "f_01"]
    bureau.post("pack-figures", {"base": bureau.stored.source_sha256, "remove": key})
    assert [item.key for item in bureau.pack.figures] == ["f_01"]


def test_grades_and_caps_are_replaced(bureau: Bureau) -> None:
    sent = bureau.form("pack-grades", "grades-form")
    filled = {
        "do": "save",
        "grades-0-at_least": "95",
        "grades-1-name": "",
        "grades-1-at_least": "",
        "caps-0-when": "会议费>0",
        "caps-0-maximum": "89",
        "caps-0-label": "有会议费的，总分不高于89分",
    }
    assert bureau.post("pack-grades", sent | filled).status_code == 302
    assert [(grade.name, grade.at_least) for grade in bureau.pack.grades] == [
        ("优", Decimal(95)),
        ("中", Decimal(60)),
        ("差", Decimal(0)),
    ]
    assert bureau.pack.caps == (
        domain.Cap(when="f_01>0", maximum=Decimal(89), label="有会议费的，总分不高于89分"),
    )
    response = bureau.post("pack-grades", sent | filled | {"base": "x", "grades-0-at_least": "很高"})
    assert response.status_code == 422
    assert "“很高”" in text_of(response)


def test_forms_of_projects_are_taken_over_and_removed(bureau: Bureau) -> None:
    packs.load(actor=None, pack=published_pack("national-project-2020"))
    sent = bureau.form("pack-forms", "use-form")
    assert bureau.post("pack-forms", sent | {"use": "yes"}).status_code == 302
    assert bureau.pack.forms == published_pack("national-project-2020").forms
    code = bureau.pack.forms[0].code
    assert "产出指标50分" in text_of(bureau.client.get(bureau.url("pack-forms")))
    bureau.post("pack-forms", {"base": bureau.stored.source_sha256, "remove": code})
    assert bureau.pack.forms == ()


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

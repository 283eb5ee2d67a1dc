"""Forms of a pack's tree, indicators, figures and grades: they come back as they were sent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from selfeval.domain import pack as domain
from selfeval.domain.numbers import Quantity
from selfeval.domain.pack_edits.tree import edit_node, find_node
from selfeval.selectors.packs import load_pack
from selfeval.services import packs
from selfeval.web.packs.method_forms import METHODS as METHODS_OF_PAGES
from tests.support.published import published_pack
from tests.web.bureau import GROUP, NODE, Bureau, parts, sent_by
from tests.web.support import text_of

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

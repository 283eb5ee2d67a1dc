"""Edits of header, tree, figures, grades and forms: what they do, and what they never break."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.domain.numbers import Quantity
from selfeval.domain.pack import Cap, GradeBand, IndicatorNode, Pack, RatioUp, YesNo
from selfeval.domain.pack_edits import Direction, PackEditError, empty_pack, fresh_key, normalised
from selfeval.domain.pack_edits.figures import (
    add_figure,
    edit_figure,
    find_figure,
    move_figure,
    remove_figure,
)
from selfeval.domain.pack_edits.forms import drop_form, move_form, use_form
from selfeval.domain.pack_edits.grades import set_caps, set_grades
from selfeval.domain.pack_edits.tree import (
    add_node,
    edit_node,
    find_node,
    move_node,
    new_node_code,
    remove_node,
    set_weights,
    walk_nodes,
)
from selfeval.domain.pack_files import read_pack, write_pack
from selfeval.domain.pack_rules import check_pack
from tests.support.packs import SOUND
from tests.support.published import published_pack

BISHAN = published_pack("bishan-2020")
SMALL = Pack.model_validate(SOUND)
Edit = Callable[[Pack], Pack]


def codes(pack: Pack) -> list[str]:
    return [node.code for _, node in walk_nodes(pack.indicators)]


def names_of(nodes: tuple[IndicatorNode, ...]) -> list[str]:
    return [node.name for node in nodes]


def drawn_edit(data: st.DataObject, pack: Pack) -> Edit:
    """One edit of the tree or the figures that can be made with this pack."""
    present = codes(pack)
    figures = [figure.key for figure in pack.figures]
    kinds = ["add", *(["move", "edit", "weigh", "remove"] if present else []), "add figure"]
    kinds += ["move figure", "remove figure"] if figures else []
    code = data.draw(st.sampled_from(present)) if present else ""
    key = data.draw(st.sampled_from(figures)) if figures else ""
    match data.draw(st.sampled_from(kinds)):
        case "add":
            below = data.draw(st.sampled_from(["", *present]))
            return lambda pack: add_node(pack, name="新增指标", weight=Decimal(3), below=below)
        case "move":
            direction = data.draw(st.sampled_from(list(Direction)))
            return lambda pack: move_node(pack, code, direction)
        case "edit":
            return lambda pack: edit_node(pack, code, name="改名", method=YesNo(question="是否"))
        case "weigh":
            weight = data.draw(st.none() | st.decimals(0, 100, places=2))
            return lambda pack: set_weights(pack, {code: weight})
        case "remove":
            return lambda pack: remove_node(pack, code)
        case "add figure":
            return lambda pack: add_figure(pack, name="会议费", quantity=Quantity.MONEY)
        case "move figure":
            direction = data.draw(st.sampled_from([Direction.UP, Direction.DOWN]))
            return lambda pack: move_figure(pack, key, direction)
    return lambda pack: remove_figure(pack, key)


@given(data=st.data())
def test_edited_packs_are_packs_whatever_was_done_to_them(data: st.DataObject) -> None:
    """Types hold, files give the pack back, codes stay unique and never change their meaning."""
    pack = data.draw(st.sampled_from([BISHAN, SMALL, empty_pack(code="new", name="新")]))
    for _ in range(data.draw(st.integers(1, 8))):
        before = pack
        pack = normalised(drawn_edit(data, pack)(pack))
        assert len(set(codes(pack))) == len(codes(pack))
        assert len({figure.key for figure in pack.figures}) == len(pack.figures)
        assert pack.documents == before.documents
    assert read_pack(write_pack(pack)) == pack
    check_pack(pack)  # a draft may be wrong, but it can always be told how


@given(code=st.sampled_from(codes(BISHAN)), direction=st.sampled_from([Direction.UP, Direction.DOWN]))
def test_up_and_down_again_is_where_it_was(code: str, direction: Direction) -> None:
    there = move_node(BISHAN, code, direction)
    back = Direction.DOWN if direction is Direction.UP else Direction.UP
    assert there == BISHAN or move_node(there, code, back) == BISHAN


@given(code=st.sampled_from(codes(BISHAN)))
def test_in_and_out_again_is_where_it_was(code: str) -> None:
    there = move_node(BISHAN, code, Direction.IN)
    assert there == BISHAN or move_node(there, code, Direction.OUT) == BISHAN


@given(code=st.sampled_from(codes(BISHAN)), direction=st.sampled_from(list(Direction)))
def test_moving_loses_and_changes_no_indicator(code: str, direction: Direction) -> None:
    moved = move_node(BISHAN, code, direction)
    assert sorted(codes(moved)) == sorted(codes(BISHAN))
    for _, node in walk_nodes(BISHAN.indicators):
        _, after = find_node(moved, node.code)
        assert after.model_copy(update={"children": ()}) == node.model_copy(update={"children": ()})


def test_a_new_indicator_stands_last_in_its_group_under_a_code_of_its_own() -> None:
    assert len(codes(SMALL)) == 5
    assert new_node_code(SMALL) == "i_06"
    pack = add_node(SMALL, name="制度执行", weight=Decimal(5), below="process")
    process = find_node(pack, "process")[1]
    assert names_of(process.children) == ["预算执行率", "制度健全", "制度执行"]
    assert process.children[-1] == IndicatorNode(code="i_06", name="制度执行", weight=Decimal(5))
    assert names_of(add_node(pack, name="效果").indicators) == ["过程", "产出", "效果"]


def test_an_indicator_moves_into_the_group_before_it_and_out_behind_its_own() -> None:
    inside = move_node(SMALL, "output", Direction.IN)
    assert names_of(inside.indicators) == ["过程"]
    assert names_of(inside.indicators[0].children) == ["预算执行率", "制度健全", "产出"]
    outside = move_node(SMALL, "execution", Direction.OUT)
    assert names_of(outside.indicators) == ["过程", "预算执行率", "产出"]
    assert move_node(SMALL, "process", Direction.IN) == SMALL, "there is no group before the first"
    assert move_node(SMALL, "process", Direction.OUT) == SMALL


def test_weights_change_together() -> None:
    pack = set_weights(SMALL, {"execution": Decimal(35), "policies": Decimal(25), "output": None})
    assert [(node.code, node.weight) for _, node in walk_nodes(pack.indicators)] == [
        ("process", 60),
        ("execution", 35),
        ("policies", 25),
        ("output", None),
        ("visiting", 40),
    ]


def test_what_was_an_indicator_keeps_its_rules_as_a_group_until_it_is_saved_as_one() -> None:
    """So that moving out again brings everything back; the rules say that they do not count."""
    pack = move_node(SMALL, "policies", Direction.IN)
    group = find_node(pack, "execution")[1]
    assert group.method == RatioUp()
    assert any(problem.path[-1] == "method" for problem in check_pack(pack))


@pytest.mark.parametrize(
    "edit",
    [
        lambda pack: edit_node(pack, "gone", name="x"),
        lambda pack: move_node(pack, "gone", Direction.UP),
        lambda pack: remove_node(pack, "gone"),
        lambda pack: set_weights(pack, {"gone": Decimal(1)}),
        lambda pack: add_node(pack, name="x", below="gone"),
        lambda pack: edit_figure(pack, "gone", name="x"),
        lambda pack: remove_figure(pack, "gone"),
        lambda pack: drop_form(pack, "gone"),
    ],
)
def test_what_is_gone_cannot_be_edited(edit: Edit) -> None:
    with pytest.raises(PackEditError, match=r"已被(删除|移除)"):
        edit(SMALL)


def test_keys_are_never_used_twice() -> None:
    assert fresh_key("i", []) == "i_01"
    assert fresh_key("i", ["a", "i_03"]) == "i_04"
    assert fresh_key("i", ["i_01", "i_03", "x"]) == "i_04"


def test_figures_are_added_changed_moved_and_removed() -> None:
    pack = add_figure(SMALL, name="会议费", quantity=Quantity.MONEY)
    assert [figure.key for figure in pack.figures] == ["visits", "visit_rate", "f_03"]
    pack = edit_figure(pack, "f_03", name="会议费支出", formula="走访户数×2")
    assert find_figure(pack, "f_03")[1].formula == "走访户数×2"
    pack = move_figure(pack, "f_03", Direction.UP)
    assert [figure.key for figure in pack.figures] == ["visits", "f_03", "visit_rate"]
    assert remove_figure(pack, "f_03").figures == SMALL.figures


def test_grades_stand_from_the_best_to_the_last() -> None:
    bands = [GradeBand(name=name, at_least=Decimal(least)) for name, least in (("差", 0), ("优", 90))]
    pack = set_grades(SMALL, bands)
    assert [grade.name for grade in pack.grades] == ["优", "差"]
    cap = Cap(when="预算执行率<0.8", maximum=Decimal(89), label="执行率低于80%")
    assert set_caps(pack, [cap]).caps == (cap,)


def test_forms_are_copied_in_once_and_ordered() -> None:
    first = published_pack("national-project-2020").forms[0]
    second = published_pack("transfer-national").forms[0]
    pack = use_form(use_form(use_form(SMALL, first), second), first)
    assert [form.code for form in pack.forms] == [first.code, second.code]
    pack = move_form(pack, second.code, Direction.UP)
    assert [form.code for form in pack.forms] == [second.code, first.code]
    assert drop_form(pack, second.code).forms == (first,)


def test_types_are_proved_in_words() -> None:
    with pytest.raises(PackEditError, match="不得小于0"):
        normalised(set_weights(SMALL, {"execution": Decimal(-1)}))


def test_weights_lose_needless_zeros() -> None:
    pack = normalised(set_weights(SMALL, {"execution": Decimal("40.00"), "policies": Decimal("2E+1")}))
    assert [str(find_node(pack, code)[1].weight) for code in ("execution", "policies")] == ["40", "20"]

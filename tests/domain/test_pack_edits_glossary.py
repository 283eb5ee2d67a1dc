"""Edits of the glossary: they do what they say and leave a pack that loads."""

from __future__ import annotations

import pytest

from selfeval.domain.pack import Pack
from selfeval.domain.pack_edits import Direction, PackEditError, empty_pack, glossary, normalised
from selfeval.domain.pack_files import read_pack, write_pack
from selfeval.domain.pack_rules import check_pack


def _terms(pack: Pack) -> list[tuple[str, str]]:
    return [(term.key, term.term) for term in pack.glossary]


@pytest.fixture
def pack() -> Pack:
    """基本支出, 项目支出, 结转资金, the last without explanation."""
    made = empty_pack(code="trial", name="试编体系包")
    made = glossary.add_term(made, term="基本支出", explanation="保障机构正常运转的支出")
    made = glossary.add_term(made, term="项目支出", explanation="完成特定任务的支出")
    return glossary.add_term(made, term="结转资金")


def test_terms_get_keys_of_their_own_that_stay(pack: Pack) -> None:
    assert _terms(pack) == [("term_01", "基本支出"), ("term_02", "项目支出"), ("term_03", "结转资金")]
    pack = glossary.add_term(glossary.remove_term(pack, "term_01"), term="机关运行经费")
    assert _terms(pack) == [("term_02", "项目支出"), ("term_03", "结转资金"), ("term_04", "机关运行经费")]


def test_a_key_that_is_taken_is_not_given_again(pack: Pack) -> None:
    pack = glossary.remove_term(pack, "term_02")
    assert glossary.new_term_key(pack) == "term_04"


def test_terms_move_among_each_other_and_stop_at_the_ends(pack: Pack) -> None:
    moved = glossary.move_term(pack, "term_03", Direction.UP)
    assert [key for key, _ in _terms(moved)] == ["term_01", "term_03", "term_02"]
    assert glossary.move_term(moved, "term_03", Direction.DOWN) == pack
    assert glossary.move_term(pack, "term_01", Direction.UP) == pack
    assert glossary.move_term(pack, "term_03", Direction.DOWN) == pack


def test_a_changed_term_keeps_its_place_and_survives_its_files(pack: Pack) -> None:
    pack = glossary.edit_term(pack, "term_02", term="项目经费", when="支出决算数>0", reading="按年度取舍")
    found = pack.glossary[1]
    assert (found.key, found.term, found.explanation) == ("term_02", "项目经费", "完成特定任务的支出")
    assert (found.when, found.reading) == ("支出决算数>0", "按年度取舍")
    stored = normalised(pack)
    assert read_pack(write_pack(stored)) == stored


def test_a_term_without_explanation_is_a_problem_of_that_term(pack: Pack) -> None:
    said = [item.message for item in check_pack(pack) if item.path == ("glossary", 2, "explanation")]
    assert said == ["名词没有解释"]
    cured = glossary.edit_term(pack, "term_03", explanation="下年继续使用的资金")
    assert not [item for item in check_pack(cured) if item.path[:1] == ("glossary",) and len(item.path) > 1]


def test_a_term_that_is_gone_is_refused(pack: Pack) -> None:
    with pytest.raises(PackEditError, match="已不在体系包里"):
        glossary.edit_term(pack, "term_09", term="基本支出")

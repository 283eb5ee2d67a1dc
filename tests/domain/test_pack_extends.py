"""A pack that extends another: what it changes, takes out and adds, and how its mistakes are named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfeval.domain.pack import Pack, Section, TableBlock, TextBlock, YesNo
from selfeval.domain.pack_files import PackFilesError, locate, read_pack, write_pack
from selfeval.domain.pack_rules import check_pack
from selfeval.domain.scoring.engine import score_evaluation
from selfeval.domain.sections import walk_sections
from tests.support.packs import packs, spoilt
from tests.support.published import published_pack, published_year

HEADER = "code: own\nname: 本区\nextends: test-2024\n"
BASE = write_pack(spoilt({}))


def _extended(base: dict[str, str] = BASE, header: str = HEADER, **parts: str) -> Pack:
    files = {"pack.yaml": header, **{f"{name}.yaml": text for name, text in parts.items()}}
    return read_pack(files, {"test-2024": base, "base": base}.get)


def _mistakes(header: str = HEADER, **parts: str) -> list[str]:
    with pytest.raises(PackFilesError) as caught:
        _extended(BASE, header, **parts)
    return [problem.text for problem in caught.value.problems]


def _sections(pack: Pack) -> dict[str, Section]:
    return {section.key: section for section in walk_sections(pack.documents[0].outline)}


def _codes(pack: Pack) -> list[str]:
    return [leaf.code for _, leaf in pack.leaves()]


def test_an_indicator_is_found_wherever_it_stands() -> None:
    pack = _extended(indicators="- code: policies\n  weight: 25\n- code: execution\n  weight: 35\n")
    assert [(leaf.code, leaf.weight) for _, leaf in pack.leaves()] == [
        ("execution", Decimal(35)),
        ("policies", Decimal(25)),
        ("visiting", Decimal(40)),
    ]
    base = spoilt({})
    assert pack.indicators[0].children[0].formula == base.indicators[0].children[0].formula
    assert check_pack(pack) == []


def test_a_method_is_replaced_whole() -> None:
    pack = _extended(indicators="- code: policies\n  method: {type: yes_no}\n")
    assert [leaf.method for _, leaf in pack.leaves() if leaf.code == "policies"] == [YesNo()]


def test_elements_are_added_after_another_at_the_ends_and_removed() -> None:
    pack = _extended(
        indicators=(
            "- code: assets\n  after: execution\n  name: 资产\n  weight: 5\n"
            "- code: output\n  children:\n"
            "    - {code: first, add: start, name: 甲}\n    - {code: last, add: end, name: 乙}\n"
            "    - {code: visiting, remove: true}\n"
        )
    )
    assert _codes(pack) == ["execution", "assets", "policies", "first", "last"]


def test_texts_tables_and_sections_are_changed_by_key() -> None:
    pack = _extended(
        documents=(
            "- kind: report\n  title: [甲]\n  outline:\n"
            "    - key: results\n      title: 结论\n      blocks:\n"
            "        - {type: text, key: words, after: 'table:scores', label: 说明}\n"
            "        - {type: chart, chart: losses, remove: true}\n"
            "    - key: finance\n      blocks:\n"
            "        - {key: spending, template: '本年支出{支出决算数}。'}\n"
            "    - key: more\n      after: finance\n      title: 其他\n"
        )
    )
    assert pack.documents[0].title == ("甲",)
    assert pack.documents[0].label == "自评报告"
    assert [section.key for section in pack.documents[0].outline] == ["finance", "more", "results"]
    sections = _sections(pack)
    assert sections["results"].title == "结论"
    assert [block.type for block in sections["results"].blocks] == ["table", "text", "analysis"]
    spending = sections["finance"].blocks[0]
    assert isinstance(spending, TextBlock)
    assert (spending.label, spending.template) == ("支出", "本年支出{支出决算数}。")


def test_header_values_are_replaced_and_the_origin_is_remembered() -> None:
    pack = _extended(header=HEADER + "caps: []\nversion: 3\n")
    base = spoilt({})
    assert (pack.code, pack.name, pack.version) == ("own", "本区", 3)
    assert (pack.caps, pack.grades, pack.jurisdiction) == ((), base.grades, base.jurisdiction)
    assert pack.origin is not None
    assert (pack.origin.extends, pack.origin.uses) == ("test-2024", ())


def test_what_is_written_stands_alone() -> None:
    pack = _extended(indicators="- code: policies\n  name: 制度\n")
    assert read_pack(write_pack(pack)) == pack


def test_parts_that_the_other_pack_lacks_are_simply_written() -> None:
    base = {name: text for name, text in BASE.items() if name != "checks.yaml"}
    assert [rule.id for rule in _extended(base, checks=BASE["checks.yaml"]).checks] == ["P01"]


@pytest.mark.parametrize(
    ("part", "text", "place", "said"),
    [
        (
            "indicators",
            "- code: polices\n  weight: 1\n",
            "indicators.yaml 第1行 indicators[1]",
            "是否应为“policies”",
        ),
        ("indicators", "- code: policies\n  after: execution\n", "第1行", "“policies”已有，不能再新增"),
        ("indicators", "- code: x\n  after: nowhere\n", "第2行 indicators[1].after", "没有“nowhere”"),
        ("indicators", "- code: x\n  add: middle\n", "第2行 indicators[1].add", "位置“middle”不可用"),
        ("indicators", "- code: x\n  add: end\n  after: policies\n", "第1行", "同时写了 add、after"),
        ("indicators", "- code: policies\n  remove: 'no'\n", "第2行", "值“no”不可用"),
        ("indicators", "- code: policies\n  remove: true\n  weight: 1\n", "第1行", "删去的项又写了其他内容"),
        ("indicators", "- name: 甲\n", "第1行", "没有写明改动哪一项"),
        ("indicators", "- code: policies\n- code: policies\n", "第2行 indicators[2]", "写了两次"),
        ("indicators", "code: policies\n", "indicators.yaml 第1行", "此处应为列表"),
        (
            "documents",
            "- kind: report\n  outline:\n    - key: finance\n      blocks:\n        - {key: spendin}\n",
            "documents.yaml 第5行 documents[1].outline[1].blocks[1]",
            "是否应为“spending”",
        ),
        ("tables", "- key: points\n  caption: 甲\n", "tables.yaml 第1行", "没有“points”"),
        (
            "figures",
            "- key: visits\n  quantity: 个数\n",
            "figures.yaml 第2行 figures[1].quantity",
            "不在可用的值之内",
        ),
    ],
)
def test_a_mistake_is_named_with_file_line_and_cure(part: str, text: str, place: str, said: str) -> None:
    texts = _mistakes(**{part: text})
    assert len(texts) == 1
    assert place in texts[0]
    assert said in texts[0]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("code: own\nname: 甲\nextends: nowhere\n", "pack.yaml 第3行：没有代码为“nowhere”的体系包可供沿用"),
        ("code: own\nname: 甲\nextends: ../secret\n", "“extends”写的不是体系包代码"),
        ("code: own\nname: 甲\nextends: [base]\n", "“extends”写的不是体系包代码"),
        ("code: own\nname: 甲\nextends: base\nuses: base\n", "第4行 uses：“uses”写的不是体系包代码"),
        ("code: own\nname: 甲\nextends: base\nuses: [base]\n", "体系包“base”没有可以取用的表单"),
        ("code: own\nname: 甲\nextends: base\norigin: {}\n", "“origin”由导出时写入"),
        ("name: 甲\nextends: base\n", "缺少键“code”"),
        ("code: own\nname: 甲\nextend: base\n", "缺少文件“indicators.yaml”"),
    ],
)
def test_a_wrong_header_is_named(header: str, said: str) -> None:
    (text,) = _mistakes(header=header)
    assert said in text


def test_a_circle_is_named() -> None:
    files = {
        "a": {"pack.yaml": "code: a\nname: 甲\nextends: b\n"},
        "b": {"pack.yaml": "code: b\nname: 乙\nextends: a\n"},
    }
    with pytest.raises(PackFilesError) as caught:
        read_pack(files["a"], files.get)
    (problem,) = caught.value.problems
    assert problem.text.startswith("〔错误〕b/pack.yaml 第3行")
    assert "a → b → a" in problem.text


def test_a_mistake_in_the_other_pack_is_named_there() -> None:
    broken = {**BASE, "checks.yaml": "- id: P01\n  severity: fatal\n"}
    with pytest.raises(PackFilesError) as caught:
        _extended(broken)
    assert all("test-2024/checks.yaml" in problem.text for problem in caught.value.problems)


def test_problems_of_the_rules_are_placed_in_the_file_that_caused_them() -> None:
    files = {"pack.yaml": HEADER, "indicators.yaml": "# 调整\n- code: policies\n  weight: 25\n"}
    library = {"test-2024": BASE}.get
    problems = locate(check_pack(read_pack(files, library)), files, library)
    assert [(problem.file, problem.line is not None) for problem in problems] == [
        ("test-2024/indicators.yaml", True)
    ] * len(problems)
    assert any("权重合计65分" in problem.message for problem in problems)
    files["indicators.yaml"] += "  formula: 无此数据\n"
    problems = locate(check_pack(read_pack(files, library)), files, library)
    assert "indicators.yaml 第4行 indicators[1].children[2].formula" in "".join(p.text for p in problems)


FORM = """\
- code: {code}
  name: 项目支出绩效自评表
  fund_rows: [{{key: total, label: 年度资金总额}}]
  groups: [{{code: output, name: 产出指标}}, {{code: benefit, name: 效益指标}}]
  table: {{key: form, caption: 自评表, columns: [{{width: 1}}], body: [{{rows: [[{{text: 甲}}]]}}]}}
  report: {{kind: project-report, label: 项目报告, title: [甲]}}
"""


def _library_of_forms(code: str) -> dict[str, str]:
    header = f"code: {code}\nname: 表单\njurisdiction: 全国\nkind: project\nis_library: true\n"
    return {"pack.yaml": header, "indicators.yaml": "[]\n", "forms.yaml": FORM.format(code=code)}


def _using(header: str, forms: str = "") -> Pack:
    library = {"test-2024": BASE, "first": _library_of_forms("first"), "second": _library_of_forms("second")}
    files = {"pack.yaml": header, "forms.yaml": forms} if forms else {"pack.yaml": header}
    return read_pack(files, library.get)


def test_forms_of_used_packs_are_copied_in_and_changed() -> None:
    header = HEADER + "uses: [first, second]\n"
    pack = _using(header)
    assert [form.code for form in pack.forms] == ["first", "second"]
    assert pack.origin is not None
    assert pack.origin.uses == ("first", "second")
    changed = _using(
        header,
        "- code: second\n  full_mark: 90\n"
        "  groups: [{code: output, name: 产出}, {code: cost, add: start, name: 成本}]\n"
        "  report: {kind: project-report, title: [乙]}\n"
        "- code: first\n  remove: true\n",
    )
    (form,) = changed.forms
    assert (form.code, form.full_mark) == ("second", Decimal(90))
    assert [(group.code, group.name) for group in form.groups] == [
        ("cost", "成本"),
        ("output", "产出"),
        ("benefit", "效益指标"),
    ]
    assert (form.report.title, form.report.label) == (("乙",), "项目报告")
    assert read_pack(write_pack(changed)) == changed


def test_one_form_comes_from_one_place() -> None:
    with pytest.raises(PackFilesError, match="表单“first”已从别处取用"):
        _using(HEADER + "uses: [first, first]\n")


def _names_apart(pack: Pack) -> Pack:
    return pack.model_copy(update={"code": "base", "origin": None})


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(packs())
def test_extending_with_nothing_changes_only_the_header(pack: Pack) -> None:
    base = write_pack(_names_apart(pack))
    own = _extended(base, header="code: own\nname: 甲\nextends: base\n")
    assert own.model_copy(
        update={"code": "base", "name": pack.name, "version": pack.version, "origin": None}
    ) == (_names_apart(pack))


_changes = st.dictionaries(
    st.sampled_from(["process", "execution", "policies", "output", "visiting"]),
    st.fixed_dictionaries(
        {},
        optional={
            "weight": st.integers(1, 90),
            "name": st.sampled_from(["甲", "乙", "丙"]),
            "evidence": st.lists(st.sampled_from(["文件", "台账"]), min_size=1, max_size=2),
        },
    ),
    max_size=4,
)


def _as_yaml(changes: dict[str, dict[str, object]]) -> str:
    lines = []
    for code, values in changes.items():
        lines.append(f"- code: {code}")
        lines += [f"  {key}: {str(value).replace(chr(39), '')}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


@settings(max_examples=60)
@given(_changes, _changes)
def test_two_packs_on_top_change_the_same_as_both_at_once(
    first: dict[str, dict[str, object]], second: dict[str, dict[str, object]]
) -> None:
    """(base + first) + second = base + (first + second): overriding is associative, and the last one wins."""
    middle = {
        "pack.yaml": "code: middle\nname: 甲\nextends: test-2024\n",
        "indicators.yaml": _as_yaml(first),
    }
    top = {"pack.yaml": "code: own\nname: 乙\nextends: middle\n", "indicators.yaml": _as_yaml(second)}
    stepwise = read_pack(top, {"test-2024": BASE, "middle": middle}.get)
    joined = {code: {**first.get(code, {}), **second.get(code, {})} for code in {**first, **second}}
    at_once = _extended(indicators=_as_yaml(joined))
    assert stepwise.indicators == at_once.indicators


def test_the_cap_by_execution_rate_turns_excellent_into_poor() -> None:
    data, pack = published_year("bishan-2022"), published_pack("bishan-2022-cap")
    own, capped = score_evaluation(data, published_pack("bishan-2022")), score_evaluation(data, pack)
    assert (own.total, own.grade) == (Decimal("94.24"), "优")
    assert (capped.total, capped.grade) == (Decimal(59), "差")
    (cap,) = capped.caps
    assert (cap.maximum, cap.before) == (Decimal(59), Decimal("94.24"))
    assert capped.indicators == own.indicators
    assert [problem.text for problem in check_pack(pack)] == []
    blocks = _sections(pack)["results"].blocks
    assert [block.key if isinstance(block, TextBlock) else block.type for block in blocks][:2] == [
        "conclusion",
        "cap",
    ]
    assert isinstance(blocks[2], TableBlock)


@pytest.mark.parametrize(
    ("spent", "maximum"),
    [
        ("49.99", Decimal(59)),
        ("50", Decimal(69)),
        ("59.99", Decimal(69)),
        ("60", Decimal(79)),
        ("69.99", Decimal(79)),
        ("70", Decimal(89)),
        ("79.99", Decimal(89)),
        ("80", None),
    ],
)
def test_each_band_of_the_execution_rate_has_its_cap(spent: str, maximum: Decimal | None) -> None:
    data = published_year("bishan-2022")
    line = data.year.budget_lines[0].model_copy(
        update={"adjusted_amount": Decimal(100), "actual_amount": Decimal(spent)}
    )
    year = data.year.model_copy(update={"budget_lines": (line,)})
    score = score_evaluation(data.model_copy(update={"year": year}), published_pack("bishan-2022-cap"))
    assert [cap.maximum for cap in score.caps] == ([] if maximum is None else [maximum])

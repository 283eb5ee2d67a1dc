"""Reading and writing a pack's folder: inverse of each other, every mistake named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from selfeval.domain import pack as pack_types
from selfeval.domain.data import Data
from selfeval.domain.pack import Pack
from selfeval.domain.pack_files import PackFilesError, read_pack, write_pack
from selfeval.domain.pack_files.yaml_tree import MAX_CHARACTERS, MAX_DEPTH
from selfeval.domain.pack_problem import PART_FILES
from selfeval.exchange.pack_folder import SHIPPED_PACKS, load_pack, read_folder, save_pack
from tests.support.packs import packs, spoilt

HEADER = "code: a\nname: 甲\njurisdiction: 某区\n"
LEAF = "- code: x\n  name: 指标\n"


def _problem(header: str = HEADER, indicators: str = LEAF, **others: str) -> tuple[str, ...]:
    files = {"pack.yaml": header, "indicators.yaml": indicators}
    files.update({f"{name}.yaml": text for name, text in others.items()})
    with pytest.raises(PackFilesError) as caught:
        read_pack(files)
    return tuple(problem.text for problem in caught.value.problems)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(packs())
def test_read_pack_is_the_inverse_of_write_pack(pack: Pack) -> None:
    assert read_pack(write_pack(pack)) == pack


@pytest.mark.parametrize("folder", sorted(SHIPPED_PACKS.iterdir()), ids=lambda path: path.name)
def test_shipped_files_are_what_writing_gives(folder: Path) -> None:
    files, pack = read_folder(folder), load_pack(folder)
    if pack.origin is None:
        assert write_pack(pack) == files
    assert read_pack(write_pack(pack)) == pack


def test_scalars_keep_what_was_written() -> None:
    pack = read_pack(
        {
            "pack.yaml": "code: a\nname: 7\njurisdiction: no\nis_library: true\nremarks: |\n  一\n\n  二\n",
            "indicators.yaml": "- code: x\n  name: 'true'\n  weight: 1.50\n",
        }
    )
    assert (pack.name, pack.jurisdiction, pack.is_library, pack.remarks) == ("7", "no", True, "一\n\n二\n")
    assert pack.indicators[0].name == "true"
    assert str(pack.indicators[0].weight) == "1.50"


@pytest.mark.parametrize(
    ("header", "indicators", "place", "said"),
    [
        (HEADER + "verson: 2\n", LEAF, "pack.yaml 第4行 verson", "是否应为“version”"),
        (HEADER + "charts: []\n", LEAF, "pack.yaml 第4行 charts", "移到“charts.yaml”"),
        ("- 甲\n", LEAF, "pack.yaml 第1行", "此文件应为一组键和值"),
        ("code: a\nname: 甲\n", LEAF, "pack.yaml 第1行 jurisdiction", "缺少键“jurisdiction”"),
        (HEADER, LEAF + "  weight: 十分\n", "indicators.yaml 第3行 indicators[1].weight", "值“十分”不合要求"),
        (HEADER, LEAF + "  weight: -1\n", "第3行 indicators[1].weight", "此处不得小于0"),
        (HEADER, LEAF + "  wieght: 1\n", "第3行 indicators[1].wieght", "是否应为“weight”"),
        (HEADER, "- code: X-1\n  name: 甲\n", "第1行 indicators[1].code", "代码以小写字母或数字开头"),
        (HEADER, LEAF + "  kind: 定量\n", "第3行 indicators[1].kind", "quantitative、qualitative"),
        (
            HEADER,
            LEAF + "  method:\n    type: ratio-up\n",
            "第4行 indicators[1].method.type",
            "是否应为“ratio_up”",
        ),
        (HEADER, LEAF + "  method: {points: 1}\n", "第3行 indicators[1].method", "缺少键“type”"),
        (
            HEADER,
            LEAF + "  method:\n    type: bands\n    bands:\n      - share: 1\n        shar: 1\n",
            "第7行 indicators[1].method.bands[1].shar",
            "是否应为“share”",
        ),
        (HEADER, LEAF + "  evidence: 文件\n", "第3行 indicators[1].evidence", "此处应为列表"),
        (HEADER, "code: x\n", "indicators.yaml 第1行 indicators", "此处应为列表"),
        (HEADER, LEAF + "  name: 又名\n", "第3行", "键“name”重复，第2行已写过"),
        (HEADER, LEAF + "  ? [甲]\n  : 1\n", "第3行", "键不是文字"),
        (HEADER, LEAF + "  formula: &a 甲\n", "第3行", "使用了锚点或别名"),
        (HEADER, LEAF + "  formula: !!python/name:os.system 甲\n", "第3行", "使用了类型标签"),
        (HEADER, LEAF + "  analysis: {甲\n", "第4行", "不符合YAML格式"),
        (HEADER, LEAF + "---\n" + LEAF, "第3行", "一个文件内有多个文档"),
        (HEADER, "[" * (MAX_DEPTH + 1), "第1行", f"嵌套超过{MAX_DEPTH}层"),
        (HEADER, LEAF + "  reading: 甲\x07\n", "第3行", "含有不能使用的字符（U+0007）"),
    ],
)
def test_a_mistake_is_named_with_line_and_cure(header: str, indicators: str, place: str, said: str) -> None:
    texts = _problem(header, indicators)
    assert len(texts) == 1
    assert place in texts[0]
    assert said in texts[0]


def test_all_mistakes_come_at_once_in_the_order_of_files_and_lines() -> None:
    texts = _problem(HEADER + "full_mark: 一百\n", "- code: x\n  weight: 十\n- name: 乙\n")
    assert [text.split("：")[0] for text in texts] == [
        "〔错误〕pack.yaml 第4行 full_mark",
        "〔错误〕indicators.yaml 第1行 indicators[1].name",
        "〔错误〕indicators.yaml 第2行 indicators[1].weight",
        "〔错误〕indicators.yaml 第3行 indicators[2].code",
    ]


def test_missing_unknown_and_oversized_files_are_named() -> None:
    with pytest.raises(PackFilesError) as caught:
        read_pack({"pack.yaml": HEADER, "indicator.yaml": LEAF, "tables.yaml": "#" * (MAX_CHARACTERS + 1)})
    assert [problem.text for problem in caught.value.problems] == [
        "〔错误〕indicators.yaml：缺少文件“indicators.yaml”，体系包必须有它。补上文件“indicators.yaml”。",
        "〔错误〕indicator.yaml：体系包没有“indicator.yaml”这个文件。是否应为“indicators.yaml”。",
        "〔错误〕tables.yaml 第1行：文件有1000001个字符，上限为1000000个字符。拆分或精简文件内容后再读入。",
    ]


def test_many_nodes_are_refused_before_they_are_built() -> None:
    assert "内容超过50000项" in _problem(indicators="[" + "1," * 60_000 + "]")[0]


def test_a_folder_is_written_and_read_back(tmp_path: Path) -> None:
    pack = spoilt({})
    (tmp_path / "README.md").write_text("说明", encoding="utf-8")
    (tmp_path / "old.yaml").write_text("x: 1\n", encoding="utf-8")
    save_pack(pack, tmp_path)
    assert load_pack(tmp_path) == pack
    assert not (tmp_path / "old.yaml").exists()
    assert (tmp_path / "README.md").exists()


def test_a_folder_with_unreadable_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes("名称".encode("gb18030"))
    with pytest.raises(PackFilesError, match="不是UTF-8编码"):
        load_pack(tmp_path)
    with pytest.raises(PackFilesError, match="没有文件夹"):
        load_pack(tmp_path / "nowhere")


def test_the_reference_names_every_key() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "packs.md").read_text(encoding="utf-8")
    types = (getattr(pack_types, name) for name in pack_types.__all__)
    models = [item for item in types if isinstance(item, type) and issubclass(item, Data)]
    keys = {key for model in models for key in model.model_fields} - set(PART_FILES)
    assert {"weight", "template", "colspan", "relation"} <= keys
    assert sorted(key for key in keys if f"`{key}`" not in text and f"`{key}:" not in text) == []

"""Font roles: what is found, what an operator may replace, what the self-test says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings
from fontTools.ttLib import TTFont

from selfeval.reports.fonts import (
    ROLES,
    SELF_TEST_TEXT,
    VENDORED_DIR,
    FontRole,
    font_faces,
    operator_fonts,
    self_test,
)
from selfeval.reports.pdf import write_pdf
from tests.support.pdf import font_rows, page_texts
from tests.support.report_documents import document
from tests.support.sample_document import text


def font_named(folder: Path, name: str, source: str = "SelfevalSymbols-Regular.otf") -> Path:
    """A font file that calls itself ``name``; its glyphs are those of ``source``."""
    folder.mkdir(exist_ok=True)
    target = folder / ("font" + Path(source).suffix)
    with TTFont(VENDORED_DIR / source) as font:
        for name_id in (1, 4):
            font["name"].setName(name, name_id, 3, 1, 0x804)
        font.save(target)
    return target


def test_open_fonts_draw_everything_and_substitutions_are_named() -> None:
    problems = self_test()
    assert not [problem.message for problem in problems if problem.serious]
    named = "".join(problem.message for problem in problems)
    for official in ("方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"):
        assert f"未提供“{official}”" in named


@pytest.mark.parametrize("name", ["仿宋_GB2312", "FangSong", "方正仿宋_GBK"])
def test_official_file_replaces_its_role(tmp_path: Path, name: str) -> None:
    file = font_named(tmp_path, name, "LXGWZhuqueFangsong-Regular.ttf")
    (tmp_path / "readme.txt").write_text("not a font")
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    assert operator_fonts(tmp_path) == {FontRole.BODY: file}
    faces = {face.family: face.file for face in font_faces(tmp_path)}
    assert faces["Selfeval FangSong"] == file
    assert faces["Selfeval Kai"].parent == VENDORED_DIR
    assert not any(
        problem.role is FontRole.BODY and "未提供" in problem.message for problem in self_test(tmp_path)
    )


def test_replaced_font_is_used_in_the_pdf(tmp_path: Path) -> None:
    font_named(tmp_path, "黑体", "LXGWWenKaiGBLite-Regular.ttf")
    with override_settings(FONT_DIR=tmp_path):
        pdf = write_pdf(document(text("正文"), draft=False))
        titled = {face.family for face in font_faces(tmp_path)}
    assert "Selfeval Hei" in titled
    assert "正文" in page_texts(pdf)[0]
    assert "Selfeval-FangSong" in {name for name, _embedded in font_rows(pdf)}


def test_missing_glyphs_of_an_official_file_are_listed(tmp_path: Path) -> None:
    font_named(tmp_path, "黑体")
    (message,) = (p.message for p in self_test(tmp_path) if p.role is FontRole.HEADING)
    assert message.startswith("黑体：缺少字符“预算绩效")
    assert "以“Noto Serif CJK SC”补齐" in message


def test_folder_mistakes_are_explained(tmp_path: Path) -> None:
    missing = self_test(tmp_path / "nowhere")
    assert any("不存在" in problem.message and problem.serious for problem in missing)
    (tmp_path / "simsun.ttc").write_bytes(b"")
    assert any("simsun.ttc 是字体集合" in problem.message for problem in self_test(tmp_path))


def test_every_character_of_the_self_test_prints_in_every_role(tmp_path: Path) -> None:
    assert set("“”〔〕①②③④⑤㈠■□√×÷≤≥—…%喆堃祎赟翀镕") <= set(SELF_TEST_TEXT)
    pdf = write_pdf(document(text(SELF_TEST_TEXT)))
    assert "".join(page_texts(pdf)[0].split()).removesuffix("—1—") == SELF_TEST_TEXT


def test_docx_names_the_official_fonts() -> None:
    assert [
        ROLES[role].docx_name for role in (FontRole.TITLE, FontRole.HEADING, FontRole.KAI, FontRole.BODY)
    ] == [
        "方正小标宋简体",
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
    ]

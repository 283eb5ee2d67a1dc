"""Font roles: which file sets which text, what an operator may drop in, and a self-test that draws them.

Vendored files (OFL) serve 仿宋 and 楷体, Debian's Noto CJK and Liberation fonts the rest. An operator with
licensed official fonts names a folder in ``settings.FONT_DIR``; a file is recognised by the names
it carries itself and then replaces the open font of its role. DOCX files always name the official fonts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools.ttLib import TTFont, TTLibError
from weasyprint.text.ffi import harfbuzz_subset

VENDORED_DIR: Final = Path(__file__).resolve().parents[2] / "static" / "fonts"
SYSTEM_DIRS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# Everything an official report uses beyond plain GB2312 text, and name characters of the 2013 national list.
SELF_TEST_TEXT: Final = "预算绩效“三公”经费〔2021〕①②③④⑤㈠■□√×÷≤≥—…%喆堃祎赟翀镕"


class FontRole(StrEnum):
    """What a font is for; the value is the official name of its type style."""

    TITLE = "小标宋"
    HEADING = "黑体"
    KAI = "楷体"
    BODY = "仿宋"
    SONG = "宋体"
    LATIN = "西文"
    SYMBOLS = "符号"


@dataclass(frozen=True)
class RoleFonts:
    """A role's fonts. ``docx_name`` is named in DOCX files, ``own_family`` is declared by ``@font-face``.

    ``file_name`` is the open font's file; ``system_family`` its family if Debian installs it, else empty
    and the file is vendored. ``accepted`` are the names, lower case, by which an official file is known.
    """

    docx_name: str
    own_family: str
    file_name: str
    system_family: str
    face_name: str
    accepted: frozenset[str]


ROLES: Final[dict[FontRole, RoleFonts]] = {
    FontRole.TITLE: RoleFonts(
        "方正小标宋简体",
        "Selfeval Title",
        "NotoSerifCJK-Bold.ttc",
        "Noto Serif CJK SC",
        "Noto Serif CJK SC Bold",
        frozenset(
            {"方正小标宋简体", "方正小标宋_gbk", "fzxiaobiaosong-b05s", "fzxiaobiaosong-b05", "小标宋体"}
        ),
    ),
    FontRole.HEADING: RoleFonts(
        "黑体",
        "Selfeval Hei",
        "NotoSansCJK-Regular.ttc",
        "Noto Sans CJK SC",
        "Noto Sans CJK SC",
        frozenset({"黑体", "simhei", "方正黑体简体", "方正黑体_gbk", "fzhei-b01s", "fzhei-b01"}),
    ),
    FontRole.KAI: RoleFonts(
        "楷体_GB2312",
        "Selfeval Kai",
        "LXGWWenKaiGBLite-Regular.ttf",
        "",
        "霞鹜文楷 GB Lite",
        frozenset({"楷体_gb2312", "kaiti_gb2312", "楷体", "kaiti", "simkai", "方正楷体简体", "方正楷体_gbk"}),
    ),
    FontRole.BODY: RoleFonts(
        "仿宋_GB2312",
        "Selfeval FangSong",
        "LXGWZhuqueFangsong-Regular.ttf",
        "",
        "朱雀仿宋",
        frozenset(
            {"仿宋_gb2312", "fangsong_gb2312", "仿宋", "fangsong", "simfang", "方正仿宋简体", "方正仿宋_gbk"}
        ),
    ),
    FontRole.SONG: RoleFonts(
        "宋体",
        "Selfeval Song",
        "NotoSerifCJK-Regular.ttc",
        "Noto Serif CJK SC",
        "Noto Serif CJK SC",
        frozenset({"宋体", "simsun", "方正书宋简体", "方正书宋_gbk"}),
    ),
    FontRole.LATIN: RoleFonts(
        "Times New Roman",
        "Selfeval Latin",
        "LiberationSerif-Regular.ttf",
        "Liberation Serif",
        "Liberation Serif",
        frozenset({"times new roman"}),
    ),
    # Full-width quotation marks and ①㈠■ that the vendored Chinese fonts lack or draw at Latin width.
    FontRole.SYMBOLS: RoleFonts(
        "", "Selfeval Symbols", "SelfevalSymbols-Regular.otf", "", "Selfeval Symbols", frozenset()
    ),
}
FALLBACK_ROLE: Final = FontRole.SONG
WITH_LATIN_DIGITS: Final = frozenset({FontRole.BODY, FontRole.KAI})


@dataclass(frozen=True)
class FontFace:
    """One ``@font-face``: the family we declare and the TTF or OTF file behind it."""

    family: str
    file: Path


@dataclass(frozen=True)
class FontProblem:
    """Something the operator should know about a font; ``message`` is a Chinese sentence.

    ``serious`` means text may print wrongly; otherwise a substitution that reads well was made.
    """

    role: FontRole | None
    message: str
    serious: bool


def operator_font_dir() -> Path | None:
    """The folder of licensed fonts from the settings, or None."""
    folder: Path | None = settings.FONT_DIR
    return folder


def operator_fonts(folder: Path | None) -> dict[FontRole, Path]:
    """Official font files found in ``folder``, by the role their own names claim (first in name order)."""
    found: dict[FontRole, Path] = {}
    for file in sorted(folder.iterdir()) if folder and folder.is_dir() else ():
        if file.suffix.lower() not in {".ttf", ".otf"}:
            continue
        names = _names_in(file)
        for role, fonts in ROLES.items():
            if names & fonts.accepted:
                found.setdefault(role, file)
    return found


def font_faces(folder: Path | None) -> tuple[FontFace, ...]:
    """The faces to declare: vendored files, Latin letters, and official files of the operator."""
    official = operator_fonts(folder)
    faces = []
    for role, fonts in ROLES.items():
        file = official.get(role) or _open_file(role)
        # A collection holds many faces under one file, so Debian's Noto fonts are named by their family.
        if file is not None and file.suffix.lower() != ".ttc":
            faces.append(FontFace(fonts.own_family, file))
    return tuple(faces)


def family_stack(role: FontRole, *, official: bool) -> str:
    """CSS ``font-family`` of a role: digits in Latin type for body text, then the role, then the fallback.

    Full-width symbols come before the open font of a role and after an ``official`` one, which has its own.
    """
    fonts = ROLES[role]
    families = [fonts.own_family, fonts.system_family, ROLES[FALLBACK_ROLE].system_family]
    if role in WITH_LATIN_DIGITS:
        families.insert(1 if official else 0, ROLES[FontRole.SYMBOLS].own_family)
        families.insert(0, ROLES[FontRole.LATIN].own_family)
    return ", ".join(f'"{family}"' for family in dict.fromkeys(families) if family)


def self_test(folder: Path | None = None) -> list[FontProblem]:
    """Check every role's font for presence, substitution and missing glyphs.

    ``folder`` is the operator's font folder; without it the settings' one is used. Returns an empty list
    only when all official fonts are there and complete.
    """
    folder = folder or operator_font_dir()
    official = operator_fonts(folder)
    problems = list(_folder_problems(folder))
    if harfbuzz_subset is None:
        problems.append(
            FontProblem(None, "未安装系统库 libharfbuzz-subset0，生成 PDF 的时间将增至三倍以上。", False)
        )
    fallback = _open_file(FALLBACK_ROLE)
    spare = _covered(fallback) if fallback else frozenset()
    symbols = _covered(VENDORED_DIR / ROLES[FontRole.SYMBOLS].file_name)
    for role, fonts in ROLES.items():
        file = official.get(role) or _open_file(role)
        if file is None:
            problems.append(
                FontProblem(role, f"{role.value}：找不到字体文件 {fonts.file_name}，应安装后重新启动。", True)
            )
            continue
        if role not in official and fonts.docx_name:
            problems.append(
                FontProblem(
                    role, f"{role.value}：未提供“{fonts.docx_name}”，PDF 以“{fonts.face_name}”代替。", False
                )
            )
        if fonts.docx_name and role is not FontRole.LATIN:
            own = _covered(file) | (symbols if role in WITH_LATIN_DIGITS else frozenset())
            problems += _missing_glyphs(role, own, spare)
    return problems


def _missing_glyphs(role: FontRole, own: frozenset[int], spare: frozenset[int]) -> list[FontProblem]:
    missing = [c for c in SELF_TEST_TEXT if ord(c) not in own]
    drawn_by_spare = "".join(c for c in missing if ord(c) in spare)
    lost = "".join(c for c in missing if ord(c) not in spare)
    problems = []
    if drawn_by_spare:
        spare_name = ROLES[FALLBACK_ROLE].face_name
        problems.append(
            FontProblem(role, f"{role.value}：缺少字符“{drawn_by_spare}”，以“{spare_name}”补齐。", False)
        )
    if lost:
        problems.append(FontProblem(role, f"{role.value}：缺少字符“{lost}”，这些字符将无法印出。", True))
    return problems


def _folder_problems(folder: Path | None) -> list[FontProblem]:
    if folder is None:
        return []
    if not folder.is_dir():
        return [FontProblem(None, f"字体文件夹 {folder} 不存在，应建立该文件夹或更正设置。", True)]
    collections = [file.name for file in sorted(folder.iterdir()) if file.suffix.lower() == ".ttc"]
    return [
        FontProblem(None, f"字体文件夹中的 {name} 是字体集合，不能使用，应换成单个 TTF 或 OTF 文件。", False)
        for name in collections
    ]


def _open_file(role: FontRole) -> Path | None:
    fonts = ROLES[role]
    folders = SYSTEM_DIRS if fonts.system_family else (VENDORED_DIR,)
    return next((hit for folder in folders for hit in folder.rglob(fonts.file_name)), None)


def _names_in(file: Path) -> frozenset[str]:
    """Family and full names (name table IDs 1, 4, 6, 16) in lower case; empty if it is no font."""
    try:
        with TTFont(BytesIO(file.read_bytes()), lazy=True) as font:
            records = [record for record in font["name"].names if record.nameID in {1, 4, 6, 16}]
            return frozenset(record.toUnicode(errors="replace").strip().lower() for record in records)
    except (TTLibError, OSError, KeyError):
        return frozenset()


def _covered(file: Path) -> frozenset[int]:
    """Code points the file has glyphs for (a collection's first face; Noto's faces cover the same)."""
    with TTFont(file, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap())

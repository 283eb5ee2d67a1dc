"""Packs on the disk: a folder of YAML files, read whole and written whole."""

from __future__ import annotations

from pathlib import Path

from selfeval.domain.pack import Pack
from selfeval.domain.pack_files import Library, PackFilesError, read_pack, write_pack
from selfeval.domain.pack_problem import HEADER_FILE, PackProblem

SHIPPED_PACKS = Path(__file__).resolve().parent.parent / "data" / "packs"
_MAX_BYTES = 4_000_000
_SUFFIXES = (".yaml", ".yml")


def read_folder(folder: Path) -> dict[str, str]:
    """Return the YAML files of a pack's folder (file name -> text), other files left out.

    Raises PackFilesError for a folder that is not there, and for files too big or not in UTF-8.
    """
    if not folder.is_dir():
        raise PackFilesError(
            [PackProblem((), f"没有文件夹“{folder}”", "核对体系包所在的文件夹路径", file_name=folder.name)]
        )
    files: dict[str, str] = {}
    problems: list[PackProblem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in _SUFFIXES or not path.is_file():
            continue
        try:
            files[path.name] = _text(path)
        except PackFilesError as error:
            problems += error.problems
    if problems:
        raise PackFilesError(problems)
    return files


def _text(path: Path) -> str:
    if path.stat().st_size > _MAX_BYTES:
        problem = PackProblem((), f"文件超过{_MAX_BYTES}字节", "拆分或精简文件内容", file_name=path.name)
        raise PackFilesError([problem])
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = PackProblem(
            (), f"第{error.start + 1}字节不是UTF-8编码", "以UTF-8编码另存文件", file_name=path.name
        )
        raise PackFilesError([problem]) from error


def load_pack(folder: Path) -> Pack:
    """Read the pack of a folder, with those it extends and uses. Raises PackFilesError with every mistake."""
    return read_pack(read_folder(folder), library_beside(folder))


def library_beside(folder: Path) -> Library:
    """Return the packs that a folder may extend and use: those beside it, then those that were shipped."""

    def files_of(code: str) -> dict[str, str] | None:
        for place in (folder.absolute().parent / code, SHIPPED_PACKS / code):
            if (place / HEADER_FILE).is_file():
                return read_folder(place)
        return None

    return files_of


def save_pack(pack: Pack, folder: Path) -> None:
    """Write a pack into a folder, made if need be; YAML files that are no part of it any more go."""
    files = write_pack(pack)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.suffix in _SUFFIXES and path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

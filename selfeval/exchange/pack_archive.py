"""Packs as one zip file of YAML files, for those who want to edit or keep them outside the system."""

from __future__ import annotations

import io
import zipfile
import zlib

from selfeval.domain.pack import Pack
from selfeval.domain.pack_files import PackFilesError, write_pack
from selfeval.domain.pack_problem import HEADER_FILE, PackProblem

_MAX_BYTES = 4_000_000
_MAX_FILES = 40
_SUFFIXES = (".yaml", ".yml")
_MOMENT = (2000, 1, 1, 0, 0, 0)


def write_archive(pack: Pack) -> bytes:
    """Return the files of a pack as a zip; the same pack gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in write_pack(pack).items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text.encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def read_archive(content: bytes) -> dict[str, str]:
    """Return the YAML files of a zip (file name -> text), from its top or from one folder inside.

    Raises PackFilesError for what is no zip, too big, not in UTF-8 or without ``pack.yaml``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused(
            "不是可以读取的压缩文件（zip）", "用本系统导出的文件，或把各文件压缩成一个zip再导入"
        ) from error


def _files(archive: zipfile.ZipFile) -> dict[str, str]:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and entry.filename.endswith(_SUFFIXES) and "__MACOSX" not in entry.filename
    ]
    if len(entries) > _MAX_FILES or sum(entry.file_size for entry in entries) > _MAX_BYTES:
        raise _refused("压缩文件内的文件过多或过大", f"最多{_MAX_FILES}个文件，合计不超过{_MAX_BYTES}字节")
    files: dict[str, str] = {}
    problems = []
    for entry in entries:
        name = entry.filename.replace("\\", "/").rpartition("/")[2]
        if name in files:
            raise _refused(f"有两个名为“{name}”的文件", "一个压缩文件只放一个体系包")
        try:
            # never more than the size that was counted, whatever the entry holds
            with archive.open(entry) as opened:
                files[name] = opened.read(_MAX_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"第{error.start + 1}字节不是UTF-8编码"
            problems.append(PackProblem((), message, "以UTF-8编码另存文件", file_name=name))
    if problems:
        raise PackFilesError(problems)
    if HEADER_FILE not in files:
        raise _refused(f"压缩文件内没有“{HEADER_FILE}”", "把体系包的全部文件压缩成一个zip")
    return files


def _refused(message: str, cure: str) -> PackFilesError:
    return PackFilesError([PackProblem((), message, cure, file_name="压缩文件")])

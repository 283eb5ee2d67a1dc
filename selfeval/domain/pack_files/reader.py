"""Reading a pack's folder: texts -> ``Pack``, every mistake with file, line, path, value, rule and cure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import ValidationError

from selfeval.domain.pack import Pack
from selfeval.domain.pack_files.errors import PackFilesError
from selfeval.domain.pack_files.messages import problems_of, unknown_key
from selfeval.domain.pack_files.resolve import EXTENDS, USES, Library, no_library, resolve
from selfeval.domain.pack_files.yaml_tree import Plain, YamlTree
from selfeval.domain.pack_problem import HEADER_FILE, PART_FILES, PackPath, PackProblem

_HEADER_KEYS = frozenset(Pack.model_fields) - frozenset(PART_FILES)


def read_pack(folder: Mapping[str, str], library: Library = no_library) -> Pack:
    """Read a pack from its files (file name -> text). Raises PackFilesError with every mistake found.

    ``pack.yaml`` (header, grades, caps) and ``indicators.yaml`` must be there, other parts may be missing. A
    folder that extends another pack takes it from ``library`` and needs ``pack.yaml`` only; what it gives is
    complete in itself.
    """
    trees = resolve(folder, library)
    content: dict[str, Plain] = {}
    problems = _take_header(trees[HEADER_FILE], content)
    for part, name in PART_FILES.items():
        tree = trees.get(name)
        if tree is not None and tree.value is not None:
            content[part] = tree.value
    if problems:
        raise PackFilesError(problems)
    try:
        return Pack.model_validate(content)
    except ValidationError as error:
        found = problems_of(error.errors(include_url=False))
        raise PackFilesError(_with_lines(found, trees)) from error


def locate(
    problems: Iterable[PackProblem], folder: Mapping[str, str], library: Library = no_library
) -> list[PackProblem]:
    """Return the problems with the lines where they stand in the files that the pack was read from."""
    return _with_lines(problems, resolve(folder, library))


def _take_header(tree: YamlTree, content: dict[str, Plain]) -> list[PackProblem]:
    if not isinstance(tree.value, dict):
        return [PackProblem((), "此文件应为一组键和值", "逐行写成“键: 值”", line=1, file_name=HEADER_FILE)]
    problems = []
    for key, value in tree.value.items():
        if key in PART_FILES:
            problem = PackProblem((key,), f"“{key}”不写在此文件", f"移到“{PART_FILES[key]}”")
        elif key not in _HEADER_KEYS:
            problem = unknown_key((key,), _HEADER_KEYS | {EXTENDS, USES})
        else:
            content[key] = value
            continue
        file, line = tree.place((key,))
        problems.append(replace(problem, line=line, file_name=file))
    return problems


def _with_lines(problems: Iterable[PackProblem], trees: Mapping[str, YamlTree]) -> list[PackProblem]:
    """Give every problem its file and line, in the order of files and lines; own files come first."""
    files = list(trees)
    placed = []
    for problem in problems:
        name, line = problem.file, problem.line
        order = files.index(name) if name in files else -1
        if name in trees and line is None:
            place, line = trees[name].place(_path_in_file(problem.path))
            problem = replace(problem, line=line, file_name="" if place in ("", name) else place)
        placed.append((order, problem.file, line or 0, problem))
    return [problem for *_, problem in sorted(placed, key=lambda item: item[:3])]


def _path_in_file(path: PackPath) -> PackPath:
    return path[1:] if path and path[0] in PART_FILES else path

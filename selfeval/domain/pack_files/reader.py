"""Reading a pack's folder: texts -> ``Pack``, every mistake with file, line, path, value, rule and cure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import ValidationError

from selfeval.domain.pack import Pack
from selfeval.domain.pack_files.messages import problems_of, unknown_key
from selfeval.domain.pack_files.yaml_tree import Plain, YamlTree, YamlTreeError, parse_yaml
from selfeval.domain.pack_problem import HEADER_FILE, PART_FILES, PackPath, PackProblem

_REQUIRED_FILES = (HEADER_FILE, PART_FILES["indicators"])
_HEADER_KEYS = frozenset(Pack.model_fields) - frozenset(PART_FILES)


class PackFilesError(ValueError):
    """The folder is no pack; ``problems`` lists every mistake found, in the order of files and lines."""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text for problem in self.problems))


def read_pack(folder: Mapping[str, str]) -> Pack:
    """Read a pack from its files (file name -> text). Raises PackFilesError with every mistake found.

    ``pack.yaml`` (header, grades, caps) and ``indicators.yaml`` must be there; ``figures.yaml``,
    ``documents.yaml``, ``tables.yaml``, ``charts.yaml`` and ``checks.yaml`` may be missing.
    """
    trees, problems = _parse_files(folder)
    content: dict[str, Plain] = {}
    header = trees.get(HEADER_FILE)
    if header is not None:
        problems += _take_header(header, content)
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


def locate(problems: Iterable[PackProblem], folder: Mapping[str, str]) -> list[PackProblem]:
    """Return the problems with the lines where they stand in the files that the pack was read from."""
    trees, _ = _parse_files(folder)
    return _with_lines(problems, trees)


def _parse_files(folder: Mapping[str, str]) -> tuple[dict[str, YamlTree], list[PackProblem]]:
    names = (HEADER_FILE, *PART_FILES.values())
    trees: dict[str, YamlTree] = {}
    problems = [
        PackProblem((), f"缺少文件“{name}”，体系包必须有它", f"补上文件“{name}”", file_name=name)
        for name in _REQUIRED_FILES
        if name not in folder
    ]
    for name, text in folder.items():
        if name not in names:
            problems.append(_unknown_file(name, names))
            continue
        try:
            trees[name] = parse_yaml(text)
        except YamlTreeError as error:
            problems.append(
                PackProblem(error.path, error.message, error.cure, line=error.line, file_name=name)
            )
    return trees, problems


def _unknown_file(name: str, names: tuple[str, ...]) -> PackProblem:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    cure = f"是否应为“{near[0]}”" if near else f"体系包只有这些文件：{'、'.join(names)}"
    return PackProblem((), f"体系包没有“{name}”这个文件", cure, file_name=name)


def _take_header(tree: YamlTree, content: dict[str, Plain]) -> list[PackProblem]:
    if not isinstance(tree.value, dict):
        return [PackProblem((), "此文件应为一组键和值", "逐行写成“键: 值”", line=1, file_name=HEADER_FILE)]
    problems = []
    for key, value in tree.value.items():
        if key in PART_FILES:
            problem = PackProblem(
                (key,), f"“{key}”不写在此文件", f"移到“{PART_FILES[key]}”", file_name=HEADER_FILE
            )
        elif key not in _HEADER_KEYS:
            problem = replace(unknown_key((key,), _HEADER_KEYS), file_name=HEADER_FILE)
        else:
            content[key] = value
            continue
        problems.append(replace(problem, line=tree.line((key,))))
    return problems


def _with_lines(problems: Iterable[PackProblem], trees: Mapping[str, YamlTree]) -> list[PackProblem]:
    placed = []
    for problem in problems:
        tree = trees.get(problem.file)
        line = None if tree is None else tree.line(_path_in_file(problem.path))
        placed.append(replace(problem, line=line) if problem.line is None else problem)
    files = list(trees)
    return sorted(
        placed, key=lambda item: (files.index(item.file) if item.file in trees else -1, item.line or 0)
    )


def _path_in_file(path: PackPath) -> PackPath:
    return path[1:] if path and path[0] in PART_FILES else path

"""A folder's files as trees, with the packs that it extends and uses worked in.

``extends`` in the header names the pack whose parts these files change, ``uses`` the packs whose forms are
copied in. Other packs come from a ``Library``, so that nothing here touches the disk.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping

import yaml

from selfeval.domain.pack_files.errors import PackFilesError
from selfeval.domain.pack_files.overlay import Overlay, identity_of
from selfeval.domain.pack_files.yaml_tree import YamlTree, YamlTreeError, parse_yaml
from selfeval.domain.pack_problem import HEADER_FILE, PART_FILES, PackProblem

Library = Callable[[str], Mapping[str, str] | None]
"""Gives the files (name -> text) of a pack by its code, ``None`` where there is no such pack."""

EXTENDS, USES, ORIGIN = "extends", "uses", "origin"
_OWN_KEYS = frozenset({"code", "name", "version", ORIGIN})
"""Keys of the header that an extending pack does not take over."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_FORMS = "forms"
_WANTED = {
    EXTENDS: "写一个体系包的代码，例如 extends: bishan-2022",
    USES: "写成体系包代码的列表，例如 uses: [national-project-2020]",
}
_Trees = dict[str, YamlTree]


def no_library(code: str) -> None:
    """A library without packs: for folders that stand alone."""
    del code


def resolve(folder: Mapping[str, str], library: Library) -> _Trees:
    """Return the trees of a pack by file name, complete in themselves.

    Where another pack took part, the header says so under ``origin``. Raises PackFilesError with every
    mistake in the files, for packs that are not there, circles, and changes of things that do not exist.
    """
    return _resolve(folder, library, "", ())


def _resolve(folder: Mapping[str, str], library: Library, prefix: str, chain: tuple[str, ...]) -> _Trees:
    trees, problems = _parse_files(folder, prefix)
    header = trees[HEADER_FILE].root if HEADER_FILE in trees else None
    entries = _entries(header)
    is_extending = EXTENDS in entries
    required = (HEADER_FILE,) if is_extending else (HEADER_FILE, PART_FILES["indicators"])
    for name in required:
        if name not in folder:
            missing = f"缺少文件“{name}”，体系包必须有它"
            problems.insert(0, PackProblem((), missing, f"补上文件“{name}”", file_name=prefix + name))
    if problems:
        raise PackFilesError(problems)
    if not is_extending and USES not in entries:
        return trees
    assert isinstance(header, yaml.MappingNode)
    chain = (*chain, str(entries["code"].value) if "code" in entries else "")
    named = {key: _codes(entries.get(key), key) for key in (EXTENDS, USES)}
    if ORIGIN in entries:
        raise PackFilesError(
            [_at(entries[ORIGIN], (ORIGIN,), "“origin”由导出时写入", "有 extends 或 uses 时删去 origin")]
        )
    below: _Trees = {}
    for node in named[EXTENDS]:
        below = _other(node, library, chain)
    forms = [(node, _other(node, library, chain)) for node in named[USES]]
    return _laid_over(below, trees, forms, header)


def _laid_over(
    below: _Trees, own: _Trees, used: list[tuple[yaml.Node, _Trees]], header: yaml.MappingNode
) -> _Trees:
    overlay = Overlay()
    trees = {HEADER_FILE: YamlTree.of(_header(_entries(_root(below, HEADER_FILE)), header))}
    for part, name in PART_FILES.items():
        root = _root(below, name)
        if part == _FORMS:
            for node, other in used:
                root = _with_forms(root, _root(other, name), node, overlay.problems)
        merged = overlay.part(root, _root(own, name), (part,))
        if merged is not None:
            trees[name] = YamlTree.of(merged)
    if overlay.problems:
        raise PackFilesError(overlay.problems)
    return trees


def _header(below: dict[str, yaml.Node], own: yaml.MappingNode) -> yaml.Node:
    """The header with what it does not say itself taken over, and where it came from under ``origin``."""
    entries = {key.value: (key, value) for key, value in own.value}
    directives = [entries.pop(key) for key in (EXTENDS, USES) if key in entries]
    first = directives[0][0]
    origin_key = yaml.ScalarNode(first.tag, ORIGIN, first.start_mark, first.end_mark)
    origin = yaml.MappingNode("tag:yaml.org,2002:map", directives, first.start_mark, first.end_mark)
    taken = {
        key: (yaml.ScalarNode("tag:yaml.org,2002:str", key, value.start_mark, value.end_mark), value)
        for key, value in below.items()
        if key not in _OWN_KEYS
    }
    merged = [*(taken | entries).values(), (origin_key, origin)]
    return yaml.MappingNode(own.tag, merged, own.start_mark, own.end_mark)


def _with_forms(
    root: yaml.Node | None, forms: yaml.Node | None, use: yaml.Node, problems: list[PackProblem]
) -> yaml.Node | None:
    """The forms there are with those of a used pack behind them; two of one code are a mistake."""
    if not isinstance(forms, yaml.SequenceNode) or not forms.value:
        problems.append(
            _at(use, (USES,), f"体系包“{use.value}”没有可以取用的表单", "改用有表单的体系包，或删去")
        )
        return root
    if not isinstance(root, yaml.SequenceNode):
        return forms
    known = {identity_of(form) for form in root.value}
    for form in forms.value:
        identity = identity_of(form)
        if identity is not None and identity in known:
            message = f"体系包“{use.value}”的表单“{identity[1]}”已从别处取用"
            problems.append(_at(use, (USES,), message, "只取用其中一个体系包"))
    return yaml.SequenceNode(root.tag, [*root.value, *forms.value], root.start_mark, root.end_mark)


def _other(node: yaml.Node, library: Library, chain: tuple[str, ...]) -> _Trees:
    """Another pack by the node that names it, resolved in its turn."""
    code = str(node.value)
    if code in chain:
        circle = " → ".join((*chain[chain.index(code) :], code))
        raise PackFilesError(
            [_at(node, (), f"体系包互相沿用，成为循环：{circle}", "去掉其中一处 extends 或 uses")]
        )
    folder = library(code)
    if folder is None:
        message = f"没有代码为“{code}”的体系包可供沿用"
        raise PackFilesError([_at(node, (), message, "核对代码，或把该体系包的文件夹放在本文件夹旁边")])
    return _resolve(folder, library, f"{code}/", chain)


def _codes(node: yaml.Node | None, key: str) -> list[yaml.Node]:
    """The nodes that hold the codes of a directive; refuses what cannot be a code."""
    if node is None:
        return []
    is_list = isinstance(node, yaml.SequenceNode)
    nodes = list(node.value) if is_list else [node]
    for each in nodes:
        is_code = isinstance(each, yaml.ScalarNode) and _CODE.fullmatch(each.value)
        if not is_code or is_list is not (key == USES):
            raise PackFilesError([_at(each, (key,), f"“{key}”写的不是体系包代码", _WANTED[key])])
    return nodes


def _parse_files(folder: Mapping[str, str], prefix: str) -> tuple[_Trees, list[PackProblem]]:
    names = (HEADER_FILE, *PART_FILES.values())
    trees: _Trees = {}
    problems = []
    for name, text in folder.items():
        if name not in names:
            problems.append(_unknown_file(name, names, prefix))
            continue
        try:
            trees[name] = parse_yaml(text, prefix + name)
        except YamlTreeError as error:
            problems.append(
                PackProblem(error.path, error.message, error.cure, line=error.line, file_name=prefix + name)
            )
    return trees, problems


def _unknown_file(name: str, names: tuple[str, ...], prefix: str) -> PackProblem:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    cure = f"是否应为“{near[0]}”" if near else f"体系包只有这些文件：{'、'.join(names)}"
    return PackProblem((), f"体系包没有“{name}”这个文件", cure, file_name=prefix + name)


def _entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _root(trees: _Trees, name: str) -> yaml.Node | None:
    return trees[name].root if name in trees else None


def _at(node: yaml.Node, path: tuple[str, ...], message: str, cure: str) -> PackProblem:
    mark = node.start_mark
    return PackProblem(path, message, cure, line=mark.line + 1, file_name=mark.name)

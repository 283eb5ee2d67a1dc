"""YAML text as plain values with the line of every value and key.

A small, safe part of YAML: mappings, lists and scalars. Scalars stay text as written (so that ``1.50`` is
never a float, ``no`` never a boolean), but for plain ``true``, ``false``, ``null`` and ``~``. Anchors,
aliases, tags, several documents in one file and duplicate keys are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from selfeval.domain.pack_problem import PackPath

MAX_CHARACTERS = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 40

Plain = None | bool | str | list["Plain"] | dict[str, "Plain"]
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlTreeError(ValueError):
    """The text is not the YAML we read: ``message`` and ``cure`` in Chinese, ``line`` from 1."""

    def __init__(self, message: str, cure: str, line: int, path: PackPath = ()) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.line = line
        self.path = path


@dataclass(frozen=True)
class YamlTree:
    """The values of a file and where they stand.

    Nodes keep the file and line they were read from, so that a tree laid over another one
    (``pack_files.overlay``) still knows where each of its values stands.
    """

    value: Plain
    root: yaml.Node | None

    @classmethod
    def of(cls, root: yaml.Node | None) -> YamlTree:
        """Return the tree of a node. Raises YamlTreeError for duplicate keys and keys that are no words."""
        return cls(None if root is None else _plain(root, ()), root)

    def line(self, path: PackPath) -> int:
        """Return the line (from 1) of the deepest part of ``path`` that the file holds.

        A part that is no key of its mapping (a missing key) is passed over.
        """
        return self.place(path)[1]

    def place(self, path: PackPath) -> tuple[str, int]:
        """Return the file of that part (as ``parse_yaml`` was told its name) with the line."""
        node = self.root
        if node is None:
            return "", 1
        mark = node.start_mark
        for part in path:
            if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                mark = node.start_mark
            elif isinstance(node, yaml.MappingNode):
                for key, child in node.value:
                    if key.value == part:
                        node, mark = child, key.start_mark
                        break
        return mark.name, mark.line + 1


def parse_yaml(text: str, name: str = "") -> YamlTree:
    """Read YAML into plain values with positions in the file ``name``.

    Raises YamlTreeError with line and cure.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlTreeError(
            f"文件有{len(text)}个字符，上限为{MAX_CHARACTERS}个字符", "拆分或精简文件内容后再读入", 1
        )
    try:
        _refuse_events(text)
        root = _compose(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlTreeError(
            f"不符合YAML格式（{error.problem or error.context}）",
            "核对本行及上一行的缩进、冒号、引号和括号，列表项以“- ”开头，含冒号或以花括号开头的文字加引号",
            1 if mark is None else mark.line + 1,
        ) from error
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        raise YamlTreeError(
            f"含有不能使用的字符（U+{error.character:04X}）"
            if isinstance(error.character, int)
            else "含有不能使用的字符",
            "删除控制字符，以UTF-8编码保存文件",
            text.count("\n", 0, position) + 1,
        ) from error
    return YamlTree.of(root)


def _compose(text: str, name: str) -> yaml.Node | None:
    loader = yaml.SafeLoader(text)
    loader.name = name
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _refuse_events(text: str) -> None:
    """Refuse what is too big, too deep or beyond the part of YAML we read, before any recursion."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlTreeError("使用了锚点或别名（& 或 *）", "把所引用的内容直接写出来", line)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise YamlTreeError("一个文件内有多个文档（---）", "每个文件只保留一个文档", line)
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            tag = getattr(event, "tag", None)
            if tag not in (None, "!"):
                raise YamlTreeError(f"使用了类型标签“{tag}”", "删除标签，直接写值", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if nodes > MAX_NODES:
            raise YamlTreeError(f"内容超过{MAX_NODES}项", "拆分或精简文件内容", line)
        if depth > MAX_DEPTH:
            raise YamlTreeError(f"嵌套超过{MAX_DEPTH}层", "减少嵌套层数", line)


def _plain(node: yaml.Node, path: PackPath) -> Plain:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index)) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path)
    text = str(node.value)
    is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return _CONSTANTS[text] if is_plain and text in _CONSTANTS else text


def _mapping(node: yaml.MappingNode, path: PackPath) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    lines: dict[str, int] = {}
    for key_node, child in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlTreeError("键不是文字", "把键改写成一个名称，花括号开头的文字加引号", line, path)
        key = str(key_node.value)
        if key in values:
            raise YamlTreeError(
                f"键“{key}”重复，第{lines[key]}行已写过",
                "同一处一个键只写一次，删去或合并其中一个",
                line,
                path,
            )
        lines[key] = line
        values[key] = _plain(child, (*path, key))
    return values

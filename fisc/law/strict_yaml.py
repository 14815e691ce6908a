"""YAML read strictly, with lines: no double key, no float, no word that turns into a boolean."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import yaml

from fisc.law.folder import LawError

Node: TypeAlias = yaml.Node
_TEXT: Final = "tag:yaml.org,2002:str"
_WHOLE: Final = "tag:yaml.org,2002:int"
_FLOAT: Final = "tag:yaml.org,2002:float"
_BOOL: Final = "tag:yaml.org,2002:bool"
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)")


def load(path: Path) -> Node:
    """Read one document of YAML as a tree whose nodes know their lines.

    Raises:
        LawError: the file is empty or is not YAML.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise LawError.at(path, line, f"{wrong.problem or 'not YAML'}.") from wrong
    if root is None:
        raise LawError.at(path, 1, "the file is empty.")
    return root


def entries(
    node: Node,
    path: Path,
    *,
    required: Collection[str] = (),
    allowed: Collection[str] = (),
    names: re.Pattern[str] | None = None,
) -> Mapping[str, Node]:
    """Return the entries of a mapping by key.

    Either the keys are given (``required`` and ``allowed``), or they are free and ``names`` is
    the form that they must have.

    Raises:
        LawError: not a mapping, empty, a key is double, unknown, missing or not a word.
    """
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise LawError.at(path, line, "keys with values are expected here.")
    found: dict[str, Node] = {}
    for key, value in node.value:
        word = _key(key, path)
        known = names.fullmatch(word) if names else word in {*required, *allowed}
        if not known:
            raise LawError.at(path, key.start_mark.line + 1, f"the key {word!r} is not known here.")
        if word in found:
            raise LawError.at(path, key.start_mark.line + 1, f"the key {word!r} stands here twice.")
        found[word] = value
    for word in required:
        if word not in found:
            raise LawError.at(path, line, f"the key {word!r} is missing.")
    return found


def _key(node: Node, path: Path) -> str:
    if node.tag == _BOOL:
        raise LawError.at(
            path,
            node.start_mark.line + 1,
            f"YAML reads the key {node.value!r} as a boolean; use another word.",
        )
    if node.tag != _TEXT or not isinstance(node.value, str):
        raise LawError.at(path, node.start_mark.line + 1, "a key must be a word.")
    return node.value


def items(node: Node, path: Path) -> Sequence[Node]:
    """Return the items of a list.

    Raises:
        LawError: not a list, or an empty one.
    """
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise LawError.at(path, node.start_mark.line + 1, "a list with an item is expected here.")
    return tuple(node.value)


def text(node: Node, path: Path, *, among: Collection[str] = ()) -> str:
    """Return a text, which may be restricted to some words.

    Raises:
        LawError: not a text, an empty one, or none of the words.
    """
    line = node.start_mark.line + 1
    _refuse_float(node, path)
    if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT or not node.value.strip():
        raise LawError.at(path, line, "a text is expected here; put it in quotes.")
    if among and node.value not in among:
        raise LawError.at(path, line, f"{node.value!r} is none of {', '.join(among)}.")
    return str(node.value)


def whole(node: Node, path: Path) -> int:
    """Return a whole number in plain decimal digits.

    Raises:
        LawError: anything else, a float above all.
    """
    _refuse_float(node, path)
    plain = isinstance(node, yaml.ScalarNode) and node.tag == _WHOLE
    if not plain or not _DECIMAL.fullmatch(node.value):
        raise LawError.at(
            path, node.start_mark.line + 1, "a whole number without quotes is expected here."
        )
    return int(node.value)


def _refuse_float(node: Node, path: Path) -> None:
    if node.tag == _FLOAT:
        raise LawError.at(
            path,
            node.start_mark.line + 1,
            f'{node.value} is a float; write an exact fraction in quotes, such as "3/100".',
        )

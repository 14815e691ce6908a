"""What is said in two languages is said in both: a step, a name, a refusal.

Looks at every call that takes English and Chinese (``Step``, ``Words``, ``Title``, ``refuse``,
``wrong``), as far as its words are written there. Chinese without a Chinese sign, an empty half and
Chinese inside English are faults; so is a control of the handbook that is typed by hand instead of
taken from the law.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
LETTERS: Final = re.compile(r"[A-Za-z]{2}")
CONTROL: Final = re.compile(r"K\d\d [A-Za-z\u3400-\u9fff]")
# Where English and Chinese stand among the arguments of a call.
PLACES: Final = {
    "Step": (0, 1),
    "Words": (0, 1),
    "Title": (1, 2),
    "refuse": (1, 2),
    "wrong": (1, 2),
}


def faults(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each thing that is not said properly in both languages.

    Example:
        >>> list(faults("Step('Too much.', '超出。')"))
        []
        >>> list(faults("Words('the amount', '')"))
        [(1, "'the amount' is not said in Chinese.")]
    """
    tree = ast.parse(text)
    documentation = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from ((node.lineno, fault) for fault in _of_call(node))
        typed = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if typed and node not in documentation and CONTROL.match(node.value):
            yield node.lineno, f"{node.value!r} is typed by hand; use control({node.value[:3]!r})."


def _of_call(call: ast.Call) -> Iterator[str]:
    places = PLACES.get(ast.unparse(call.func).rpartition(".")[2])
    if places is None or any(isinstance(value, ast.Starred) for value in call.args):
        return
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    english, chinese = (
        call.args[place] if place < len(call.args) else named.get(short, named.get(long))
        for place, short, long in zip(places, ("en", "zh"), ("english", "chinese"), strict=True)
    )
    if english is None or chinese is None:
        return
    en, zh = _written(english), _written(chinese)
    if CHINESE.search(_every(english)):
        yield f"{en!r} has Chinese inside its English."
    if en is None or zh is None or en == zh:
        return
    if not zh.strip() or (LETTERS.search(en + zh) and not CHINESE.search(_every(chinese))):
        yield f"{en!r} is not said in Chinese."
    if not en.strip():
        yield f"{zh!r} is not said in English."


def _written(value: ast.expr) -> str | None:
    """Return the words that stand in the file, without what is filled in; None where none do."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in value.values
        )
    return None


def _every(value: ast.expr) -> str:
    """Return every piece of text inside an expression, also what is filled in on a condition."""
    texts = (node.value for node in ast.walk(value) if isinstance(node, ast.Constant))
    return " ".join(text for text in texts if isinstance(text, str))


def _docstrings(tree: ast.Module) -> set[ast.expr]:
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def gather(root: Path = ROOT) -> Iterator[str]:
    """Yield one sentence for each fault in the house, with file and line."""
    for path in sorted((root / "fisc").rglob("*.py")):
        for line, fault in faults(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(root).as_posix()}:{line}: {fault}"

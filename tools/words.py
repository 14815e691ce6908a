"""One word per thing: what ``docs/words.yaml`` promises, held against the code.

Every engine, stage, register, fact and role of the ledger has its word there, with Chinese and a
definition. In the code no pinyin stands in a name, and no word that the list sets aside.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from fisc.cycle import CYCLE, author_of

ROOT: Final = Path(__file__).resolve().parents[1]
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
FIELDS: Final = ("room", "zh", "definition", "source")
PINYIN: Final[Mapping[str, str]] = {
    "bianma": "code",
    "bokuan": "disbursement",
    "caizheng": "fiscal",
    "danwei": "unit",
    "guoku": "treasury",
    "jiandu": "supervision",
    "jieyu": "balance",
    "jiezhuan": "carry_over",
    "jine": "amount",
    "jixiao": "performance",
    "juesuan": "final_accounts",
    "kemu": "classification",
    "mingcheng": "name",
    "niandu": "year",
    "pifu": "reply",
    "qingsuan": "clearing",
    "shenhe": "review",
    "shenpi": "approval",
    "shouru": "revenue",
    "tiaoji": "virement",
    "tiaozheng": "adjustment",
    "xiada": "issue",
    "xiangmu": "project",
    "xingzheng": "administrative",
    "yusuan": "budget",
    "zhaiwu": "debt",
    "zhibiao": "indicator",
    "zhichu": "expenditure",
    "zhifu": "payment",
    "zhuanyi": "transfer",
    "zijin": "funds",
}


def snake(name: str) -> str:
    """Return a name of a class or fact in the form of the word list.

    Example:
        >>> snake("PaymentRefused")
        'payment_refused'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def parts(identifier: str) -> tuple[str, ...]:
    """Return the words of which an identifier is made.

    Example:
        >>> parts("_paid_fenMax"), parts("IndicatorCode")
        (('paid', 'fen', 'max'), ('indicator', 'code'))
    """
    return tuple(word for word in snake(identifier).split("_") if word)


def needed(root: Path = ROOT) -> dict[str, list[str]]:
    """Return what must be in the list, by the room it belongs to."""
    rooms = {
        "engine": [door.parent.name for door in root.glob("fisc/engines/*/__init__.py")],
        "stage": [stage.name for stage in CYCLE],
        "register": ["divisions", "units", "classification", "projects", "bonds", "people"],
        "fact": [snake(fact) for fact in author_of()],
    }
    roles = root / "law/ledger/roles.csv"
    if roles.exists():
        with roles.open(encoding="utf-8-sig", newline="") as lines:
            rooms["role"] = [row["role"] for row in csv.DictReader(lines)]
    return rooms


def read(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Read the list of words."""
    return dict(yaml.safe_load((root / "docs/words.yaml").read_text(encoding="utf-8")))


def missing(words: Mapping[str, Any], rooms: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield one sentence for each thing of the house that has no word.

    Example:
        >>> list(missing({}, {"engine": ["debt"]}))
        ['The engine debt has no word; add it to docs/words.yaml with zh, definition and source.']
    """
    for room, names in rooms.items():
        for name in names:
            if name not in words:
                yield (
                    f"The {room} {name} has no word; "
                    f"add it to docs/words.yaml with zh, definition and source."
                )


def incomplete(words: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield one sentence for each word that lacks its Chinese, its definition or its source."""
    for name, word in words.items():
        for field in FIELDS:
            if not str(word.get(field) or "").strip():
                yield f"The word {name} has no {field}; add it to docs/words.yaml."
        if not CHINESE.search(str(word.get("zh") or "")):
            yield f"The word {name} has no Chinese; add it under 'zh'."
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield f"The word {name} is no identifier; write it in small letters with underscores."


def identifiers(text: str) -> Iterator[tuple[int, str]]:
    """Yield every name that a Python file gives to something, with its line."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name


def set_aside(words: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, ...], str]:
    """Return the words that the list sets aside, each with the one to use."""
    return {
        parts(other): name for name, word in words.items() for other in word.get("not") or []
    } | {(pinyin,): english for pinyin, english in PINYIN.items()}


def wrong_names(path: str, text: str, aside: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Yield one sentence for each name in a file that has a better one.

    Example:
        >>> list(wrong_names("x.py", "yusuan_fen = 1", {("yusuan",): "budget"}))
        ["x.py:1: 'yusuan_fen' says 'yusuan'; the house says 'budget'."]
    """
    for line, identifier in identifiers(text):
        whole = parts(identifier)
        for wrong, right in aside.items():
            runs = (whole[start : start + len(wrong)] for start in range(len(whole)))
            if wrong in runs:
                said = "_".join(wrong)
                yield f"{path}:{line}: {identifier!r} says {said!r}; the house says {right!r}."

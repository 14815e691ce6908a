"""Everything a person reads exists in Chinese and in English.

Looks for what pages and programs say through Django's translation, and for the catalogues
``fisc/**/locale/<language>/LC_MESSAGES/*.po``. A message written in one of the two languages needs
an entry in the catalogue of the other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LANGUAGES: Final = ("zh_Hans", "en")
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
ASKED_IN_PYTHON: Final = frozenset(
    {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
)
TAG: Final = re.compile(r"""\{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK: Final = re.compile(
    r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL
)
STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a catalogue."""

    original: str
    translations: tuple[str, ...]
    uncertain: bool


def read_catalogue(text: str) -> list[Message]:
    r"""Read the entries of a ``.po`` file; its head is left out.

    Example:
        >>> read_catalogue('msgid "Pay"\nmsgstr "支付"\n')
        [Message(original='Pay', translations=('支付',), uncertain=False)]
    """
    messages = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip()]
        fields: dict[str, str] = {}
        field = ""
        for line in lines:
            if line.startswith("#"):
                continue
            head, _, _ = line.partition('"')
            field = head.strip() or field
            said = STRING.search(line)
            fields[field] = fields.get(field, "") + (_unescaped(said[1]) if said else "")
        if fields.get("msgid"):
            answers = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
            uncertain = any(line.startswith("#,") and "fuzzy" in line for line in lines)
            messages.append(Message(fields["msgid"], answers, uncertain))
    return messages


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda sign: {"n": "\n", "t": "\t"}.get(sign[1], sign[1]), text)


def said_in_python(text: str) -> set[str]:
    """Return what a Python file asks to have translated.

    Example:
        >>> said_in_python("title = _('Pay'); other = print('pay')")
        {'Pay'}
    """
    said = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2]
            first = node.args[0]
            if name in ASKED_IN_PYTHON and isinstance(first, ast.Constant):
                said.add(str(first.value))
    return said


def said_in_page(text: str) -> set[str]:
    """Return what a template asks to have translated.

    Example:
        >>> sorted(said_in_page("{% translate 'Pay' %} {% blocktranslate trimmed %}"
        ...                     " Paid {{ sum }}. {% endblocktranslate %}"))
        ['Paid %(sum)s.', 'Pay']
    """
    said = {double or single for double, single in TAG.findall(text)}
    for options, body in BLOCK.findall(text):
        words = re.split(r"\{%\s*plural\s*%\}", body)[0]
        words = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", words)
        if "trimmed" in options.split():
            words = " ".join(line.strip() for line in words.splitlines() if line.strip())
        said.add(words)
    return said


def faults(said: Iterable[str], catalogues: Mapping[str, list[Message]]) -> Iterator[str]:
    """Yield one sentence for each message that one of the two languages lacks."""
    for language in LANGUAGES:
        known = {message.original: message for message in catalogues.get(language, [])}
        for original in sorted(set(said) | known.keys()):
            own = bool(CHINESE.search(original)) == (language == "zh_Hans")
            message = known.get(original)
            if message is None:
                if not own and re.search(r"[^\W\d_]", PLACEHOLDER.sub("", original)):
                    yield f"{language} lacks {original!r}; add it to the catalogue."
            elif message.uncertain:
                yield f"{language} is unsure of {original!r}; check it and remove 'fuzzy'."
            elif not all(message.translations) and not own:
                yield f"{language} leaves {original!r} empty; translate it."
            else:
                yield from _placeholders(language, message)


def _placeholders(language: str, message: Message) -> Iterator[str]:
    wanted = sorted(PLACEHOLDER.findall(message.original))
    for answer in message.translations:
        if answer and sorted(PLACEHOLDER.findall(answer)) != wanted:
            yield f"{language} changes the places in {message.original!r}; keep {wanted}."


def gather(root: Path = ROOT) -> tuple[set[str], dict[str, list[Message]]]:
    """Return what the house says, and its catalogues by language."""
    said: set[str] = set()
    for path in sorted((root / "fisc").rglob("*.py")):
        said |= said_in_python(path.read_text(encoding="utf-8"))
    for path in sorted((root / "fisc").rglob("templates/**/*.html")):
        said |= said_in_page(path.read_text(encoding="utf-8"))
    catalogues: dict[str, list[Message]] = {}
    for path in sorted((root / "fisc").rglob("locale/*/LC_MESSAGES/*.po")):
        language = path.parents[1].name
        catalogues.setdefault(language, []).extend(read_catalogue(path.read_text("utf-8")))
    return said, catalogues

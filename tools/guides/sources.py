"""Read what stands in ``docs/guides``: the list of pages, their texts and their pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "guides"
LIST: Final = "guides.yaml"
LANGUAGES: Final = ("zh-hans", "en")
KINDS: Final = ("start", "guide", "card")
VERBS: Final = ("press", "follow", "fill", "key")
_STATES: Final = ("draft", "reviewed", "submitted", "approved", "paid")  # the first request in each
_OTHERS: Final = ("indicator", "voucher", "own", "some", "twice", "account", "past")
PLACES: Final = frozenset((*_STATES, *_OTHERS))
PLACE: Final = re.compile(r"\{(\w+)\}")
DAY: Final = date(2026, 10, 16)  # on which the demo county of the pictures stands still
NOW: Final = datetime(2026, 10, 16, 2, 30, tzinfo=UTC)
MARK: Final = re.compile(r"\[\[([^\[\]]+)\]\]")
HEADING: Final = re.compile(r"^(#{1,4}) (.+)$", re.MULTILINE)
SCREEN: Final = (1180, 760)  # small enough that its letters can be read on A4
WIDE, HIGH = 1012, 480


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done before a picture is taken.

    ``press`` and ``follow`` name a button or a link by its words in the catalogue, ``fill`` a field
    by its name, ``key`` a key.
    """

    verb: str
    what: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: whose role opens which address, what they do there, and what is framed.

    ``address`` may hold places such as ``{paid}``, which the world fills in. ``size`` is in pixels
    of the page, from the upper left corner of the part ``of``; ``ring`` is the part that the
    picture points at.
    """

    name: str
    address: str
    person: str = ""
    size: tuple[int, int] = (WIDE, HIGH)
    steps: tuple[Step, ...] = ()
    ring: str = ""
    of: str = "main"


@dataclass(frozen=True, slots=True)
class Guide:
    """One page of the guides in every language."""

    name: str
    kind: str
    pictures: Mapping[str, Picture]
    texts: Mapping[str, str]

    def headings(self, language: str) -> list[tuple[int, str]]:
        """Return the headings of a text, each with its depth; listings are no headings."""
        prose = re.sub(r"^```.*?^```", "", self.texts[language], flags=re.MULTILINE | re.DOTALL)
        return [(len(signs), words.strip()) for signs, words in HEADING.findall(prose)]

    def title(self, language: str) -> str:
        """Return the first heading."""
        return next((words for _, words in self.headings(language)), self.name)

    def lede(self, language: str) -> str:
        """Return the first paragraph, which also stands in the index."""
        parts = re.split(r"\n\s*\n", self.texts[language].strip())
        between = "" if language == "zh-hans" else " "  # Chinese has no space at the end of a line
        return between.join(parts[1].split("\n")) if len(parts) > 1 else ""

    def marks(self, language: str) -> list[str]:
        """Return what is quoted from the product, in the order of the text."""
        return MARK.findall(self.texts[language])

    def shown(self, language: str) -> list[str]:
        """Return the names of the pictures in the order of the text."""
        return [mark[8:] for mark in self.marks(language) if mark.startswith("picture:")]


def source(folder: Path, name: str, language: str) -> Path:
    """Return where the text of a page stands."""
    return folder / f"{name}.{language}.md"


def guides(folder: Path = FOLDER) -> tuple[Guide, ...]:
    """Return every page in the order of the list; a missing text is empty.

    Raises:
        ValueError: the list says something that is not understood; the message names it.
    """
    listed = yaml.safe_load((folder / LIST).read_text(encoding="utf-8"))
    return tuple(_guide(folder, name, said or {}) for name, said in listed.items())


def _guide(folder: Path, name: str, said: Mapping[str, Any]) -> Guide:
    _demand_known(name, said, {"kind", "pictures"})
    if said.get("kind") not in KINDS:
        raise ValueError(f"{name}: the kind is one of {', '.join(KINDS)}.")
    texts = {}
    for language in LANGUAGES:
        path = source(folder, name, language)
        texts[language] = path.read_text(encoding="utf-8") if path.exists() else ""
    pictures = {key: _picture(name, key, one) for key, one in (said.get("pictures") or {}).items()}
    return Guide(name, said["kind"], pictures, texts)


def _picture(guide: str, name: str, said: Mapping[str, Any]) -> Picture:
    where = f"{guide}/{name}"
    _demand_known(where, said, {"address", "person", "size", "steps", "ring", "of"})
    if "address" not in said:
        raise ValueError(f"{where}: a picture needs an address.")
    width, height = said.get("size", (WIDE, HIGH))
    return Picture(
        name=name,
        address=said["address"],
        person=said.get("person", ""),
        size=(int(width), int(height)),
        steps=tuple(_step(where, one) for one in said.get("steps", ())),
        ring=said.get("ring", ""),
        of=said.get("of", "main"),
    )


def _step(where: str, said: Mapping[str, Any]) -> Step:
    _demand_known(where, said, {*VERBS, "with"})
    verbs = [verb for verb in VERBS if verb in said]
    if len(verbs) != 1:
        raise ValueError(f"{where}: a step has one of {', '.join(VERBS)}.")
    return Step(verbs[0], str(said[verbs[0]]), str(said.get("with", "")))


def _demand_known(where: str, said: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(said.keys() - known)
    if unknown:
        raise ValueError(f"{where}: {', '.join(unknown)} is not understood.")

"""Find what in the guides no longer agrees with the product, or with the other language."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tools.documents import LINK, code_in, unknown
from tools.guides.quoted import NotQuotable, quoted
from tools.guides.sources import FOLDER, LANGUAGES, LIST, PLACE, PLACES, ROOT, Guide, source

SETTING: Final = re.compile(r"\bFISC_[A-Z]+\b")
VARIABLE: Final = re.compile(r"(?<=\s)([A-Z]+)=\S+")
ADDRESS: Final = re.compile(r"/[\w/?=&.{}-]*")
FILE: Final = re.compile(r"(?:docs|fisc|law|tools)/[\w./-]+")


def unpaired(found: Sequence[Guide], folder: Path = FOLDER) -> Iterator[str]:
    """Yield where the two languages do not say the same things in the same order."""
    listed = {source(folder, guide.name, one).name for guide in found for one in LANGUAGES}
    for path in sorted(folder.glob("*.md")):
        if path.name not in listed:
            yield f"{path.name} is not in {LIST}; add it there or remove it."
    for guide in found:
        missing = [one for one in LANGUAGES if not guide.texts[one].strip()]
        if missing:
            yield f"{guide.name} is not written in {', '.join(missing)}."
            continue
        yield from _unlike(guide)


def _unlike(guide: Guide) -> Iterator[str]:
    first, second = LANGUAGES
    for what, one, other in (
        ("headings", *([depth for depth, _ in guide.headings(one)] for one in LANGUAGES)),
        ("pictures", guide.shown(first), guide.shown(second)),
        ("words of the product", *(Counter(guide.marks(one)) for one in LANGUAGES)),
        ("code", *(set(code_in(guide.texts[one])) for one in LANGUAGES)),
    ):
        if one != other:
            yield f"{guide.name} has other {what} in {first} than in {second}: {one} / {other}."
    if guide.headings(first)[:1] != [(1, guide.title(first))]:
        yield f"{guide.name} does not begin with a title."
    if sorted(guide.shown(first)) != sorted(guide.pictures):
        yield f"{guide.name} does not show each picture of {LIST} once."


def misquoted(guide: Guide) -> Iterator[str]:
    """Yield what a guide quotes and the product does not say."""
    marks = {mark for one in LANGUAGES for mark in guide.marks(one)}
    steps = {
        step.what
        for picture in guide.pictures.values()
        for step in picture.steps
        if step.verb in {"press", "follow"}
    }
    for mark in sorted(steps | {one for one in marks if not one.startswith("picture:")}):
        try:
            quoted(mark, LANGUAGES[0])
        except NotQuotable as wrong:
            yield f"{guide.name}: {wrong}"


def impossible(
    text: str, *, targets: set[str], variables: set[str], fisc: Any, settings: str
) -> Iterator[str]:
    """Yield each command, option, variable or setting that there is not.

    ``fisc`` is the Click command, ``settings`` the text in which every setting is explained.
    """
    from tools.documents import commands

    plain = "\n".join(f"`{VARIABLE.sub('', line)}`" for line in code_in(text))
    yield from unknown(plain, make=targets, fisc=commands(fisc))
    for line in code_in(text):
        words = shlex.split(line)
        if words[:1] == ["make"]:
            for name in VARIABLE.findall(line):
                if name not in variables:
                    yield f"'{line}': the Makefile has no variable {name}."
        if words[:1] == ["fisc"]:
            yield from _options(line, words[1:], fisc)
    for name in sorted(set(SETTING.findall(text))):
        if name not in settings:
            yield f"There is no setting {name}."


def _options(line: str, words: Sequence[str], fisc: Any) -> Iterator[str]:
    command, known = fisc, {"--help"}
    for word in words:
        if word.startswith("--"):
            known |= {name for parameter in command.params for name in parameter.opts}
            if word.partition("=")[0] not in known:
                yield f"'{line}': there is no option {word}."
        else:
            command = getattr(command, "commands", {}).get(word, command)


def nowhere(guide: Guide, admits: Mapping[str, Any]) -> Iterator[str]:
    """Yield each address that no page has, or that the person of a picture may not open.

    ``admits`` gives for each name of an address the roles that may open it.
    """
    from django.urls import Resolver404, resolve

    from fisc.engines.organisation.rights import admits as may

    wanted = [
        (code, "")
        for one in LANGUAGES
        for code in code_in(guide.texts[one])
        if ADDRESS.fullmatch(code)
    ]
    wanted += [(picture.address, picture.person) for picture in guide.pictures.values()]
    for address, role in wanted:
        for place in PLACE.findall(address):
            if place not in PLACES:
                yield f"{guide.name}: {address} names {{{place}}}, which the world does not know."
        try:
            match = resolve(PLACE.sub("1", address).partition("?")[0])
        except Resolver404:
            yield f"{guide.name}: no page has the address {address}."
            continue
        if role and not may(admits[match.url_name or ""], role):
            yield f"{guide.name}: {role} may not open {address}."


def astray(guide: Guide, found: Sequence[Guide]) -> Iterator[str]:
    """Yield each link to no guide in the same language, and each file that is not there."""
    for language in LANGUAGES:
        for path in FILE.findall("\n".join(code_in(guide.texts[language]))):
            if not (ROOT / path).exists():
                yield f"{guide.name}.{language}.md names {path}, which is not there."
        there = {source(FOLDER, other.name, language).name for other in found}
        for link in LINK.findall(guide.texts[language]):
            if link not in there:
                yield f"{guide.name}.{language}.md links to {link}, which is no guide."

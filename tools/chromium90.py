"""Find what Chromium 90 lacks: ``python -m tools.chromium90``.

Offices run browsers built on kernel 90. This reads our sheets, scripts and templates, and those
files of ``vendor/`` that pages load, and names each feature that came later. Each feature carries
an example, on which a test tries its pattern. What an old browser may pass over without harm is in
``HARMLESS``, with the reason. A minified library may have a method of its own called like a new one
of the language; such a name is in ``OWN_NAMES``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tools.newer_features import FEATURES, Feature

ROOT: Final = Path(__file__).resolve().parents[1]
WEB: Final = ROOT / "fisc" / "doors" / "web"
KERNEL: Final = 90
HARMLESS: Final[Mapping[tuple[str, str], str]] = {
    ("parts.css", "prefers-contrast"): "an older browser shows the usual colours",
    ("pictures.js", "prefers-contrast"): "an older browser draws without patterns",
    ("tabulator.min.js", ".findLastIndex()"): "older.js brings it where it is missing",
}
OWN_NAMES: Final[Mapping[tuple[str, str], str]] = {
    ("echarts.min.js", ".union()"): "a method of its own rectangles, which hold no sets",
}
VENDORED: Final = re.compile(r"static 'vendor/([\w.-]+)'")
CSS_ASIDE: Final = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
# A slash begins an expression only where no value stands before it.
JS_ASIDE: Final = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<template>`(?:\\.|[^`\\])*`)"
    r"|(?:(?<=[(,=:\[!&|?{};\n+])|(?<=return))[ \t]*"
    r"(?P<expression>/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)",
    re.DOTALL,
)
HTML_ASIDE: Final = re.compile(r"<!--.*?-->|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def code_of(kind: str, text: str) -> str:
    """Return a file without what only looks like code: comments, and what stands in quotes.

    Example:
        >>> code_of("js", "x = 'a.at(1)' // b.at(2)")
        "x = '' "
        >>> code_of("css", 'a { content: ":has(b)" } /* dvh */')
        'a { content: "" } '
    """
    if kind == "css":
        return CSS_ASIDE.sub(lambda found: _quotes(found[0]), text)
    if kind == "js":
        return JS_ASIDE.sub(_aside, text)
    return HTML_ASIDE.sub(lambda found: " " * len(found[0]), text)


def _quotes(text: str) -> str:
    return "\n" * text.count("\n") + ("" if text.startswith("/*") else text[0] * 2)


def _aside(found: re.Match[str]) -> str:
    lines = "\n" * found[0].count("\n")
    if found["text"]:
        return found["text"][0] * 2
    if found["template"]:
        # What stands in a template's places is code.
        return "``" + "".join(re.findall(r"\$\{[^`]*?\}", found["template"])) + lines
    # The flags of an expression stay behind it, because some of them are new.
    return "/./" if found["expression"] else lines


def nested(text: str) -> Iterator[int]:
    """Yield the place of each rule that stands inside another rule of a sheet.

    Example:
        >>> list(nested("@media print { a { color: red } }")), list(nested("a { b { top: 0 } }"))
        ([], [4])
    """
    open_blocks: list[bool] = []
    begun = 0
    for found in re.finditer(r"[{};]", text):
        head = text[begun : found.start()].strip()
        if found[0] == "{":
            grouping = head.startswith("@")
            if any(not one for one in open_blocks):
                yield text.index(head, begun) if head else found.start()
            open_blocks.append(grouping)
        elif found[0] == "}" and open_blocks:
            open_blocks.pop()
        begun = found.end()


def newer(name: str, text: str) -> Iterator[tuple[int, Feature]]:
    """Yield the line and the name of each feature that came after kernel 90.

    Shape: a feature of which an older browser may know nothing is left out.
    """
    kind = Path(name).suffix.removeprefix(".")
    short = Path(name).name
    code = code_of(kind, text)
    for feature in FEATURES:
        if feature.kind != kind or {(short, feature.name)} & (HARMLESS.keys() | OWN_NAMES.keys()):
            continue
        searched = text if feature.in_quotes else code
        for found in feature.pattern.finditer(searched):
            yield text_line(searched, found.start()), feature
    if kind == "css":
        for place in nested(code):
            yield text_line(code, place), Feature("nested rule", 112, "css", r"&", "a { b { } }")


def text_line(text: str, place: int) -> int:
    """Return the number of the line on which a place is."""
    return text.count("\n", 0, place) + 1


def looked_at(root: Path = ROOT) -> list[Path]:
    """Return every file that a page may bring to a browser.

    Raises:
        FileNotFoundError: a page loads a file of ``vendor/`` that is not there.
    """
    web = root / "fisc" / "doors" / "web"
    templates = sorted((web / "templates").rglob("*.html"))
    loaded = {
        name for path in templates for name in VENDORED.findall(path.read_text(encoding="utf-8"))
    }
    missing = [name for name in sorted(loaded) if not (root / "vendor" / name).is_file()]
    if missing:
        raise FileNotFoundError(f"vendor/{', '.join(missing)}: run 'make assets'.")
    ours = sorted(path for path in (web / "static").rglob("*") if path.suffix in {".css", ".js"})
    return [*ours, *templates, *(root / "vendor" / name for name in sorted(loaded))]


def complaints(root: Path = ROOT) -> Iterator[str]:
    """Yield one sentence for each feature that the browsers of the offices lack."""
    for path in looked_at(root):
        for line, feature in newer(path.name, path.read_text(encoding="utf-8")):
            yield (
                f"{path.relative_to(root)}:{line}: {feature.name} came with Chromium "
                f"{feature.since}; offices have {KERNEL}. Do it in the older way."
            )


if __name__ == "__main__":
    said = list(complaints())
    print("\n".join(said) or f"Nothing is newer than Chromium {KERNEL}.")
    sys.exit(bool(said))

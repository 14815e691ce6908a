"""Make the static site: an index and a page for each guide, in both languages, without a script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from fisc.values import Words
from tools.guides.quoted import quoted
from tools.guides.sources import FOLDER, KINDS, LANGUAGES, MARK, ROOT, Guide, Picture

SHEETS: Final = (
    ROOT / "fisc/doors/web/static/web/fisc.css",
    ROOT / "fisc/doors/web/static/web/mark.svg",
    FOLDER / "guides.css",
)
NAMES: Final = {"zh-hans": "中文", "en": "English"}
TITLE: Final = Words("Guides", "使用指南")
GROUPS: Final = {
    "start": Words("Begin here", "从这里开始"),
    "guide": Words("Guides, one for each desk", "岗位指南"),
    "card": Words("Cards: one task, one sheet of A4", "操作卡：一事一页，可打印 A4"),
}
FOOT: Final = Words(
    "The pictures show an invented demo county. Units, amounts and people are made up; limits are"
    " illustrative defaults.",
    "图中为虚构的演示县：单位、金额和人员均为编造，限额为示意默认值。",
)
_LINK: Final = re.compile(r"^([a-z0-9-]+)\.(?:zh-hans|en)\.md$")


def build(out: Path, found: Sequence[Guide]) -> int:
    """Write the site into a folder and return how many pages there are; pictures come later."""
    for language in LANGUAGES:
        folder = out / language
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        for sheet in SHEETS:
            shutil.copy(sheet, folder / sheet.name)
        (folder / "index.html").write_text(index(found, language), encoding="utf-8")
        for guide in found:
            text = page(guide, language)
            (folder / f"{guide.name}.html").write_text(text, encoding="utf-8")
    return len(LANGUAGES) * (1 + len(found))


def page(guide: Guide, language: str) -> str:
    """Return one page.

    Raises:
        NotQuotable: it quotes what the product does not say.
        KeyError: it shows a picture that the list does not have.
    """
    body = _html(guide, language)
    return _framed(language, guide.title(language), f"{guide.name}.html", guide.kind, body)


def index(found: Sequence[Guide], language: str) -> str:
    """Return the index: every page with its first paragraph, by kind."""
    parts = [f"<h1>{_said(TITLE, language)}</h1>"]
    for kind in KINDS:
        parts.append(f"<section><h2>{_said(GROUPS[kind], language)}</h2><dl>")
        for guide in found:
            if guide.kind == kind:
                lede = plain(guide.lede(language), language)
                title = escape(guide.title(language))
                parts.append(f'<dt><a href="{guide.name}.html">{title}</a></dt>')
                parts.append(f"<dd>{escape(lede)}</dd>")
        parts.append("</dl></section>")
    return _framed(language, TITLE.said(language), "index.html", "index", "\n".join(parts))


def plain(text: str, language: str) -> str:
    """Return a line of a source as one reads it.

    Example:
        >>> plain("Open **[[Payments]]** or `fisc demo`.", "en")
        'Open Payments or fisc demo.'
    """
    words = MARK.sub(lambda mark: quoted(mark[1], language), text)
    return re.sub(r"\*\*|`|\[([^\]]+)\]\([^)]+\)", lambda found: found[1] or "", words)


def _html(guide: Guide, language: str) -> str:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.inline.ruler.before("link", "quoted", _read_mark)
    reader.add_render_rule(
        "quoted",
        lambda _self, tokens, at, _options, _env: (
            f'<b class="word">{escape(quoted(tokens[at].content, language))}</b>'
        ),
    )
    if language == "zh-hans":  # which has no space where a line of the source ends
        reader.add_render_rule("softbreak", lambda *_: "")
    tokens = reader.parse(guide.texts[language])
    parts = []
    at = 0
    while at < len(tokens):
        name = _picture_in(tokens, at)
        if name:
            children = tokens[at + 1].children or []
            caption = reader.renderer.render(
                [_inline(tokens[at + 1], children[1:])], reader.options, {}
            )
            parts.append(_figure(guide, guide.pictures[name], caption.strip()))
            at += 3
            continue
        _lead_on(tokens[at])
        parts.append(reader.renderer.render([tokens[at]], reader.options, {}))
        at += 1
    return "".join(parts)


def _read_mark(state: StateInline, silent: bool) -> bool:
    found = MARK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("quoted", "", 0)
        token.content = found[1]
    state.pos = found.end()
    return True


def _picture_in(tokens: Sequence[Any], at: int) -> str:
    """Return the name of the picture with which a paragraph begins, empty where it has none."""
    if tokens[at].type != "paragraph_open":
        return ""
    children = tokens[at + 1].children or []
    first = children[0] if children else None
    shows = first is not None and first.type == "quoted" and first.content.startswith("picture:")
    return first.content[8:] if first is not None and shows else ""


def _inline(token: Any, children: list[Any]) -> Any:
    return token.copy(children=children)


def _lead_on(token: Any) -> None:
    """Let the links of a text lead to the pages that are made of their sources."""
    for child in token.children or ():
        if child.type == "link_open":
            child.attrs["href"] = _LINK.sub(r"\1.html", str(child.attrs["href"]))


def _figure(guide: Guide, picture: Picture, caption: str) -> str:
    width, height = picture.size
    address = f"pictures/{guide.name}-{picture.name}.png"
    alt = escape(re.sub(r"<[^>]+>", "", caption))
    look = "narrow" if width < height or width < 700 else "wide"  # noqa: PLR2004 - of the page
    return (
        f'<figure class="{look}"><img src="{address}" width="{width}" height="{height}"'
        f' alt="{alt}"><figcaption>{caption}</figcaption></figure>\n'
    )


def _framed(language: str, title: str, name: str, kind: str, body: str) -> str:
    others = " · ".join(
        f'<a href="../{one}/{name}" lang="{one}">{NAMES[one]}</a>'
        for one in LANGUAGES
        if one != language
    )
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Fisc</title>
<link rel="icon" href="mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="fisc.css">
<link rel="stylesheet" href="guides.css">
</head>
<body class="{kind}">
<header><a class="brand" href="index.html"><img src="mark.svg" alt="" width="20" height="20">Fisc \
{_said(TITLE, language)}</a><span>{others}</span></header>
<main>
{body}
</main>
<footer>{_said(FOOT, language)}</footer>
</body>
</html>
"""


def _said(words: Words, language: str) -> str:
    return escape(words.said(language))

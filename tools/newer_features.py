"""What browsers learned after kernel 90: each feature, since when, how to find it, and an example.

Source: the compatibility tables that browser makers publish together (first stable Chromium).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final


@dataclass(frozen=True)
class Feature:
    """One feature of sheets, scripts or pages."""

    name: str
    since: int
    kind: str  # css, js or html
    written: str
    example: str
    in_quotes: bool = False  # looked for in the text as it stands, quotes and all

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression that finds it."""
        return re.compile(self.written, re.IGNORECASE if self.kind != "js" else 0)


def _property(name: str, since: int, value: str = "0") -> Feature:
    return Feature(name, since, "css", rf"(?<![\w.#-]){name}\s*:", f"a {{ {name}: {value} }}")


def _function(name: str, since: int) -> Feature:
    return Feature(f"{name}()", since, "css", rf"(?<![\w-]){name}\(", f"a {{ width: {name}(1px) }}")


def _selector(name: str, since: int, example: str = "") -> Feature:
    wanted = re.escape(name) if name.endswith("(") else re.escape(name) + r"(?![\w-])"
    return Feature(name, since, "css", wanted, f"a{example or name} {{ top: 0 }}")


def _selector_of(name: str, since: int) -> Feature:
    return _selector(name, since, name + "b)")


def _rule(name: str, since: int) -> Feature:
    return Feature(f"@{name}", since, "css", rf"@{name}(?![\w-])", f"@{name} x {{ }}")


def _media(name: str, since: int) -> Feature:
    return Feature(name, since, "css", rf"\(\s*{name}\b", f"@media ({name}: more) {{ }}")


def _unit(name: str, since: int) -> Feature:
    return Feature(name, since, "css", rf"(?<![\w#-])[\d.]+{name}\b", f"a {{ top: 5{name} }}")


def _value(name: str, since: int) -> Feature:
    return Feature(
        name, since, "css", rf":[^;{{}}]*(?<![\w-]){name}(?![\w-])", f"a {{ x: {name} }}"
    )


def _method(name: str, since: int) -> Feature:
    return Feature(f".{name}()", since, "js", rf"\.\s*{name}\(", f"x.{name}(1)")


def _name(name: str, since: int) -> Feature:
    return Feature(name, since, "js", rf"(?<![\w$.]){re.escape(name)}(?![\w$])", f"{name}(1)")


def _member(name: str, since: int) -> Feature:
    return Feature(f".{name}", since, "js", rf"\.{name}\b(?!\s*\()", f"x.{name} = 1")


def _attribute(name: str, since: int) -> Feature:
    return Feature(
        f"attribute {name}", since, "html", rf"<\w[^<>]*\s{name}(?=[\s=>])", f"<p {name}>"
    )


def _element(name: str, since: int) -> Feature:
    return Feature(f"<{name}>", since, "html", rf"<{name}(?=[\s>])", f"<{name}>")


def _each(make: Callable[[str, int], Feature], told: str) -> Iterator[Feature]:
    """Make features of a list of names, each with the Chromium that brought it."""
    for one in told.split(" | "):
        name, _, since = one.strip().rpartition(" ")
        yield make(name, int(since))


_SHEETS: Final = (
    *_each(
        _selector_of,
        ":has( 105 | :dir( 120 | :state( 125 | ::highlight( 105 | ::picker( 135",
    ),
    *_each(
        _selector,
        ":user-valid 119 | :user-invalid 119 | :modal 105 | :popover-open 114 | :open 133 | "
        ":autofill 110 | :picture-in-picture 110 | ::details-content 131 | ::view-transition "
        "111 | ::scroll-button 135 | ::checkmark 133",
    ),
    Feature(
        "nth-child of", 111, "css", r":nth-(?:last-)?child\([^)]*\bof\b", "a:nth-child(2 of b) {}"
    ),
    *_each(
        _rule,
        "container 105 | layer 99 | scope 118 | starting-style 117 | counter-style 91 | "
        "position-try 125 | view-transition 126 | font-palette-values 101 | function 139",
    ),
    *_each(
        _media,
        "prefers-contrast 96 | scripting 120 | update 113 | overflow-block 113 | "
        "dynamic-range 98 | prefers-reduced-transparency 118 | video-dynamic-range 98",
    ),
    Feature("media range", 104, "css", r"@media[^{]*[<>]", "@media (width >= 600px) { }"),
    Feature("nesting", 112, "css", r"&", "a { & b { top: 0 } }"),
    *_each(
        _function,
        "color-mix 111 | oklch 111 | oklab 111 | lch 111 | lab 111 | color 111 | hwb 101 | "
        "light-dark 123 | round 125 | mod 125 | rem 125 | sin 111 | cos 111 | tan 111 | pow "
        "120 | sqrt 120 | hypot 120 | log 120 | exp 120 | abs 138 | sign 138 | linear 113 | "
        "anchor 125 | anchor-size 125 | image-set 113 | xywh 119 | if 137 | calc-size 129 | "
        "sibling-index 138 | sibling-count 138 | contrast-color 147",
    ),
    Feature(
        "relative colour",
        119,
        "css",
        r"(?:rgba?|hsla?)\(\s*from\b",
        "a { color: rgb(from red r g b) }",
    ),
    Feature(
        "clip-path: rect()",
        119,
        "css",
        r"clip-path\s*:[^;}]*\brect\(",
        "a { clip-path: rect(0 0 0 0) }",
    ),
    *_each(
        _unit,
        "dvh 108 | svh 108 | lvh 108 | dvw 108 | svw 108 | lvw 108 | vi 108 | vb 108 | cqw "
        "105 | cqh 105 | cqi 105 | cqb 105 | cqmin 105 | cqmax 105 | lh 109 | rlh 111 | ic "
        "106 | cap 118",
    ),
    *_each(
        _property,
        "accent-color 93 | container 105 | container-type 105 | container-name 105 | "
        "translate 104 | rotate 104 | scale 104 | scrollbar-gutter 94 | scrollbar-width 121 | "
        "scrollbar-color 121 | text-wrap 114 | text-wrap-style 130 | white-space-collapse 114 "
        "| text-box 133 | text-box-trim 133 | hyphenate-character 106 | field-sizing 123 | "
        "font-palette 101 | font-size-adjust 127 | font-synthesis-weight 97 | "
        "font-variant-alternates 111 | font-variant-emoji 131 | mask 120 | mask-image 120 | "
        "mask-size 120 | mask-position 120 | mask-repeat 120 | object-view-box 104 | "
        "print-color-adjust 136 | anchor-name 125 | position-anchor 125 | position-area 129 | "
        "animation-timeline 115 | scroll-timeline 115 | view-timeline 115 | animation-range "
        "115 | animation-composition 112 | transition-behavior 117 | view-transition-name 111 "
        "| interpolate-size 129 | text-emphasis 99 | initial-letter 110 | math-style 109 | "
        "text-spacing-trim 123 | text-autospace 140 | overlay 117 | reading-flow 137 | "
        "offset-position 116 | contain-intrinsic-width 95 | contain-intrinsic-height 95 | "
        "baseline-source 111",
    ),
    *_each(
        _value,
        "subgrid 117 | revert-layer 99 | allow-discrete 117",
    ),
    Feature(
        "two words of display",
        115,
        "css",
        r"display\s*:\s*(?:inline|block)\s+\w",
        "a { display: inline flex }",
    ),
    Feature(
        "background-clip: text",
        120,
        "css",
        r"(?<!-webkit-)background-clip\s*:\s*text",
        "a { background-clip: text }",
    ),
)
_SCRIPTS: Final = (
    *_each(
        _method,
        "at 92 | findLast 97 | findLastIndex 97 | toSorted 110 | toReversed 110 | toSpliced "
        "110 | isWellFormed 111 | toWellFormed 111 | union 122 | intersection 122 | "
        "symmetricDifference 122 | isSubsetOf 122 | isSupersetOf 122 | isDisjointFrom 122 | "
        "throwIfAborted 100 | randomUUID 92 | showPopover 114 | hidePopover 114 | "
        "togglePopover 114 | showPicker 99 | checkVisibility 105 | startViewTransition 111 | "
        "setHTMLUnsafe 124 | getHTML 125 | moveBefore 133 | requestClose 134 | getOrInsert "
        "145",
    ),
    Feature(".with()", 110, "js", r"\]\.with\(|\w\.with\(\s*-?\d", "x.with(0, 1)"),
    *_each(
        _name,
        "Object.hasOwn 93 | Object.groupBy 117 | Map.groupBy 117 | Array.fromAsync 121 | "
        "Promise.withResolvers 119 | Promise.try 128 | structuredClone 98 | reportError 95 | "
        "URL.canParse 120 | URL.parse 126 | AbortSignal.timeout 103 | AbortSignal.any 116 | "
        "AbortSignal.abort 93 | Intl.supportedValuesOf 99 | Intl.DurationFormat 129 | "
        "URLPattern 95 | RegExp.escape 136 | Iterator.from 122 | Temporal 144 | Float16Array "
        "135 | scheduler.postTask 94 | scheduler.yield 129 | navigation.navigate 102 | "
        "CSS.highlights 105 | import.meta.resolve 105 | WebTransport 97 | EyeDropper 95 | "
        "fetchLater 135 | Uint8Array.fromBase64 140",
    ),
    *_each(
        _member,
        "inert 102 | popover 114 | popoverTargetElement 114 | commandForElement 135",
    ),
    Feature("static block", 94, "js", r"\bstatic\s*\{", "class A { static { f() } }"),
    Feature("#name in", 91, "js", r"#\w+\s+in\s", "if (#x in other) f()"),
    Feature(
        "import with",
        91,
        "js",
        r"\bfrom\s*['\"]{2}\s*(?:with|assert)\s*\{",
        'import a from "a" with { type: "json" }',
    ),
    Feature("using", 134, "js", r"(?m)^\s*(?:await\s+)?using\s+\w+\s*=", "using file = open()"),
    Feature(
        "cause of an error",
        93,
        "js",
        r"Error\([^()]*,\s*\{\s*cause\b",
        "new Error(x, { cause: y })",
    ),
    Feature("flag v", 112, "js", r"/\./[a-z]*v[a-z]*\b", "x = /a/v"),
    Feature(
        "FormData of a button", 112, "js", r"new FormData\([^(),]+,", "new FormData(form, button)"
    ),
    Feature(
        "prefers-contrast",
        96,
        "js",
        r"prefers-contrast",
        'matchMedia("(prefers-contrast: more)")',
        in_quotes=True,
    ),
    Feature(
        "beforetoggle",
        114,
        "js",
        r"[\"']beforetoggle[\"']",
        'x.addEventListener("beforetoggle", f)',
        in_quotes=True,
    ),
    Feature(
        "scrollend",
        114,
        "js",
        r"[\"']scrollend[\"']",
        'x.addEventListener("scrollend", f)',
        in_quotes=True,
    ),
)
_PAGES: Final = (
    *_each(
        _attribute,
        "popover 114 | popovertarget 114 | inert 102 | closedby 134 | commandfor 135 | "
        "fetchpriority 102 | blocking 105 | shadowrootmode 111 | writingsuggestions 124 | "
        "interestfor 142",
    ),
    *_each(
        _element,
        "search 118 | selectedcontent 135 | fencedframe 117 | geolocation 144",
    ),
    Feature("named details", 120, "html", r"<details\b[^<>]*\sname=", '<details name="a">'),
    Feature("hidden until found", 102, "html", r"hidden=.until-found", '<p hidden="until-found">'),
)
FEATURES: Final[tuple[Feature, ...]] = (*_SHEETS, *_SCRIPTS, *_PAGES)

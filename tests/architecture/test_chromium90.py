"""No page needs what the browsers of offices lack, and the checker finds what they lack."""

from __future__ import annotations

import pytest

from tools import chromium90
from tools.newer_features import FEATURES

OLD = {
    "css": """
        /* :has() would be shorter, and 100dvh too */
        .a:not(.b, .c) > :is(d, e):focus-visible { inset: 0; gap: 4px; aspect-ratio: 1 / 2;
          color: rgba(27, 39, 51, 0.35); clip: rect(0 0 0 0); width: clamp(1px, 2vh, 3rem);
          transform: rotate(1deg) scale(2) translate(0); content: ":has(a) & b"; overflow: clip;
          transition: color 0.1s linear; -webkit-mask-image: none; }
        @media (max-width: 1100px) { .a { top: 0 } @supports (gap: 1px) { .b { top: 0 } } }
        @media print { .b { break-inside: avoid } }
        @keyframes turn { from { top: 0 } to { top: 1px } }
        .x-accent-color, .with-container { --scale: 1; background-color: #0b5cad }
    """,
    "js": """
        // x.at(1); structuredClone(x)
        const all = [...found].flatMap((one) => one.list ?? []), text = "Object.hasOwn(a)";
        x ||= 1; y &&= 2; class A { #own = 1; static made = 2; f() { return this.#own; } }
        place.replaceChildren(...parts); form.requestSubmit(); text.replaceAll("a", "b");
        Promise.any(all); new FormData(form); `${text}.at(1)`; try { f() } catch { g() }
        const rate = a / b; const v = c / d; /x.at(1)/gu.test(text); import("./more.js");
    """,
    "html": '<dialog><details open hidden><input inputmode="decimal" type="search">{{ inert }}',
}


def test_no_page_needs_what_the_browsers_of_offices_lack():
    assert not list(chromium90.complaints())


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: f"{one.kind} {one.name}")
def test_each_newer_feature_is_found_where_it_is_planted(feature):
    assert feature.since > chromium90.KERNEL
    found = [one for _, one in chromium90.newer(f"planted.{feature.kind}", feature.example)]

    assert feature in found


@pytest.mark.parametrize("kind", OLD)
def test_what_the_browsers_know_is_let_through(kind):
    assert not list(chromium90.newer(f"old.{kind}", OLD[kind]))


def test_a_rule_inside_a_rule_is_found_on_its_line():
    sheet = "a {\n  top: 0;\n  b { top: 1px }\n}\n"

    assert [line for line, _ in chromium90.newer("planted.css", sheet)] == [3]


def test_what_does_no_harm_is_named_with_its_reason():
    known = {feature.name for feature in FEATURES}
    files = {path.name for path in chromium90.looked_at()}
    for file, feature in chromium90.HARMLESS.keys() | chromium90.OWN_NAMES.keys():
        assert feature in known
        assert file in files


def test_every_file_that_pages_load_is_looked_at():
    files = {path.name for path in chromium90.looked_at()}

    assert {"fisc.css", "fisc.js", "keys.js", "pictures.js", "base.html"} <= files
    assert "echarts.min.js" in files


def test_a_file_that_is_not_there_is_asked_for(tmp_path):
    folder = tmp_path / "fisc/doors/web/templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text("{% static 'vendor/nowhere.js' %}", encoding="utf-8")

    with pytest.raises(FileNotFoundError, match="make assets"):
        chromium90.looked_at(tmp_path)

"""The guides in a real browser: a guide with its pictures, and how many sheets each one needs."""

from __future__ import annotations

import re
import struct

import pytest

from tests.doors.web import street
from tools.guides import pages, pictures, sources
from tools.guides.quoted import quoted
from tools.guides.sources import LANGUAGES
from tools.guides.world import world
from tools.serving import browser as started
from tools.serving import served

pytestmark = pytest.mark.browser
FOUND = sources.guides()
CLICKS = 6
SHEETS = {"start": (1, 3), "guide": (2, 4), "card": (1, 1)}


@pytest.fixture(scope="module")
def chromium():
    # The browser's own loop runs in this thread; Django would take it for an asynchronous office.
    with pytest.MonkeyPatch.context() as patch, started() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield found


def size_of(path) -> tuple[int, int]:
    return struct.unpack(">II", path.read_bytes()[16:24])


def test_the_browser_takes_the_pictures_of_a_guide_in_both_languages(
    book, chromium, django_db_blocker, tmp_path
):
    start = next(one for one in FOUND if one.name == "start")
    pages.build(tmp_path, [start])
    with django_db_blocker.unblock(), served() as address:
        taken = list(pictures.take(chromium, address, tmp_path, [start], world()))

    assert len(taken) == len(LANGUAGES) * len(start.pictures)
    for path in taken:
        wanted = start.pictures[path.stem.removeprefix("start-")].size
        assert size_of(path) == tuple(pictures.SHARPNESS * side for side in wanted)
    chinese, english = (
        {path.name: path.read_bytes() for path in taken if path.parents[1].name == language}
        for language in LANGUAGES
    )
    assert all(chinese[name] != english[name] for name in chinese)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_six_clicks_of_the_start_lead_from_the_entrance_to_the_file(
    book, chromium, django_db_blocker, language
):
    start = next(one for one in FOUND if one.name == "start")
    clicks = 0

    def _click(found):
        nonlocal clicks
        with page.expect_navigation():
            found.first.click()
        clicks += 1

    def _said(word):
        assert word in start.marks(language), f"The start does not name {word}."
        return quoted(word, language)

    with django_db_blocker.unblock(), served() as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        page.goto(address + "/login")
        main = page.locator("main")
        role = main.locator("section").filter(has=page.get_by_role("heading"))
        _click(role.filter(has_text=_said("role:GOV_LEADER")).get_by_role("button"))
        assert _said("Rate of execution") in page.inner_text(".figures")
        table = page.locator("section").filter(has_text=_said("By book")).first
        _click(table.get_by_role("link", name=_said("General public budget"), exact=True))
        main.get_by_role("link", name=street.PAPER.indicator, exact=True).first.click()
        clicks += 1  # it opens at the side of the list
        drawer = page.locator("#drawer")
        drawer.locator("tbody a", has_text="PAY-").first.wait_for()
        assert _said("History") in drawer.inner_text()
        _click(drawer.locator("tbody a", has_text="PAY-"))
        assert _said("Voucher") in page.inner_text("h1")
        _click(main.get_by_role("link", name=street.PAPER.indicator, exact=True))
        with page.expect_download() as coming:
            main.get_by_role("link", name=_said("Download Excel")).click()
        clicks += 1
        assert coming.value.suggested_filename.endswith("_2026_2026-06-30.xlsx")
        context.close()

    assert clicks == CLICKS


def test_every_picture_can_be_taken_by_somebody_of_something(book, django_db_blocker):
    with django_db_blocker.unblock():
        around = world()

    for one in FOUND:
        for picture in one.pictures.values():
            assert "{" not in around.address(picture), picture.name
            if picture.person:
                assert around.person(picture)
    assert around.facts["indicator"] == street.PAPER.indicator


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_one_sheet_of_a4_and_a_guide_two_to_four(chromium, tmp_path, language):
    pages.build(tmp_path, FOUND)
    page = chromium.new_page()
    too_long = []
    for one in FOUND:
        page.goto((tmp_path / language / f"{one.name}.html").as_uri())
        paper = page.pdf(prefer_css_page_size=True)
        sheets = len(re.findall(rb"/Type\s*/Page\b", paper))
        least, most = SHEETS[one.kind]
        if not least <= sheets <= most:
            too_long.append((one.name, sheets))
    page.close()

    assert too_long == []


@pytest.mark.parametrize("width", [360, 1366])
def test_no_guide_scrolls_sideways(chromium, tmp_path, width):
    pages.build(tmp_path, FOUND)
    page = chromium.new_page(viewport={"width": width, "height": 768})
    for language in LANGUAGES:
        for path in sorted((tmp_path / language).glob("*.html")):
            page.goto(path.as_uri())
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path.name} is {wide} wide on a screen of {width}"
    page.close()

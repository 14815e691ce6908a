"""Take the pictures of the guides with the browser, in the language of each guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tools.guides.quoted import quoted
from tools.guides.sources import DAY, LANGUAGES, NOW, SCREEN, Guide, Picture, Step
from tools.guides.world import World

SHARPNESS: Final = 2  # dots of paper for one of the screen
WHOLE: Final = ("body", "main")  # which have an edge of their own
EDGE: Final = 12  # pixels around a part of a page
_RING: Final = "outline: 3px solid #b42318 !important; outline-offset: 3px;"


@contextmanager
def standing_still() -> Iterator[None]:
    """Let the pages believe that it is the day of the pictures."""
    from fisc.doors.web import clock

    kept = clock.today, clock.now
    clock.today, clock.now = lambda: DAY, lambda: NOW
    try:
        yield
    finally:
        clock.today, clock.now = kept


def take(
    started: Any, address: str, out: Path, found: Iterable[Guide], world: World
) -> Iterator[Path]:
    """Take every picture of some guides in every language, and yield where each one is."""
    for guide in found:
        for language in LANGUAGES:
            for picture in guide.pictures.values():
                path = out / language / "pictures" / f"{guide.name}-{picture.name}.png"
                _take(started, address, path, language, picture, world)
                yield path


def _take(
    started: Any, address: str, path: Path, language: str, picture: Picture, world: World
) -> None:
    context = started.new_context(
        viewport=dict(zip(("width", "height"), SCREEN, strict=True)),
        device_scale_factor=SHARPNESS,
        bypass_csp=True,  # the ring is drawn by us, not by the page
    )
    try:
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        if picture.person:
            _come_in(page, address, world.person(picture))
        page.goto(address + world.address(picture))
        for step in picture.steps:
            _do(page, step, language)
        _frame(page, path, picture)
    finally:
        context.close()


def _come_in(page: Any, address: str, username: str) -> None:
    page.goto(f"{address}/login")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    form = {"username": username, "csrfmiddlewaretoken": token}
    page.request.post(f"{address}/login", form=form, headers={"referer": address})


def _do(page: Any, step: Step, language: str) -> None:
    if step.verb == "key":
        page.keyboard.press(step.what)
    elif step.verb == "fill":
        page.fill(f"[name={step.what}]", step.typed)
    else:
        role = "button" if step.verb == "press" else "link"
        words = quoted(step.what, language)
        page.locator("main").get_by_role(role, name=words, exact=True).first.click()
        page.wait_for_load_state()


def _frame(page: Any, path: Path, picture: Picture) -> None:
    if picture.ring:
        page.add_style_tag(content=f"{picture.ring} {{ {_RING} }}")
    corner = page.locator(picture.of).first.bounding_box()
    width, height = picture.size
    edge = 0 if picture.of in WHOLE else EDGE
    left, top = max(corner["x"] - edge, 0), max(corner["y"] - edge, 0)
    clip = {"x": left, "y": top, "width": width, "height": height}
    page.screenshot(path=str(path), clip=clip, full_page=True)

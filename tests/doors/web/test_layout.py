"""No page falls apart: names of forty characters, no data, one row, a hundred thousand rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as own_settings
from django.db import connections

from fisc.doors.web import clock
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.record.book import Book
from fisc.values import Book as Budget
from fisc.values import Money
from tests.doors.web import street, walks
from tests.doors.web.test_browser import chromium
from tests.doors.web.walks import addresses
from tests.stages.conftest import default_book, town
from tests.stages.pay import cases
from tests.stages.pay.conftest import office

__all__ = ["chromium", "default_book", "office", "town"]
pytestmark = pytest.mark.browser
SIZES = ((1366, 768), (1920, 1080))
LONG_EN = "administrationsadministrationsadministra"
LONG_ZH = "黑龙江省示例地区示例实验教育事业发展综合保障服务指导中心示例分中心第一办公室东区"[:40]
MANY = 100_000
BROKEN = (Path(__file__).parent / "broken_layout.js").read_text(encoding="utf-8")
WITHOUT_NUMBERS = [
    "/", "/indicators", "/trial-balance", "/sealing", "/closing", "/payments", "/payments/new",
    "/login",
]  # fmt: skip


def lengthen_names() -> None:
    """Give everything that has a name one of forty characters."""
    walks.rename(lambda field, _: {"name_en": LONG_EN, "name_zh": LONG_ZH}[field])
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE pay_payee SET name = %s, bank = %s", [LONG_ZH, LONG_ZH])
        cursor.execute("UPDATE pay_paymentrequest SET purpose = %s", [LONG_ZH])


def broken(page, address: str) -> list[str]:
    """Return what is broken on a page at both sizes."""
    page.goto(address)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
        found += [f"{address} at {width}: {fault}" for fault in page.evaluate(BROKEN)]
    return found


@pytest.fixture
def still(monkeypatch) -> None:
    Path(own_settings.STATIC_ROOT).mkdir(exist_ok=True)
    monkeypatch.setattr(clock, "today", lambda: street.TODAY)
    monkeypatch.setattr(clock, "now", lambda: street.NOW)


@pytest.mark.parametrize(
    ("who", "language"), [("auditor", "zh-hans"), ("auditor", "en"), ("school.clerk", "zh-hans")]
)
def test_names_of_forty_characters_break_nothing(
    book,
    chromium,
    django_db_blocker,
    who,
    language,
):
    with django_db_blocker.unblock(), walks.walking(chromium) as come:
        lengthen_names()
        page = come(who, language)
        found = [fault for address in addresses() for fault in broken(page, address)]

    assert len(LONG_EN) == len(LONG_ZH) == 40
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("world", "language"), [("town", "zh-hans"), ("office", "en")])
def test_no_data_and_one_row_break_nothing(
    request,
    still,
    chromium,
    django_db_blocker,
    world,
    language,
):
    request.getfixturevalue(world)
    with django_db_blocker.unblock():
        if world == "office":
            cases.draft(100)
        with walks.walking(chromium) as come:
            found = []
            for who in ("finance.director", "school.clerk"):
                page = come(who, language)
                found += [fault for address in WITHOUT_NUMBERS for fault in broken(page, address)]

    assert not found, "\n".join(found)


def _issue(book: Book, count: int) -> None:
    """Issue so many indicators as one set, as an import does."""
    place = ("239900", 2026, Budget.GENERAL)
    spending = Pot(*place, "expenditure")
    cases.fund(book, cases.indicator(0), count * 100)
    revenue, source = Pot(*place, "resources"), Pot(*place, "source_own")
    fen = Money(count * 100)
    steps = [
        ("approve_revenue", revenue.account("revenue_budget"), source.account("source_own"), fen),
        ("arrange_expenditure", spending.account("expenditure_budget"),
         revenue.account("revenue_budget"), fen),
    ]  # fmt: skip
    steps += [
        ("issue_directly", cases.indicator(at).account("executable"),
         spending.account("expenditure_budget"), Money(100))
        for at in range(1, count)
    ]  # fmt: skip
    vouchers = [
        Voucher(posting_key(f"many/{at}"), cases.DAY, (Move(*step),))
        for at, step in enumerate(steps)
    ]
    outcome = book.post_all(vouchers, actor="budget.officer", at=cases.NOON)
    assert all(one.done for one in outcome)


@pytest.mark.slow
def test_a_hundred_thousand_rows_break_nothing(town, still, chromium, django_db_blocker):
    with django_db_blocker.unblock():
        _issue(town, MANY)
        lengthen_names()
        with walks.walking(chromium) as come:
            page = come("budget.head", "zh-hans")
            found = broken(page, "/indicators")
            shown = page.locator("main .list tbody tr").count()
            said = page.locator(".filters .count").inner_text()
            found += broken(page, "/indicators?by=function&function=205")
            found += broken(page, "/")
            page.goto("/indicators")
            page.locator(".pager a[rel=next]").click()
            found += broken(page, page.url)

    assert "100,000" in said
    assert shown <= 200
    assert not found, "\n".join(found)


CUT = (
    "<p style='width: 40px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap'>"
    "administrations</p>"
)
PLANTED = {
    "a page that scrolls sideways": ("<p>" + "w" * 400 + "</p>", "scrolls sideways"),
    "a table outside its region": (
        "<table><tr><td class='nowrap'>" + "w " * 300 + "</td></tr></table>",
        "outside a labelled region",
    ),
    "a region without a name": (
        "<div class='scroll' tabindex='0' role='region'><table><tr><td class='nowrap'>"
        + "w " * 300
        + "</td></tr></table></div>",
        "outside a labelled region",
    ),
    "words over words": (
        "<p>one word</p><p style='position: relative; top: -21px'>other word</p>",
        "lies over",
    ),
    "a button over a button": (
        "<button>one</button><button style='margin-left: -40px'>two</button>",
        "lies over",
    ),
    "a name that is cut and told nowhere": (
        CUT,
        "is cut",
    ),
}


@pytest.mark.parametrize(("planted", "fault"), PLANTED.values(), ids=PLANTED)
def test_what_is_broken_is_found(book, chromium, django_db_blocker, planted, fault):
    with django_db_blocker.unblock(), walks.walking(chromium) as come:
        page = come("auditor", "en")
        page.goto("/sealing")
        assert not page.evaluate(BROKEN)
        page.evaluate(
            "(planted) => document.querySelector('main').insertAdjacentHTML('afterbegin', planted)",
            planted,
        )
        # The policy of the pages forbids inline style; what is planted is styled by the script.
        page.evaluate(
            "() => document.querySelectorAll('main [style]').forEach((one) => {"
            " one.style.cssText = one.getAttribute('style'); })"
        )

        assert any(fault in one for one in page.evaluate(BROKEN))

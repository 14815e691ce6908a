"""Months and years are closed from a page that says what stands in the way."""

from __future__ import annotations

import re

from fisc.stages.close import queries
from tests.doors.web import street
from tests.stages import town as place


def months_closed():
    return sum(one.closed for one in queries.months(place.TOWN, street.TODAY.year))


def words(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_the_page_says_how_far_the_year_is_closed_and_what_is_open(come):
    page = come("treasury.officer", "en").get("/closing")

    assert page.status_code == 200
    assert f"{months_closed()} of 12 months of 2026 are closed" in words(page)
    assert "Close this month" in words(page)
    assert "General public budget" in words(page)


def test_a_month_is_closed_or_refused_with_what_is_open(come):
    treasury = come("treasury.officer", "en")
    before = months_closed()
    following = before + 1
    items = queries.open_items(
        place.TOWN, 2026, end=street.TODAY.replace(month=following + 1, day=1)
    )

    answer = treasury.post("/closing/month", {"month": following})

    if items:
        assert answer.status_code == 409
        assert months_closed() == before
        assert all(item.subject in words(answer) for item in items[:5])
    else:
        assert answer.status_code == 302
        assert months_closed() == before + 1
        assert "The month is closed." in words(treasury.get("/closing"))


def test_months_are_closed_in_their_order_and_after_they_are_over(come):
    treasury = come("treasury.officer", "en")
    before = months_closed()

    late = treasury.post("/closing/month", {"month": 11})
    year = treasury.post("/closing/year")
    none = treasury.post("/closing/month", {"month": "13"}, follow=True)

    assert (late.status_code, year.status_code) == (409, 409)
    assert "is not over" in words(late)
    assert "is not over" in words(year)
    assert none.status_code == 200
    assert months_closed() == before
    assert treasury.post("/closing/whatever").status_code == 404


def test_a_reopening_is_asked_by_one_and_granted_by_another(come):
    treasury = come("treasury.officer", "en")
    first = queries.months(place.TOWN, 2026)[0]
    if not first.closed:
        from fisc.record.book import Book
        from fisc.stages.close.periods import month_end, set_closed_before

        book = Book()
        with book.act():
            set_closed_before(book, place.TOWN, 2026, month_end(2026, 1))
    assert months_closed() >= 1
    last = months_closed()

    treasury.post("/closing/ask", {"month": last, "reason": "a wrong day"})
    (asked,) = queries.reopenings(place.TOWN, 2026)
    own = treasury.post("/closing/reopen", {"number": asked.number})
    other = come("treasury.second", "en").post("/closing/reopen", {"number": asked.number})

    assert own.status_code == 409
    assert "another person" in words(own)
    assert other.status_code == 302
    assert months_closed() == last - 1


def test_who_only_reads_sees_no_step_and_takes_none(come):
    reader = come("auditor", "en")
    page = words(reader.get("/closing"))

    assert "Close this month" not in page
    assert reader.post("/closing/month", {"month": 1}).status_code == 403
    assert come("school.clerk", "en").get("/closing").status_code == 403

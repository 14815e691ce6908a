"""The trail of documents: append-only, read by document and by person, and how long acts took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from fisc.record import trails
from fisc.record.book import instant
from fisc.record.trails import Mark

pytestmark = pytest.mark.writes
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def mark(
    act: str, who: str, hours: int, *, number: str = "A", flow: str = "ceiling", **more
) -> Mark:
    given = {"from_state": "DRAFT", "to_state": "DRAFT"} | more
    at = instant(NOON + hours * HOUR)
    return Mark(flow, number, 2026, "239900", act, who, "FIN_BUDGET", at, **given)


def append(book, *marks: Mark) -> None:
    with book.act():
        trails.append(book, marks)


def test_a_trail_is_read_in_the_order_of_its_acts(book):
    append(book, mark("draft", "li", 0), mark("return", "wu", 3, reason="why"))
    append(book, mark("draft", "li", 1, number="B"), mark("draft", "li", 1, flow="budget"))

    assert [one.act for one in trails.of(book, "ceiling", "A", 2026)] == ["draft", "return"]
    found = trails.of_many(book, [("ceiling", "A", 2026), ("budget", "A", 2026), ("x", "A", 2026)])
    assert [len(found[name]) for name in found] == [2, 1, 0]
    assert trails.touched_by(book, "li", limit=9) == {"ceiling": {"A", "B"}, "budget": {"A"}}
    entry = trails.of(book, "ceiling", "A", 2026)[1].entry
    assert (entry.who, entry.reason, entry.at) == ("wu", "why", NOON + 3 * HOUR)


@pytest.mark.parametrize("change", ["UPDATE trail SET actor = 'x'", "DELETE FROM trail"])
def test_what_stands_on_the_trail_stays(book, change):
    append(book, mark("draft", "li", 0))

    with pytest.raises(DatabaseError, match="append-only"), book.act():  # noqa: SIM117
        with book.connection.cursor() as cursor:
            cursor.execute(change)
    assert [one.actor for one in trails.of(book, "ceiling", "A", 2026)] == ["li"]


def test_how_long_an_act_took_counts_from_the_act_before_it(book):
    append(book, mark("draft", "li", 0), mark("set", "wu", 2))
    append(book, mark("draft", "li", 3, number="B"), mark("set", "wu", 7, number="B"))
    append(book, mark("draft", "li", 0, flow="budget"), mark("set", "wu", 9, flow="budget"))
    now = NOON + 100 * HOUR

    assert trails.usual(book, "ceiling", "239900", now) == {"set": (6 * 3600, 2)}
    assert trails.usual(book, "ceiling", "239901", now) == {}
    assert trails.usual(book, "ceiling", "239900", now + timedelta(days=90)) == {}
    assert trails.usual(book, "ceiling", "239900", NOON + 5 * HOUR) == {"set": (2 * 3600, 1)}

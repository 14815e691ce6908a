"""The trail of documents: who did what to which, as which role, from where to where, and why.

One line stands for one act, in the transaction of the act; nothing is edited or removed. A document
stands where its trail says (``engines.budgets.papers``). All kinds of documents share one trail, so
that stages need not know each other; payments keep their own, which also answers repetitions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from fisc.engines.organisation.papers import Entry
from fisc.record.book import Book, instant

LOOK_BACK: Final = timedelta(days=90)
SAMPLES_MAX: Final = 1000  # acts of a division that are counted, the newest first
_SOME: Final = 500  # numbers in one question
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class KeyOfAnotherAct(ValueError):
    """The key of an act was used before for another act, or on another document."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One act on a document.

    Units: ``recorded_at`` in microseconds since 1970. ``version`` is the version that was seen or,
    of a change, the one that it made. ``key`` lets an act happen once, None where nobody asks.
    """

    flow: str
    number: str
    year: int
    division: str
    act: str
    actor: str
    role: str
    recorded_at: int
    from_state: str
    to_state: str
    reason: str = ""
    version: int = 1
    key: str | None = None

    @property
    def at(self) -> datetime:
        """When it was done."""
        return _EPOCH + timedelta(microseconds=self.recorded_at)

    @property
    def entry(self) -> Entry:
        """The act as the engine reads a trail."""
        return Entry(self.act, self.actor, self.to_state, self.at, self.reason, self.version)


_COLUMNS: Final = ", ".join(field.name for field in fields(Mark))
_MARKS: Final = ", ".join(["%s"] * len(fields(Mark)))
Document = tuple[str, str, int]  # flow, number, year


def append(book: Book, marks: Iterable[Mark]) -> None:
    """Append acts to the trail. Call it inside ``book.act()``, with the documents held."""
    rows = [astuple(mark) for mark in marks]
    if rows:
        with book.connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO trail ({_COLUMNS}) VALUES ({_MARKS})", rows)


def of(book: Book, flow: str, number: str, year: int) -> list[Mark]:
    """Return the trail of one document, the oldest act first."""
    where = "number = %s AND year = %s AND flow = %s ORDER BY id"
    return _select(book, where, (number, year, flow))


def of_many(book: Book, documents: Collection[Document]) -> dict[Document, list[Mark]]:
    """Return the trails of several documents, of one kind or of many; one question for 500."""
    found: dict[Document, list[Mark]] = {document: [] for document in documents}
    numbers = sorted({number for _, number, _ in documents})
    for start in range(0, len(numbers), _SOME):
        some = numbers[start : start + _SOME]
        marks = ", ".join(["%s"] * len(some))
        for mark in _select(book, f"number IN ({marks}) ORDER BY id", some):
            if (trail := found.get((mark.flow, mark.number, mark.year))) is not None:
                trail.append(mark)
    return found


def under_key(book: Book, key: str) -> Mark | None:
    """Return the act that was done under a key, if any."""
    return next(iter(_select(book, "key = %s", (key,))), None)


def touched_by(book: Book, who: str, *, limit: int) -> dict[str, set[str]]:
    """Return the numbers of the documents that somebody acted on, the newest, by kind."""
    found: dict[str, set[str]] = {}
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT flow, number FROM trail WHERE actor = %s ORDER BY id DESC LIMIT %s",
            (who, limit),
        )
        for flow, number in cursor.fetchall():
            found.setdefault(flow, set()).add(number)
    return found


def usual(book: Book, flow: str, division: str, now: datetime) -> Mapping[str, tuple[int, int]]:
    """Return by act how long it took after the act before it: seconds in all, and how often.

    Units: whole seconds, over the newest acts of the last 90 days in a division. An act of several
    documents at once counts for each.
    """
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, recorded_at, (SELECT MAX(b.recorded_at) FROM trail AS b"
            "   WHERE b.number = a.number AND b.year = a.year AND b.flow = a.flow AND b.id < a.id)"
            " FROM trail AS a WHERE division = %s AND flow = %s"
            " AND recorded_at >= %s AND recorded_at < %s ORDER BY id DESC LIMIT %s",
            (division, flow, instant(now - LOOK_BACK), instant(now), SAMPLES_MAX),
        )
        rows = cursor.fetchall()
    found: dict[str, tuple[int, int]] = {}
    for act, at, before in rows:
        if before is not None:
            seconds, samples = found.get(act, (0, 0))
            found[act] = (seconds + (at - before) // 1_000_000, samples + 1)
    return found


def _select(book: Book, where: str, values: Iterable[Any]) -> list[Mark]:
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM trail WHERE {where}", list(values))
        return [Mark(*row) for row in cursor.fetchall()]

"""Facts: what people did, in the past tense, numbered without gaps and chained.

A fact stands beside the postings of the same act and in the same transaction. It is appended once
under its key and never edited; a correction is a new fact that names the old one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fisc.record.book import Book, instant

GENESIS: Final = bytes(32)
_COLUMNS: Final = "division, year, number, kind, key, day, recorded_at, actor, subject, body, hash"


class KeyUsedForAnotherFact(ValueError):
    """The key of a fact was used before for a fact of another kind or subject."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``subject`` is the document it is about; ``body`` holds codes, fen and words."""

    division: str
    year: int
    number: int
    kind: str
    key: str
    day: date
    recorded_at: int
    actor: str
    subject: str
    body: Mapping[str, Any]
    hash: bytes


def append(
    book: Book,
    *,
    division: str,
    kind: str,
    key: str,
    day: date,
    actor: str,
    at: datetime,
    subject: str,
    body: Mapping[str, Any],
) -> Fact:
    """Append a fact, or return the one that has this key already.

    Call it inside ``book.act()``, after the postings of the act, because it holds the end of the
    division's chain until the transaction ends.

    Units: amounts in ``body`` are fen under names that end in ``_fen``; floats are refused.

    Raises:
        KeyUsedForAnotherFact: the key belongs to a fact of another kind or subject.
        TypeError: ``body`` holds something that is not text, a whole number, a list or a mapping.
    """
    text = canonical(body)
    if earlier := find(book, key):
        if (earlier.kind, earlier.subject) != (kind, subject):
            raise KeyUsedForAnotherFact(
                f"{key!r} is the key of {earlier.kind} about {earlier.subject}; "
                f"{kind} about {subject} needs a key of its own."
            )
        return earlier
    year, at_ = day.year, instant(at)
    with book.connection.cursor() as cursor:
        if book.connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(3, hashtext(%s))", (f"{division}{year}",))
        cursor.execute(
            "SELECT number, hash FROM fact WHERE division = %s AND year = %s"
            " ORDER BY number DESC LIMIT 1",
            (division, year),
        )
        number, previous = cursor.fetchone() or (0, GENESIS)
        row = (division, year, number + 1, kind, key, day.toordinal(), at_, actor, subject, text)
        digest = fact_hash(bytes(previous), row)
        cursor.execute(
            f"INSERT INTO fact ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (*row, digest),
        )
    return _fact((*row, digest))


def find(book: Book, key: str) -> Fact | None:
    """Return the fact that has this key, if any."""
    return next(_select(book, "key = %s", (key,)), None)


def about(book: Book, subject: str) -> list[Fact]:
    """Return the facts about one document, oldest first."""
    return list(_select(book, "subject = %s", (subject,)))


def of_kind(book: Book, kind: str, division: str, year: int) -> list[Fact]:
    """Return the facts of one kind in one division and year, oldest first."""
    return list(_select(book, "kind = %s AND division = %s AND year = %s", (kind, division, year)))


def of_kinds(book: Book, kinds: Sequence[str], division: str, year: int) -> list[Fact]:
    """Return the facts of several kinds in one division and year, oldest first."""
    marks = ", ".join(["%s"] * len(kinds))
    return list(
        _select(
            book, f"kind IN ({marks}) AND division = %s AND year = %s", (*kinds, division, year)
        )
    )


def of_divisions(
    book: Book,
    kinds: Sequence[str],
    divisions: Sequence[str],
    year: int,
    *,
    day: date = date.max,
    known: datetime | None = None,
) -> list[Fact]:
    """Return the facts of several kinds in several divisions and one year, in their order.

    Only those of a day up to ``day``, recorded up to the instant ``known``.
    """
    if not divisions:
        return []
    some, every = (", ".join(["%s"] * len(codes)) for codes in (kinds, divisions))
    where = f"kind IN ({some}) AND division IN ({every}) AND year = %s AND day <= %s"
    values = (*kinds, *divisions, year, day.toordinal())
    if known is not None:
        where, values = f"{where} AND recorded_at <= %s", (*values, instant(known))
    return list(_select(book, where, values))


def latest(
    book: Book,
    kind: str,
    subjects: Sequence[str],
    division: str,
    year: int,
    *,
    actor: str = "",
    most: int,
    after: int = 0,
) -> list[Fact]:
    """Return the facts of one kind about some subjects, newest first, at most so many.

    ``after`` leaves out so many of the newest; ``actor`` keeps to what one person did.
    """
    if not subjects:
        return []
    where, values = _about_some(kind, subjects, division, year, actor)
    order = " ORDER BY number DESC LIMIT %s OFFSET %s"
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM fact WHERE {where}{order}", (*values, most, after))
        rows = cursor.fetchall()
    return [_fact(row) for row in rows]


def how_many(
    book: Book, kind: str, subjects: Sequence[str], division: str, year: int, *, actor: str = ""
) -> int:
    """Return how many facts of one kind there are about some subjects."""
    if not subjects:
        return 0
    where, values = _about_some(kind, subjects, division, year, actor)
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM fact WHERE {where}", values)
        return int(cursor.fetchone()[0])


def with_keys(book: Book, keys: Sequence[str]) -> dict[str, Fact]:
    """Return the facts that have one of some keys, by key."""
    if not keys:
        return {}
    marks = ", ".join(["%s"] * len(keys))
    return {fact.key: fact for fact in _select(book, f"key IN ({marks})", tuple(keys))}


def _about_some(
    kind: str, subjects: Sequence[str], division: str, year: int, actor: str
) -> tuple[str, tuple[Any, ...]]:
    marks = ", ".join(["%s"] * len(subjects))
    where = f"kind = %s AND division = %s AND year = %s AND subject IN ({marks})"
    values: tuple[Any, ...] = (kind, division, year, *subjects)
    return (f"{where} AND actor = %s", (*values, actor)) if actor else (where, values)


def chain(book: Book, division: str, year: int) -> Iterator[Fact]:
    """Return all facts of one division and year in the order of their numbers."""
    return _select(book, "division = %s AND year = %s", (division, year))


def canonical(body: Mapping[str, Any]) -> str:
    """Return a body in the one form in which it is stored and digested.

    Example:
        >>> canonical({"unit": "203005", "amount_fen": 100})
        '{"amount_fen":100,"unit":"203005"}'
        >>> canonical({"rate": 0.5})
        Traceback (most recent call last):
        ...
        TypeError: A fact holds codes, words and whole fen; 0.5 is a float.
    """
    _no_floats(body)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fact_hash(previous: bytes, row: tuple[Any, ...]) -> bytes:
    """Return the hash of a fact that follows ``previous``; ``row`` ends with the body's text."""
    text = "\x1f".join(map(str, row)).encode()
    return hashlib.sha256(b"fisc fact 1" + previous + text).digest()


def rehashed(previous: bytes, fact: Fact) -> bytes:
    """Return the hash that a stored fact should have."""
    row = (fact.division, fact.year, fact.number, fact.kind, fact.key, fact.day.toordinal())
    return fact_hash(
        previous, (*row, fact.recorded_at, fact.actor, fact.subject, canonical(fact.body))
    )


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"A fact holds codes, words and whole fen; {value} is a float.")
    if isinstance(value, Mapping):
        for part in value.values():
            _no_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _no_floats(part)


def _select(book: Book, where: str, values: tuple[Any, ...]) -> Iterator[Fact]:
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM fact WHERE {where} ORDER BY division, year, number", values
        )
        rows = cursor.fetchall()
    return map(_fact, rows)


def _fact(row: tuple[Any, ...]) -> Fact:
    division, year, number, kind, key, day, at, actor, subject, body, digest = row
    return Fact(
        division,
        year,
        number,
        kind,
        key,
        date.fromordinal(day),
        at,
        actor,
        subject,
        json.loads(body),
        bytes(digest),
    )

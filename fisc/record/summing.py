"""Make the sums that ``fisc.record.summaries`` asks for, compare them, and make them anew.

Nothing here is part of a posting. What is held is added up from the entries of the batches that
came since the last time; days and blocks are added up from the movements that were gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import OperationalError

from fisc.record.balances import BLOCK, effects_sql
from fisc.record.book import Book
from fisc.record.sets import DAY, EPOCH
from fisc.record.summaries import GRAINS, Marks, forget, marks

_KEY: Final = ("grain", "division", "year", "book", "family", "unit", "function")
_CHAMBERS: Final = ("open_fen", "held_fen", "done_fen")
_SUMS: Final = ", ".join(f"sum({name}) AS {name}" for name in _CHAMBERS)
_NEGATED: Final = ", ".join(f"-{name} AS {name}" for name in _CHAMBERS)
_DIFFERS: Final = " OR ".join(f"sum({name}) <> 0" for name in _CHAMBERS)
_TABLES: Final = ("summary_day", "summary_block", "summary", "summed_until")
FOUND_MAX: Final = 100
PATIENCE: Final = "200ms"
WORK_MEMORY: Final = "128MB"  # what a province needs to be added up without going to disk
_SIDES: Final = (("debit", 1), ("credit", -1))


@dataclass(frozen=True, slots=True)
class SumDrift:
    """A row that is not the sum of what lies under it. It must not exist.

    ``gap_fen`` is what the row says less what it should say, by chamber.
    """

    table: str
    key: tuple[Any, ...]
    gap_fen: tuple[int, int, int]


def refresh(book: Book, *, anew: bool = False, hurried: bool = False) -> int:
    """Bring the sums up to date, or make them ``anew``; return how many batches were added up.

    Call it as often as one likes: it changes no answer, only how quickly it is given. Postings
    wait for it no longer than for those that are under way already; where it is ``hurried`` it
    gives up rather than let them wait for a long act.
    """
    # In this order: the entries of every movement that is gathered now are among the batches then.
    moved = _moved(book)
    last = _last_batch(book, hurried=hurried)
    if last is None:
        return 0
    with book.act(), book.connection.cursor() as cursor:
        _alone(book, cursor)
        for table in _TABLES if anew else ():
            cursor.execute(f"DELETE FROM {table}")
        made = marks(book)
        added = _add_batches(cursor, made.batch or 0, last)
        _mark(cursor, "batch", max(last, made.batch or 0))
        if moved["day"] is not None:
            _add_days(cursor, made, moved["day"])
            _add_blocks(cursor, made, moved["block"] or 0)
    forget(book)
    return added


def behind(book: Book) -> int:
    """Return by how many batches at most the sums are behind the journal."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(id) FROM batch), 0)"
            " - coalesce((SELECT known FROM summed_until WHERE grain = 'batch'), 0)"
        )
        return int(cursor.fetchone()[0])


def compare(book: Book) -> list[SumDrift]:
    """Return the rows of movements and sums that differ from what lies under them; change nothing.

    The entries are the ground of what is held and of the movements, and the movements that of days
    and blocks.

    Shape: at most ``FOUND_MAX`` of each kind.
    """
    found = []
    with book.connection.cursor() as cursor:
        for table, width, statement in _checks():
            cursor.execute(f"{statement} LIMIT {FOUND_MAX}")
            found += [
                SumDrift(table, tuple(row[:width]), tuple(map(int, row[width:])))  # type: ignore[arg-type]
                for row in cursor.fetchall()
            ]
    return found


def _moved(book: Book) -> dict[str, int | None]:
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT grain, known FROM moved_until")
        return {"day": None, "block": None, **dict(cursor.fetchall())}


def _last_batch(book: Book, *, hurried: bool) -> int | None:
    """Return a batch such that it and all before it are committed, and all to come are after it.

    A posting draws the number of its batch while it shares a lock that is taken whole here. None
    where that had to wait for too long.
    """
    try:
        with book.act(), book.connection.cursor() as cursor:
            if book.connection.vendor == "postgresql":
                if hurried:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                cursor.execute("SELECT pg_advisory_xact_lock(4, 0)")
            cursor.execute("SELECT coalesce(max(id), 0) FROM batch")
            return int(cursor.fetchone()[0])
    except OperationalError:
        if not hurried:
            raise
        return None


def _alone(book: Book, cursor: Any) -> None:
    """Let nobody else sum until the transaction ends."""
    if book.connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(4, 2)")
        cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")


def _add_batches(cursor: Any, after: int, last: int) -> int:
    if last <= after:
        return 0
    sides = " UNION ALL ".join(
        f"SELECT {effects_sql(column, sign)} FROM entry AS e"
        f" JOIN balance AS n ON n.pot = e.{column} >> 2 WHERE e.batch > %s AND e.batch <= %s"
        for column, sign in _SIDES
    )
    added = ", ".join(f"{name} = summary.{name} + excluded.{name}" for name in _CHAMBERS)
    cursor.execute(
        f"INSERT INTO summary ({', '.join((*_KEY, *_CHAMBERS))})"
        f" WITH sums AS MATERIALIZED (SELECT pot, {_SUMS} FROM ({sides}) AS m GROUP BY pot)"
        f" SELECT {', '.join(_KEY)}, {_SUMS} FROM ({_by_grains('sums')}) AS g"
        f" WHERE true GROUP BY {', '.join(_KEY)}"
        f" ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {added}",
        [after, last, after, last],
    )
    return last - after


def _by_grains(source: str, grains: Iterable[str] = GRAINS, when: str = "") -> str:
    """Return the query that gives the amounts of pots the key of each of their grains."""
    chambers = ", ".join(f"s.{name}" for name in _CHAMBERS)
    return " UNION ALL ".join(
        f"SELECT {_grain_key(grain)}, {when}{chambers} FROM {source} AS s"
        " JOIN pot AS p ON p.id = s.pot"
        for grain in grains
    )


def _grain_key(grain: str) -> str:
    columns = [
        f"p.{name} AS {name}" if name in GRAINS[grain] else f"'' AS {name}" for name in _KEY[1:]
    ]
    return ", ".join([f"'{grain}' AS grain", *columns])


def _add_days(cursor: Any, made: Marks, last: int) -> None:
    first = 0 if made.day is None else made.day + 1
    if last >= first:
        cursor.execute(f"INSERT INTO summary_day {_summed('place', 'movement')}", [first, last + 1])
        _mark(cursor, "day", last)


def _add_blocks(cursor: Any, made: Marks, end: int) -> None:
    first = made.block or 0
    if end > first or made.block is None:
        for grain in ("function", "unit"):
            cursor.execute(
                f"INSERT INTO summary_block {_summed(grain, 'movement_block')}", [first, end]
            )
        _mark(cursor, "block", end)


def _summed(grain: str, table: str) -> str:
    """Return the query that sums movements by a grain.

    A row whose sum is missing has no number and is refused by the database.
    """
    same = " AND ".join(
        f"s.{name} = " + (f"p.{name}" if name in GRAINS[grain] else "''") for name in _KEY[1:]
    )
    return (
        f"SELECT k.summary, m.known, m.day, {_SUMS} FROM {table} AS m"
        " JOIN (SELECT p.id AS pot, s.id AS summary FROM pot AS p"
        f" LEFT JOIN summary AS s ON s.grain = '{grain}' AND {same}) AS k ON k.pot = m.pot"
        " WHERE m.known >= %s AND m.known < %s GROUP BY k.summary, m.known, m.day"
    )


def _mark(cursor: Any, grain: str, known: int) -> None:
    cursor.execute(
        "INSERT INTO summed_until VALUES (%s, %s)"
        " ON CONFLICT (grain) DO UPDATE SET known = excluded.known",
        [grain, known],
    )


def _checks() -> Iterator[tuple[str, int, str]]:
    """Return for each table how wide its key is, and the query that finds where it differs.

    How far each goes stands inside the query, so that nobody who sums meanwhile is in its way.
    """
    moved, batch, day, block = (
        f"(SELECT known FROM {table} WHERE grain = '{grain}')"
        for table, grain in (
            ("moved_until", "day"),
            ("summed_until", "batch"),
            ("summed_until", "day"),
            ("summed_until", "block"),
        )
    )
    gathered = f"t.recorded_at < ({moved} + 1 - {EPOCH}) * {DAY}"
    entries = [
        f"SELECT {effects_sql(column, -sign)}, t.recorded_at / {DAY} + {EPOCH} AS known,"
        f" e.day AS day FROM batch AS t JOIN entry AS e ON e.batch = t.id"
        f" JOIN balance AS n ON n.pot = e.{column} >> 2 WHERE {gathered}"
        for column, sign in _SIDES
    ]
    moves = ", ".join(("pot", *_CHAMBERS, "known", "day"))
    key = "pot, known, day"
    yield "movement", 3, _differing(key, [f"SELECT {moves} FROM movement", *entries])
    blocks = f"SELECT pot, known >> {BLOCK} AS known, day >> {BLOCK} AS day, {_NEGATED}"
    until = "(SELECT known FROM moved_until WHERE grain = 'block')"
    blocks += f" FROM movement WHERE known >> {BLOCK} < {until}"
    table = f"SELECT pot, known, day, {', '.join(_CHAMBERS)} FROM movement_block"
    yield "movement_block", 3, _differing(key, [table, blocks])
    added = [
        f"SELECT {effects_sql(column, -sign)} FROM entry AS e JOIN balance AS n"
        f" ON n.pot = e.{column} >> 2 WHERE e.batch <= {batch}"
        for column, sign in _SIDES
    ]
    held = f"SELECT pot, {_SUMS} FROM ({' UNION ALL '.join(added)}) AS m GROUP BY pot"
    table = f"SELECT {', '.join((*_KEY, *_CHAMBERS))} FROM summary"
    yield "summary", len(_KEY), _differing(", ".join(_KEY), [table, _by_grains(f"({held})")])
    under = f"(SELECT pot, known, day, {_NEGATED} FROM movement WHERE known <= {day})"
    yield "summary_day", 9, _of_sums("summary_day", ["place"], under)
    under = f"(SELECT pot, known, day, {_NEGATED} FROM movement_block WHERE known < {block})"
    yield "summary_block", 9, _of_sums("summary_block", ["function", "unit"], under)


def _of_sums(table: str, grains: Sequence[str], under: str) -> str:
    key = ", ".join((*_KEY, "known", "day"))
    own = ", ".join(f"k.{name}" for name in _KEY)
    rows = (
        f"SELECT {own}, s.known, s.day, s.open_fen, s.held_fen, s.done_fen FROM {table} AS s"
        " LEFT JOIN summary AS k ON k.id = s.summary"
    )
    return _differing(key, [rows, _by_grains(under, grains, "s.known, s.day, ")])


def _differing(key: str, parts: Sequence[str]) -> str:
    """Return the query for the keys whose amounts do not add up to nothing."""
    named = ", ".join((key, *_CHAMBERS))
    inner = " UNION ALL ".join(
        f"SELECT {named} FROM ({part}) AS x{at}" for at, part in enumerate(parts)
    )
    return f"SELECT {key}, {_SUMS} FROM ({inner}) AS d GROUP BY {key} HAVING {_DIFFERS}"

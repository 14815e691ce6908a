"""Never overspent: many processes on the same indicators, and an audit of what they left."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait

from fisc.record.book import Book
from tests.attacks import crowd, warm
from tests.attacks.audit import Findings, audit
from tests.attacks.crowd import Game, Notes

PLAYERS = 8


@dataclass(frozen=True, slots=True)
class Result:
    """What an attack did and what the audit found.

    ``dry`` counts how often an indicator that had paid had no money for the next application, as
    one player saw it: for each indicator the player who saw it most often is counted alone.
    """

    attempts: int
    fates: Counter[str]
    dry: int
    lost: int
    doubled: int
    unasked: int
    findings: Findings
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether nothing was overspent, and every answer is what the record says."""
        return not (self.findings.faults or self.lost or self.doubled or self.unasked)

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} {fate}" for fate, count in sorted(self.fates.items()))
        return (
            f"{self.attempts:,} attempts in {self.seconds:.0f} s: {told}; ran dry {self.dry:,} "
            f"times; {len(self.findings.overspent)} overspent, {len(self.findings.drift)} drifted, "
            f"{len(self.findings.broken)} broken, {self.lost} lost, {self.doubled} doubled, "
            f"{self.unasked} unasked"
        )


def attack(
    book: Book,
    *,
    attempts: int,
    seed: int,
    set_size: int = 50,
    single_share: float = 0.8,
    naive: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Result:
    """Let eight players loose on a fresh book, then audit it.

    ``single_share`` is the share of turns in which a player posts one voucher and not a set;
    ``tell`` hears every quarter of a minute how far they are.
    """
    if not naive:
        crowd.open_the_year(book)
    settings = warm.settings_of(book)
    book.connection.close()
    start = warm.barrier(PLAYERS + 1)
    started = [
        warm.start(
            crowd.play,
            settings,
            Game(seed, player, attempts // PLAYERS, set_size, single_share, naive),
            start,
        )
        for player in range(PLAYERS)
    ]
    start.wait(timeout=120)
    began = time.monotonic()
    waiting = [pipe for _, pipe in started]
    while waiting:
        done = wait(waiting, timeout=15)
        waiting = [pipe for pipe in waiting if pipe not in done]
        if tell and not done:
            tell(f"  {time.monotonic() - began:4.0f} s: {_batches(book):,} batches")
    notes = [_notes(process, pipe) for process, pipe in started]
    seconds = time.monotonic() - began
    return _result(book, notes, seconds)


def _batches(book: Book) -> int:
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM batch")
        return cursor.fetchone()[0]


def _notes(process, pipe) -> Notes:
    try:
        return pipe.recv()
    except EOFError:
        process.join(10)
        raise AssertionError(f"A player died with {process.exitcode}; see its traceback.") from None
    finally:
        process.join(10)


def _result(book: Book, notes: list[Notes], seconds: float) -> Result:
    findings = audit(book)
    accepted = set().union(*(note.accepted for note in notes))
    opening = len(crowd.LINES) + 2
    dry: Counter[int] = Counter()
    for note in notes:
        dry |= note.dry  # the maximum by indicator
    return Result(
        attempts=sum(note.attempts for note in notes),
        fates=sum((note.fates for note in notes), Counter()),
        dry=dry.total(),
        lost=len(accepted - findings.keys.keys()),
        doubled=sum(count > 1 for count in findings.keys.values()),
        unasked=len(findings.keys) - opening - len(accepted & findings.keys.keys()),
        findings=findings,
        seconds=seconds,
    )

"""Kill writers, or the whole server, at any instant, and look at what is left.

What was acknowledged must be there, nothing may be there by halves, and what was on its way may
be posted again with one effect.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from fisc.record import facts
from fisc.record.book import Book
from fisc.record.postings import Fate
from tests.attacks import crowd, warm, writer
from tests.attacks.audit import Auditor
from tools.postgres import Cluster

LATEST = {"sqlite": 0.12, "postgresql": 1.2}  # seconds after the first acknowledgement
TELL_EVERY = 50
WRITERS = {"sqlite": 1, "postgresql": 4}


@dataclass
class Result:
    """What the kills left; all counts but the first three, and ``again``, must be zero.

    ``again`` counts the postings that were on their way, by what became of them.
    """

    kills: int = 0
    acknowledged: int = 0
    seconds: float = 0
    again: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.halves or self.twice or self.faults)

    def __str__(self) -> str:
        return (
            f"{self.kills:,} kills in {self.seconds:.0f} s, {self.acknowledged:,} postings "
            f"acknowledged; on their way: {dict(self.again)}; {len(self.lost)} lost, "
            f"{len(self.halves)} half-applied, {len(self.twice)} twice, {len(self.faults)} faults"
        )


class Killer:
    """Kills again and again over one record, which grows from round to round."""

    def __init__(self, book: Book, seed: int, cluster: Cluster | None = None) -> None:
        self.book, self.seed, self.cluster = book, seed, cluster
        self.chance = random.Random(seed)
        self.auditor = Auditor()
        self.result = Result()
        crowd.open_the_year(book)
        self.settings = warm.settings_of(book)

    def run(self, kills: int, tell: Callable[[str], None] | None = None) -> Result:
        """Kill so many times, looking at the record after each."""
        began = time.monotonic()
        for _ in range(kills):
            self.result.kills += 1
            self.book.connection.close()
            count = WRITERS[self.book.connection.vendor]
            rounds = [self.result.kills * count + number for number in range(count)]
            told = self._kill(rounds)
            for round_, answers in zip(rounds, told, strict=True):
                self._look(round_, answers)
            self._audit()
            self.result.seconds = time.monotonic() - began
            if tell and self.result.kills % TELL_EVERY == 0:
                tell(f"  {self.result}")
        return self.result

    def _kill(self, rounds: list[int]) -> list[list[bytes]]:
        """Let writers work for a moment, kill, and return what each acknowledged."""
        started = [warm.start(writer.write, self.settings, self.seed, r) for r in rounds]
        for _, pipe in started:
            assert pipe.recv_bytes() == b"ready"
        for _, pipe in started:
            assert pipe.poll(60), "A writer acknowledged nothing in a minute."
        time.sleep(self.chance.uniform(0, LATEST[self.book.connection.vendor]))
        if self.cluster is None:
            for process, _ in started:
                os.kill(process.pid, signal.SIGKILL)
        else:
            kill_server(self.cluster)
        told = [_acknowledged(pipe) for _, pipe in started]
        for process, _ in started:
            process.join(30)
            assert process.exitcode == (-signal.SIGKILL if self.cluster is None else 0)
        if self.cluster is not None:
            self.cluster.control("start")
        return told

    def _look(self, round_: int, answers: list[bytes]) -> None:
        """Compare what was acknowledged with what is there, then post again what was on its way."""
        script = writer.script(self.seed, round_)
        for posting, fates in zip(islice(script, len(answers)), answers, strict=True):
            keys = [voucher.key for voucher in posting.vouchers]
            there = self._there(keys)
            self.result.acknowledged += 1
            self.result.lost += [
                key.hex()
                for key, fate in zip(keys, fates, strict=True)
                if fate == Fate.ACCEPTED and key not in there
            ]
            if posting.kind == "act" and not facts.find(self.book, writer.fact_key(posting)):
                self.result.lost.append(writer.fact_key(posting))
        self._again(next(script))
        later = {voucher.key for posting in islice(script, 3) for voucher in posting.vouchers}
        self.result.twice += [key.hex() for key in self._there(sorted(later))]

    def _again(self, posting: writer.Posting) -> None:
        """Post what was on its way: all of it stands already, or none of it does."""
        keys = [voucher.key for voucher in posting.vouchers]
        before = self._there(keys)
        fact = posting.kind == "act" and facts.find(self.book, writer.fact_key(posting))
        fates = [receipt.fate for receipt in writer.post(self.book, posting)]
        stood = Fate.REPEATED in fates
        if (stood and Fate.ACCEPTED in fates) or stood != bool(before):
            self.result.halves.append(f"{posting.kind} {fates}")
        if posting.kind == "act" and stood and not fact:
            self.result.halves.append(f"{posting.kind} {fates} without its fact")
        self.result.again["stood already" if stood else "is posted now"] += 1
        if self._there(keys) != {
            key for key, fate in zip(keys, fates, strict=True) if fate is not Fate.REFUSED
        }:
            self.result.lost.append(f"{posting.kind} {fates}")
        once_more = [receipt.fate for receipt in writer.post(self.book, posting)]
        if Fate.ACCEPTED in once_more:
            self.result.twice.append(f"{posting.kind} {once_more}")

    def _audit(self) -> None:
        findings = self.auditor.audit(self.book)
        self.result.faults += findings.faults
        self.result.twice += [key.hex() for key, count in findings.keys.items() if count > 1]

    def _there(self, keys: list[bytes]) -> set[bytes]:
        marks = ", ".join(["%s"] * len(keys))
        given: list[Any] = list(keys)
        if self.book.connection.vendor == "postgresql":
            import uuid

            given = [uuid.UUID(bytes=key) for key in keys]
        with self.book.connection.cursor() as cursor:
            cursor.execute(f"SELECT key FROM entry WHERE leg = 0 AND key IN ({marks})", given)
            return {getattr(row[0], "bytes", row[0]) for row in cursor.fetchall()}


def _acknowledged(pipe: Any) -> list[bytes]:
    told = []
    while True:
        try:
            word = pipe.recv_bytes()
        except EOFError:
            return told
        if word == b"server gone":
            return told
        told.append(word)


def kill_server(cluster: Cluster) -> None:
    """Kill every process of a throwaway cluster with signal 9, the postmaster first.

    They are found by their working folder, which is the cluster's own data folder, so no other
    server can be meant.
    """
    data = cluster.data.resolve()
    postmaster = int((data / "postmaster.pid").read_text(encoding="ascii").split("\n")[0])
    assert postmaster in _working_in(data)
    os.kill(postmaster, signal.SIGKILL)
    for _ in range(100):
        left = _working_in(data)
        if not left:
            # Where nobody buries the dead, a start would take the number for a live server's.
            for lock in (data / "postmaster.pid", *data.parent.glob(".s.PGSQL.*.lock")):
                lock.unlink()
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    raise AssertionError(f"Processes {left} of {data} outlive a kill.")


def _working_in(folder: Path) -> set[int]:
    """Return the live processes whose working folder this is."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder and _alive(entry):
                    found.add(int(entry.name))
            except OSError:
                continue
    return found


def _alive(entry: Path) -> bool:
    return "\nState:\tZ" not in (entry / "status").read_text(encoding="utf-8")

"""Bench a and b: single postings, gathered postings and sets on PostgreSQL."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from tools import postgres
from tools.bench.machine import Table, measured_cluster, set_up

POTS = 20_000
SINGLES = 1_500
CALLERS = 32
HORDAK = 200
HORDAK_WAY = "django-hordak, one caller"
PGBENCH_ONE = "pgbench, 1 client, same function"
PGBENCH_SPREAD = "pgbench, 32 clients, spread"
BOOK_ONE = "Book.post, one caller"
BOOK_HOT = "Book.post, 32 callers, one hot pot"
POSTER_HOT = "Poster, 32 callers, one hot pot"
SET_CHAIN = "set with chain"
SET_LOOSE = "set without chain"
COPY_BARE = "bare COPY, no control"
SET = 50_000
PLENTY_FEN = 10**14
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = date(2026, 3, 2)


class Ground:
    """A book with many funded pots, and payments that nobody has posted yet."""

    def __init__(self) -> None:
        from fisc.engines.ledger.moves import Pot
        from fisc.record.book import Book
        from fisc.values import Book as Budget

        self.book = Book()
        self.pots = [
            Pot("239901", 2026, Budget.GENERAL, "indicator", indicator=f"IND-{n}")
            for n in range(POTS)
        ]
        self.book.open_pots(self.pots)
        self.numbers = np.array([pot.number for pot in self.pots], dtype=np.int64)
        self.raw("UPDATE balance SET open_fen = %s", (PLENTY_FEN,))
        self.raw("VACUUM ANALYZE balance")
        self.rng = np.random.default_rng(20260302)
        self.serial = 0

    def raw(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        """Run a statement outside any measuring."""
        with self.book.connection.cursor() as cursor:
            cursor.execute(statement, values)

    def vouchers(self, count: int, *, hot: bool = False) -> list[Any]:
        """Return applications that nobody has posted, spread or on one pot."""
        from fisc.engines.ledger.keys import document_key
        from fisc.engines.ledger.moves import Move, Voucher
        from fisc.values import Money

        out = []
        for _ in range(count):
            self.serial += 1
            pot = self.pots[0 if hot else int(self.rng.integers(POTS))]
            move = Move("apply", pot.account("applied"), pot.account("executable"), Money(100))
            out.append(Voucher(document_key("PAY", 2026, 7, self.serial), DAY, (move,)))
        return out

    def columns(self, count: int) -> Any:
        """Return a set of applications as columns."""
        from fisc.law.chart import chart
        from fisc.record.postings import PostingSet

        serials = np.arange(self.serial + 1, self.serial + count + 1, dtype=np.uint64)
        self.serial += count
        keys = np.zeros((count, 16), dtype=np.uint8)
        keys[:, 0], keys[:, 1], keys[:, 2], keys[:, 7] = 1, 2026 >> 8, 2026 & 255, 7
        keys[:, 8:] = (serials << np.uint64(8)).astype(">u8").view(np.uint8).reshape(-1, 8)
        pot = self.numbers[self.rng.integers(0, POTS, count)]
        return PostingSet.simple(
            key=np.frombuffer(keys.tobytes(), dtype="V16"),
            day=np.full(count, DAY.toordinal(), dtype=np.int32),
            event=np.full(count, chart().events["apply"].number, dtype=np.int16),
            debit=pot * 4 + 1,
            credit=pot * 4,
            amount=self.rng.integers(1, 10**6, count),
        )


def pgbench(
    cluster: postgres.Cluster, name: str, clients: int, seconds: int, *, hot: bool
) -> float:
    """Return transactions per second of pgbench calling the very function that we call."""
    pot = "" if hot else f"\\set at random(0, {POTS - 1})\n"
    chosen = "(SELECT pot FROM bench_pot WHERE at = 0)"
    if not hot:
        chosen = "(SELECT pot FROM bench_pot WHERE at = :at)"
    script = (
        f"{pot}SELECT post_voucher(gen_random_uuid(), {DAY.toordinal()}, '239901', 2026::smallint,"
        " 'pgbench', 1::bigint, '', ARRAY[29]::smallint[],"
        f" ARRAY[{chosen} * 4 + 1]::bigint[], ARRAY[{chosen} * 4]::bigint[],"
        " ARRAY[100]::bigint[]);\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "post.sql"
        path.write_text(script, encoding="ascii")
        done = subprocess.run(
            [
                str(cluster.programs / "pgbench"),
                "-n",
                "-M",
                "prepared",
                "-f",
                str(path),
                "-c",
                str(clients),
                "-j",
                "2",
                "-T",
                str(seconds),
                cluster.address(name),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def by_callers(book: Any, vouchers: list[Any]) -> None:
    """Let callers post their share of vouchers at the same time, from as many processes as cores.

    The callers are threads; in one process they would measure the interpreter's lock.
    """
    book.close()
    count = os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    started = [
        context.Process(target=in_threads, args=(book, vouchers[at::count], CALLERS // count))
        for at in range(count)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join()
    if any(process.exitcode for process in started):
        raise RuntimeError("A caller of the bench failed.")


def in_threads(book: Any, vouchers: list[Any], callers: int) -> None:
    """Let threads of this process post their share of vouchers at the same time."""
    faults: list[Any] = []

    def work(share: list[Any]) -> None:
        for voucher in share:
            receipt = book.post(voucher, actor="bench", at=NOON)
            if not receipt.done:
                faults.append(receipt)
        book.close()

    threads = [
        threading.Thread(target=work, args=(vouchers[at::callers],)) for at in range(callers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"A posting of the bench was refused: {faults[0]}")


def bare_copy(ground: Ground, columns: Any) -> None:
    """Copy entries into a twin of the journal without any control."""
    import psycopg

    from fisc.record import binary as way

    connection = ground.book.store().connection
    moves = columns.moves
    rows = np.empty(len(columns), dtype=way.COPY_ROW)
    for name, size in way.COPY_SIZES.items():
        rows[name] = size
    rows["batch"], rows["line"] = ground.serial, np.arange(len(columns))
    rows["key"], rows["day"] = columns.key, columns.day
    rows["leg"], rows["event"] = columns.leg, columns.event
    rows["debit"], rows["credit"], rows["amount"] = moves.debit, moves.credit, moves.amount
    bare = way.COPY.replace("COPY entry", "COPY bare")
    with connection.transaction(), psycopg.Cursor(connection).copy(bare) as copy:
        copy.write(way.COPY_HEAD + rows.tobytes() + way.COPY_END)


@contextmanager
def poster_process(address: str) -> Iterator[Path]:
    """Run ``fisc poster`` beside this process, and hand over the socket at which it waits."""
    with tempfile.TemporaryDirectory(prefix="fisc-bench-") as home:
        process = subprocess.Popen(
            [sys.executable, "-c", "from fisc.doors.cli.main import run; run()", "poster"],
            env=os.environ | {"FISC_HOME": home, "FISC_DATABASE": address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        path = Path(home) / "poster.sock"
        while not path.exists():
            if process.poll() is not None:
                raise RuntimeError("The poster ended before it waited for anybody.")
            time.sleep(0.05)
        try:
            yield path
        finally:
            process.terminate()
            process.wait(30)


def hordak(address: str, vouchers: int) -> float:
    """Return postings per second of django-hordak's own way, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench.hordak", str(vouchers), address],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"django-hordak could not be measured: {done.stderr[-400:]}")
    return float(done.stdout.split()[-1])


def singles_round(cluster: postgres.Cluster, ground: Ground, table: Table, number: int) -> None:
    """Measure single and gathered postings once, in turns with their peers."""
    from fisc.record.gathered import GatheredBook

    book = ground.book
    peer = cluster.create_database(f"hordak{number}")
    table.keep(HORDAK_WAY, hordak(peer, HORDAK))
    table.keep(PGBENCH_ONE, pgbench(cluster, "bench", 1, 3, hot=False))
    some = ground.vouchers(SINGLES)
    table.run(BOOK_ONE, SINGLES, lambda: [book.post(v, actor="b", at=NOON) for v in some])
    table.keep(PGBENCH_SPREAD, pgbench(cluster, "bench", CALLERS, 3, hot=False))
    table.keep("pgbench, 32 clients, one hot pot", pgbench(cluster, "bench", CALLERS, 3, hot=True))
    hot = ground.vouchers(SINGLES, hot=True)
    table.run(BOOK_HOT, SINGLES, lambda: by_callers(book, hot))
    many = ground.vouchers(20 * SINGLES, hot=True)
    with poster_process(cluster.address("bench")) as path:
        gathered = GatheredBook(path)
        table.run(POSTER_HOT, 20 * SINGLES, lambda: by_callers(gathered, many))


def sets_round(ground: Ground, table: Table, number: int) -> None:
    """Measure sets with and without the chain, and the bare copy beside them.

    What comes first after the single postings pays for their rest, so each takes its turn at it.
    """
    from fisc.record.book import act_of

    act = act_of(ground.vouchers(1)[0], "bench", NOON)
    post = ground.book.post_columns
    ways = [
        (SET_CHAIN, lambda columns: post(act, columns, seal=True)),
        (SET_LOOSE, lambda columns: post(act, columns, seal=False)),
        (COPY_BARE, lambda columns: bare_copy(ground, columns)),
    ]
    for at in range(len(ways)):
        name, way = ways[(number + at) % len(ways)]
        columns = ground.columns(SET)
        table.run(name, SET, lambda c=columns, w=way: w(c))


def show(singles: Table, sets: Table) -> None:
    """Print both tables and what became of the aims."""
    singles.show()
    singles.aim(BOOK_ONE, PGBENCH_ONE, 0.6)
    singles.aim(POSTER_HOT, BOOK_HOT, 8)
    singles.aim(POSTER_HOT, PGBENCH_SPREAD, 1.5)
    singles.aim(BOOK_ONE, HORDAK_WAY, 10)
    sets.show()
    sets.aim(SET_CHAIN, COPY_BARE, 0.4)
    sets.keep(HORDAK_WAY, singles.median(HORDAK_WAY))
    sets.aim(SET_CHAIN, HORDAK_WAY, 100)
    cost = 1 - sets.ratio(SET_CHAIN, SET_LOOSE)
    print(f"  the chain costs {100 * cost:.1f} %, aim <= 10 %")


def run(rounds: int = 5) -> None:
    """Measure and print bench a and b."""
    with measured_cluster() as cluster:
        set_up(cluster.create_database("bench"))
        ground = Ground()
        ground.raw("CREATE TABLE bench_pot (at integer PRIMARY KEY, pot bigint NOT NULL)")
        ground.raw(
            "INSERT INTO bench_pot SELECT o - 1, p FROM unnest(%s::bigint[]) WITH ORDINALITY"
            " AS u (p, o)",
            (ground.numbers.tolist(),),
        )
        ground.raw("CREATE TABLE bare (LIKE entry INCLUDING ALL)")
        singles = Table("a. Posting on PostgreSQL, durable, interleaved (postings a second)")
        sets = Table("b. Sets of 50,000 with every control (postings a second)")
        for number in range(rounds):
            singles_round(cluster, ground, singles, number)
            for turn in range(3):
                sets_round(ground, sets, number + turn)
        show(singles, sets)

"""Bench d: SQLite, single postings beside the ORM's way, and sets."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tools.bench.machine import Table, set_up
from tools.bench.posting import NOON, SET, SINGLES, Ground


def orm_way(count: int, serial: int) -> None:
    """Post as an ordinary Django project would: lock by update, then create the entry."""
    from django.db import models, transaction

    balance, entry = _models()
    pots = list(balance.objects.values_list("pot", flat=True)[:count])
    for at in range(count):
        with transaction.atomic():
            spent = balance.objects.filter(pot=pots[at % len(pots)], open_fen__gte=100).update(
                open_fen=models.F("open_fen") - 100, held_fen=models.F("held_fen") + 100
            )
            if spent != 1:
                raise RuntimeError("The bench ran out of money.")
            entry.objects.create(
                batch=10**9 + serial + at,
                line=0,
                key=(serial + at).to_bytes(16, "big"),
                leg=0,
                event=29,
                debit=pots[at % len(pots)] * 4 + 1,
                credit=pots[at % len(pots)] * 4,
                amount_fen=100,
                day=739_677,
            )


_made: list[Any] = []


def _models() -> tuple[Any, Any]:
    if not _made:
        from django.db import models

        whole = models.BigIntegerField

        class BenchBalance(models.Model):  # noqa: DJ008
            pot = whole(primary_key=True)
            open_fen, held_fen = whole(), whole()

            class Meta:
                app_label, db_table, managed = "record", "balance", False

        class BenchEntry(models.Model):  # noqa: DJ008
            pk = models.CompositePrimaryKey("batch", "line")
            batch, line, leg, event = whole(), whole(), whole(), whole()
            debit, credit, amount_fen, day = whole(), whole(), whole(), whole()
            key = models.BinaryField()

            class Meta:
                app_label, db_table, managed = "record", "entry", False

        _made.extend((BenchBalance, BenchEntry))
    return _made[0], _made[1]


def run(rounds: int = 5) -> None:
    """Measure and print bench d."""
    with tempfile.TemporaryDirectory(prefix="fisc-bench-") as folder:
        import os

        os.environ["FISC_HOME"] = str(Path(folder))
        set_up("sqlite")
        from fisc.record.book import act_of

        ground = _Embedded()
        book = ground.book
        table = Table("d. SQLite, synchronous=FULL, interleaved (postings a second)")
        act = act_of(ground.vouchers(1)[0], "bench", NOON)
        for number in range(rounds):
            some = ground.vouchers(SINGLES)
            table.run(
                "Book.post, sealed",
                SINGLES,
                lambda some=some: [book.post(v, actor="b", at=NOON) for v in some],
            )
            table.run(
                "ORM, conditional update and create",
                SINGLES,
                lambda n=number: orm_way(SINGLES, 1 + n * SINGLES),
            )
            columns = ground.columns(SET)
            table.run("set of 50,000, sealed", SET, lambda c=columns: book.post_columns(act, c))
        table.show()
        table.aim("Book.post, sealed", "ORM, conditional update and create", 2)


class _Embedded(Ground):
    def raw(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        """Run a statement, leaving out what SQLite does not know."""
        if not statement.startswith("VACUUM"):
            super().raw(statement, values)

"""The common way to control a budget, and the wrong one: look at the balance, then write.

It exists to show that the attack finds overspending where there is some. It works in a database
from which the guard was taken.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from fisc.engines.ledger.moves import Voucher, effects
from fisc.record.book import Book, Receipt, instant
from fisc.record.postings import Fate, Posting

COLUMNS = ("open_fen", "held_fen", "done_fen")


class NaiveBook(Book):
    """A book that reads a balance, decides, and writes in a transaction of its own."""

    def post(self, voucher: Voucher, *, actor: str, at: datetime) -> Receipt:
        changes = effects(voucher)
        for account, fen in changes.items():
            if account.rule.guarded and fen < 0:
                column, pot = COLUMNS[account.rule.place], account.pot.number
                with self.connection.cursor() as cursor:
                    cursor.execute(f"SELECT {column} FROM balance WHERE pot = %s", (pot,))
                    if cursor.fetchone()[0] + fen < 0:
                        return Receipt(voucher.key, Fate.REFUSED)
        posting = Posting.of(voucher)
        try:
            with transaction.atomic(using=self.using), self.connection.cursor() as cursor:
                for account, fen in changes.items():
                    column, pot = COLUMNS[account.rule.place], account.pot.number
                    cursor.execute(
                        f"UPDATE balance SET {column} = {column} + %s WHERE pot = %s", (fen, pot)
                    )
                return Receipt(
                    voucher.key, Fate.ACCEPTED, self._write(cursor, posting, voucher, at)
                )
        except IntegrityError:
            return Receipt(voucher.key, Fate.REPEATED)

    def _write(self, cursor, posting: Posting, voucher: Voucher, at: datetime) -> int:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM batch")
        if self.connection.vendor == "postgresql":
            cursor.execute("SELECT nextval('batch_number')")
        batch = cursor.fetchone()[0]
        import uuid

        key = posting.key
        if self.connection.vendor == "postgresql":
            key = uuid.UUID(bytes=key)
        for leg, values in enumerate(posting.legs):
            cursor.execute(
                "INSERT INTO entry VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (batch, leg, key, leg, *values, posting.day),
            )
        division, year = voucher.place
        cursor.execute(
            "INSERT INTO batch VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (batch, division, year, "naive", instant(at), "", len(posting.legs)),
        )
        return batch


def take_the_guard_away(book: Book) -> None:
    """Remove the constraint that no guarded balance is below zero from a database of a test."""
    with book.connection.cursor() as cursor:
        if book.connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE balance DROP CONSTRAINT pot_is_not_overdrawn")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'balance'")
        (text,) = cursor.fetchone()
        bare = re.sub(
            r",\s*CONSTRAINT pot_is_not_overdrawn\s*CHECK \(.*\)\)", "", text, flags=re.DOTALL
        )
        assert "CHECK (NOT guarded" in text
        assert "CHECK (NOT guarded" not in bare
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute(bare.replace("TABLE balance", "TABLE bare", 1))
        cursor.execute("INSERT INTO bare SELECT * FROM balance")
        cursor.execute("DROP TABLE balance")
        cursor.execute("ALTER TABLE bare RENAME TO balance")
        cursor.execute("PRAGMA foreign_keys=ON")

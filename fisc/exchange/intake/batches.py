"""What was imported, batch by batch: the list of a division's imports, and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fisc.exchange.intake.imports import IMPORTED, UnknownImport, subject, trail, undone_key
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.facts import Fact


@dataclass(frozen=True, slots=True)
class Batch:
    """One import, and its undoing where it was undone."""

    imported: Fact
    undone: Fact | None = None

    @property
    def template(self) -> str:
        """The key of the template of the file."""
        return str(self.imported.body["template"])

    @property
    def number(self) -> int:
        """The number by which the import is named and undone."""
        return int(self.imported.body["batches"][0])

    @property
    def file(self) -> str:
        """What the person called the file."""
        return str(self.imported.body.get("file", ""))

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the file, in hexadecimal digits."""
        return str(self.imported.body["sha256"])

    @property
    def written(self) -> int:
        """How many things came of it."""
        return int(self.imported.body["vouchers"])

    @property
    def documents(self) -> Mapping[str, Any]:
        """The documents that it made, each with what it is of."""
        return dict(self.imported.body.get("documents", {}))


def listed(
    book: Book,
    templates: Sequence[str],
    division: str,
    year: int,
    *,
    actor: str = "",
    most: int,
    after: int = 0,
) -> list[Batch]:
    """Return the imports of some templates into a division in a year, newest first."""
    subjects = [subject(template, division) for template in templates]
    found = facts.latest(
        book, IMPORTED, subjects, division, year, actor=actor, most=most, after=after
    )
    undone = facts.with_keys(book, [undone_key(fact) for fact in found])
    return [Batch(fact, undone.get(undone_key(fact))) for fact in found]


def how_many(
    book: Book, templates: Sequence[str], division: str, year: int, *, actor: str = ""
) -> int:
    """Return how many imports there are in the whole list."""
    subjects = [subject(template, division) for template in templates]
    return facts.how_many(book, IMPORTED, subjects, division, year, actor=actor)


def batch_of(book: Book, template: str, division: str, number: int) -> Batch:
    """Return the import that wrote a batch, the latest if several did.

    Raises:
        UnknownImport: no import of this template into this division wrote it.
    """
    found = [
        fact
        for fact in trail(book, template, division)
        if fact.kind == IMPORTED and number in fact.body["batches"]
    ]
    if not found:
        raise UnknownImport(
            f"Batch {number} was not written by an import of {template} into {division}."
        )
    return Batch(found[-1], facts.find(book, undone_key(found[-1])))

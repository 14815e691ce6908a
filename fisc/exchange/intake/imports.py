"""The trail of imports: what came from which file, in which batches, and whether it was undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fisc.record import facts
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.record.undoing import CannotUndo, undo
from fisc.values import Step, Verdict, Words

IMPORTED: Final = "FileImported"
UNDONE: Final = "ImportUndone"


TakeBack = Callable[[Fact], Sequence[int]]


class UnknownImport(LookupError):
    """No import of this division wrote the batch that was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who imports into which division, and when; the clock was read at a door."""

    division: str
    actor: str
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file, or of the undoing of one.

    ``batches`` are the batches of the ledger that it wrote; the first of them names the import
    when it is to be undone. ``repeated`` tells that nothing was written because the same file, or
    every entry of it, stands in the ledger already.
    """

    batches: tuple[int, ...] = ()
    written: int = 0
    unchanged: int = 0
    repeated: bool = False
    refusal: Verdict | None = None

    @property
    def done(self) -> bool:
        """Whether what was asked for is so, now or since before."""
        return self.refusal is None


def subject(template: str, division: str) -> str:
    """Return what the facts of imports of one template into one division are about."""
    return f"import of {template} {division}"


def trail(book: Book, template: str, division: str) -> list[Fact]:
    """Return the imports of a template into a division and their undoings, oldest first."""
    return sorted(facts.about(book, subject(template, division)), key=lambda fact: fact.recorded_at)


def standing(book: Book, template: str, division: str) -> list[Fact]:
    """Return the imports that were not undone, oldest first."""
    found = trail(book, template, division)
    undone = {fact.body["import"] for fact in found if fact.kind == UNDONE}
    return [fact for fact in found if fact.kind == IMPORTED and fact.key not in undone]


def undone_imports(book: Book, template: str, division: str) -> list[Fact]:
    """Return the imports that were undone, oldest first."""
    found = trail(book, template, division)
    undone = {fact.body["import"] for fact in found if fact.kind == UNDONE}
    return [fact for fact in found if fact.kind == IMPORTED and fact.key in undone]


def earlier(book: Book, template: str, division: str, fingerprint: str) -> Fact | None:
    """Return the import of the file with this fingerprint that was not undone, if any."""
    return next(
        (fact for fact in standing(book, template, division) if fact.body["sha256"] == fingerprint),
        None,
    )


def record_import(
    book: Book,
    template: str,
    signature: Signature,
    fingerprint: str,
    batches: Sequence[int],
    body: Mapping[str, Any],
) -> Fact:
    """Leave the fact of an import, inside its act and after its postings."""
    before = [
        fact
        for fact in trail(book, template, signature.division)
        if fact.kind == IMPORTED and fact.body["sha256"] == fingerprint
    ]
    return facts.append(
        book,
        division=signature.division,
        kind=IMPORTED,
        key=f"import/{template}/{signature.division}/{fingerprint}/{len(before) + 1}",
        day=signature.day,
        actor=signature.actor,
        at=signature.at,
        subject=subject(template, signature.division),
        body={"template": template, "sha256": fingerprint, "batches": list(batches), **body},
    )


def undone_key(imported: Fact) -> str:
    """Return the key of the fact that an import was undone."""
    return f"undone/{imported.key}"


def next_number(book: Book, template: str, division: str) -> int:
    """Return the number of the next import of a template that writes no batches of the ledger."""
    return 1 + sum(fact.kind == IMPORTED for fact in trail(book, template, division))


def undo_import(
    book: Book,
    template: str,
    signature: Signature,
    batch: int,
    *,
    take_back: TakeBack | None = None,
) -> Receipt:
    """Undo the import that wrote a batch, or say why not; vouchers are reversed, dated today.

    ``take_back`` does it for imports that wrote documents instead of batches of the ledger.

    Always: all of it or nothing; an import is undone at most once.

    Raises:
        UnknownImport: no import of this template into this division wrote that batch.
    """
    found = [
        fact
        for fact in trail(book, template, signature.division)
        if fact.kind == IMPORTED and batch in fact.body["batches"]
    ]
    if not found:
        raise UnknownImport(
            f"Batch {batch} was not written by an import of {template} into {signature.division}."
        )
    done = next(iter(_undoings(book, found[-1], template, signature.division)), None)
    if done is not None:
        step = Step(
            f"The import of batch {batch} was undone on {done.day} by {done.actor}.",
            f"批次 {batch} 的导入已由 {done.actor} 于 {done.day} 撤销。",
        )
        return Receipt(refusal=Verdict(False, Words("undone once", "只撤销一次"), (step,)))
    try:
        with book.act():
            written = (take_back or _reverser(book, signature))(found[-1])
            record_undoing(book, found[-1], signature, written)
    except CannotUndo as why:
        return Receipt(refusal=why.verdict)
    return Receipt(batches=tuple(written), written=found[-1].body["vouchers"])


def _reverser(book: Book, signature: Signature) -> TakeBack:
    return lambda fact: undo(
        book,
        fact.body["batches"],
        day=signature.day,
        actor=signature.actor,
        at=signature.at,
        reason=undoes(fact).both,
    )


def undoes(fact: Fact) -> Words:
    """Return the reason for which what an import wrote is taken back."""
    first = fact.body["batches"][0]
    return Words(f"undoes import of batch {first}", f"撤销批次 {first} 的导入")


def _undoings(book: Book, imported: Fact, template: str, division: str) -> list[Fact]:
    return [
        fact
        for fact in trail(book, template, division)
        if fact.kind == UNDONE and fact.body["import"] == imported.key
    ]


def record_undoing(
    book: Book, imported: Fact, signature: Signature, batches: Sequence[int]
) -> Fact:
    """Leave the fact that an import was undone."""
    return facts.append(
        book,
        division=signature.division,
        kind=UNDONE,
        key=undone_key(imported),
        day=signature.day,
        actor=signature.actor,
        at=signature.at,
        subject=imported.subject,
        body={"import": imported.key, "batches": list(batches)},
    )

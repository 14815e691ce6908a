"""How a document of any stage goes its way: it is judged by the table of flows, and signed.

A stage says what its document is (``Document``), asks here whether an act may be done, changes its
own row and leaves a mark. Nothing here knows the row, so stages share this and not each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.organisation.duties import Officer
from fisc.engines.organisation.flows import Flow
from fisc.engines.organisation.paper_acts import Wish, judge, kept_apart, right_needed
from fisc.engines.organisation.papers import Paper, Standing, replayed
from fisc.engines.organisation.rights import Grant, Place, carrying, open_to, right, roles_of
from fisc.law.flow_kinds import FlowAct
from fisc.law.parameters import parameter
from fisc.record import trails
from fisc.record.acting import acting, demand_duty
from fisc.record.book import Book, instant
from fisc.record.refusals import demand, refuse
from fisc.record.trails import KeyOfAnotherAct, Mark
from fisc.values import Money, Words

RETURN: Final = "return"
RESUBMIT: Final = "resubmit"
TAKE_BACK: Final = "take_back"
# What only who wrote a document does with it.
OWN: Final = frozenset({"change", "resubmit", "end"})
GONE: Final = "DISCARDED"  # where a trail ends; the document itself is gone then
RULE_OWN: Final = Words("own document", "编制人")


class UnknownDocument(LookupError):
    """There is no document of this kind with that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the way of a document needs to know of it, whatever its kind.

    ``flow`` is the flow as this document goes it. ``signed`` is who signed which act as far as the
    document itself says: all that is known of one that came without a trail.
    """

    flow: Flow
    number: str
    year: int
    division: str
    state: str
    maker: str
    unit: str = ""
    amount: Money | None = None
    signed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return Place(self.division, self.unit, self.maker)

    @property
    def name(self) -> trails.Document:
        """What tells it from every other document."""
        return self.flow.name, self.number, self.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of document as its stage keeps it.

    ``document_of`` returns a row as a document, ``about`` says in its own words what it is about,
    ``says`` what it says field by field; a field may be empty.
    ``drafts`` are the states in which it lies with its author and nobody else need know of it,
    ``hands`` the columns that name who acted on it.
    """

    flow: str
    model: Any
    document_of: Callable[[Any], Document]
    about: Callable[[Any], str]
    says: Callable[[Any], Sequence[tuple[Words, str | Words]]]
    drafts: tuple[str, ...]
    hands: tuple[str, ...] = ("checker",)

    def held(self, number: str, year: int) -> Any:
        """Return a row and hold it until the act ends.

        Raises:
            UnknownDocument: there is none.
        """
        return self._one(self.model.objects.select_for_update(), number, year)

    def seen(self, number: str, year: int) -> Any:
        """Return a row as it stands.

        Raises:
            UnknownDocument: there is none.
        """
        return self._one(self.model.objects, number, year)

    def _one(self, rows: Any, number: str, year: int) -> Any:
        found = rows.filter(number=number, year=year).first()
        if found is None:
            raise UnknownDocument(f"There is no {self.flow} {number} in {year}.")
        return found


def paper_of(document: Document, trail: Iterable[Mark]) -> Paper:
    """Return a document with its trail.

    One that came without a trail, or was moved on by something that leaves none, stands where it
    says itself.
    """
    empty = Paper(document.flow, Standing(""), amount=document.amount)
    paper = replayed(empty, (mark.entry for mark in trail))
    if paper.state == document.state:
        return paper
    standing = Standing(document.state, document.signed)
    return Paper(paper.flow, standing, paper.entries, None, document.amount, version=paper.version)


def papers_of(book: Book, documents: Sequence[Document]) -> list[Paper]:
    """Return several documents with their trails, in their order."""
    found = trails.of_many(book, [document.name for document in documents])
    return [paper_of(document, found[document.name]) for document in documents]


def demand_step(document: Document, paper: Paper, row: FlowAct, who: Officer) -> None:
    """Stop the act unless this person has the right of a step and signed none that is apart.

    Raises:
        Refused: with the reason.
    """
    others = kept_apart(paper, row)
    demand_duty(who, document.division, row.right, document.number, others)


def concerns(document: Document, who: str, grants: Collection[Grant]) -> bool:
    """Say whether a document is the affair of somebody who sees its place.

    It is that of whoever sees the books, wrote it, or has the right of a step of it; one of a unit
    is that of everybody who sees the unit.
    """
    steps = {row.right for row in document.flow.steps if row.right}
    mine = bool(document.unit) or document.maker == who
    return mine or open_to(roles_of("see.books", *steps), grants)


def demand_own(document: Document, who: str) -> None:
    """Stop the act unless this person wrote the document.

    Raises:
        Refused: somebody else did.
    """
    if document.maker != who:
        refuse(
            RULE_OWN,
            f"{document.number} was written by {document.maker}; only they do this.",
            f"{document.number} 由 {document.maker} 编制，只能由其本人办理。",
        )


def mark_of(
    document: Document,
    act: str,
    who: Officer,
    at: datetime,
    to_state: str,
    *,
    wanted: str,
    from_state: str | None = None,
    reason: str = "",
    version: int = 1,
    key: str | None = None,
) -> Mark:
    """Return the mark of an act; the role is the one by which this person had the right."""
    held = carrying(right(wanted), who.name, who.grants, document.place) if wanted else ()
    return Mark(
        *document.name,
        document.division,
        act,
        who.name,
        held[0].role if held else "",
        instant(at),
        document.state if from_state is None else from_state,
        to_state,
        reason[:400],
        version,
        key,
    )


def begin(book: Book, documents: Sequence[Document], who: Officer, at: datetime) -> None:
    """Leave the first mark of new documents; they stand where their flow begins."""
    row = next((one for one in documents[0].flow.acts if one.kind == "begin"), None)
    if row is not None:
        trails.append(
            book,
            [
                mark_of(one, row.act, who, at, one.state, wanted=row.right, from_state="")
                for one in documents
            ],
        )


def sign(
    book: Book,
    signed: Iterable[tuple[Document, Paper, str]],
    act: Callable[[Document], str] | str,
    who: Officer,
    at: datetime,
    *,
    newer: bool = False,
    key: str | None = None,
) -> None:
    """Leave the mark of an act on documents, each as it was before it, and with its state now.

    ``newer`` says that the act changed what they say, so that they have another version. The first
    of them keeps the ``key`` of the act.
    """
    marks: list[Mark] = []
    for document, paper, state in signed:
        name = act if isinstance(act, str) else act(document)
        row = document.flow.named(name)
        wanted, version = (row.right if row else ""), paper.version + newer
        own = None if marks else key
        marks.append(
            mark_of(document, name, who, at, state, wanted=wanted, version=version, key=own)
        )
    trails.append(book, marks)


def done_before(
    book: Book, key: str | None, document: trails.Document, acts: Collection[str], who: str
) -> str | None:
    """Return whither one of these acts of somebody led under its key, None where it is yet to be.

    Raises:
        KeyOfAnotherAct: the key was used before for something else.
    """
    if key is None or (earlier := trails.under_key(book, key)) is None:
        return None
    found = (earlier.flow, earlier.number, earlier.year)
    if found != document or earlier.act not in acts or earlier.actor != who:
        raise KeyOfAnotherAct(
            f"The key {key!r} was used to {earlier.act} {earlier.number}; give this its own."
        )
    return earlier.to_state


def corrected(
    book: Book, kind: Kind, row: Any, columns: Mapping[str, Any], who: Officer, at: datetime
) -> bool:
    """Correct a returned document of its author by new columns; say whether it now has them.

    One that has them already is left alone, and so is one that is not returned or another's.
    """
    differing = [name for name, value in columns.items() if getattr(row, name) != value]
    if not differing:
        return True
    document = kind.document_of(row)
    step = document.flow.act("change", row.state)
    if step is None or row.maker != who.name:
        return False
    (paper,) = papers_of(book, [document])
    for name in differing:
        setattr(row, name, columns[name])
    row.save(update_fields=differing)
    sign(book, [(document, paper, row.state)], "change", who, at, newer=True)
    return True


def go(
    book: Book,
    kind: Kind,
    number: str,
    year: int,
    wish: Wish,
    *,
    at: datetime,
    key: str | None = None,
) -> str:
    """Do an act that changes nothing but where a document is, and return its new state.

    These are a return, sending it straight back, taking one's own act back, and its end, after
    which it is gone and its trail stays. Call it inside ``book.act()``. An act happens once under
    its key.

    Raises:
        Refused: it is not the turn of the act, or not for this person, or something is missing.
        UnknownDocument: there is no such document.
        KeyOfAnotherAct: the key was used before for something else.

    Source: law/organisation/flows.csv
    """
    earlier = done_before(book, key, (kind.flow, number, year), {wish.act}, wish.who)
    if earlier is not None:
        return earlier
    row = kind.held(number, year)
    document, who = kind.document_of(row), acting(wish.who, at)
    (paper,) = papers_of(book, [document])
    step = paper.flow.act(wish.act, paper.state)
    wanted = right_needed(paper, wish.act)
    if step is not None and wanted:
        others = kept_apart(paper, step) if step.kind == "return" else ()
        demand_duty(who, document.division, wanted, number, others)
        if step.kind in OWN:
            demand_own(document, who.name)
    demand(judge(paper, wish))
    state = paper.destination(wish.act, to=wish.to)
    mark = mark_of(
        document,
        wish.act,
        who,
        at,
        state,
        wanted=wanted,
        reason=wish.reason,
        version=paper.version,
        key=key,
    )
    trails.append(book, [mark])
    _write(kind, row, state, who.name)
    return state


def _write(kind: Kind, row: Any, state: str, who: str) -> None:
    if state == GONE:
        row.delete()
        return
    row.state = state
    if "last_actor" in kind.hands:
        row.last_actor = who
    row.save()


def terms_of(flow: Flow, day: date) -> dict[str, int]:
    """Return the working days that a step may wait, by the parameter that names each.

    Source: law/organisation/flow_terms.yaml
    """
    names = {row.term for row in flow.acts if row.term}
    return {name: parameter(name).on(day).value for name in names}

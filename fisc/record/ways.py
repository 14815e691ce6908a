"""How a document of any stage goes its way: it is judged by the table of flows, and signed.

A stage says what its document is (``Document``), asks here whether an act may be done, changes its
own row and leaves a mark. Nothing here knows the row, so stages share this and not each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from fisc.engines.budgets.duties import Officer
from fisc.engines.budgets.flows import Flow
from fisc.engines.budgets.paper_acts import Wish, judge, kept_apart, right_needed
from fisc.engines.budgets.papers import Paper, Standing, replayed
from fisc.engines.budgets.rights import Place, carrying, right
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
RULE_OWN: Final = Words("own document", "编制人")


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


def on_its_way(
    book: Book,
    name: trails.Document,
    wish: Wish,
    hold: Callable[[], tuple[Document, Callable[[str, str], None]]],
    *,
    at: datetime,
    key: str | None = None,
) -> str:
    """Do an act that changes nothing but where a document is, once under its key.

    ``hold`` holds the document and returns it with what writes its new state and who acted.
    Returns the state in which the act left it.

    Raises:
        Refused: see ``go``.
        KeyOfAnotherAct: the key was used before for something else.
    """
    if key is not None and (earlier := trails.under_key(book, key)):
        found = (earlier.flow, earlier.number, earlier.year)
        if found != name or (earlier.act, earlier.actor) != (wish.act, wish.who):
            raise KeyOfAnotherAct(
                f"The key {key!r} was used to {earlier.act} {earlier.number}; give this its own."
            )
        return earlier.to_state
    document, write = hold()
    state = go(book, document, wish, acting(wish.who, at), at=at, key=key)
    write(state, wish.who)
    return state


def go(
    book: Book,
    document: Document,
    wish: Wish,
    who: Officer,
    *,
    at: datetime,
    key: str | None = None,
) -> str:
    """Do an act that changes nothing but where a document is, and return its new state.

    These are a return, sending it straight back, taking one's own act back, and its end. Call it
    inside ``book.act()`` with the document held; the caller writes the state into its row.

    Raises:
        Refused: it is not the turn of the act, or not for this person, or something is missing.
    """
    paper = paper_of(document, trails.of(book, *document.name))
    row = paper.flow.act(wish.act, paper.state)
    wanted = right_needed(paper, wish.act)
    if row is not None and wanted:
        others = kept_apart(paper, row) if row.kind == "return" else ()
        demand_duty(who, document.division, wanted, document.number, others)
        if row.kind in OWN:
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
    return state


def terms_of(flow: Flow, day: date) -> dict[str, int]:
    """Return the working days that a step may wait, by the parameter that names each.

    Source: law/organisation/flow_terms.yaml
    """
    names = {row.term for row in flow.acts if row.term}
    return {name: parameter(name).on(day).value for name in names}

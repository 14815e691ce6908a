"""Write a demo: registers, budgets, indicators, then month by month what happens in the year.

Places come in the order of the plan, and every month is written for all places before the next
begins, because a day that is gathered takes no more postings. What is written already is found
and left alone: by the registers, by the states of documents, by the keys of postings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
from django.db import connections

from fisc.demo import (
    Summary,
    authority_desk,
    closing,
    desk,
    grant,
    idle,
    months,
    next_year,
    settle,
    stories,
    trail,
    transfers,
    wages,
)
from fisc.demo.adopt import adopt, enter_steps, set_ceiling
from fisc.demo.cast import clerk_of, player
from fisc.demo.crew import BEGIN, SETTINGS, Crew, Task, crew_for, hands
from fisc.demo.days import ADOPTED, PAID_FROM, REPLIED, release_day
from fisc.demo.documents import (
    Desk,
    write_answers,
    write_refunds,
    write_sent,
    write_serials,
)
from fisc.demo.payments import Uses
from fisc.demo.places import Place
from fisc.demo.plan import PlacePlan, Plan
from fisc.demo.postings import Accounts
from fisc.demo.scales import DEMO_YEAR, STORY_COUNTY, Scale
from fisc.law.chart import chart
from fisc.record import balances, movements, sealing
from fisc.record.book import Book
from fisc.registers.models import Person, Project, Unit
from fisc.stages.allot.models import Indicator
from fisc.stages.pay.models import PaymentRequest

YEAR_END: Final = date(DEMO_YEAR, 12, 31)
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Standing:
    """What is kept of a place while the year is written; its plan only where documents need it."""

    place: Place
    uses: Uses
    accounts: Accounts
    asker: str
    bank: str
    part: PlacePlan | None


@dataclass(slots=True)
class Writer:
    """Writes one plan into one book, up to and including the day ``until``."""

    book: Book
    plan: Plan
    until: date
    progress: Progress
    standings: dict[str, Standing] = field(default_factory=dict)
    refused: int = 0
    done: int = 0
    total: int = 0

    def write(self) -> None:
        """Write everything; called again, it goes on where it was stopped."""
        settle.enter_divisions(self.book)
        last = self.until.month if self.until.year == DEMO_YEAR else 0
        self.total = len(self.plan.places) * (1 + last)
        with self._crew() as crew:
            mine = [p.code for p in self.plan.places if crew is None or p.code not in crew.places]
            for order in range(BEGIN, last + 1):
                if crew is not None:
                    crew.order(order)
                # The month before is sealed and gathered while the crew writes the next one.
                self._end(order - 1)
                self.carry_out(order, mine)
                for _ in crew.reports() if crew is not None else ():
                    self._tell(order)
            self._end(last)
            self.refused += crew.refused if crew is not None else 0
        if STORY_COUNTY in self.standings:
            part = self.standings[STORY_COUNTY].part
            if part is not None and PAID_FROM <= self.until < YEAR_END:
                desk.open_desk(part, self.until)
                authority_desk.open_desk(part, self.until)
                if self.until >= next_year.DRAFTED_FROM:
                    next_year.draft(part, self.until)
                sealing.seal_waiting(self.book)

    def carry_out(self, order: int, codes: Sequence[str]) -> None:
        """Write the beginning of the year, or a month, for some places."""
        if order == BEGIN:
            wanted = frozenset(codes)
            for place in self.plan.places:
                if place.code in wanted:
                    self._begin(self.plan.of(place))
                    self._tell(order)
            return
        for code in codes:
            self._write_month(self.standings[code], order)
            self._tell(order)

    def _tell(self, order: int) -> None:
        self.done += 1
        self.progress("places" if order == BEGIN else "payments", self.done, self.total)

    @contextmanager
    def _crew(self) -> Iterator[Crew | None]:
        """Have others write the places that need no documents, where that is worth it."""
        places = [place.code for place in self.plan.places if not self.by_acts(place)]
        count = hands(len(places)) if self.book.connection.vendor == "postgresql" else 0
        if count < 2:  # noqa: PLR2004 - one process more than this one's waiting gains nothing
            yield None
            return
        known = connections.settings[self.book.using]
        database = {name: known[name] for name in SETTINGS}
        words = (self.plan.scale.value, self.plan.seed, self.until)
        # Every so-manyth place, because neighbours in the plan are alike in size.
        tasks = [Task(*words, tuple(places[at::count]), database) for at in range(count)]
        with crew_for(tasks) as crew:
            yield crew

    def by_acts(self, place: Place) -> bool:
        """Say whether a place is written through the acts of the stages, with its documents."""
        return self.plan.size.documents_of_all or place.code == STORY_COUNTY

    def _begin(self, part: PlacePlan) -> None:
        """Write what stands at the beginning of the year, and keep what the months need."""
        acts = self.by_acts(part.place)
        settle.enter_place(self.book, part, people_of_units=acts)
        if self.until >= ADOPTED:
            adopt(part, "project" if acts else "function")
            enter_steps(part, self.until)
            if acts:
                set_ceiling(part)
                if part.place.fictional:
                    idle.bring_old_money(self.book, part)
        if self.until >= REPLIED:
            if acts:
                write_serials(part)
                grant.grant(part)
                transfers.issue_transfers(part)
            else:
                grant.grant_at_once(self.book, part)
        code = part.place.code
        self.standings[code] = Standing(
            place=part.place,
            uses=part.uses,
            accounts=Accounts(
                division=code,
                pot=grant.pots_of(part),
                unit=np.array([int(unit.code) for unit in part.basic_units], dtype=np.int64),
            ),
            asker=clerk_of(part, "UNIT_HEAD", part.featured),
            bank=player("AGENT_BANK", code),
            part=part if acts else None,
        )

    def _write_month(self, standing: Standing, number: int) -> None:
        until = self.until.toordinal()
        month = months.month_of(standing.uses, self.plan.seed, number, until)
        part = standing.part
        sets = months.sets_of(standing.accounts, month, with_refused=part is None)
        self.refused += len(month.refused)
        if part is None:
            if not months.is_posted(self.book, sets):
                self._post(standing, sets)
            return
        if number > 1 and release_day(number) <= self.until:
            grant.release(part, number)
        if not months.is_posted(self.book, sets):
            with self.book.act():
                self._post(standing, sets)
                self._write_papers(standing, part, month)
        papers = Desk(self.book, part, standing.accounts)
        if part.place.code == STORY_COUNTY:
            wages.enter_salary_files(part, papers.papers(month.sent, until), number)
        stories.try_too_much(papers, papers.papers(month.refused, until))
        if part.place.fictional:
            idle.enter_sources(part, self.until)
            stories.happen(part, number, self.until)
        transfers.move_money(self.book, part, number, self.until)

    def _post(self, standing: Standing, sets: months.Sets) -> None:
        months.post_month(
            self.book,
            standing.accounts,
            sets,
            asker=standing.asker,
            bank=standing.bank,
            by_day=self.plan.size.sets_by_day or standing.part is not None,
        )

    def _write_papers(self, standing: Standing, part: PlacePlan, month: months.Month) -> None:
        """Write the documents of a month beside its postings, and their trail if there is one."""
        end = min(closing.month_end(month.number) - timedelta(days=1), self.until).toordinal()
        papers = Desk(self.book, part, standing.accounts)
        sent, late = papers.papers(month.sent, end), papers.papers(month.late, end)
        write_sent(papers, sent, papers.papers(month.refused, end))
        write_answers(papers, [*late, *sent])
        write_refunds(papers, month.back)
        if self.plan.size.trail:
            trail.tell_sent(self.book, papers, sent)
            trail.tell_answers(self.book, papers, [*sent, *late])
            trail.tell_refunds(self.book, papers, month.back)

    def _end(self, month: int) -> None:
        """Reconcile and close the month before, seal what waits, gather the month that is over."""
        if month < 1:
            return
        for standing in self.standings.values():
            if standing.part is not None and self.plan.size.months_closed:
                closing.settle_days(
                    standing.uses, standing.accounts, self.plan.seed, month, self.until
                )
                closing.close_month_before(standing.place.code, month, self.until)
        sealing.seal_waiting(self.book)
        end = closing.month_end(month)
        if end <= self.until + timedelta(days=1):
            movements.gather(self.book, until=datetime.combine(end, datetime.min.time(), UTC))
        self.progress("months", self.done, self.total)


def write(scale: Scale, seed: int, using: str, progress: Progress, until: date | None) -> Summary:
    """Write a demo and say what it holds; see ``fisc.demo.make``."""
    settle.demand_demo_mode()
    if scale is Scale.NATIONAL or using != "default":
        raise ValueError(
            f"A demo of scale {scale} cannot be written into the database {using!r}: stages work "
            "on 'default', and a nation is streamed into files (fisc.demo.stream)."
        )
    last = min(until or YEAR_END, YEAR_END)
    writer = writer_of(scale, seed, last, progress)
    writer.write()
    _take_checkpoint(writer.book, last)
    return _summary(writer)


def writer_of(scale: Scale | str, seed: int, until: date, progress: Progress) -> Writer:
    """Return who writes a demo into the database on which the stages work."""
    return Writer(Book(), Plan(Scale(scale), seed), until, progress)


def _take_checkpoint(book: Book, last: date) -> None:
    """Write down where all chains end, unless the last checkpoint says so already."""
    sealing.seal_waiting(book)
    if sealing.last_root(book) != sealing.root_of(sealing.chain_heads(book)):
        midnight = datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC)
        sealing.take_checkpoint(book, at=midnight)


def _summary(writer: Writer) -> Summary:
    chosen = balances.Selection(year=(DEMO_YEAR,), family=("indicator",))
    total = balances.totals(writer.book, chosen, by=())[0]
    applied = chart().events["apply"].number
    return Summary(
        scale=writer.plan.scale,
        seed=writer.plan.seed,
        until=writer.until,
        places=len(writer.plan.places),
        units=Unit.objects.count(),
        projects=Project.objects.count(),
        people=Person.objects.count(),
        indicators=Indicator.objects.filter(year=DEMO_YEAR).exclude(unit="").count(),
        payments=_count(writer.book, f"entry WHERE event = {applied} AND leg = 0"),
        refused=writer.refused,
        documents=PaymentRequest.objects.count(),
        facts=_count(writer.book, "fact"),
        entries=_count(writer.book, "entry"),
        granted_fen=(total.open + total.held + total.done).fen,
        paid_fen=total.done.fen,
        reserved_fen=total.held.fen,
    )


def _count(book: Book, rows: str) -> int:
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {rows}")
        return int(cursor.fetchone()[0])

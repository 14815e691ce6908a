"""Adopt the budgets of a place and set its ceiling, through the acts of the stage ``approve``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, Protocol, cast

from fisc.demo.cast import player
from fisc.demo.days import ADOPTED, ENTERED
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.engines.budgets.calendar_records import Entered
from fisc.engines.budgets.lines import Side
from fisc.stages.approve import calendar, commands
from fisc.values import Book, Money, Verdict

THREE_PUBLIC: Final = "three_public"
Detail = Literal["project", "function"]


class RefusedInDemo(RuntimeError):
    """A stage refused something that the plan holds to be right; plan and stage disagree."""


class Answer(Protocol):
    """What every act answers that is of interest here."""

    @property
    def done(self) -> bool: ...

    @property
    def refusal(self) -> Verdict | None: ...


def expect_done(answer: Answer) -> None:
    """Go on only when an act was carried out.

    Raises:
        RefusedInDemo: it was refused; the message holds the refusal's own working.
    """
    if not answer.done:
        why = answer.refusal.why if answer.refusal is not None else "no reason was given"
        raise RefusedInDemo(f"{answer}: {why}")


def adopt(part: PlacePlan, detail: Detail) -> None:
    """Draft and adopt the budget of a place, all books at once; again, it changes nothing.

    ``detail`` says how far own-level expenditure is spelled out: by unit, project and function,
    or by function alone.

    Raises:
        RefusedInDemo: the budget does not pass the checks of its adoption.
    """
    place = part.place.code
    number = f"BUD-{DEMO_YEAR}-{place}-1"
    lines = lines_of(part, detail)
    expect_done(
        commands.draft_budget(
            number=number,
            division=place,
            year=DEMO_YEAR,
            lines=lines,
            maker=player("FIN_BUDGET", place),
            at=moment(ADOPTED),
            title_zh=f"{part.place.name_zh}{DEMO_YEAR}年预算(示例)",
            title_en=f"Budget of {part.place.name_en}, {DEMO_YEAR} (demo)",
        )
    )
    expect_done(
        commands.adopt_budget(
            number=number,
            resolution=f"示例人大{DEMO_YEAR}第1号",
            resolved_on=ADOPTED,
            checker=player("NPC_REVIEWER", place),
            day=ADOPTED,
            at=moment(ADOPTED),
        )
    )


def enter_steps(part: PlacePlan, until: date) -> None:
    """Enter when a place replied to its departments and disclosed its budget, as far as it has."""
    place = part.place.code
    entries = [
        Entered(step=step, done_on=done_on, document=f"示例财预{DEMO_YEAR}-{step[1:]}号")
        for step, done_on in ENTERED
        if done_on <= until
    ]
    if entries:
        expect_done(
            calendar.record_steps(
                division=place,
                year=DEMO_YEAR,
                entries=entries,
                officer=player("FIN_BUDGET", place),
                day=entries[-1].done_on,
                at=moment(entries[-1].done_on),
            )
        )


def lines_of(part: PlacePlan, detail: Detail) -> list[commands.DraftLine]:
    """Return every line of the budget of a place, own-level expenditure as its units have it."""
    return [*_lines(part), *_spending(part, detail)]


def set_ceiling(part: PlacePlan) -> bool:
    """Set the ceiling over reception and vehicles at what their indicators add up to.

    Returns whether the place has such indicators at all.
    """
    capped = [one for one in part.indicators if one.three_public]
    if not capped:
        return False
    place = part.place.code
    number = f"CEI-{DEMO_YEAR}-{place}-1"
    expect_done(
        commands.draft_ceiling(
            number=number,
            division=place,
            year=DEMO_YEAR,
            book=Book.GENERAL,
            code=THREE_PUBLIC,
            amount=Money(sum(one.amount for one in capped)),
            members={"department_item": sorted({one.department_item for one in capped})},
            maker=player("FIN_BUDGET", place),
            at=moment(ADOPTED),
            title_zh="“三公”经费限额(示例)",
            title_en="Ceiling on reception and vehicles (demo)",
        )
    )
    expect_done(
        commands.set_ceiling(
            number=number,
            checker=player("FIN_BUDGET_HEAD", place),
            day=ADOPTED,
            at=moment(ADOPTED),
        )
    )
    return True


def _lines(part: PlacePlan) -> Iterable[commands.DraftLine]:
    for line in part.lines:
        yield commands.DraftLine(
            book=line.book,
            side=cast(Side, line.side),
            amount=Money(line.amount),
            code=line.code,
            line=line.line,
            fund=line.fund,
            other=line.other,
            counterpart=line.counterpart,
        )


def _spending(part: PlacePlan, detail: Detail) -> Iterable[commands.DraftLine]:
    """Return own-level expenditure as lines: what the indicators add up to."""
    sums: dict[tuple[Book, str, str, str, str], int] = {}
    for one in part.indicators:
        whose = (one.unit, one.project) if detail == "project" else ("", "")
        key = (one.book, one.fund, one.function, *whose)
        sums[key] = sums.get(key, 0) + one.amount
    for (book, fund, function, unit, project), fen in sums.items():
        yield commands.DraftLine(
            book=book,
            side="expenditure",
            amount=Money(fen),
            code=function,
            line="01",
            fund=fund,
            unit=unit,
            project=project,
        )

"""A request that succeeds for each writing operation, and what must have happened before.

``SAMPLES`` holds a request in order for each operation; most of them need a world in which it is
their turn. ``SUCCESSES`` makes that world through the acts of the stages and returns the request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from fisc.doors.api import keys
from fisc.jobs import store as jobs
from fisc.jobs.store import Wanted
from fisc.law.parameters import parameter
from fisc.record.book import Book
from fisc.stages.pay import commands
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money
from tests.doors.api import personnel, sweeping
from tests.doors.api.callers import Program
from tests.doors.api.samples import RESOLUTION, SAMPLES, Sample
from tests.stages.allot.indicators import issued, school
from tests.stages.approve import budgets
from tests.stages.pay import cases
from tests.stages.town import CHECKER, NOON

PLAN: Final = "BUD-2026-239900-8"
SURPLUS: Final = (*budgets.LINES, budgets.income("10101", "3.00"), budgets.line("23009", "3.00"))


def _send(sample: Sample) -> None:
    answer = Program(sample.person).post(sample.path, sample.body, key=sample.key)
    assert answer.status == 200, answer.raw.decode()


def _plainly(name: str) -> Callable[[], Sample]:
    return lambda: SAMPLES[name]


def _after(first: str, name: str) -> Callable[[], Sample]:
    """Return a maker of a request that follows another one."""

    def ready() -> Sample:
        _send(SAMPLES[first])
        return SAMPLES[name]

    return ready


def _payment(name: str, at: Callable[[], str], **body: object) -> Callable[[], Sample]:
    """Return a maker of an act on a payment that stands where the act is taken."""

    def ready() -> Sample:
        sample = SAMPLES[name]
        path = f"/payments/{at()}" + sample.path.removeprefix("/payments/PAY-2026-203005-1")
        return replace(sample, path=path, body={**sample.body, **body})

    return ready


def _drafted() -> str:
    budgets.draft()
    return "BUD-2026-239900-1"


def _on_the_way(name: str, *before: str) -> Callable[[], Sample]:
    """Return a maker of an act on a drafted budget to which something happened before."""

    def ready() -> Sample:
        _drafted()
        for first in before:
            _send(SAMPLES[first])
        return SAMPLES[name]

    return ready


def _adopt() -> Sample:
    return replace(SAMPLES["budget-drafts-adopt"], path=f"/budget-drafts/{_drafted()}/adoption")


def _take() -> Sample:
    budgets.draft(lines=(*budgets.LINES, budgets.line("2010101", "3.00")))
    sample = SAMPLES["coordination-take"]
    mark = Program(sample.person).get(sample.path).body["mark"]
    return replace(sample, body={**sample.body, "mark": mark})


def _plan() -> None:
    _drafted()
    assert budgets.adopt().done
    lines = (
        budgets.income("1100202", "1000000", counterpart="UPPER-2026-001"),
        budgets.line("22902", "1000000"),
    )
    budgets.draft(PLAN, lines, kind="adjustment")


def _approve() -> Sample:
    _plan()
    body = RESOLUTION | {"resolved_on": "2026-02-28"}
    return Sample(CHECKER, f"/budget-drafts/{PLAN}/approval", body, PLAN)


def _adjust() -> Sample:
    _send(_approve())
    number = "ADJ-2026-239900-1"
    return Sample(CHECKER, "/budget-adjustments", {"number": number, "plan": PLAN}, number)


def _with_indicators() -> None:
    budgets.draft(lines=SURPLUS)
    assert budgets.adopt().done
    issued(school())


def _drafted_indicator(*before: str, **more: object) -> None:
    """Adopt a budget, draft an indicator of 100 yuan, and let some steps be taken."""
    budgets.draft()
    assert budgets.adopt().done
    sample = SAMPLES["indicators-draft"]
    # Whoever registers drafted none of what they register.
    _send(replace(sample, person="business.officer", body={**sample.body, **more}))
    for name in before:
        _send(SAMPLES[name])


def _indicator(name: str, *before: str, **more: object) -> Callable[[], Sample]:
    """Return a maker of a step of an indicator to which some steps happened before."""

    def ready() -> Sample:
        _drafted_indicator(*before, **more)
        return SAMPLES[name]

    return ready


def _transfer(name: str, *before: str) -> Callable[[], Sample]:
    """Return a maker of an act on a transfer out of an adopted budget."""

    def ready() -> Sample:
        budgets.draft()
        assert budgets.adopt().done
        for first in before:
            _send(SAMPLES[first])
        return SAMPLES[name]

    return ready


def _propose() -> Sample:
    _with_indicators()
    sample = SAMPLES["changes-propose"]
    more = {"indicator": "IND-2026-239900-2", "source_line": None}
    return replace(sample, body={**sample.body, **more})


def _carry_out() -> Sample:
    _send(_propose())
    return SAMPLES["changes-carry-out"]


def _order() -> Sample:
    _with_indicators()
    _send(SAMPLES["stabilisation-orders-write"])
    return SAMPLES["stabilisation-orders-carry-out"]


def _scenario(name: str, *before: str) -> Sample:
    _with_indicators()
    for first in ("scenarios-keep", *before):
        _send(SAMPLES[first])
    return SAMPLES[name]


def _paid() -> str:
    number = cases.sent(250_000)
    cases.answer(commands.Message("B-0", number, ReceiptKind.PAID, Money(250_000), cases.DAY))
    return number


def _unknown() -> str:
    number = cases.sent(400)
    told = {"bank_day": cases.DAY, "day": cases.DAY, "at": cases.NOON, "key": cases.key()}
    commands.reconcile_day(
        division=cases.TOWN, statement=[], officer=cases.KEEPER, **told
    )  # on which the bank said nothing
    assert cases.state(number) == "unknown"
    return number


def _returned() -> str:
    number = cases.submitted(400)
    assert cases.act("return_request", number, cases.AUDITOR, to="author", reason="why").done
    more = {"typed": cases.typed(400, purpose="corrected")}
    assert cases.act("change_draft", number, cases.CLERK, **more).done
    return number


def _large() -> str:
    limit = parameter("organisation/flow_terms:countersign_above").on(cases.DAY).value.fen
    cases.fund(Book(), cases.POT, 2 * limit)
    number = cases.submitted(limit + 1)
    more = {"passed": True, "reason": "as agreed"}
    assert cases.act("audit_request", number, cases.AUDITOR, **more).done
    return number


def _set() -> Sample:
    numbers = [cases.reviewed(), cases.reviewed()]
    body = {"numbers": numbers}
    return Sample(cases.HEAD, "/payments/submit-many", body, f"set-{keys.set_digest(numbers)}")


def _receipt() -> Sample:
    sample = SAMPLES["bank-receipt"]
    return replace(sample, body={**sample.body, "end_to_end": cases.sent(100)})


def _statement() -> Sample:
    sample = SAMPLES["bank-statement"]
    line = {"end_to_end": cases.sent(100), "kind": "paid", "amount": "1.00"}
    return replace(sample, body={**sample.body, "lines": [line]})


def _job() -> Sample:
    """Ask for long work that waits."""
    wanted = Wanted(kind="dry-run", key="dry-run/one", asked_by=cases.CLERK)
    number = str(jobs.ask(wanted, at=NOON).number)
    return replace(SAMPLES["jobs-cancel"], path=f"/jobs/{number}/cancellation", key=number)


def _stopped_job() -> Sample:
    """Ask for long work and stop it."""
    _send(_job())
    ended = "2026-03-02T04:00:00Z"
    number = str(jobs.listed(jobs.Sight(cases.CLERK), before=None, state="", limit=1)[0].number)
    return replace(
        SAMPLES["jobs-again"],
        path=f"/jobs/{number}/retry",
        body={"ended_at": ended},
        key=f"{number}/{ended}",
    )


def _take_over() -> Sample:
    sample = SAMPLES["imports-try"]
    tried = Program(sample.person).post(sample.path, sample.body, key=None)
    assert (tried.status, tried.body["ready"]) == (200, True), tried.raw.decode()
    path = f"/imports/runs/{tried.body['token']}/taking-over"
    return replace(SAMPLES["imports-take-over"], path=path)


def _undo() -> Sample:
    sample = _take_over()
    taken = Program(sample.person).post(sample.path, sample.body, key=sample.key)
    assert taken.status == 200, taken.raw.decode()
    number = str(taken.body["number"])
    path = f"/imports/batches/indicators/{number}/undoing"
    return replace(SAMPLES["imports-undo"], path=path, key=number)


def _close_year() -> Sample:
    sample = SAMPLES["years-close"]
    year = sample.body["year"]
    for month in range(1, 12):
        body = {**sample.body, "month": month}
        key = f"{body['division']}/{year}-{month:02d}"
        _send(replace(SAMPLES["months-close"], body=body, key=key))
    return sample


def _grant_reopening() -> Sample:
    _send(SAMPLES["months-close"])
    _send(SAMPLES["reopenings-ask"])
    return SAMPLES["reopenings-grant"]


# Those for which a budget is adopted, an indicator funded and payees are entered.
IN_THE_OFFICE: Final[Mapping[str, Callable[[], Sample]]] = {
    "journal-entry": _plainly("journal-entry"),
    "imports-take-over": _take_over,
    "imports-undo": _undo,
    "indicators-draft": _plainly("indicators-draft"),
    "payments-draft": _plainly("payments-draft"),
    "payments-change": _payment("payments-change", cases.draft),
    "payments-review": _payment("payments-review", cases.draft),
    "payments-submit": _payment("payments-submit", cases.reviewed),
    "payments-submit-many": _set,
    "payments-withdraw": _payment("payments-withdraw", cases.draft),
    "payments-audit": _payment("payments-audit", cases.submitted),
    "payments-return": _payment("payments-return", cases.submitted),
    "payments-resubmit": _payment("payments-resubmit", _returned),
    "payments-recall": _payment("payments-recall", cases.submitted),
    "payments-countersign": _payment("payments-countersign", _large),
    "payments-release": _payment("payments-release", cases.approved),
    "payments-refund": _payment("payments-refund", _paid),
    "payments-resolve": _payment("payments-resolve", _unknown),
    "payees-enter": _plainly("payees-enter"),
    "salary-files-enter": _plainly("salary-files-enter"),
    "salary-files-confirm": _after("salary-files-enter", "salary-files-confirm"),
    "cash-plans-enter": _plainly("cash-plans-enter"),
    "cash-plans-approve": _after("cash-plans-enter", "cash-plans-approve"),
    "bank-receipt": _receipt,
    "bank-statement": _statement,
    "jobs-cancel": _job,
    "jobs-again": _stopped_job,
}
# Those that begin before a budget is adopted, or adopt it themselves.
IN_THE_TOWN: Final[Mapping[str, Callable[[], Sample]]] = {
    "budget-drafts-draft": _plainly("budget-drafts-draft"),
    "coordination-take": _take,
    "budget-drafts-adopt": _adopt,
    "budget-drafts-approve": _approve,
    "budget-adjust": _adjust,
    "documents-return": _on_the_way("documents-return"),
    "documents-resubmit": _on_the_way("documents-resubmit", "documents-return"),
    "documents-recall": _on_the_way("documents-recall", "documents-return", "documents-resubmit"),
    "documents-withdraw": _on_the_way("documents-withdraw"),
    "ceilings-draft": _plainly("ceilings-draft"),
    "ceilings-set": _after("ceilings-draft", "ceilings-set"),
    "indicators-review": _indicator("indicators-review"),
    "indicators-register": _indicator("indicators-register", "indicators-review"),
    "indicators-allocate": _indicator(
        "indicators-allocate", "indicators-review", "indicators-register", budget_unit=""
    ),
    "indicators-issue": _indicator("indicators-issue", "indicators-review", "indicators-register"),
    "transfers-draft": _transfer("transfers-draft"),
    "transfers-issue": _transfer("transfers-issue", "transfers-draft"),
    "changes-propose": _propose,
    "changes-carry-out": _carry_out,
    "sweeps-propose": sweeping.idle,
    "sweeps-carry-out": sweeping.proposed,
    "sweeps-reverse": sweeping.swept,
    "revenue-statements-enter": _plainly("revenue-statements-enter"),
    "revenue-statements-confirm": _after("revenue-statements-enter", "revenue-statements-confirm"),
    "months-close": _plainly("months-close"),
    "years-close": _close_year,
    "calendar-enter": _plainly("calendar-enter"),
    "calendar-take-back": _after("calendar-enter", "calendar-take-back"),
    "reopenings-ask": _after("months-close", "reopenings-ask"),
    "reopenings-grant": _grant_reopening,
    "people-enter": personnel.with_administrators("people-enter"),
    "grants-propose": personnel.with_administrators("grants-propose"),
    "person-factor-reset": personnel.lost,
    "grants-confirm": personnel.confirm,
    "grants-end": personnel.end,
    "grants-delegate": personnel.delegate,
    "scenarios-keep": _plainly("scenarios-keep"),
    "scenarios-drop": _after("scenarios-keep", "scenarios-drop"),
    "scenarios-adopt": lambda: _scenario("scenarios-adopt"),
    "scenarios-undo": lambda: _scenario("scenarios-undo", "scenarios-adopt"),
    "stabilisation-orders-write": _plainly("stabilisation-orders-write"),
    "stabilisation-orders-carry-out": _order,
}
SUCCESSES: Final = {**IN_THE_OFFICE, **IN_THE_TOWN}

"""A county's year is written through the stages, and everything in it fits together."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from fisc.demo import DEMO_YEAR, Scale, make
from fisc.demo.cast import PASSWORD
from fisc.demo.closing import month_end
from fisc.demo.plan import Plan
from fisc.exchange.official_tables.book import tables_of
from fisc.exchange.official_tables.congress import congress_book
from fisc.exchange.official_tables.questions import Asker, question
from fisc.law.chart import chart
from fisc.law.tables import PAYROLL_ITEMS, ROLES, read
from fisc.record import balances, facts, movements, sealing
from fisc.registers import people, projects, units
from fisc.registers.models import Grant, Person
from fisc.stages.allot.models import Indicator
from fisc.stages.close.periods import closed_before, open_items
from fisc.stages.pay.models import BankDifference, BankInstruction, PaymentRequest, Refund
from fisc.stages.pay.unit_papers import CONFIRMED, SalaryFile
from fisc.values import Book as Budget
from fisc.values import DivisionCode
from tests.demo.conftest import fresh_default

NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)

SEED = 7
COUNTY = "239901"
pytestmark = [pytest.mark.writes, pytest.mark.slow]


@pytest.fixture(scope="module")
def written(tmp_path_factory, cluster, django_db_blocker):
    """The book of a county whose whole year was written, the summary and what progress said."""
    heard: list[tuple[str, int, int]] = []
    folder = tmp_path_factory.mktemp("county")
    with django_db_blocker.unblock(), fresh_default(folder, cluster) as book:
        summary = make(Scale.COUNTY, SEED, progress=lambda *said: heard.append(said))
        yield book, summary, heard


@pytest.fixture(scope="module")
def part():
    (only,) = Plan(Scale.COUNTY, SEED).parts()
    return only


def payments_of(part):
    return [part.payments(month) for month in range(1, 13)]


def test_the_summary_is_what_the_plan_says(written, part):
    _, summary, _ = written
    paid = sum(int((p.paid - p.refund).sum()) for p in payments_of(part))

    assert summary.payments == part.target == 2_000
    assert summary.refused == sum(int(p.refused.sum()) for p in payments_of(part)) == 24
    assert summary.documents == 2_024
    assert summary.units == len(part.units)
    assert summary.indicators == len(part.indicators)
    assert summary.paid_fen == paid
    assert summary.reserved_fen == 0
    assert summary.until == date(DEMO_YEAR, 12, 31)


def test_the_record_is_sound(written):
    book, summary, _ = written

    report = sealing.verify(book)

    assert report.faults == ()
    assert report.entries == summary.entries > 4_000
    assert sealing.last_root(book) == sealing.root_of(sealing.chain_heads(book))
    assert movements.compare(book) == []


def test_both_sides_of_the_trial_balance_are_equal(written):
    book, _, _ = written
    selection = balances.Selection(division=(COUNTY,), year=(DEMO_YEAR,))
    lines = balances.trial_balance(balances.totals(book, selection, by=("book", "family")))

    for budget in (Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL):
        own = [line for line in lines if line.book == budget]
        chain = [line for line in own if chart().roles[line.role].number_class != "0"]
        assert sum(line.side * line.balance.fen for line in chain) == 0
        assert sum(line.balance.fen for line in chain if line.side == 1) > 0
    assert {line.book for line in lines} == {"general", "funds", "capital"}


def test_the_adopted_budget_holds_all_four_books(written):
    book, _, _ = written

    (adopted,) = facts.of_kind(book, "BudgetAdopted", COUNTY, DEMO_YEAR)

    assert {line["book"] for line in adopted.body["lines"]} == {
        "general",
        "funds",
        "capital",
        "insurance",
    }


def test_every_indicator_was_paid_from_as_planned(written, part):
    book, _, _ = written
    spent = Counter()
    for payments in payments_of(part):
        net = (payments.paid - payments.refund).tolist()
        for at, fen in zip(payments.indicator.tolist(), net, strict=True):
            spent[part.indicators[at].number] += fen
    selection = balances.Selection(division=(COUNTY,), family=("indicator",))
    done = {t.key[0]: t.done.fen for t in balances.totals(book, selection, by=("indicator",))}

    assert done == {one.number: spent[one.number] for one in part.indicators}


def test_stories_are_told_with_their_facts(written, part):
    book, _, _ = written
    kinds = ("PaymentRefused", "PaymentReturned", "PaymentRefunded", "IndicatorRecalled")
    told = {kind: facts.of_kind(book, kind, COUNTY, DEMO_YEAR) for kind in kinds}

    assert len(told["PaymentRefused"]) == 24
    assert all("K03" in {why["id"] for why in f.body["reasons"]} for f in told["PaymentRefused"])
    assert len(told["PaymentRefunded"]) == Refund.objects.count() > 0
    assert len(told["PaymentReturned"]) > 0
    assert len(told["IndicatorRecalled"]) > 0
    assert facts.of_kind(book, "ReserveUsed", COUNTY, DEMO_YEAR)
    assert facts.of_kind(book, "IndicatorFrozen", COUNTY, DEMO_YEAR)


def test_documents_ledger_and_bank_agree(written):
    book, _, _ = written
    states = Counter(PaymentRequest.objects.values_list("state", flat=True))

    assert set(states) == {"cleared", "failed", "reviewed"}
    assert states["reviewed"] == 24
    assert BankDifference.objects.count() == 0
    assert BankInstruction.objects.exclude(state="answered").count() == 0
    for fact in facts.of_kind(book, "DayReconciled", COUNTY, DEMO_YEAR):
        assert fact.body["vouchers_fen"] == fact.body["bank_fen"] == fact.body["ledger_fen"]
    assert len(facts.of_kind(book, "DayReconciled", COUNTY, DEMO_YEAR)) > 150


def test_wages_are_paid_within_the_salary_files(written):
    items = [row.code for row in read(PAYROLL_ITEMS)]
    paid: Counter[tuple[str, int]] = Counter()
    wages = PaymentRequest.objects.filter(department_item__in=items, paid_fen__gt=0)
    for request in wages:
        paid[request.unit, request.day.month] += request.paid_fen
    files = {(file.unit, file.month): file for file in SalaryFile.objects.all()}

    assert len(paid) > 100
    assert {file.state for file in files.values()} == {CONFIRMED}
    assert all(fen <= files[place].total_fen for place, fen in paid.items())


def test_every_payment_has_its_trail(written):
    book, _, _ = written

    for kind, number in (("PaymentRequested", 2_000), ("PaymentReleased", 2_000)):
        assert len(facts.of_kind(book, kind, COUNTY, DEMO_YEAR)) == number
    request = PaymentRequest.objects.filter(state="cleared").order_by("number").first()
    told = [fact.kind for fact in facts.about(book, request.number)]
    assert told == ["PaymentRequested", "PaymentReleased", "PaymentConfirmed"]
    signers = {request.maker, request.reviewer, request.head, request.auditor, request.releaser}
    assert len(signers) == 5
    assert all(people.person(name, NOW).division == COUNTY for name in signers)


def test_eleven_months_are_closed_and_nothing_is_open(written):
    book, _, _ = written

    assert closed_before(book, COUNTY, DEMO_YEAR) == date(DEMO_YEAR, 12, 1)
    assert open_items(book, COUNTY, DEMO_YEAR, end=month_end(12)) == ()
    assert len(facts.of_kind(book, "MonthClosed", COUNTY, DEMO_YEAR)) == 11


def test_past_balances_are_those_of_the_days_on_which_things_happened(written, part):
    book, _, _ = written
    june = date(DEMO_YEAR, 6, 30)
    known = facts.of_kind(book, "MonthClosed", COUNTY, DEMO_YEAR)[-1].recorded_at
    selection = balances.Selection(division=(COUNTY,), family=("indicator",))
    (total,) = balances.totals_at(
        book, selection, by=(), day=june, known=datetime.fromtimestamp(known // 10**6, UTC)
    )
    paid = 0
    for payments in payments_of(part):
        paid += int(
            payments.paid[(payments.confirmed > 0) & (payments.confirmed <= june.toordinal())].sum()
        )
        back = (payments.refund_day > 0) & (payments.refund_day <= june.toordinal())
        paid -= int(payments.refund[back].sum())

    assert total.done.fen == paid


def test_everybody_who_has_a_role_can_sign_in(written, part):
    roles = set(Grant.objects.values_list("role_code", flat=True))

    assert roles == {role.code for role in read(ROLES)}
    for name in ("fin-budget", "unit-clerk", "fin-paycenter-2", "npc-reviewer", "sys-admin"):
        assert authenticate(username=name, password=PASSWORD) is not None
    assert User.objects.count() == Person.objects.count()
    assert all("示例" in person.name_zh for person in people.everybody(NOW))


def test_registers_hold_the_plan(written, part):
    there = {unit.code: unit for unit in units.units_of(DivisionCode(COUNTY))}

    assert set(there) == {unit.code for unit in part.units}
    assert {unit.level for unit in there.values()} == {0, 1, 2}
    for project in part.projects:
        assert projects.project(project.code).total.fen == project.total


def test_indicators_came_to_their_units_in_every_way(written, part):
    states = Counter(Indicator.objects.exclude(unit="").values_list("state", flat=True))

    assert states["EXECUTABLE"] == len(part.indicators)
    assert {one.way for one in part.indicators} == {"direct", "replied", "allocated"}
    assert Indicator.objects.filter(parent__isnull=False).count() == sum(
        one.way == "allocated" for one in part.indicators
    )


def test_progress_was_told_to_the_end(written):
    _, _, heard = written

    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)
    assert {total for _, _, total in heard} == {13}
    assert [stage for stage, _, _ in heard] == ["places"] + ["payments", "months"] * 12
    assert heard[-1] == ("months", 13, 13)


def test_every_check_formula_of_the_congress_tables_is_run_and_none_fails(written):
    """The county has all four books; it enters no collections, so that final accounts lack some."""
    asker = Asker(now=NOW, today=NOW.date(), version="0", demo=True)
    asked = question(COUNTY, DEMO_YEAR, asker)
    for kind, lacking in (("budget", {"E06"}), ("adjusted", {"E06"})):
        made = tables_of(congress_book(asked, kind))
        found = [(row.values[0], row.state) for one in made for row in one.checks.rows]

        assert len(made) == 24
        assert [code for code, state in found if state == "wrong"] == []
        assert {code for code, state in found if state == "none"} == {"F37", "F38", *lacking}
        assert len(found) > 60
    final = tables_of(congress_book(asked, "final"))
    assert [row for one in final for row in one.checks.rows if row.state == "wrong"] == []
    (economic,) = (one for one in final if one.key == "general-economic")
    assert {row.key for row in economic.rows} > {"501", "505", "50502", "total"}

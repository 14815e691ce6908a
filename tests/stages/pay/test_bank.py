"""Bank and books agree at the end of every day, whatever the post office does."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fisc.record import facts
from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Line, Message
from fisc.stages.pay.models import BankInstruction, BankReceipt, PaymentRequest
from fisc.stages.pay.sandbox import Habits, SandboxBank
from fisc.stages.pay.states import DifferenceKind, ReceiptKind, State
from fisc.values import Money
from tests.stages.pay.cases import (
    BANK,
    POT,
    TREASURY,
    act,
    answer,
    approved,
    chambers,
    evening,
    fund,
    key,
    kinds,
    released,
    sent,
    state,
)
from tests.stages.pay.mass import put_approved, release_all
from tests.stages.town import DAY, NOON, TOWN

pytestmark = pytest.mark.writes
PAID, FAILED, RETURNED = ReceiptKind.PAID, ReceiptKind.FAILED, ReceiptKind.RETURNED


def reconcile(*lines: Line, bank_day: date = DAY, day: date = DAY, once: str = "", **more):
    told = {"officer": TREASURY, "at": NOON} | more
    return commands.reconcile_day(
        division=TOWN,
        bank_day=bank_day,
        statement=lines,
        day=day,
        key=once or key(),
        **told,
    )


def paid(number: str, fen: int) -> Line:
    return Line(number, PAID, Money(fen))


def test_a_lost_answer_is_found_by_the_statement(office):
    number = sent(400)

    report = reconcile(paid(number, 400))

    assert (report.found, report.matched, report.agrees) == (1, 1, True)
    assert (state(number), chambers(office)) == ("cleared", (999_600, 0, 400))
    late = answer(Message("M1", number, PAID, Money(400), DAY))
    assert late.fate == "duplicate"
    assert [(a.message, a.fate) for a in queries.answers(number)] == [("M1", "duplicate")]
    assert chambers(office) == (999_600, 0, 400)


def test_a_silent_payment_becomes_unknown_and_keeps_its_money_reserved(office):
    number = sent(400)

    report = reconcile()

    assert (state(number), chambers(office)) == ("unknown", (999_600, 400, 0))
    (difference,) = queries.differences(TOWN)
    assert (difference.kind, difference.end_to_end) == (DifferenceKind.UNANSWERED, number)
    assert "待核实" in difference.said_zh
    assert report.unexplained == Money(0)
    assert not report.agrees


def test_an_unknown_payment_is_repeated_under_its_own_number_and_marked(office):
    number = sent(400)
    reconcile()
    later = DAY + timedelta(days=1)

    same_day = commands.repeat_instructions(division=TOWN, day=DAY)
    (again,) = commands.repeat_instructions(division=TOWN, day=later)

    assert same_day == ()
    assert (again.end_to_end, again.attempts, again.possible_duplicate) == (number, 2, True)
    answer(Message("M1", number, PAID, Money(400), later), day=later)
    assert state(number) == "paid"
    assert queries.differences(TOWN) == ()
    assert commands.repeat_instructions(division=TOWN, day=later + timedelta(days=1)) == ()
    assert BankInstruction.objects.count() == 1


@pytest.mark.parametrize(
    ("fen", "after", "holds"),
    [(400, "paid", (999_600, 0, 400)), (0, "failed", (1_000_000, 0, 0))],
)
def test_a_person_decides_what_nobody_knows(office, fen, after, holds):
    number = sent(400)
    reconcile()
    told = {"paid": Money(fen), "bank_day": DAY}

    silent = act("resolve_unknown", number, TREASURY, reason=" ", **told)
    decided = act("resolve_unknown", number, TREASURY, reason="called the bank", **told)

    assert [control.id for control in silent.refusals] == ["REASON"]
    assert decided.done
    assert (state(number), chambers(office)) == (after, holds)
    assert queries.differences(TOWN) == ()
    (settled,) = queries.differences(TOWN, settled=True)
    assert settled.settled_by == TREASURY
    with pytest.raises(commands.OutOfTurn):
        act("resolve_unknown", number, TREASURY, reason="again", **told)


def test_a_bank_that_pays_after_all_contradicts_the_decision(office):
    number = sent(400)
    act("resolve_unknown", number, TREASURY, reason="x", paid=Money(0), bank_day=DAY)

    taken = answer(Message("M1", number, PAID, Money(400), DAY))
    report = reconcile(paid(number, 400))

    assert taken.fate == "disputed"
    assert chambers(office) == (1_000_000, 0, 0)
    assert {d.kind for d in queries.differences(TOWN)} == {
        DifferenceKind.CONTRADICTION,
        DifferenceKind.UNKNOWN_NUMBER,
    }
    assert report.unexplained == Money(0)


@pytest.mark.parametrize(
    ("line", "kind", "gap"),
    [
        (None, DifferenceKind.NOT_ON_STATEMENT, 400),
        (399, DifferenceKind.AMOUNT_DIFFERS, 1),
        (401, DifferenceKind.AMOUNT_DIFFERS, -1),
    ],
)
def test_every_difference_is_named_with_its_gap(office, line, kind, gap):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))

    report = reconcile(*([] if line is None else [paid(number, line)]))

    found = {d.kind: d.gap.fen for d in queries.differences(TOWN)}
    assert found[kind] == gap
    assert report.vouchers - report.bank == Money(gap)
    assert report.unexplained == Money(0)
    assert state(number) == "paid"  # not cleared
    assert chambers(office) == (999_600, 0, 400)


@pytest.mark.parametrize("number", ["PAY-2026-203005-99", "elsewhere/1"])
def test_a_number_that_nobody_knows_goes_to_the_queue(office, number):
    taken = answer(Message("M1", number, PAID, Money(5), DAY))
    report = reconcile(paid(number, 5))

    (difference,) = queries.differences(TOWN)
    assert (taken.fate, taken.state) == ("disputed", "")
    assert (difference.kind, difference.gap) == (DifferenceKind.UNKNOWN_NUMBER, Money(-5))
    assert (report.bank, report.vouchers, report.unexplained) == (Money(5), Money(0), Money(0))


@pytest.mark.parametrize("reach", [approved, released])
def test_a_payment_that_was_never_sent_cannot_be_answered(office, reach):
    number = reach(400)
    before = state(number)

    taken = answer(Message("M1", number, PAID, Money(400), DAY))

    assert taken.fate == "disputed"
    assert (state(number), chambers(office)) == (before, (999_600, 400, 0))


@pytest.mark.parametrize(
    ("fen", "fate", "after"),
    [(399, "applied", "paid"), (400, "applied", "paid"), (401, "disputed", "released")],
)
def test_a_bank_never_confirms_more_than_it_was_told(office, fen, fate, after):
    number = sent(400)

    taken = answer(Message("M1", number, PAID, Money(fen), DAY))

    assert (taken.fate, state(number)) == (fate, after)
    assert sum(chambers(office)) == 1_000_000


def test_a_message_that_comes_again_with_other_content_is_disputed(office):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))

    taken = answer(Message("M1", number, PAID, Money(300), DAY))

    assert (taken.fate, taken.repeated) == ("disputed", True)
    assert chambers(office) == (999_600, 0, 400)
    assert [d.kind for d in queries.differences(TOWN)] == [DifferenceKind.MESSAGE_CHANGED]


@pytest.mark.parametrize(
    ("fen", "done", "holds"),
    [
        (399, True, (999_999, 0, 1)),
        (400, True, (1_000_000, 0, 0)),
        (401, False, (999_600, 0, 400)),
    ],
)
def test_no_more_comes_back_than_was_paid(office, fen, done, holds):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))

    receipt = act("refund", number, TREASURY, amount=Money(fen), message="R1", bank_day=DAY)

    assert receipt.done is done
    assert chambers(office) == holds
    assert (state(number) == "refunded") is (fen == 400)


def test_money_of_the_same_year_restores_authority_and_of_a_prior_year_does_not(office):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))
    later = date(2027, 1, 4)
    same = {"message": "R1", "amount": Money(100)}

    act("refund", number, TREASURY, bank_day=DAY, **same)
    twice = act("refund", number, TREASURY, bank_day=DAY, **same)
    act("refund", number, TREASURY, message="R2", amount=Money(70), bank_day=later, day=later)

    assert not twice.done
    assert chambers(office) == (999_700, 0, 300)
    assert queries.request(number).refunded == Money(170)
    assert queries.refunds(number) == ((DAY, Money(100), True), (later, Money(70), False))
    told = [f.body["same_year"] for f in facts.about(office, number) if "refunded_fen" in f.body]
    assert told == [True, False]
    report = reconcile(
        Line(number, RETURNED, Money(70)), bank_day=later, day=later, at=evening(310)
    )
    assert (report.bank, report.vouchers) == (Money(-70), Money(-70))
    assert (report.ledger, report.prior_year, report.agrees) == (Money(0), Money(70), True)


def test_a_lost_return_is_found_by_the_statement_once(office):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))

    report = reconcile(paid(number, 400), Line(number, RETURNED, Money(150)))
    late = answer(Message("M2", number, RETURNED, Money(150), DAY))

    assert (report.found, report.agrees) == (1, True)
    assert late.fate == "duplicate"
    assert chambers(office) == (999_750, 0, 250)


def test_two_real_returns_of_one_amount_both_count(office):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))
    answer(Message("M2", number, RETURNED, Money(50), DAY))

    report = reconcile(paid(number, 400), *[Line(number, RETURNED, Money(50))] * 2)

    assert report.agrees
    assert chambers(office) == (999_700, 0, 300)


def test_a_day_is_reconciled_once_and_has_one_statement(office):
    number, once = sent(400), key()

    first = reconcile(paid(number, 400), once=once)
    again = reconcile(paid(number, 400), once=once)

    assert again == first
    assert len(facts.of_kind(office, "DayReconciled", TOWN, 2026)) == 1
    with pytest.raises(commands.KeyReused):
        reconcile(paid(number, 1), once=once)
    with pytest.raises(commands.OtherStatement, match="ask the bank"):
        reconcile(paid(number, 1))
    assert facts.of_kind(office, "DayReconciled", TOWN, 2026)[0].body["bank_fen"] == 400


def test_a_payment_that_the_ledger_does_not_have_is_seen(office):
    number = sent(400)
    answer(Message("M1", number, PAID, Money(400), DAY))
    PaymentRequest.objects.filter(number=number).update(paid_fen=390)

    report = reconcile(paid(number, 390))

    assert report.unexplained == Money(-10)
    assert DifferenceKind.LEDGER_DIFFERS in {d.kind for d in queries.differences(TOWN)}


def test_an_answer_for_a_closed_day_waits_for_a_person(office):
    number = sent(400)
    with office.connection.cursor() as cursor:
        later = DAY + timedelta(days=30)
        cursor.execute("INSERT INTO period VALUES (%s, %s, %s)", (TOWN, 2026, later.toordinal()))

    taken = answer(Message("M1", number, PAID, Money(400), DAY), day=later)

    assert (taken.fate, state(number)) == ("disputed", "released")
    (difference,) = queries.differences(TOWN)
    assert difference.kind == DifferenceKind.REFUSED_BY_LEDGER
    assert f"{DAY} is closed" in difference.said_en
    told = {"paid": Money(400), "bank_day": later, "reason": "the bank's paper"}
    assert act("resolve_unknown", number, TREASURY, day=later, **told).done
    assert chambers(office) == (999_600, 0, 400)
    assert queries.differences(TOWN) == ()


@pytest.mark.parametrize("fen", [0, -1])
def test_a_bank_cannot_pay_nothing(fen):
    with pytest.raises(commands.ImpossibleMessage):
        Message("M1", "PAY-2026-1-1", PAID, Money(fen), DAY)


HARD = Habits(
    lose_instruction=Fraction(3, 100),
    lose_receipt=Fraction(8, 100),
    repeat=Fraction(10, 100),
    delay=Fraction(10, 100),
    reorder=Fraction(20, 100),
    fail=Fraction(4, 100),
    part=Fraction(4, 100),
    give_back=Fraction(6, 100),
)


def run_days(bank: SandboxBank, days: int, *, many: bool = False) -> list[commands.DayReport]:
    """Let a bank work for some days: send, repeat, hear, reconcile, each evening anew."""
    reports = []
    for ahead in range(days):
        day, at = DAY + timedelta(days=ahead), evening(ahead)
        bank.take(commands.send_instructions(division=TOWN, day=day), day)
        bank.take(commands.repeat_instructions(division=TOWN, day=day), day)
        messages = bank.answers(day)
        if many:
            commands.confirm_many(division=TOWN, messages=messages, officer=BANK, day=day, at=at)
        else:
            for message in messages:
                answer(message, day=day, at=at)
        reports.append(reconcile(*bank.statement(day), bank_day=day, day=day, at=at))
    return reports


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "size", "many"), [(1, 1000, False), (2, 300, True)])
def test_a_thousand_payments_through_a_bad_post_office_leave_no_difference(
    office, seed, size, many
):
    fund(office, POT, 100_000_000)
    numbers = put_approved(office, size, seed=seed)
    release_all(numbers)
    bank = SandboxBank(seed=seed, habits=HARD)

    reports = run_days(bank, 12, many=many)

    states = Counter(PaymentRequest.objects.values_list("state", flat=True))
    assert set(states) == {State.CLEARED, State.FAILED, State.REFUNDED}
    assert min(states[State.CLEARED], states[State.FAILED]) > 0
    assert queries.differences(TOWN) == ()
    assert all(report.unexplained == Money(0) for report in reports)
    assert reports[-1].agrees
    assert Money.total(r.vouchers for r in reports) == Money.total(r.ledger for r in reports)
    opened, held, done = chambers(office)
    told = [line for ahead in range(12) for line in bank.statement(DAY + timedelta(days=ahead))]
    net = sum(line.amount.fen * (1 if line.kind is PAID else -1) for line in told)
    assert (held, done) == (0, net)
    assert opened + done == 101_000_000
    # Nothing was paid under two numbers, and nothing under a number that is not a request's.
    numbers_paid = [line.end_to_end for line in told if line.kind is PAID]
    assert len(numbers_paid) == len(set(numbers_paid))
    assert set(numbers_paid) <= set(numbers)
    assert BankInstruction.objects.count() == len(numbers)
    # The post office did do its worst.
    assert BankInstruction.objects.filter(attempts__gt=1, possible_duplicate=True).exists()
    assert sum(report.found for report in reports) > 0
    assert BankReceipt.objects.filter(fate="duplicate").exists()


def test_a_bank_without_bad_habits_is_done_in_one_day(office):
    fund(office, POT, 100_000_000)
    numbers = put_approved(office, 60, seed=3)
    release_all(numbers)

    (report,) = run_days(SandboxBank(seed=3), 1)

    assert report.agrees
    assert report.matched == 60
    assert {state(number) for number in numbers} == {"cleared"}
    assert kinds(office, numbers[0])[-1] == "PaymentConfirmed"

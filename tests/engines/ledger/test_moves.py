"""What no ledger may take is refused where it is written; what it takes adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import (
    ELEMENTS,
    HOLDS,
    WITHIN_ONE_POT,
    Account,
    BadVoucher,
    Move,
    Pot,
    Voucher,
    effects,
    year_of,
)
from fisc.law.chart import chart
from fisc.values import FEN_MAX, Book, Money

DAY = date(2026, 3, 2)
LINE = Pot("239901", 2026, Book.GENERAL, "indicator", indicator="IND-1")
OTHER = replace(LINE, indicator="IND-2")
KEY = posting_key("PAY-2026-1-1")


def apply(fen=100, pot=LINE):
    return Move("apply", pot.account("applied"), pot.account("executable"), Money(fen))


def vire(fen=100):
    return Move("vire", OTHER.account("executable"), LINE.account("executable"), Money(fen))


def confirm(fen=100, pot=LINE):
    return Move("confirm", pot.account("paid"), pot.account("applied"), Money(fen))


@pytest.mark.parametrize("fen", [0, -1, FEN_MAX + 1])
def test_only_a_positive_amount_that_fits_can_move(fen):
    with pytest.raises((BadVoucher, ValueError)):
        apply(fen)


@pytest.mark.parametrize("fen", [1, FEN_MAX])
def test_one_fen_and_the_largest_amount_move(fen):
    assert apply(fen).amount.fen == fen


def test_nothing_moves_from_an_account_to_itself():
    with pytest.raises(BadVoucher, match="cannot be both"):
        Move("vire", LINE.account("executable"), LINE.account("executable"), Money(1))


@pytest.mark.parametrize("event", ["confirmed", "", "refund_prior_year", "adjust_up"])
def test_only_an_event_that_moves_something_makes_a_move(event):
    with pytest.raises(BadVoucher, match="moves nothing"):
        Move(event, LINE.account("paid"), LINE.account("applied"), Money(1))


@pytest.mark.parametrize("event", [e for e in chart().events.values() if e.kind == "move"])
def test_an_event_moves_between_its_own_roles_only(event):
    pot = Pot("239901", 2026, Book.GENERAL, "indicator")
    for debit in chart().roles:
        for credit in chart().roles:
            accounts = pot.account(debit), pot.account(credit)
            if accounts[0] == accounts[1]:
                continue
            fits = debit in event.debit_roles and credit in event.credit_roles
            turned_round = credit in event.debit_roles and debit in event.credit_roles
            assert _possible(event.name, *accounts) == fits
            assert _possible(event.name, *accounts, reversing=True) == turned_round


def _possible(event, debit, credit, *, reversing=False):
    try:
        Move(event, debit, credit, Money(1), reversing=reversing)
    except BadVoucher:
        return False
    return True


@pytest.mark.parametrize("role", chart().roles)
def test_a_role_lives_in_pots_of_its_own_family(role):
    family = chart().roles[role].family

    assert Account(Pot("239901", 2026, Book.GENERAL, family), role).role == role
    with pytest.raises(BadVoucher, match="does not live in"):
        Account(Pot("239901", 2026, Book.GENERAL, "elsewhere"), role)


@pytest.mark.parametrize("name", [*ELEMENTS, "division", "family"])
def test_every_element_makes_another_pot(name):
    changed = replace(LINE, **{name: "another"})

    assert changed.number != LINE.number
    assert changed.number == replace(LINE, **{name: "another"}).number
    assert 0 < changed.number < 2**61


def test_year_book_and_origin_make_another_pot():
    others = [replace(LINE, year=2027), replace(LINE, book=Book.FUNDS), replace(LINE, origin=2025)]

    assert len({pot.number for pot in [LINE, *others]}) == 4


def test_neighbouring_elements_do_not_run_into_each_other():
    first = replace(LINE, unit="12", project="3")
    second = replace(LINE, unit="1", project="23")

    assert first.number != second.number


def test_a_voucher_needs_a_move():
    with pytest.raises(BadVoucher, match="at least one"):
        Voucher(KEY, DAY, [])


@pytest.mark.parametrize("hold", HOLDS)
def test_an_application_stands_alone(hold):
    line = LINE if hold == "apply" else replace(LINE, family="transfer_indicator")
    event = chart().events[hold]
    (debit,), (credit,) = event.debit_roles, event.credit_roles
    move = Move(hold, line.account(debit), line.account(credit), Money(5))

    assert Voucher(KEY, DAY, [move]).is_hold
    with pytest.raises(BadVoucher, match="voucher of its own"):
        Voucher(KEY, DAY, [move, move])


@pytest.mark.parametrize(
    "other",
    [
        replace(LINE, division="239902"),
        replace(LINE, year=2027),
        replace(LINE, book=Book.FUNDS),
    ],
    ids=["division", "year", "book"],
)
def test_a_voucher_stays_in_one_division_year_and_book(other):
    across = Move("vire", other.account("executable"), LINE.account("executable"), Money(1))

    with pytest.raises(BadVoucher, match="K10"):
        Voucher(KEY, DAY, [across])
    with pytest.raises(BadVoucher, match="K10"):
        Voucher(turned(KEY, Turn.RESOLUTION), DAY, [confirm(), confirm(pot=other)])


@pytest.mark.parametrize(
    ("event", "filled", "emptied"),
    [
        ("apply", "applied", "executable"),
        ("cancel", "executable", "applied"),
        ("confirm", "paid", "applied"),
        ("refund_same_year", "executable", "paid"),
    ],
)
def test_a_payment_stays_within_one_pot_where_its_ceiling_sees_it(event, filled, emptied):
    assert Move(event, LINE.account(filled), LINE.account(emptied), Money(1)).amount.fen == 1
    with pytest.raises(BadVoucher, match="stays within one pot"):
        Move(event, OTHER.account(filled), LINE.account(emptied), Money(1))


@pytest.mark.parametrize(
    "moves",
    [
        [confirm()],
        [confirm().reversed()],
        [Move("cancel", LINE.account("executable"), LINE.account("applied"), Money(1))],
        [apply().reversed()],
        [vire(), confirm()],
    ],
    ids=["paid", "unpaid", "given back", "mirrored", "beside another move"],
)
def test_a_reservation_is_not_touched_but_by_its_resolution(moves):
    with pytest.raises(BadVoucher, match="resolution of its application"):
        Voucher(KEY, DAY, moves)


@pytest.mark.parametrize("key", [b"", KEY[:-1], KEY + b"\0"], ids=["none", "short", "long"])
def test_a_key_has_sixteen_bytes(key):
    with pytest.raises(BadVoucher, match="16 bytes"):
        Voucher(key, DAY, [vire()])


def test_a_hold_is_undone_by_its_resolution():
    undone = Voucher(KEY, DAY, [apply(70)]).reversal(DAY, "by mistake")

    assert undone.key == turned(KEY, Turn.RESOLUTION)
    assert [(m.event, m.amount.fen, m.reversing) for m in undone.moves] == [("cancel", 70, False)]


@pytest.mark.parametrize("turn", [Turn.RESOLUTION, Turn.REVERSAL])
def test_what_undoes_is_not_undone(turn):
    with pytest.raises(BadVoucher, match="post anew"):
        Voucher(turned(KEY, turn), DAY, [vire()]).reversal(DAY, "again")


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=5))
def test_a_voucher_and_its_reversal_together_do_nothing(amounts):
    voucher = Voucher(KEY, DAY, [vire(fen) for fen in amounts])
    back = voucher.reversal(DAY, "by mistake")

    there, again = effects(voucher), effects(back)
    assert {account: there[account] + again[account] for account in there} == dict.fromkeys(
        there, 0
    )
    assert there[LINE.account("executable")] == -sum(amounts)
    assert voucher.total == back.total == Money(sum(amounts))
    assert back.key == turned(KEY, Turn.REVERSAL)


def test_a_credit_normal_account_grows_when_it_is_credited():
    source = Pot("239901", 2026, Book.GENERAL, "source_own").account("source_own")
    revenue = Pot("239901", 2026, Book.GENERAL, "resources").account("revenue_budget")
    voucher = Voucher(KEY, DAY, [Move("approve_revenue", revenue, source, Money(9))])

    assert effects(voucher) == {revenue: 9, source: 9}
    assert voucher.place == ("239901", 2026)
    assert year_of(voucher).number == 2026


def test_what_passes_through_an_account_leaves_it_as_it_was():
    third = replace(LINE, indicator="IND-3")
    on = Move("vire", third.account("executable"), OTHER.account("executable"), Money(100))

    assert effects(Voucher(KEY, DAY, [vire(), on]))[OTHER.account("executable")] == 0


MOVING = sorted(
    name
    for name, event in chart().events.items()
    if event.kind == "move" and name not in WITHIN_ONE_POT | {"reclassify"}
)


@given(
    moves=st.lists(st.tuples(st.sampled_from(MOVING), st.integers(1, 10**12)), min_size=1),
    chosen=st.randoms(use_true_random=False),
)
def test_debits_and_credits_of_a_voucher_are_equal_whatever_happens_in_it(moves, chosen):
    made = []
    for name, fen in moves:
        event = chart().events[name]
        debit = LINE.account(chosen.choice(sorted(event.debit_roles)))
        credit = OTHER.account(chosen.choice(sorted(event.credit_roles)))
        made.append(Move(name, debit, credit, Money(fen)))

    changed = effects(Voucher(KEY, DAY, made))

    assert sum(own.rule.side * fen for own, fen in changed.items()) == 0  # K06

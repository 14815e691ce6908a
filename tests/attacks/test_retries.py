"""A key has one effect, sent twice, by eight at once, shuffled, with other bodies, or late."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Voucher
from fisc.record.book import instant
from fisc.record.postings import Fate
from tests.attacks import crowd, retries
from tests.attacks.audit import audit
from tests.attacks.clerk import close, moment
from tests.attacks.crowd import move
from tests.attacks.desk import DAYS

SEED = 20260302
AT_ONCE, IN_SEQUENCE = 300, 700  # keys on each engine: 2,000 in all


def post(book, *vouchers):
    return [book.post(voucher, actor="person", at=moment(0)) for voucher in vouchers]


@pytest.mark.slow
def test_eight_senders_of_the_same_keys_have_one_effect_each(book, tell):
    result = retries.attack(book, cases=AT_ONCE, seed=SEED)
    total = sum(result.fates.values(), Counter())
    tell(f"{book.connection.vendor}, seed {SEED}: {AT_ONCE} keys from 8 senders: {dict(total)}")

    assert len(result.fates) == AT_ONCE
    assert not result.wrong()
    assert not result.findings.faults
    assert total["accepted"] == AT_ONCE
    assert total["repeated"] > 10 * AT_ONCE
    assert total["reused"] >= AT_ONCE // 10


@pytest.mark.slow
def test_a_key_sent_again_in_sequence_counts_once(book):
    crowd.open_the_year(book)
    for voucher in retries.stream(SEED + 1, IN_SEQUENCE):
        (first,) = post(book, voucher)
        again = post(book, voucher, retries.with_other_body(voucher))
        in_a_set = book.post_all([voucher, voucher], actor="person", at=moment(1))

        assert first.fate is Fate.ACCEPTED
        assert [r.fate for r in again] == [Fate.REPEATED, Fate.REUSED]
        assert [r.fate for r in in_a_set] == [Fate.REPEATED, Fate.REPEATED]
        assert {r.batch for r in (*again, *in_a_set)} == {first.batch}
    findings = audit(book)
    assert not findings.faults
    assert len(findings.keys) == IN_SEQUENCE + len(crowd.LINES) + 2


def application(name="PAY-2026-5-1"):
    line = crowd.LINES[0]
    asked = move("apply", line.account("applied"), line.account("executable"), 100)
    return Voucher(posting_key(name), DAYS[1], [asked])


def payment(name="PAY-2026-5-1"):
    line = crowd.LINES[0]
    paid = move("confirm", line.account("paid"), line.account("applied"), 100)
    return Voucher(turned(posting_key(name), Turn.RESOLUTION), DAYS[1], [paid])


def test_who_asks_again_after_the_period_was_closed_hears_that_it_counted(book):
    crowd.open_the_year(book)
    (first,) = post(book, application())
    close(book, crowd.DIVISION, DAYS[-1])

    again, other = post(book, application(), retries.with_other_body(application()))
    (late,) = post(book, application("PAY-2026-5-2"))
    sets = book.post_all([application(), application("PAY-2026-5-2")], actor="person", at=moment(0))

    assert (again.fate, again.batch) == (Fate.REPEATED, first.batch)
    assert (other.fate, late.fate) == (Fate.REUSED, Fate.CLOSED)
    assert [r.fate for r in sets] == [Fate.REPEATED, Fate.CLOSED]


def test_who_asks_again_after_the_term_of_the_hold_hears_that_it_was_paid(book):
    crowd.open_the_year(book)
    post(book, application(), application("PAY-2026-5-2"))
    for name in ("PAY-2026-5-1", "PAY-2026-5-2"):
        book.store().set_term(posting_key(name), instant(moment(10)))
    (paid,) = post(book, payment())

    later = moment(0) + timedelta(hours=1)
    again = book.post(payment(), actor="person", at=later)
    too_late = book.post(payment("PAY-2026-5-2"), actor="person", at=later)
    back = book.post(
        application("PAY-2026-5-2").reversal(DAYS[1], "expired"), actor="person", at=later
    )

    assert (paid.fate, again.fate) == (Fate.ACCEPTED, Fate.REPEATED)
    assert again.batch == paid.batch
    assert (too_late.fate, back.fate) == (Fate.REFUSED, Fate.ACCEPTED)


def test_an_application_is_not_undone_by_its_mirror_besides_its_resolution(book):
    crowd.open_the_year(book)
    post(book, application(), application("PAY-2026-5-2"), payment())
    mirror = Voucher(
        turned(posting_key("PAY-2026-5-1"), Turn.REVERSAL),
        DAYS[1],
        [held.reversed() for held in application().moves],
    )

    (receipt,) = post(book, mirror)

    assert receipt.fate is Fate.REFUSED
    assert "one resolution" in receipt.refusal.why

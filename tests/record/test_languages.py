"""Whatever the ledger refuses, it says why in Chinese and in English."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Voucher
from fisc.engines.ledger.sets import Shortfall
from fisc.engines.organisation.duties import Officer
from fisc.engines.organisation.rights import Grant
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.record import turns
from fisc.record.acting import Refused, all_or_nothing, demand_duty, refuse, whole_or_nothing
from fisc.record.book import Receipt, instant
from fisc.record.postings import Fate, Posting, PostingSet
from fisc.record.refusals import RULES, refusal
from fisc.record.undoing import CannotUndo, undo
from fisc.values import Words
from tests.languages import assert_verdict, assert_verdicts
from tests.record.people import DAY, NOON, apply, confirm, funding, line, move
from tests.record.test_posting import post
from tests.record.test_turns import POTS, hold, number, resolutions

LATER = date(2026, 3, 9)
GUARDED = sorted(role.name for role in chart().roles.values() if role.guarded)


def test_every_rule_of_a_refusal_belongs_to_a_role_that_is_guarded():
    assert set(RULES) <= set(GUARDED)


@pytest.mark.parametrize("name", GUARDED)
def test_a_shortfall_of_any_role_is_told_in_both_languages(book, name):
    role = chart().roles[name]
    pot = line(family=role.family, origin=2025)
    book.open_pots([pot])

    verdict = refusal(book, Shortfall(pot.number, role.place, 100, 250))

    assert_verdict(verdict)
    assert verdict.rule == control(RULES.get(name, "K05"))
    assert role.name_en in verdict.steps[0].en
    assert role.name_zh in verdict.steps[0].zh
    assert "2025 年结转" in verdict.steps[0].zh
    assert "Available ¥1.00, asked ¥2.50: ¥1.50 too much." in verdict.why
    assert "可用 ¥1.00，本次 ¥2.50，超出 ¥1.50。" in verdict.why_in("zh")


def test_every_turn_that_does_not_fit_is_told_in_both_languages(book):
    hold(book)
    again = Voucher(
        turned(posting_key("fund1/3"), Turn.REVERSAL),
        DAY,
        (move("confirm", POTS[1].account("paid"), POTS[1].account("applied"), 7),),
    )
    wrong = [*resolutions(3), *resolutions(4), confirm(POTS[0], 1, 0, number(0)), again]
    found = {
        verdict.steps[0].zh.split(" ")[-1]: verdict
        for voucher in wrong
        for verdict in turns.check_turns(
            book.store(), PostingSet.of([Posting.of(voucher)]), instant(NOON + timedelta(days=1))
        ).values()
    }
    why = " ".join(verdict.why for verdict in found.values())

    assert_verdicts(found.values())
    for part in (
        "There is no voucher",
        "giving it back is its one resolution",
        "mirrors",
        "is no application",
        "must account for all of it",
        "has expired",
    ):
        assert part in why


@pytest.fixture
def batch(book):
    (*_, last) = post(book, *funding(line(), 500))
    return last.batch


def _undone(book, batch):
    with pytest.raises(CannotUndo) as stopped, book.act():
        undo(book, [batch], day=LATER, actor="checker", at=NOON, reason="a wrong file")
    return stopped.value.verdict


def test_what_is_used_already_says_so_in_both_languages(book, batch):
    post(book, apply(line(), 1, "a"))

    assert_verdict(_undone(book, batch))


def test_what_was_reversed_before_says_so_in_both_languages(book, batch):
    with book.act():
        undo(book, [batch], day=LATER, actor="checker", at=NOON, reason="a wrong file")
    verdict = _undone(book, batch)

    assert verdict.rule == control("K24")
    assert_verdict(verdict)


def test_a_closed_period_says_so_in_both_languages(book, batch):
    with book.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO period VALUES (%s, %s, %s)", ("239901", 2026, LATER.toordinal() + 1)
        )
    verdict = _undone(book, batch)

    assert verdict.rule == control("K22")
    assert_verdict(verdict)


@pytest.mark.parametrize("fate", [Fate.CLOSED, Fate.REUSED])
def test_a_voucher_that_the_ledger_did_not_take_stops_the_act_in_both_languages(fate):
    with pytest.raises(Refused) as stopped:
        all_or_nothing([Receipt(b"", Fate.ACCEPTED), Receipt(b"", fate)])

    assert_verdict(stopped.value.verdict)


def test_nothing_of_an_act_that_refuses_remains(book):
    pot = line()

    def _act(own):
        own.open_pots([pot])
        refuse(Words("a rule", "规则"), "No.", "不行。", items=("first",))

    told = whole_or_nothing(_act, lambda stopped: (stopped.verdict, stopped.items), book)

    assert told[1] == ("first",)
    assert_verdict(told[0])
    assert book.known_pots([pot.number]) == set()


def test_a_duty_is_refused_in_both_languages():
    officer = Officer("li", (Grant("UNIT_CLERK", "239901"),))
    with pytest.raises(Refused) as stopped:
        demand_duty(officer, "239900", "approve.draft", "IND-1", ("li",))

    assert len(stopped.value.verdict.steps) == 3
    assert_verdict(stopped.value.verdict)

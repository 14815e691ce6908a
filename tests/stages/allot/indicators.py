"""Indicators and proposals with which the tests of the stages speak."""

from __future__ import annotations

from datetime import date

from fisc.stages.allot import commands
from fisc.stages.allot.commands import BudgetKey, IndicatorDraft, TransferDraft
from fisc.values import Book, Money
from tests.stages.town import (
    CHECKER,
    COUNTY,
    FARM,
    FARMLAND,
    MAKER,
    NOON,
    SCHOOL,
    SCHOOL_RUNNING,
    TOWN,
    YEAR,
)

OFFICER, HEAD = "business.officer", "business.head"
FEBRUARY = date(2026, 2, 9)
FLOOD = BudgetKey(function="22407")


def school(number="IND-2026-239900-2", yuan="30000000", **more) -> IndicatorDraft:
    given = {
        "unit": SCHOOL,
        "project": SCHOOL_RUNNING,
        "function": "2050202",
        "item": "50502",
        "department_item": "30201",
        "fund_type": "111",
    } | more
    return IndicatorDraft(number=number, book=Book.GENERAL, amount=Money.yuan(yuan), **given)


def farm(number="IND-2026-239900-1", yuan="50000000", **more) -> IndicatorDraft:
    given = {
        "project": FARMLAND,
        "function": "2130153",
        "item": "50302",
        "department_item": "31005",
        "fund_type": "111",
    } | more
    return IndicatorDraft(number=number, book=Book.GENERAL, amount=Money.yuan(yuan), **given)


def flood(number="IND-2026-239900-3", yuan="1500000", **more) -> IndicatorDraft:
    given = {"unit": FARM, "function": "22407", "decision": "GOV-2026-31"} | more
    return IndicatorDraft(number=number, book=Book.GENERAL, amount=Money.yuan(yuan), **given)


def reviewed(*drafts, maker=OFFICER):
    """Draft indicators and have them reviewed."""
    receipt = commands.draft_indicators(
        drafts=drafts, division=TOWN, year=YEAR, maker=maker, at=NOON
    )
    assert receipt.done, receipt.refusal
    numbers = [draft.number for draft in drafts]
    receipt = commands.review_indicator(numbers=numbers, year=YEAR, reviewer=HEAD, at=NOON)
    assert receipt.done, receipt.refusal
    return numbers


def register(numbers, registrar=MAKER, key=None):
    return commands.register_indicator(
        numbers=numbers, year=YEAR, registrar=registrar, day=FEBRUARY, at=NOON, key=key
    )


def allocate(*parts, number="IND-2026-239900-1", allocator=OFFICER):
    return commands.allocate(
        number=number, year=YEAR, parts=parts, allocator=allocator, day=FEBRUARY, at=NOON
    )


def issue(numbers, issuer=CHECKER, day=FEBRUARY):
    return commands.issue(numbers=numbers, year=YEAR, issuer=issuer, day=day, at=NOON)


def issue_directly(numbers, issuer=CHECKER, day=FEBRUARY):
    return commands.issue_directly(numbers=numbers, year=YEAR, issuer=issuer, day=day, at=NOON)


def issued(*drafts):
    """Draft, review and issue indicators directly."""
    receipt = issue_directly(reviewed(*drafts))
    assert receipt.done, receipt.refusal
    return receipt


def part(number="IND-2026-239900-11", yuan="42000000", **more) -> IndicatorDraft:
    return farm(number, yuan, **({"unit": FARM} | more))


def propose(act, number, yuan, reason="as the document says", maker=MAKER, **more):
    return commands.propose_change(
        number=number,
        act=act,
        division=TOWN,
        year=YEAR,
        amount=Money.yuan(yuan),
        reason=reason,
        maker=maker,
        at=NOON,
        **more,
    )


def do(act, number, checker=CHECKER, day=FEBRUARY):
    return getattr(commands, act)(number=number, checker=checker, day=day, at=NOON)


def change(act, number, yuan, checker=CHECKER, **more):
    """Propose a change and carry it out."""
    receipt = propose(act, number, yuan, **more)
    assert receipt.done, receipt.refusal
    return do(act, number, checker)


def transfer(number="TRF-2026-239900-1", yuan="35000000", receiver=COUNTY, maker=MAKER, **more):
    draft = TransferDraft(
        number=number,
        receiver=receiver,
        function="2300202",
        amount=Money.yuan(yuan),
        document="DOC-2026-9",
        **more,
    )
    return commands.draft_transfer(draft=draft, division=TOWN, year=YEAR, maker=maker, at=NOON)


def issue_transfer(number="TRF-2026-239900-1", issuer=CHECKER, day=FEBRUARY):
    return commands.issue_transfer(number=number, year=YEAR, issuer=issuer, day=day, at=NOON)


def apply_transfer(number="REM-1", yuan="35000000", maker="treasury.officer"):
    return commands.apply_transfer(
        number=number,
        transfer="TRF-2026-239900-1",
        year=YEAR,
        amount=Money.yuan(yuan),
        maker=maker,
        day=FEBRUARY,
        at=NOON,
    )


def pay_transfer(number="REM-1", paid=None, payer="treasury.second"):
    paid = None if paid is None else Money.yuan(paid)
    return commands.pay_transfer(number=number, payer=payer, day=FEBRUARY, at=NOON, paid=paid)

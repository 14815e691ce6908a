"""Words of the tests of paying: an indicator with money, payees, and a request that is in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Typed
from fisc.values import Book as Budget
from fisc.values import Money
from tests.stages.town import DAY, NOON, SCHOOL, SCHOOL_RUNNING, TOWN, YEAR

CLERK: Final = "school.clerk"
REVIEWER: Final = "school.reviewer"
HEAD: Final = "school.head"
AUDITOR: Final = "pay.auditor"
RELEASER: Final = "pay.second"
TREASURY: Final = "treasury.officer"
KEEPER: Final = "treasury.second"
BANK: Final = "agent.bank"
FARM_CLERK: Final = "farm.clerk"

STATIONER: Final = "6222000000003321"
PERSON: Final = "6217000000000001"
OWN: Final = "4563000000000009"
_serial = count(1)


def key() -> str:
    """Return a key that was not used before, as a fresh form would carry."""
    return f"test/{next(_serial)}"


def indicator(number: int = 1, **elements: object) -> Pot:
    wanted: dict[str, object] = {
        "unit": SCHOOL,
        "project": SCHOOL_RUNNING,
        "function": "2050202",
        "item": "50502",
        "department_item": "30201",
        "fund_type": "111",
        "indicator": f"IND-{YEAR}-{TOWN}-{number}",
    }
    return Pot(TOWN, YEAR, Budget.GENERAL, "indicator", **(wanted | elements))


POT: Final = indicator()


def fund(book: Book, pot: Pot, fen: int, *, day: date = date(YEAR, 1, 5)) -> None:
    """Put money into an indicator, from its approval on."""
    place = (pot.division, pot.year, pot.book)
    revenue, source = Pot(*place, "resources"), Pot(*place, "source_own")
    spending = Pot(*place, "expenditure")
    steps = (
        ("approve_revenue", revenue.account("revenue_budget"), source.account("source_own")),
        (
            "arrange_expenditure",
            spending.account("expenditure_budget"),
            revenue.account("revenue_budget"),
        ),
        ("issue_directly", pot.account("executable"), spending.account("expenditure_budget")),
    )
    for event, debit, credit in steps:
        voucher = Voucher(posting_key(key()), day, (Move(event, debit, credit, Money(fen)),))
        assert book.post(voucher, actor="budget.officer", at=NOON).done


def adopt(book: Book, day: date = date(YEAR, 1, 1)) -> None:
    """Say on the record that the year's budget is adopted."""
    with book.act():
        facts.append(
            book,
            division=TOWN,
            kind="BudgetAdopted",
            key=key(),
            day=day,
            actor="congress.reviewer",
            at=NOON,
            subject=f"{TOWN}/{YEAR}",
            body={"lines": []},
        )


def enter_payees() -> None:
    for account, name, kind in (
        (STATIONER, "某文具有限公司", "corporate"),
        (PERSON, "张某", "personal"),
        (OWN, "示例实验小学", "own"),
    ):
        receipt = commands.enter_payee(
            account=account,
            name=name,
            bank="示例银行",
            kind=kind,
            officer=KEEPER,
            day=DAY,
            at=NOON,
            key=key(),
        )
        assert receipt.done


def salaries(
    persons: dict[str, str], number: str = "SAL-1", *, day: date = DAY, confirm: bool = True
) -> None:
    """Enter the school's salary file of a month, yuan by account, and have it confirmed."""
    receipt = commands.enter_salary_file(
        number=number,
        unit=SCHOOL,
        year=day.year,
        month=day.month,
        persons={account: Money.yuan(yuan) for account, yuan in persons.items()},
        officer=CLERK,
        day=day,
        at=NOON,
        key=key(),
    )
    assert receipt.done, receipt
    if confirm:
        assert act("confirm_salary_file", number, AUDITOR).done


def typed(fen: int = 100, **changes: object) -> Typed:
    """Return a request that is in order; no two have the same purpose."""
    plain = Typed(
        pot=POT,
        amount=Money(fen),
        account=STATIONER,
        purpose=f"paper {next(_serial)}",
        invoice="",
        procurement=False,
    )
    return replace(plain, **changes)


def draft(fen: int = 100, **changes: object) -> str:
    return commands.draft_request(
        unit=SCHOOL,
        year=YEAR,
        typed=typed(fen, **changes),
        officer=CLERK,
        day=DAY,
        at=NOON,
        key=key(),
    ).subject


def act(name: str, number: str, officer: str, **more: object):
    """Do one act on a request with a fresh key."""
    told = {"day": DAY, "at": NOON, "key": key()} | more
    return getattr(commands, name)(number=number, officer=officer, **told)


def reviewed(fen: int = 100, **changes: object) -> str:
    number = draft(fen, **changes)
    assert act("review_request", number, REVIEWER).done
    return number


def submitted(fen: int = 100, **changes: object) -> str:
    number = reviewed(fen, **changes)
    receipt = act("submit_request", number, HEAD)
    assert receipt.done, receipt
    return number


def approved(fen: int = 100, **changes: object) -> str:
    number = submitted(fen, **changes)
    assert act("audit_request", number, AUDITOR, passed=True, reason="looked at").done
    return number


def released(fen: int = 100, **changes: object) -> str:
    number = approved(fen, **changes)
    assert act("release_request", number, RELEASER).done
    return number


def sent(fen: int = 100, *, day: date = DAY, **changes: object) -> str:
    number = released(fen, **changes)
    assert number in {one.end_to_end for one in commands.send_instructions(division=TOWN, day=day)}
    return number


def answer(message: commands.Message, *, day: date = DAY, at: datetime = NOON):
    return commands.receive_bank_receipt(
        division=TOWN, message=message, officer=BANK, day=day, at=at
    )


def chambers(book: Book, pot: Pot = POT) -> tuple[int, int, int]:
    """Return what an indicator has open, held and done, in fen."""
    held = balances.standing(book, pot)
    return held.open.fen, held.held.fen, held.done.fen


def state(number: str) -> str:
    return str(queries.request(number).state)


def kinds(book: Book, number: str) -> list[str]:
    """Return the kinds of the facts about a request, oldest first."""
    return [fact.kind for fact in facts.about(book, number)]


def evening(days: int) -> datetime:
    """Return the instant at which a day some days after the first one ends."""
    return NOON + timedelta(days=days, hours=8)

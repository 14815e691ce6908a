"""Play a golden year through the stages, act by act, as the people named in it would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from fisc.engines.ledger.moves import Pot
from fisc.stages.allot import commands as allot
from fisc.stages.allot.commands import BudgetKey, IndicatorDraft, TransferDraft
from fisc.stages.allot.queries import indicator as indicator_record
from fisc.stages.approve import commands as approve
from fisc.stages.approve.commands import DraftLine
from fisc.stages.close import commands as close
from fisc.stages.pay import commands as pay
from fisc.stages.pay.commands import Line, Message, Typed
from fisc.stages.pay.queries import request as request_record
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Book, Money
from tests.golden.places import noon

AUDITOR, RELEASER, BANK, TREASURY = "pay.auditor", "pay.second", "agent.bank", "treasury.officer"
COUNTERSIGNER: Final = "finance.director"


class Player:
    """Carries out the acts of one year; it keeps only which payment has which number."""

    def __init__(self, division: str, year: int) -> None:
        self.division, self.year = division, year
        self.numbers: dict[str, str] = {}
        self.told: list[str] = []

    def play(self, entry: Mapping[str, Any]) -> list[str]:
        """Carry out one entry of the file and return what the acts said beside their vouchers."""
        self.told = []
        given = {name: value for name, value in entry.items() if name not in {"act", "day"}}
        ACTS[entry["act"]](self, entry["day"], **given)
        return self.told

    def done(self, receipt: Any) -> Any:
        """Insist that an act was carried out, and keep its alerts and steps."""
        refusal = getattr(receipt, "refusal", None) or getattr(receipt, "refusals", None)
        assert receipt.done, refusal
        for alert in getattr(receipt, "alerts", ()):
            self.told += [f"! {alert.rule}: {alert.why}", f"! {alert.said('zh')}"]
        for step in getattr(receipt, "steps", ()):
            self.told += [f"{step}", step.zh]
        return receipt


def _draft(given: Mapping[str, Any]) -> IndicatorDraft:
    known = {field.name for field in fields(IndicatorDraft)}
    assert set(given) - {"yuan"} <= known, set(given) - known
    rest = {name: value for name, value in given.items() if name != "yuan"}
    return IndicatorDraft(**rest, book=Book.GENERAL, amount=Money.yuan(given["yuan"]))


def adopt_budget(
    player: Player,
    day: date,
    *,
    number: str,
    lines: list[dict[str, Any]],
    maker: str,
    checker: str,
    **resolution: Any,
) -> None:
    made = [
        DraftLine(
            book=Book.GENERAL,
            amount=Money.yuan(line["yuan"]),
            **{name: value for name, value in line.items() if name != "yuan"},
        )
        for line in lines
    ]
    player.done(
        approve.draft_budget(
            number=number,
            division=player.division,
            year=player.year,
            lines=made,
            maker=maker,
            at=noon(day),
        )
    )
    player.done(
        approve.adopt_budget(number=number, checker=checker, day=day, at=noon(day), **resolution)
    )


def _reviewed(player: Player, day: date, draft: IndicatorDraft, maker: str, reviewer: str) -> None:
    player.done(
        allot.draft_indicator(
            draft=draft, division=player.division, year=player.year, maker=maker, at=noon(day)
        )
    )
    player.done(
        allot.review_indicator(
            numbers=draft.number, year=player.year, reviewer=reviewer, at=noon(day)
        )
    )


def issue_directly(
    player: Player, day: date, *, indicator: dict[str, Any], maker: str, reviewer: str, issuer: str
) -> None:
    draft = _draft(indicator)
    _reviewed(player, day, draft, maker, reviewer)
    player.done(
        allot.issue_directly(
            numbers=draft.number, year=player.year, issuer=issuer, day=day, at=noon(day)
        )
    )


def register_indicator(
    player: Player,
    day: date,
    *,
    indicator: dict[str, Any],
    maker: str,
    reviewer: str,
    registrar: str,
) -> None:
    draft = _draft(indicator)
    _reviewed(player, day, draft, maker, reviewer)
    player.done(
        allot.register_indicator(
            numbers=draft.number, year=player.year, registrar=registrar, day=day, at=noon(day)
        )
    )


def allocate(
    player: Player, day: date, *, number: str, parts: list[dict[str, Any]], allocator: str
) -> None:
    player.done(
        allot.allocate(
            number=number,
            year=player.year,
            parts=[_draft(part) for part in parts],
            allocator=allocator,
            day=day,
            at=noon(day),
        )
    )


def issue(player: Player, day: date, *, number: str, issuer: str) -> None:
    player.done(allot.issue(numbers=number, year=player.year, issuer=issuer, day=day, at=noon(day)))


def _change(
    player: Player,
    day: date,
    act: str,
    number: str,
    yuan: str,
    maker: str,
    checker: str,
    **more: Any,
) -> None:
    player.done(
        allot.propose_change(
            number=number,
            act=act,
            division=player.division,
            year=player.year,
            amount=Money.yuan(yuan),
            maker=maker,
            at=noon(day),
            **more,
        )
    )
    carry_out = getattr(allot, act)
    player.done(carry_out(number=number, checker=checker, day=day, at=noon(day)))


def use_reserve(player: Player, day: date, *, target_line: dict[str, Any], **given: Any) -> None:
    _change(player, day, "use_reserve", target_line=BudgetKey(**target_line), **given)


def recall(player: Player, day: date, **given: Any) -> None:
    _change(player, day, "recall", **given)


def vire(
    player: Player, day: date, *, to: dict[str, Any], maker: str, reviewer: str, **given: Any
) -> None:
    target = _draft(to)
    _reviewed(player, day, target, maker, reviewer)
    source = given.pop("from")
    _change(player, day, "vire", maker=maker, indicator=source, target=target.number, **given)


def submit_payment(
    player: Player,
    day: date,
    *,
    payment: str,
    indicator: str,
    yuan: str,
    by: str,
    **more: Any,
) -> None:
    own = indicator_record(indicator, player.year)
    names = ("unit", "project", "function", "item", "department_item", "fund_type", "counterpart")
    pot = Pot(
        player.division,
        player.year,
        own.book,
        "indicator",
        **{name: getattr(own, name) for name in names},
        indicator=indicator,
    )
    typed = Typed(pot=pot, amount=Money.yuan(yuan), invoice="", **more)
    when = {"day": day, "at": noon(day)}
    number = player.done(
        pay.draft_request(
            unit=own.unit,
            year=player.year,
            typed=typed,
            officer=f"{by}.clerk",
            key=f"draft/{payment}",
            **when,
        )
    ).subject
    player.numbers[payment] = number
    for act, officer in ((pay.review_request, "reviewer"), (pay.submit_request, "head")):
        player.done(
            act(number=number, officer=f"{by}.{officer}", key=f"{officer}/{payment}", **when)
        )


def pay_payment(player: Player, day: date, *, payment: str, yuan: str) -> None:
    number, when = player.numbers[payment], {"day": day, "at": noon(day)}
    player.done(
        pay.audit_request(
            number=number,
            officer=AUDITOR,
            passed=True,
            reason="合同与进度相符",
            key=f"audit/{payment}",
            **when,
        )
    )
    if request_record(number).state == "audited":  # above the limit of the law
        player.done(
            pay.countersign_request(
                number=number, officer=COUNTERSIGNER, key=f"countersign/{payment}", **when
            )
        )
    player.done(
        pay.release_request(number=number, officer=RELEASER, key=f"release/{payment}", **when)
    )
    told = pay.send_instructions(division=player.division, day=day)
    assert [instruction.end_to_end for instruction in told] == [number]
    _hear(player, day, payment, ReceiptKind.PAID, Money.yuan(yuan))


def return_payment(player: Player, day: date, *, payment: str, yuan: str) -> None:
    _hear(player, day, payment, ReceiptKind.RETURNED, Money.yuan(yuan))


def _hear(player: Player, day: date, payment: str, kind: ReceiptKind, amount: Money) -> None:
    """Take the bank's answer and reconcile its day."""
    number = player.numbers[payment]
    message = Message(f"{kind}-{payment}", number, kind, amount, day)
    pay.receive_bank_receipt(
        division=player.division, message=message, officer=BANK, day=day, at=noon(day)
    )
    report = pay.reconcile_day(
        division=player.division,
        bank_day=day,
        statement=[Line(number, kind, amount)],
        officer=TREASURY,
        day=day,
        at=noon(day),
        key=f"reconcile/{day}",
    )
    assert report.agrees, report


def issue_transfer(
    player: Player,
    day: date,
    *,
    number: str,
    yuan: str,
    maker: str,
    issuer: str,
    **more: Any,
) -> None:
    draft = TransferDraft(number=number, amount=Money.yuan(yuan), **more)
    player.done(
        allot.draft_transfer(
            draft=draft, division=player.division, year=player.year, maker=maker, at=noon(day)
        )
    )
    player.done(
        allot.issue_transfer(number=number, year=player.year, issuer=issuer, day=day, at=noon(day))
    )


def apply_transfer(
    player: Player, day: date, *, number: str, transfer: str, yuan: str, maker: str
) -> None:
    player.done(
        allot.apply_transfer(
            number=number,
            transfer=transfer,
            year=player.year,
            amount=Money.yuan(yuan),
            maker=maker,
            day=day,
            at=noon(day),
        )
    )


def pay_transfer(player: Player, day: date, *, number: str, payer: str) -> None:
    player.done(allot.pay_transfer(number=number, payer=payer, day=day, at=noon(day)))


def close_month(player: Player, day: date, *, month: int, officer: str) -> None:
    player.done(
        close.close_month(
            division=player.division,
            year=player.year,
            month=month,
            officer=officer,
            day=day,
            at=noon(day),
        )
    )


def close_year(player: Player, day: date, *, officer: str) -> None:
    player.done(
        close.close_year(
            division=player.division, year=player.year, officer=officer, day=day, at=noon(day)
        )
    )


def open_year(player: Player, day: date, *, officer: str) -> None:
    player.done(
        close.open_year(
            division=player.division, year=player.year + 1, officer=officer, at=noon(day)
        )
    )


ACTS: Final[Mapping[str, Callable[..., None]]] = {
    act.__name__: act
    for act in (
        adopt_budget,
        issue_directly,
        register_indicator,
        allocate,
        issue,
        use_reserve,
        recall,
        vire,
        submit_payment,
        pay_payment,
        return_payment,
        issue_transfer,
        apply_transfer,
        pay_transfer,
        close_month,
        close_year,
        open_year,
    )
}

"""The clerk carries out the steps of a trace, on the model or on a book, and notes the answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from fisc.engines.ledger.moves import BadVoucher, Pot
from fisc.record import terms
from fisc.record.book import Book, Receipt, instant
from fisc.stages.close import periods
from fisc.values import Money
from tests.attacks.desk import YEAR
from tests.attacks.model import Answer, Ledger

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ACTOR = "attacker"


class Step(NamedTuple):
    """One step of a trace: what is done, when, and with what."""

    kind: str  # post, set, reserve, expire, ceiling or close
    minute: int
    what: Any


def moment(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def on_model(model: Ledger, division: str, step: Step) -> list[Any]:
    """Carry out a step on the model."""
    at = instant(moment(step.minute))
    match step.kind:
        case "post":
            return [model.post(step.what, at)]
        case "set":
            return [model.post(voucher, at) for voucher in step.what]
        case "ceiling":
            return [model.set_ceiling(*step.what)]
        case "close":
            model.closed_before = step.what
            return []
        case "reserve":
            voucher, minutes = step.what
            answer = model.post(voucher, at)
            if answer.fate == "accepted":
                model.set_term(voucher.key, instant(moment(step.minute + minutes)))
            return [answer]
        case "expire":
            holds = [model.posted[key] for key in model.due(at)]
            return [model.post(hold.reversal(step.what, "expired"), at) for hold in holds]
    raise AssertionError(step.kind)


def on_book(book: Book, division: str, step: Step) -> list[Any]:
    """Carry out the same step on a book, through the same door as everybody."""
    at = moment(step.minute)
    match step.kind:
        case "post":
            return [book.post(step.what, actor=ACTOR, at=at)]
        case "set":
            return book.post_all(step.what, actor=ACTOR, at=at)
        case "ceiling":
            return [_set_ceiling(book, *step.what)]
        case "close":
            close(book, division, step.what)
            return []
        case "reserve":
            voucher, minutes = step.what
            limit = moment(step.minute + minutes)
            return [terms.reserve(book, voucher, actor=ACTOR, at=at, expires=limit)]
        case "expire":
            # What other divisions get back is none of this trace's business.
            receipts = terms.give_back_expired(book, actor=ACTOR, at=at, day=step.what)
            return [r for r in receipts if int.from_bytes(r.key[3:8], "big") == int(division)]
    raise AssertionError(step.kind)


def _set_ceiling(book: Book, pot: Pot, ceiling: Pot) -> bool:
    try:
        book.set_ceiling(pot, ceiling)
    except BadVoucher:
        return False
    return True


def close(book: Book, division: str, day: date) -> None:
    """Close the division's year before a day; an earlier day opens it again."""
    with book.act():
        periods.hold_alone(book, division, YEAR)
        periods.set_closed_before(book, division, YEAR, day)


def differences(expected: list[Any], found: list[Any], homes: dict[bytes, int]) -> list[str]:
    """Compare the model's answers with those of a book; ``homes`` gathers the batch of each key."""
    if len(expected) != len(found):
        return [f"{len(expected)} answers expected, {len(found)} found"]
    return [
        f"answer {number}: {why}"
        for number, (should, did) in enumerate(zip(expected, found, strict=True))
        if (why := _difference(should, did, homes))
    ]


def _difference(should: Any, did: Any, homes: dict[bytes, int]) -> str:
    if not isinstance(did, Receipt):
        return "" if should == did else f"should be {should}, is {did}"
    assert isinstance(should, Answer)
    if did.fate.name.lower() != should.fate:
        return f"should be {should}, is {did}"
    stands = should.fate in {"accepted", "repeated", "reused"}
    if (did.batch is not None) != stands or (did.refusal is not None) != (should.fate == "refused"):
        return f"{should.fate} with batch {did.batch} and refusal {did.refusal}"
    if stands and homes.setdefault(did.key, did.batch) != did.batch:
        return f"stood in batch {homes[did.key]}, now in {did.batch}"
    missing = [word for word in _words(should) if word not in did.refusal.why]
    return f"the refusal {did.refusal.why!r} does not say {missing}" if missing else ""


def _words(should: Answer) -> tuple[str, ...]:
    """Return what a refusal must say: the account, what it has and what was asked of it."""
    if should.shortage is None:
        return ()
    account, available, asked = should.shortage
    money = f"Available {Money(available)}, asked {Money(asked)}"
    return account.rule.name_en, str(account.pot), money

"""Why the ledger refused (which pot, what it had, how much too much), and how to stop an act."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NoReturn

from fisc.engines.ledger.sets import Shortfall
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.values import Money, Step, Verdict, Words

if TYPE_CHECKING:
    from fisc.record.book import Book

RULES: Final = {
    "revenue_budget": "K01",
    "expenditure_budget": "K02",
    "transfer_budget": "K02",
    "executable": "K03",
    "transfer_indicator": "K03",
    "applied": "K04",
    "transfer_applied": "K04",
    "ceiling_free": "K13",
    "ceiling_held": "K13",
}
_BELOW_ZERO: Final = "K05"


class Refused(Exception):
    """Carries a refusal out of an act, so that everything in it is undone.

    ``items`` are what must be settled before the act can be tried again, where there is such.
    """

    def __init__(self, verdict: Verdict, items: Collection[Any] = ()) -> None:
        super().__init__(verdict.why)
        self.verdict = verdict
        self.items = tuple(items)


def demand(verdict: Verdict | None) -> None:
    """Stop the act unless a verdict allows it.

    Raises:
        Refused: it does not.
    """
    if verdict is not None and not verdict.allowed:
        raise Refused(verdict)


def refuse(
    rule: Words,
    english: str,
    chinese: str,
    *more: Step,
    items: Collection[Any] = (),
) -> NoReturn:
    """Stop the act with a rule, one line of working in both languages, and more where needed.

    Raises:
        Refused: always.
    """
    raise Refused(Verdict(False, rule, (Step(english, chinese), *more)), items)


def refusal(book: Book, short: Shortfall) -> Verdict:
    """Turn a shortfall into a verdict with its working.

    The working reads the pot's balances now; ``available`` and ``asked`` are those of the instant
    of the refusal.
    """
    pot = book.pot(short.pot)
    role = chart().role_at[pot.family, short.place]
    available, asked = Money(short.available_fen), Money(short.asked_fen)
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_fen, held_fen, done_fen FROM balance WHERE pot = %s", (short.pot,)
        )
        opened, held, done = (Money(fen) for fen in cursor.fetchone())
    steps = [Step(f"{role.name_en} of {pot}.", f"{pot.words.zh} 的{role.name_zh}。")]
    if pot.family in {"indicator", "transfer_indicator", "ceiling"}:
        granted = opened + held + done
        steps.append(
            Step(
                f"Granted {granted}: used {done}, reserved {held}, free {opened}.",
                f"额度 {granted}：已用 {done}，占用 {held}，可用 {opened}。",
            )
        )
    steps += [
        Step(
            f"Available {available}, asked {asked}: {asked - available} too much.",
            f"可用 {available}，本次 {asked}，超出 {asked - available}。",
        ),
        Step(
            "Lower the amount, or ask for a virement or an adjustment first.",
            "请减少金额，或先申请调剂、调整。",
        ),
    ]
    return Verdict(False, control(RULES.get(role.name, _BELOW_ZERO)), tuple(steps))

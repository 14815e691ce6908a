"""Money that lies idle in the fictional places: old carry-over, accounts, assets, and a sweep.

In September half of what nobody has used is taken back at once; in November a part of it goes to
flood control. Accounts and assets are reported at the end of each quarter. All of it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from fisc.demo.adopt import expect_done
from fisc.demo.cast import player
from fisc.demo.days import ADOPTED
from fisc.demo.indicators import GRAIN, DemoIndicator
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.engines.budgets.resources.available import resource_of
from fisc.engines.budgets.resources.idle import Holding, idle_terms
from fisc.engines.budgets.resources.sweeping import check_sweep
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.record.book import Book
from fisc.registers import resources
from fisc.registers.resources import ResourceRecord
from fisc.stages.allot import commands as allot
from fisc.stages.allot import sweeps
from fisc.values import Book as Budget
from fisc.values import Money

_YEARS: Final = (DEMO_YEAR - 3, DEMO_YEAR - 2)  # from which the old carry-over comes
_QUARTERS: Final = tuple(date(DEMO_YEAR, month, day) for month, day in ((3, 31), (6, 30), (9, 30)))
_WAN: Final = 10_000
_REASON: Final = "UNSPENT"
Source = tuple[str, str, str, int, dict[str, Any]]


def bring_old_money(book: Book, part: PlacePlan) -> None:
    """Bring forward what was carried for two years and more; it waits to be swept."""
    place, one = part.place.code, part.indicators[0]
    for origin in _YEARS:
        stands = Pot(
            place,
            DEMO_YEAR,
            Budget.GENERAL,
            "carried",
            unit=one.unit,
            project=one.project,
            function=one.function,
            counterpart="executable",
            origin=origin,
        )
        source = Pot(place, DEMO_YEAR, Budget.GENERAL, "source_carried", origin=origin)
        amount = Money.yuan(str((origin - DEMO_YEAR + 5) * 83 * _WAN))
        move = Move(
            "bring_forward",
            stands.account("carried_authority"),
            source.account("source_carried"),
            amount,
        )
        key = posting_key(f"OPN-{DEMO_YEAR}-{place}-{DEMO_YEAR - origin}")
        voucher = Voucher(key, ADOPTED, (move,), "上年结转 Carried over from before")
        book.post(voucher, actor=player("FIN_BUDGET", place), at=moment(ADOPTED))


def enter_sources(part: PlacePlan, until: date) -> None:
    """Enter what accounts, assets and own money of units held at the end of each quarter."""
    place = part.place.code
    for at, day in enumerate(_QUARTERS):
        if day > until:
            return
        for record in _sources(part, day, at):
            before = resources.resource(record.code)
            if before is None or before.day is None or before.day < day:
                resources.enter(record, by=player("FIN_TREASURY", place), at=moment(day))


def take_back_what_lies_idle(part: PlacePlan, idle: Sequence[DemoIndicator], day: date) -> None:
    """Take half of each idle indicator back into the pool, as one sweep."""
    if not idle:
        return
    place, terms = part.place.code, idle_terms(day)
    number = f"SWP-{DEMO_YEAR}-{place}-1"
    evidence = f"示例财〔{DEMO_YEAR}〕9号"
    lines = []
    for one in idle[: sweeps.LINES_MAX]:
        held = Holding(
            code=one.number,
            kind="indicator",
            division=place,
            amount=Money(one.amount // 2 // GRAIN * GRAIN),
            project=one.project,
            origin=DEMO_YEAR,
            since=ADOPTED,
            year=DEMO_YEAR,
        )
        found = resource_of(held, day, terms)
        verdict = check_sweep(found, _REASON, evidence)
        lines.append(
            sweeps.LineDraft(
                indicator=one.number,
                amount=held.amount,
                verdict=verdict,
                interest=found.interest,
                idle_since=found.since,
            )
        )
    expect_done(
        sweeps.propose_sweep(
            number=number,
            division=place,
            year=DEMO_YEAR,
            reason=_REASON,
            evidence=evidence,
            lines=lines,
            maker=player("FIN_BUDGET", place),
            day=day,
            at=moment(day),
        )
    )
    expect_done(
        sweeps.carry_out_sweep(
            number=number, checker=player("FIN_BUDGET_HEAD", place), day=day, at=moment(day)
        )
    )


def give_from_the_pool(
    part: PlacePlan, idle: Sequence[DemoIndicator], to: DemoIndicator, day: date
) -> None:
    """Give a third of what was taken back to flood control."""
    place = part.place.code
    mine = [one for one in idle if one.book is to.book]
    third = sum(one.amount // 2 // GRAIN * GRAIN for one in mine) // 3 // GRAIN * GRAIN
    if not third:
        return
    number = f"VIR-{DEMO_YEAR}-{place}-1"
    expect_done(
        allot.propose_change(
            number=number,
            act="vire",
            division=place,
            year=DEMO_YEAR,
            amount=Money(third),
            reason="收回资金安排防汛 Money taken back goes to flood control",
            maker=player("FIN_BUDGET", place),
            at=moment(day),
            book=to.book,
            target_line=allot.BudgetKey(function=to.function, unit=to.unit, project=to.project),
        )
    )
    expect_done(
        allot.vire(number=number, checker=player("FIN_BUDGET_HEAD", place), day=day, at=moment(day))
    )


def _sources(part: PlacePlan, day: date, at: int) -> Iterator[ResourceRecord]:
    """Yield what each source of a place held at the end of a quarter; ``at`` counts quarters."""
    place, unit = part.place.code, part.indicators[0].unit
    for code, kind, name, wan, more in (*_accounts(unit, at), *_others(unit, at)):
        yield ResourceRecord(
            code=f"{place}-{code}",
            division=place,
            kind=kind,
            name=name,
            bank="示例银行 Demo bank" if kind.endswith("account") else "",
            day=day,
            amount=Money.yuan(str(wan * _WAN)),
            **more,
        )


def _accounts(unit: str, at: int) -> Iterator[Source]:
    """Yield the accounts of a place: code, kind, name, balance in ten thousand yuan, and more."""
    yield "TRE-1", "treasury_account", "国库单一账户 Treasury single account", 5_200 - at * 700, {}
    basis = "社会保险法第64条 Social Insurance Law, article 64"
    name = "社保基金财政专户 Social insurance account"
    yield "SPC-1", "special_account", name, 1_830 + at * 40, {"basis": basis}
    name = "往年项目资金专户 Account of old projects"
    yield "SPC-2", "special_account", name, 460, {"since": date(DEMO_YEAR - 1, 7, 1)}
    planned = {"unit": unit, "planned": Money.yuan(str(60 * _WAN))}
    yield "UNI-1", "unit_account", "单位基本存款账户 Account of a unit", 92 + at * 5, planned


def _others(unit: str, at: int) -> Iterator[Source]:
    """Yield own money of units, an asset and revenue from resources, in the same form."""
    planned = {"unit": unit, "planned": Money.yuan(str(38 * _WAN))}
    yield "FND-1", "unit_fund", "单位经营收入 Own income of a unit", 38 + at * 6, planned
    since = {"since": date(DEMO_YEAR - 2, 9, 1)}
    yield "AST-1", "state_asset", "闲置办公楼 Empty office building", 640, since
    name = "砂石资源有偿使用收入 Revenue from sand and gravel"
    yield "REV-1", "resource_revenue", name, 25 + at * 9, {"expiry": date(DEMO_YEAR, 12, 31)}

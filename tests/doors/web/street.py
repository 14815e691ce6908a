"""What the tests of the pages look at: the town of the stages with a year under way.

The school has three indicators in two books, the farm has two; payments stand in every state, from
a draft to one that the bank confirmed. Everything goes through the real acts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from fisc.jobs import store as jobs
from fisc.jobs.models import State as JobState
from fisc.jobs.store import Wanted
from fisc.record import second_factor
from fisc.record.book import Book
from fisc.record.sealing import take_checkpoint
from fisc.registers import people, sign_ins, units
from fisc.stages.approve import commands as approve
from fisc.stages.approve.commands import DraftLine
from fisc.stages.pay import commands as pay
from fisc.stages.pay import queries
from fisc.stages.pay.commands import Message
from fisc.stages.pay.states import ReceiptKind, State
from fisc.values import Book as Budget
from fisc.values import Money, Words
from tests.doors.web import idle, papers
from tests.stages.pay import cases
from tests.stages.town import (
    CHECKER,
    DAY,
    FARM,
    FARMLAND,
    MAKER,
    NOON,
    PEOPLE,
    SCHOOL,
    SCHOOL_STAFF,
    TOWN,
)

TODAY: Final = date(2026, 6, 30)
NOW: Final = datetime(2026, 6, 30, 3, 0, tzinfo=UTC)
PAPER: Final = cases.POT  # holds 985.00 yuan free, so that 1,200.00 is too much
STAFF: Final = cases.indicator(2, project=SCHOOL_STAFF, department_item="30101", item="50501")
WORKS: Final = replace(
    cases.indicator(3, function="2120803", fund_type="122", item="50502"), book=Budget.FUNDS
)
FIELD: Final = cases.indicator(
    4, unit=FARM, project=FARMLAND, function="2130153", department_item="30218", item="50204"
)
SEED: Final = cases.indicator(
    5, unit=FARM, project=FARMLAND, function="2130122", department_item="30218", item="50204"
)
GRANTS: Final = (
    (PAPER, 500_000_00),
    (STAFF, 12_345_678_90),
    (WORKS, 30_000_000_00),
    (FIELD, 8_600_000_00),
    (SEED, 1_250_000_00),
)
SCHOOL_CLERK: Final = "school.clerk"
LATE: Final = DAY + timedelta(days=40)
LAST_YEAR: Final = 2025  # whose budget the congress adopted, and adjusted in August
_LAST_BUDGET: Final = (
    ("revenue", "10101", 80_000_000_00),
    ("revenue", "1100202", 40_000_000_00),
    ("expenditure", "2050202", 81_000_000_00),
    ("expenditure", "227", 2_000_000_00),
    ("expenditure", "2300202", 37_000_000_00),
)
_LAST_PLAN: Final = (
    ("revenue", "10101", -5_000_000_00),
    ("expenditure", "2050202", -5_000_000_00),
)
_NAMES: Final = {
    "FIN_BUDGET": ("周敏", "Zhou Min"),
    "FIN_BUDGET_HEAD": ("孙立", "Sun Li"),
    "FIN_TREASURY": ("何静", "He Jing"),
    "FIN_PAYCENTER": ("钱程", "Qian Cheng"),
    "FIN_DIRECTOR": ("赵强", "Zhao Qiang"),
    "GOV_LEADER": ("郑阳", "Zheng Yang"),
    "NPC_REVIEWER": ("吴桐", "Wu Tong"),
    "UNIT_CLERK": ("张小雨", "Zhang Xiaoyu"),
    "UNIT_REVIEWER": ("李文", "Li Wen"),
    "UNIT_HEAD": ("王芳", "Wang Fang"),
}


def build(book: Book) -> None:
    """Let half a year pass in the town; the registers are there already."""
    _name_people()
    _adopt_last_year()
    cases.adopt(book)
    for pot, fen in GRANTS:
        cases.fund(book, pot, fen)
    cases.enter_payees()
    cases.salaries({cases.PERSON: "4100000"})
    paid = [
        cases.sent(340_000_00, purpose="教学用纸"),
        cases.sent(4_100_000_00, pot=STAFF, account=cases.PERSON, purpose="工资"),
    ]
    for serial, number in enumerate(paid):
        amount = Money(340_000_00 if serial == 0 else 4_100_000_00)
        cases.answer(Message(f"bank/{serial}", number, "paid", amount, DAY))
    cases.released(40_000_00, purpose="印刷费")
    cases.approved(15_000_00, purpose="实验器材")
    cases.submitted(6_500_00, purpose="维修费")
    cases.reviewed(2_000_00, purpose="邮寄费")
    cases.draft(1_000_00, purpose="饮用水")
    take_checkpoint(book, at=NOON)
    papers.bring_in(901, 902)
    idle.enter_sources()
    ask_for_work()


def ask_for_work() -> None:
    """Put three jobs on the list: one that runs, one that failed, and one that is done."""
    for who in (MAKER, "school.clerk", CHECKER):
        place = Wanted(
            kind="dry-run",
            key=f"street/{who}",
            asked_by=who,
            division=TOWN,
            subject=papers.FILE,
            parameters={"token": "0" * 32, "day": DAY.isoformat()},
        )
        jobs.ask(place, at=NOW)
    runs, failed, done = (jobs.take("street", at=NOW) for _ in range(3))
    jobs.report(runs, 18_400, 60_000, at=NOW)
    jobs.end(failed, JobState.FAILED, Words("The file is gone.", "文件已不在服务器上。"), at=NOW)
    jobs.report(done, 12, 12, at=NOW)
    jobs.end(done, JobState.DONE, Words("12 rows are sound.", "12 行全部通过。"), at=NOW)


def _adopt_last_year() -> None:
    number, plan = f"BUD-{LAST_YEAR}-{TOWN}-1", f"BUD-{LAST_YEAR}-{TOWN}-8"
    for named, kind, rows in ((number, "initial", _LAST_BUDGET), (plan, "adjustment", _LAST_PLAN)):
        receipt = approve.draft_budget(
            number=named,
            division=TOWN,
            year=LAST_YEAR,
            kind=kind,
            lines=[
                DraftLine(book=Budget.GENERAL, side=side, code=code, amount=Money(fen))
                for side, code, fen in rows
            ],
            maker=MAKER,
            at=datetime(LAST_YEAR, 1, 5, 3, 0, tzinfo=UTC),
        )
        assert receipt.done, receipt
        receipt = _resolve(named, kind)
        assert receipt.done, receipt
    receipt = approve.adjust_budget(
        plan=plan,
        number=f"ADJ-{LAST_YEAR}-{TOWN}-1",
        officer=CHECKER,
        day=date(LAST_YEAR, 8, 3),
        at=datetime(LAST_YEAR, 8, 3, 3, 0, tzinfo=UTC),
    )
    assert receipt.done, receipt


def draft_next_year() -> None:
    """Let the budget office draft next year's budget with more spending than there is money."""
    rows = (*_LAST_BUDGET, ("expenditure", "2010101", 3_000_000_00))
    receipt = approve.draft_budget(
        number=f"BUD-2027-{TOWN}-1",
        division=TOWN,
        year=2027,
        lines=[
            DraftLine(book=Budget.GENERAL, side=side, code=code, amount=Money(fen))
            for side, code, fen in rows
        ],
        maker=MAKER,
        at=NOW,
    )
    assert receipt.done, receipt


def reconcile() -> None:
    """Let the treasury reconcile two days: one with differences, and a later one without lines."""
    pay.send_instructions(division=TOWN, day=DAY)
    paper = queries.requests_in(TOWN, State.PAID, limit=1)[0]
    lines = [pay.Line(paper.number, ReceiptKind.PAID, paper.amount or Money(0))]
    for bank_day, statement in ((DAY, lines), (LATE, [])):
        pay.reconcile_day(
            division=TOWN,
            bank_day=bank_day,
            statement=statement,
            officer="treasury.second",
            day=LATE,
            at=NOW,
            key=f"street/{bank_day}",
        )


def try_doors() -> None:
    """Let somebody be guessed at, and come in; and set up a second factor, which is reset."""
    who, officer = SCHOOL_CLERK, "keeper"
    for outcome in (sign_ins.WRONG, sign_ins.WRONG_CODE, sign_ins.LOCKED, sign_ins.CAME_IN):
        sign_ins.note(who, outcome, at=NOW, address="10.9.8.7")
    people.add(people.PersonRecord(officer, "安全", "Keeper", "SEC_ADMIN", TOWN))
    key = "11" * 20
    code = second_factor.code_at(key, NOW)
    done = second_factor.enrol(who, key=key, code=code, recovery=(), steps=1, at=NOW)
    assert done.device, done.refusal
    reset = second_factor.reset(who, officer=officer, why="telephone lost", at=NOW)
    assert reset.done, reset.refusal


def _resolve(number: str, kind: str) -> approve.Receipt:
    if kind == "adjustment":
        return approve.approve_plan(
            number=number,
            resolution="2025-3",
            resolved_on=date(LAST_YEAR, 7, 28),
            checker=CHECKER,
            day=date(LAST_YEAR, 7, 30),
            at=datetime(LAST_YEAR, 7, 30, 3, 0, tzinfo=UTC),
        )
    return approve.adopt_budget(
        number=number,
        checker=CHECKER,
        resolution="2025-7",
        resolved_on=date(LAST_YEAR, 1, 18),
        day=date(LAST_YEAR, 1, 20),
        at=datetime(LAST_YEAR, 1, 20, 3, 0, tzinfo=UTC),
    )


def _name_people() -> None:
    for username, role, division, unit in PEOPLE:
        zh, en = _NAMES.get(role, (username, username))
        people.add(people.PersonRecord(username, zh, en, role, division, unit))
    people.add(people.PersonRecord("auditor", "冯审", "Feng Shen", "AUDITOR", TOWN))
    people.add(people.PersonRecord("logs", "褚记", "Chu Ji", "AUDIT_ADMIN", TOWN))
    people.add(people.PersonRecord("expert", "卫评", "Wei Ping", "EXPERT", TOWN))
    for code, zh, en in (("203", "示例教育局", "Demo Education Bureau"),):
        department = units.unit(units.UnitCode(code))
        units.add(replace(department, name_zh=zh, name_en=en))


__all__ = ["DAY", "MAKER", "NOW", "PAPER", "SCHOOL", "TODAY", "TOWN", "build"]

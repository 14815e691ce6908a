"""Indicators between their rows, their pots and their facts.

A file of its own because every act on an indicator begins by reading one and ends by telling it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.budgets.gates import Spending, check_headroom
from fisc.engines.ledger.closing import fund_of
from fisc.engines.ledger.moves import Account, Pot
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.record import book as record
from fisc.record import facts
from fisc.registers import classification, projects, units
from fisc.stages.allot.acts import demand, refuse
from fisc.stages.allot.models import Indicator
from fisc.stages.allot.standards import demand_standard
from fisc.values import (
    Book,
    Code,
    DepartmentItemCode,
    FiscalYear,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    Money,
    ProjectCode,
    UnitCode,
    Words,
)

MARKS: Final = ("direct_fund", "bond", "top_project", "guarantee")
PROJECT_LOCK: Final = 101  # the record itself uses small numbers for its locks
POT_ELEMENTS: Final = (
    "unit",
    "project",
    "function",
    "item",
    "department_item",
    "fund_type",
    "counterpart",
)


class UnknownIndicator(LookupError):
    """There is no indicator with that number in that year."""


class WrongIndicator(ValueError):
    """An indicator cannot be drafted so, or its number is taken; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDraft:
    """An indicator as somebody drafts it.

    ``document`` is the official document's number (指标文号), ``purpose`` what the line is
    for in the words of its maker, ``business_division`` who manages the
    subject, ``indicator_division`` who controls the indicator. ``direct_fund``, ``bond`` and
    ``top_project`` are marks that every part of it inherits (K17). ``source`` is 1 initial, 2
    adjustment, 3 virement or addition. ``origin`` names the year of carried budget that it draws
    on, 0 for this year's. ``decision`` names the government's decision where it has no project.
    ``standard`` and ``quantity`` are the spending standard by which the amount was worked out, if
    any; ``exception`` explains what is above it.

    Units: ``amount`` in fen, positive.
    """

    number: str
    book: Book
    function: str
    amount: Money
    unit: str = ""
    project: str = ""
    item: str = ""
    department_item: str = ""
    fund_type: str = ""
    counterpart: str = ""
    document: str = ""
    purpose: str = ""
    business_division: str = ""
    indicator_division: str = ""
    direct_fund: bool = False
    bond: str = ""
    top_project: str = ""
    guarantee: str = ""
    source: str = "1"
    in_advance: bool = False
    decision: str = ""
    origin: int = 0
    standard: str = ""
    quantity: int = 0
    exception: str = ""


def row_of(draft: IndicatorDraft, division: str, year: int, maker: str) -> Indicator:
    """Return a draft as a row that is not saved yet.

    Raises:
        WrongIndicator: it has no amount.
    """
    if draft.amount.fen <= 0:
        raise WrongIndicator(f"{draft.number}: an amount of {draft.amount} must be positive.")
    values = {field.name: getattr(draft, field.name) for field in fields(IndicatorDraft)}
    amount = values.pop("amount")
    values["book"] = str(draft.book)
    return Indicator(
        **values,
        division=division,
        year=year,
        amount_fen=amount.fen,
        maker=maker,
        last_actor=maker,
    )


def there(numbers: Sequence[str], year: int) -> dict[str, Indicator]:
    """Return those of these indicators that exist, by number."""
    found: dict[str, Indicator] = {}
    for start in range(0, len(numbers), 500):
        rows = Indicator.objects.filter(year=year, number__in=numbers[start : start + 500])
        found |= {row.number: row for row in rows}
    return found


def held(numbers: Iterable[str], year: int) -> list[Indicator]:
    """Return indicators in the order asked for, and hold their rows until the act ends.

    Raises:
        UnknownIndicator: one of them does not exist.
    """
    wanted = list(numbers)
    found: dict[str, Indicator] = {}
    for start in range(0, len(wanted), 500):
        rows = Indicator.objects.select_for_update().filter(
            year=year, number__in=wanted[start : start + 500]
        )
        found |= {row.number: row for row in rows.order_by("number")}
    missing = [number for number in wanted if number not in found]
    if missing:
        raise UnknownIndicator(f"There is no indicator {missing[0]} in {year}.")
    return [found[number] for number in wanted]


def pot_of(indicator: Indicator, family: str = "indicator") -> Pot:
    """Return the pot of an indicator, in one of the families in which it has chambers."""
    elements = {name: getattr(indicator, name) for name in POT_ELEMENTS}
    return Pot(
        indicator.division,
        indicator.year,
        Book(indicator.book),
        family,
        **elements,
        indicator=indicator.number,
        origin=indicator.origin,
    )


def account_of(indicator: Indicator, role: str) -> Account:
    """Return the chamber of an indicator in which it stands in a role."""
    return pot_of(indicator, chart().roles[role].family).account(role)


def spending_of(indicator: Indicator) -> Spending:
    """Return what an indicator is for, as far as moving it is concerned."""
    return Spending(
        book=Book(indicator.book),
        function=indicator.function,
        project=indicator.project,
        department_item=indicator.department_item,
        fund_type=indicator.fund_type,
        fund=fund_of(pot_of(indicator)),
        bond=indicator.bond,
        direct_fund=indicator.direct_fund,
        guarantee=indicator.guarantee,
    )


def demand_codes(indicators: Iterable[Indicator]) -> None:
    """Stop the act unless every code of these indicators may be booked on (K10, K11, K12).

    Raises:
        Refused: a code is unknown, no leaf, of another book or year, or the economic pair or the
            nature of the money does not fit; or the unit is not a basic unit of the division.
    """
    known: dict[str, units.UnitRecord] = {}
    for indicator in indicators:
        _demand_own_codes(indicator)
        if indicator.unit:
            demand_unit(indicator, known)
        if indicator.standard or indicator.quantity:
            demand_standard(indicator)


def _demand_own_codes(indicator: Indicator) -> None:
    book, year = Book(indicator.book), FiscalYear(indicator.year)
    for name, kind in (
        ("function", FunctionCode),
        ("item", GovernmentItemCode),
        ("department_item", DepartmentItemCode),
    ):
        text = getattr(indicator, name)
        if text:
            demand_code(indicator.number, text, kind, book, year)
    demand_fund_type(indicator)


def demand_fund_type(indicator: Indicator) -> None:
    """Stop the act unless the money of an indicator is of the nature of its book (K10).

    Raises:
        Refused: the nature is unknown, or of another book.
    """
    if not indicator.fund_type:
        return
    try:
        home = classification.book_of(FundTypeCode(indicator.fund_type))
    except (ValueError, classification.UnknownCode) as unknown:
        refuse(
            control("K11"),
            f"{indicator.number}: {unknown}",
            f"{indicator.number}：单位或资金性质代码无效。",
        )
    if home is not Book(indicator.book):
        refuse(
            control("K10"),
            f"{indicator.number}: money of nature {indicator.fund_type} belongs to {home}, "
            f"not to {indicator.book}.",
            f"{indicator.number}：资金性质 {indicator.fund_type} 与账套不符。",
        )


def demand_headroom(
    indicators: Iterable[Indicator], *, freed: dict[str, int] | None = None
) -> None:
    """Stop the act unless the projects of these indicators have room for them (K09).

    ``freed`` is what the act takes from a project at the same time. An indicator without a
    project needs a government decision instead.

    Raises:
        Refused: a project is unknown, not stored, or has too little left.
    """
    asked: dict[str, int] = {}
    for indicator in indicators:
        if indicator.project:
            fen = asked.get(indicator.project, 0) + indicator.amount_fen
            asked[indicator.project] = fen
        elif not indicator.decision and indicator.unit:
            refuse(
                control("K09"),
                f"{indicator.number} names no project.",
                f"{indicator.number} 未列项目，无项目不得安排预算。",
            )
    for code in sorted(asked):
        demand_room(code, asked[code] - (freed or {}).get(code, 0))


def demand_room(code: str, asked: int) -> None:
    """Stop the act unless a project may be given so many fen more (K09).

    Raises:
        Refused: the project is unknown, not stored, or has too little left.
    """
    if asked <= 0:
        return
    try:
        project = projects.project(ProjectCode(code))
    except (ValueError, projects.UnknownProject) as unknown:
        refuse(control("K09"), str(unknown), f"项目库中无项目 {code}。")
    _hold_project(code)
    granted = Indicator.objects.filter(project=code, carried=False).values_list(
        "granted_fen", flat=True
    )
    demand(
        check_headroom(
            project=code,
            is_stored=project.is_stored,
            total=project.total,
            granted=Money(sum(granted)),
            asked=Money(asked),
        )
    )


def _hold_project(code: str) -> None:
    """Let nobody else give this project money until the act ends, so that its room is counted once.

    On SQLite an act is the only writer from its beginning.
    """
    book = record.Book()
    if book.connection.vendor == "postgresql":
        with book.connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (PROJECT_LOCK, code))


def tell(
    book: record.Book,
    kind: str,
    indicator: Indicator,
    *,
    key: str,
    amount: Money,
    day: date,
    actor: str,
    at: datetime,
    more: dict[str, Any] | None = None,
) -> int:
    """Append a fact about an indicator and return its number."""
    fact = facts.append(
        book,
        division=indicator.division,
        kind=kind,
        key=key,
        day=day,
        actor=actor,
        at=at,
        subject=indicator.number,
        body=said(indicator) | {"amount_fen": amount.fen} | (more or {}),
    )
    return fact.number


def said(indicator: Indicator) -> dict[str, Any]:
    """Return what a fact says of an indicator: its elements, which name its pot, and its marks."""
    names = ("year", "book", *POT_ELEMENTS, "origin", *MARKS, "document", "source", "decision")
    body = {name: getattr(indicator, name) for name in names}
    return body | {"indicator": indicator.number, "granted_fen": indicator.granted_fen}


def demand_code(number: str, text: str, kind: type[Code], book: Book, year: FiscalYear) -> None:
    """Stop the act unless a code may be booked on in a book and year (K11).

    Raises:
        Refused: it is unknown, of another book or year, or has items under it.
    """
    try:
        code = kind(text)
        allowed = classification.allowed_for(book, code, year=year)
        leaf = classification.leaf(code)
    except (ValueError, classification.UnknownCode) as unknown:
        refuse(control("K11"), f"{number}: {unknown}", f"{number}：代码 {text} 无效。")
    demand(allowed)
    if not leaf:
        refuse(
            control("K11"),
            f"{number}: {text} has items under it; book on one of them.",
            f"{number}：{text} 不是末级科目。",
        )


def demand_unit(indicator: Indicator, known: dict[str, units.UnitRecord]) -> None:
    """Stop the act unless a unit may spend, and on the economic items that are named (K12).

    ``known`` remembers units that were looked up.

    Raises:
        Refused: it is unknown, of another division, no basic unit, or its items do not go together.
    """
    try:
        unit = known.get(indicator.unit) or units.unit(UnitCode(indicator.unit))
        known[indicator.unit] = unit
    except (ValueError, units.UnknownUnit) as unknown:
        refuse(
            control("K11"),
            f"{indicator.number}: {unknown}",
            f"{indicator.number}：单位或资金性质代码无效。",
        )
    if unit.division != indicator.division or not unit.is_basic:
        refuse(
            Words("basic unit", "基层单位"),
            f"{indicator.number}: only a basic unit of {indicator.division} spends; "
            f"{unit.code} is of {unit.division}, level {unit.level}.",
            f"{indicator.number}：仅 {indicator.division} 的基层单位可支出，{unit.code} 不符。",
        )
    if indicator.department_item and indicator.item:
        demand(
            classification.pair_allowed(
                DepartmentItemCode(indicator.department_item),
                GovernmentItemCode(indicator.item),
                unit.kind,
            )
        )


def same(rows: Sequence[Indicator], earlier: Sequence[Indicator]) -> bool:
    """Say whether drafts say what earlier rows of the same numbers say."""
    names = [field.name for field in fields(IndicatorDraft) if field.name != "amount"]
    names += ["division", "year", "amount_fen", "maker"]
    return all(
        getattr(one, name) == getattr(other, name)
        for one, other in zip(rows, earlier, strict=True)
        for name in names
    )

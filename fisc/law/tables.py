"""The tables of the law: where each lies, what identifies a row, which relations must hold.

Example:
    >>> find(DIVISIONS, "239901").name_en
    'Demo County Jia (fictional)'
"""

from __future__ import annotations

from typing import Any, Final

from fisc.law.budget_kinds import (
    BalanceLine,
    BalanceRow,
    CoordinationLine,
    CoordinationOrder,
    Insurance,
    Mirror,
    Subsidy,
)
from fisc.law.calendar_kinds import CalendarEvent, CalendarStep
from fisc.law.change_kinds import ChangeRule
from fisc.law.exception_kinds import ConcernRow, ExceptionKind
from fisc.law.flow_kinds import FlowAct
from fisc.law.kinds import (
    CheckFormula,
    Department,
    DivisionRow,
    EconomicPair,
    Element,
    FinanceOffice,
    FundTypeBook,
    GeneralExpenditure,
    Heading,
    Holiday,
    Instrument,
    InterBudgetRule,
    LedgerControl,
    LedgerElement,
    PayrollItem,
    PrefectureProfile,
    Right,
    Role,
    SecondFactorRole,
    SeparationOfDuties,
    Term,
    ThreePublicItem,
    Transition,
    UnitKindRow,
    UnitLevel,
)
from fisc.law.resource_kinds import IdleKind, RecoveredUse, ResourceKind
from fisc.law.rows import Table, UnknownRow, find, read
from fisc.law.standard_kinds import StandardRow, StandardTerm

__all__ = [
    "BALANCE_LINES",
    "BALANCE_ROWS",
    "CALENDAR_EVENTS",
    "CALENDAR_STEPS",
    "CHANGE_RULES",
    "CHECK_FORMULAS",
    "CONCERNS",
    "COORDINATION",
    "COORDINATION_ORDERS",
    "DEPARTMENTS",
    "DEPARTMENT_ECONOMIC",
    "DIVISIONS",
    "ECONOMIC_PAIRS",
    "ELEMENTS",
    "EXCEPTIONS",
    "FINANCE_OFFICES",
    "FLOWS",
    "FUNCTIONS",
    "FUNDS",
    "FUND_TYPE_BOOKS",
    "GENERAL_EXPENDITURE",
    "GLOSSARY",
    "GOVERNMENT_ECONOMIC",
    "HEADINGS",
    "HOLIDAYS",
    "IDLE_KINDS",
    "INSTRUMENTS",
    "INSURANCES",
    "INTER_BUDGET_RULES",
    "LEDGER_CONTROLS",
    "LEDGER_ELEMENTS",
    "MIRRORS",
    "PAYROLL_ITEMS",
    "PREFECTURE_PROFILE",
    "RECOVERED_USES",
    "RESOURCE_KINDS",
    "REVENUE",
    "RIGHTS",
    "ROLES",
    "SECOND_FACTOR",
    "SEPARATION_OF_DUTIES",
    "SOCIAL_INSURANCE",
    "STANDARDS",
    "STANDARD_TERMS",
    "STATE_CAPITAL",
    "STATE_MACHINES",
    "SUBSIDIES",
    "TABLES",
    "THREE_PUBLIC",
    "UNIT_KINDS",
    "UNIT_LEVELS",
    "Table",
    "UnknownRow",
    "find",
    "read",
]

_HEADINGS: Final = "classification/{}.csv"
REVENUE: Final = Table(_HEADINGS.format("revenue"), Heading, parent="parent_code")
FUNCTIONS: Final = Table(_HEADINGS.format("functions"), Heading, parent="parent_code")
FUNDS: Final = Table(_HEADINGS.format("funds"), Heading, parent="parent_code")
STATE_CAPITAL: Final = Table(_HEADINGS.format("state_capital"), Heading, parent="parent_code")
SOCIAL_INSURANCE: Final = Table(_HEADINGS.format("social_insurance"), Heading, parent="parent_code")
GOVERNMENT_ECONOMIC: Final = Table(
    _HEADINGS.format("government_economic"), Heading, parent="parent_code"
)
DEPARTMENT_ECONOMIC: Final = Table(
    _HEADINGS.format("department_economic"), Heading, parent="parent_code"
)
HEADINGS: Final = (
    REVENUE,
    FUNCTIONS,
    FUNDS,
    STATE_CAPITAL,
    SOCIAL_INSURANCE,
    GOVERNMENT_ECONOMIC,
    DEPARTMENT_ECONOMIC,
)
ECONOMIC_PAIRS: Final = Table(
    "classification/economic_pairs.csv",
    EconomicPair,
    key=("department_code",),
    references={
        "department_code": DEPARTMENT_ECONOMIC,
        "administrative_code": GOVERNMENT_ECONOMIC,
        "institution_code": GOVERNMENT_ECONOMIC,
    },
)
ELEMENTS: Final = Table(
    "classification/elements.csv", Element, key=("set", "code"), parent="parent_code"
)
FUND_TYPE_BOOKS: Final = Table(
    "classification/fund_type_books.csv", FundTypeBook, key=("fund_type",)
)
LEDGER_ELEMENTS: Final = Table("classification/ledger_elements.csv", LedgerElement, key=("number",))
THREE_PUBLIC: Final = Table(
    "classification/three_public.csv",
    ThreePublicItem,
    key=("item",),
    references={
        "department_codes": DEPARTMENT_ECONOMIC,
        "administrative_codes": GOVERNMENT_ECONOMIC,
        "institution_codes": GOVERNMENT_ECONOMIC,
    },
)
GENERAL_EXPENDITURE: Final = Table(
    "classification/general_expenditure.csv",
    GeneralExpenditure,
    references={"code": DEPARTMENT_ECONOMIC},
)
PAYROLL_ITEMS: Final = Table(
    "controls/payroll_items.csv", PayrollItem, references={"code": DEPARTMENT_ECONOMIC}
)
DIVISIONS: Final = Table("divisions/divisions.csv", DivisionRow, parent="parent_code")
PREFECTURE_PROFILE: Final = Table(
    "divisions/prefecture_profile.csv", PrefectureProfile, references={"code": DIVISIONS}
)
FINANCE_OFFICES: Final = Table("organisation/finance_offices.csv", FinanceOffice)
DEPARTMENTS: Final = Table(
    "organisation/departments.csv", Department, references={"office_code": FINANCE_OFFICES}
)
ROLES: Final = Table("organisation/roles.csv", Role)
RIGHTS: Final = Table("organisation/rights.csv", Right, key=("right",), references={"roles": ROLES})
SECOND_FACTOR: Final = Table(
    "organisation/second_factor.csv",
    SecondFactorRole,
    key=("role", "first_day"),
    references={"role": ROLES},
)
SEPARATION_OF_DUTIES: Final = Table(
    "organisation/separation_of_duties.csv",
    SeparationOfDuties,
    references={"first_roles": ROLES, "second_roles": ROLES},
)
UNIT_LEVELS: Final = Table("organisation/unit_levels.csv", UnitLevel, key=("level",))
UNIT_KINDS: Final = Table("organisation/unit_kinds.csv", UnitKindRow, key=("kind",))
STATE_MACHINES: Final = Table(
    "organisation/state_machines.csv",
    Transition,
    key=("object", "from_state", "to_state", "action_en"),
)
LEDGER_CONTROLS: Final = Table("ledger/controls.csv", LedgerControl, key=("control",))
FLOWS: Final = Table(
    "organisation/flows.csv",
    FlowAct,
    key=("flow", "act", "from_states", "first_day"),
    references={"right": RIGHTS, "escalates_to": RIGHTS, "checks": LEDGER_CONTROLS},
)
CONCERNS: Final = Table(
    "organisation/concerns.csv", ConcernRow, key=("concern",), references={"next_roles": ROLES}
)
EXCEPTIONS: Final = Table(
    "organisation/exceptions.csv",
    ExceptionKind,
    key=("kind",),
    references={"sees": RIGHTS, "next_roles": ROLES},
)
BALANCE_LINES: Final = Table("budgets/balance_lines.csv", BalanceLine, key=("book", "side", "line"))
MIRRORS: Final = Table(
    "budgets/mirrors.csv",
    Mirror,
    key=("between", "giving_book", "giving_line", "receiving_book"),
)
COORDINATION_ORDERS: Final = Table(
    "budgets/coordination_orders.csv", CoordinationOrder, key=("order",)
)
COORDINATION: Final = Table(
    "budgets/coordination.csv",
    CoordinationLine,
    key=("book", "side", "line", "code"),
    references={"rises": COORDINATION_ORDERS, "falls": COORDINATION_ORDERS},
)
BALANCE_ROWS: Final = Table("budgets/balance_rows.csv", BalanceRow, key=("row",))
SUBSIDIES: Final = Table(
    "budgets/subsidies.csv",
    Subsidy,
    key=("giving_book", "giving_line", "receiving_book"),
    references={"codes": FUNCTIONS},
)
INSURANCES: Final = Table(
    "budgets/insurances.csv",
    Insurance,
    key=("number",),
    references={"codes": SOCIAL_INSURANCE},
)
INTER_BUDGET_RULES: Final = Table("budgets/inter_budget_rules.csv", InterBudgetRule)
RESOURCE_KINDS: Final = Table("budgets/resources.csv", ResourceKind)
IDLE_KINDS: Final = Table("budgets/idle.csv", IdleKind)
RECOVERED_USES: Final = Table("budgets/recovered_use.csv", RecoveredUse, key=("bar", "first_day"))
STANDARDS: Final = Table("standards/standards.csv", StandardRow)
STANDARD_TERMS: Final = Table("standards/terms.csv", StandardTerm, key=("set", "code"))
CHECK_FORMULAS: Final = Table("ledger/check_formulas.csv", CheckFormula)
INSTRUMENTS: Final = Table("instruments.csv", Instrument, key=("name_en",))
CALENDAR_STEPS: Final = Table(
    "budgets/calendar.csv", CalendarStep, key=("step",), references={"instrument": INSTRUMENTS}
)
CALENDAR_EVENTS: Final = Table(
    "budgets/calendar_events.csv",
    CalendarEvent,
    key=("event",),
    references={"step": CALENDAR_STEPS},
)
CHANGE_RULES: Final = Table(
    "budgets/change_rules.csv",
    ChangeRule,
    key=("rule",),
    references={"right": RIGHTS, "instrument": INSTRUMENTS},
)
HOLIDAYS: Final = Table("calendar/holidays.csv", Holiday, key=("first_day",))
GLOSSARY: Final = Table("glossary.csv", Term, key=("term_zh",))
TABLES: Final[tuple[Table[Any], ...]] = (
    *HEADINGS,
    ECONOMIC_PAIRS,
    ELEMENTS,
    FUND_TYPE_BOOKS,
    LEDGER_ELEMENTS,
    THREE_PUBLIC,
    GENERAL_EXPENDITURE,
    PAYROLL_ITEMS,
    DIVISIONS,
    PREFECTURE_PROFILE,
    FINANCE_OFFICES,
    DEPARTMENTS,
    ROLES,
    RIGHTS,
    SECOND_FACTOR,
    SEPARATION_OF_DUTIES,
    UNIT_LEVELS,
    UNIT_KINDS,
    STATE_MACHINES,
    FLOWS,
    CONCERNS,
    EXCEPTIONS,
    BALANCE_LINES,
    BALANCE_ROWS,
    MIRRORS,
    COORDINATION,
    COORDINATION_ORDERS,
    SUBSIDIES,
    INSURANCES,
    INTER_BUDGET_RULES,
    RESOURCE_KINDS,
    IDLE_KINDS,
    RECOVERED_USES,
    CALENDAR_STEPS,
    CALENDAR_EVENTS,
    STANDARDS,
    STANDARD_TERMS,
    CHANGE_RULES,
    CHECK_FORMULAS,
    LEDGER_CONTROLS,
    HOLIDAYS,
    GLOSSARY,
    INSTRUMENTS,
)

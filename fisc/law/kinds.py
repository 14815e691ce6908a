"""What a row of each table of the law is made of.

``conf`` is the handbook's mark: A found or certain, B recalled, C an assumption that is shown to
people as "default, not official".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from fisc.values import (
    Book,
    Code,
    Confidence,
    DepartmentItemCode,
    DivisionCode,
    FundTypeCode,
    GovernmentItemCode,
    Money,
)

DivisionKind = Literal[
    "province",
    "sub_provincial_city",
    "prefecture_level_city",
    "prefecture",
    "district",
    "county",
    "county_level_city",
    "autonomous_county",
    "development_zone",
    "forestry_admin_district",
]
DivisionLevel = Literal["province", "prefecture", "county"]
EconomicColumn = Literal["administrative", "institution"]
UnitKind = Literal["1", "2", "3", "4", "5", "6", "9"]
Side = Literal["revenue", "expenditure"]
Purse = Literal["general", "funds", "capital", "insurance", "special", "stabilisation", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One code of a classification. ``book`` and ``side`` are empty where they do not apply."""

    code: Code
    name_zh: str
    name_en: str
    level: int
    conf: Confidence
    parent_code: Code | None = None
    book: Book | None = None
    side: Side | None = None
    first_year: int | None = None
    last_year: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomicPair:
    """The government's codes that go with one code of the departments."""

    department_code: DepartmentItemCode
    institution_code: GovernmentItemCode
    conf: Confidence
    administrative_code: GovernmentItemCode | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One value of one of the standard's sets, such as a unit type or a way of paying."""

    set: str
    code: str
    name_zh: str
    name_en: str
    conf: Confidence
    parent_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundTypeBook:
    """The book to which a fund type and everything under it belongs."""

    fund_type: FundTypeCode
    book: Book
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerElement:
    """One of the 26 elements that an entry of the budget ledger carries."""

    number: str
    name_zh: str
    name_en: str
    field: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreePublicItem:
    """One of the three public items and the economic codes by which it is recognised."""

    item: Literal["overseas", "vehicle_purchase", "vehicle_operation", "reception"]
    name_zh: str
    name_en: str
    department_codes: tuple[DepartmentItemCode, ...]
    administrative_codes: tuple[GovernmentItemCode, ...]
    institution_codes: tuple[GovernmentItemCode, ...]
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralExpenditure:
    """An economic code that counts as general expenditure in the sense of frugality."""

    code: DepartmentItemCode
    name_zh: str
    name_en: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollItem:
    """An economic code under which wages are paid, to persons of the salary file only."""

    code: DepartmentItemCode
    name_zh: str
    name_en: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionRow:
    """An administrative division. ``is_fictional`` marks the places that exist for demos only."""

    code: DivisionCode
    name_zh: str
    name_en: str
    kind: DivisionKind
    level: DivisionLevel
    is_statutory: bool
    is_fictional: bool
    is_budget_level: bool
    fiscal_division_code: str
    conf: Confidence
    parent_code: DivisionCode | None = None
    fiscal_parent_code: DivisionCode | None = None
    population_2020: int | None = None
    population_conf: Confidence | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefectureProfile:
    """Population and general public budget revenue of a prefecture-level unit, in yuan."""

    code: DivisionCode
    name_zh: str
    name_en: str
    population_2020: int
    revenue_2023: Money
    increase_2023: Money
    growth_2023: Fraction
    population_conf: Confidence
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceOffice:
    """An office of the finance department."""

    code: str
    name_zh: str
    name_en: str
    duty_zh: str
    duty_en: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department of the province and the finance office that faces it."""

    code: str
    name_zh: str
    name_en: str
    sector: str
    office_code: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a person may be in the system."""

    code: str
    name_zh: str
    name_en: str
    organisation: str
    duty_zh: str
    duty_en: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What somebody may do: who has it, and how far it reaches from their place.

    ``roles`` are named where the audience is ``roles``. The scopes are explained at
    ``fisc.engines.organisation.rights.covers``.
    """

    right: str
    title_zh: str
    title_en: str
    audience: Literal["roles", "signed_in", "anybody"]
    scope: Literal["own", "unit", "division", "subtree", "everything"]
    conf: Confidence
    roles: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRole:
    """A role whose holders prove who they are by a second factor, from a day on."""

    role: str
    first_day: date
    conf: Confidence
    last_day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparationOfDuties:
    """Two roles or acts that one person may not join within a scope.

    ``within`` is what is compared: whatever a ``person`` holds, or what they did on one
    ``document`` (a paper, a case, a panel, a run). Roles are named where the rule is about roles.
    """

    code: str
    first_zh: str
    first_en: str
    second_zh: str
    second_en: str
    scope_zh: str
    scope_en: str
    why_zh: str
    why_en: str
    within: Literal["person", "document"]
    conf: Confidence
    first_roles: tuple[str, ...] = ()
    second_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLevel:
    """A level of budget units: 0 department, 1 second level, 2 basic."""

    level: int
    name_zh: str
    name_en: str
    rule_zh: str
    rule_en: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKindRow:
    """Which column of the economic pairs a kind of unit uses."""

    kind: UnitKind
    economic_column: EconomicColumn
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An act that takes a document from one state to another, and who may do it."""

    object: str
    from_state: str
    to_state: str
    action_zh: str
    action_en: str
    actors: tuple[str, ...]
    conf: Confidence
    guard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerControl:
    """A control of the handbook (K01..K28): what it compares, at which level, and what it does."""

    control: str
    name_zh: str
    name_en: str
    formula: str
    level: str
    action: Literal["block", "alert", "warn", "config"]
    conf: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterBudgetRule:
    """A rule for money that goes from one budget to another; its numbers are parameters."""

    code: str
    from_book: Purse
    to_book: Purse
    name_zh: str
    name_en: str
    rule_zh: str
    rule_en: str
    effect: Literal["block", "warn", "config"]
    conf: Confidence
    parameters: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Days off, or weekend days on which people work in exchange; both ends belong to it."""

    first_day: date
    last_day: date
    kind: Literal["holiday", "workday"]
    name_zh: str
    name_en: str
    conf: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the field in Chinese and English."""

    term_zh: str
    term_en: str
    abbreviation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, rule or policy that values cite by its English name."""

    name_en: str
    name_zh: str
    kind: Literal["law", "regulation", "policy", "project"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFormula:
    """A formula that the figures of an official table must satisfy among each other.

    A ``line`` formula holds in each line, between its columns. A ``sum`` formula holds wherever
    lines stand under another: their column adds up to it. A ``whole`` formula holds between figures
    of the table, each written ``line.column``. Terms are added; one with a minus is taken away.
    ``only`` names the lines, or of a whole formula the tables, for which it holds; empty is all.
    """

    code: str
    table: Literal[
        "execution",
        "trial_balance",
        "final_accounts",
        "source_and_use",
        "budget",
        "budget_balance",
    ]
    grain: Literal["line", "sum", "whole"]
    left: tuple[str, ...]
    relation: Literal["=", ">="]
    right: tuple[str, ...]
    name_zh: str
    name_en: str
    conf: Confidence
    only: tuple[str, ...] = ()
    basis: str = ""
    note: str = ""

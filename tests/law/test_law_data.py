"""The law's own files: as many rows as the handbook has, and no relation left dangling."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from fisc.law.kinds import Heading
from fisc.law.parameters import parameter
from fisc.law.tables import (
    BALANCE_LINES,
    DEPARTMENT_ECONOMIC,
    DIVISIONS,
    ECONOMIC_PAIRS,
    ELEMENTS,
    FUNCTIONS,
    FUNDS,
    GENERAL_EXPENDITURE,
    HEADINGS,
    HOLIDAYS,
    INTER_BUDGET_RULES,
    PREFECTURE_PROFILE,
    REVENUE,
    ROLES,
    SOCIAL_INSURANCE,
    STATE_CAPITAL,
    STATE_MACHINES,
    TABLES,
    THREE_PUBLIC,
    UNIT_KINDS,
    read,
)
from fisc.values import Book, FunctionCode, Money, RevenueCode

COUNTS = {
    "classification/revenue.csv": 113,
    "classification/functions.csv": 288,
    "classification/funds.csv": 99,
    "classification/state_capital.csv": 30,
    "classification/social_insurance.csv": 36,
    "classification/government_economic.csv": 81,
    "classification/department_economic.csv": 110,
    "classification/economic_pairs.csv": 100,
    "classification/elements.csv": 108,
    "classification/ledger_elements.csv": 26,
    "classification/three_public.csv": 4,
    "classification/general_expenditure.csv": 18,
    "divisions/divisions.csv": 146,
    "divisions/prefecture_profile.csv": 13,
    "organisation/departments.csv": 41,
    "organisation/finance_offices.csv": 21,
    "organisation/roles.csv": 28,
    "organisation/separation_of_duties.csv": 15,
    "organisation/unit_levels.csv": 3,
    "organisation/state_machines.csv": 109,
    "budgets/balance_lines.csv": 57,
    "budgets/inter_budget_rules.csv": 24,
    "budgets/calendar.csv": 43,
    "ledger/controls.csv": 28,
    "glossary.csv": 68,
}
HEADS = [(table, heading) for table in HEADINGS for heading in read(table)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_a_table_has_as_many_rows_as_the_handbook(table):
    rows = read(table)

    assert rows
    assert len(rows) == COUNTS.get(table.file, len(rows))


def test_every_count_belongs_to_a_table():
    assert COUNTS.keys() <= {table.file for table in TABLES}


def test_the_holidays_of_the_handbook_are_all_there():
    assert sum(row.first_day >= date(2025, 1, 1) for row in read(HOLIDAYS)) == 24


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_names_are_given_in_chinese_and_english(table):
    for row in read(table):
        for name in (name for name in row.__dataclass_fields__ if name.endswith("_zh")):
            assert getattr(row, name), (row, name)
            assert getattr(row, f"{name.removesuffix('_zh')}_en"), (row, name)


def test_no_code_stands_in_two_classifications():
    counted = Counter(heading.code for _, heading in HEADS)

    assert [code for code, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("table", HEADINGS, ids=lambda table: table.file)
def test_a_heading_stands_one_level_below_its_parent(table):
    levels = {heading.code: heading.level for heading in read(table)}

    for heading in read(table):
        if heading.parent_code:
            assert heading.level == levels[heading.parent_code] + 1, heading


def _side(table: object, heading: Heading) -> str | None:
    if heading.side:
        return heading.side
    return {REVENUE.file: "revenue", FUNCTIONS.file: "expenditure"}.get(table.file)


def test_codes_have_the_form_of_their_side():
    forms = {"revenue": RevenueCode, "expenditure": FunctionCode}
    for table, heading in HEADS:
        side = _side(table, heading)
        assert side is None or forms[side](heading.code) == heading.code


def test_every_department_item_has_its_pair():
    items = {heading.code for heading in read(DEPARTMENT_ECONOMIC) if heading.parent_code}

    assert {pair.department_code for pair in read(ECONOMIC_PAIRS)} == items


def test_three_public_items_agree_with_the_pairs():
    pairs = {pair.department_code: pair for pair in read(ECONOMIC_PAIRS)}
    for item in read(THREE_PUBLIC):
        own = [pairs[code] for code in item.department_codes]
        assert {pair.administrative_code for pair in own} == set(item.administrative_codes)
        assert {pair.institution_code for pair in own} == set(item.institution_codes)


def test_three_public_items_are_general_expenditure_except_cars_bought_as_construction():
    general = {row.code for row in read(GENERAL_EXPENDITURE)}
    public = {code for item in read(THREE_PUBLIC) for code in item.department_codes}

    assert public - general == {"30913"}


def test_every_unit_type_says_which_column_it_uses():
    types = {row.code for row in read(ELEMENTS) if row.set == "UNIT_TYPE"}

    assert {row.kind for row in read(UNIT_KINDS)} == types


LINED = [
    (Book.GENERAL, "revenue"),
    (Book.GENERAL, "expenditure"),
    (Book.FUNDS, "revenue"),
    (Book.FUNDS, "expenditure"),
    (Book.CAPITAL, "revenue"),
    (Book.CAPITAL, "expenditure"),
    (Book.INSURANCE, "revenue"),
    (Book.INSURANCE, "expenditure"),
]


@pytest.mark.parametrize(("book", "side"), LINED)
def test_every_code_of_a_budget_stands_in_exactly_one_line_of_its_balance(book, side):
    own = {
        heading.code: heading.parent_code
        for table, heading in HEADS
        if heading.book is book and _side(table, heading) == side
    }
    lines = [row for row in read(BALANCE_LINES) if row.book is book and row.side == side]
    placed = [code for row in lines for code in row.codes]
    assert set(placed) <= own.keys()

    for leaf in own.keys() - set(own.values()):
        way, step = [], leaf
        while step:
            way.append(step)
            step = own[step]
        assert sum(placed.count(step) for step in way) == 1, (leaf, way)


def test_every_number_of_a_rule_between_budgets_is_a_parameter():
    named = [name for rule in read(INTER_BUDGET_RULES) for name in rule.parameters]

    assert len(named) == 14
    assert all(parameter(name).on(date(2026, 1, 1)).value > 0 for name in named)


BODIES = {"system", "unit", "department", "owner", "platform"}


def test_every_actor_of_a_state_machine_is_a_role_or_a_body():
    actors = {actor for row in read(STATE_MACHINES) for actor in row.actors}

    assert actors <= {role.code for role in read(ROLES)} | BODIES


def test_the_country_of_divisions_is_complete():
    rows = read(DIVISIONS)
    statutory = Counter(row.level for row in rows if row.is_statutory)

    assert statutory == {"province": 1, "prefecture": 13, "county": 121}
    assert Counter(row.kind for row in rows if row.is_statutory and row.level == "county") == {
        "district": 54,
        "county_level_city": 21,
        "county": 45,
        "autonomous_county": 1,
    }
    assert sum(row.is_fictional for row in rows) == 5
    assert {row.kind for row in rows if not row.is_statutory and not row.is_fictional} == {
        "development_zone",
        "forestry_admin_district",
    }


def test_fictional_places_stand_only_under_fictional_places_or_the_province():
    rows = {row.code: row for row in read(DIVISIONS)}

    for row in rows.values():
        if row.parent_code and row.level == "county":
            assert rows[row.parent_code].is_fictional is row.is_fictional


def test_people_and_revenue_of_the_prefectures_add_up():
    rows = read(PREFECTURE_PROFILE)

    assert sum(row.population_2020 for row in rows) == 31_850_088
    assert Money.total(row.revenue_2023 for row in rows) == Money.yuan("109345000000")


@pytest.mark.parametrize(
    "table", [FUNDS, STATE_CAPITAL, SOCIAL_INSURANCE], ids=lambda table: table.file
)
def test_a_code_never_stands_under_a_code_of_the_other_side(table):
    rows = {row.code: row for row in read(table)}

    assert all(rows[row.parent_code].side == row.side for row in rows.values() if row.parent_code)

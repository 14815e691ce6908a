"""Classifications: relations instead of digits, pairs, books and public items."""

from __future__ import annotations

import pytest

from fisc.law.tables import (
    ECONOMIC_PAIRS,
    ELEMENTS,
    FUNCTIONS,
    FUNDS,
    HEADINGS,
    UNIT_KINDS,
    UnknownRow,
    read,
)
from fisc.registers import classification
from fisc.registers.classification import (
    UnknownCode,
    allowed_for,
    book_of,
    children,
    descendants,
    leaf,
    pair_allowed,
    path,
    three_public_item,
)
from fisc.values import (
    Book,
    DepartmentItemCode,
    FiscalYear,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    RevenueCode,
)

ITEMS = [pair.department_code for pair in read(ECONOMIC_PAIRS)]
TYPED = {"1": RevenueCode, "2": FunctionCode, "3": DepartmentItemCode, "5": GovernmentItemCode}
CODES = [TYPED[row.code[0]](row.code) for table in HEADINGS for row in read(table)]


def test_a_code_is_looked_up_by_its_kind():
    assert classification.function("2050202").name_zh == "小学教育"
    assert classification.revenue("1010101").name_en == "Domestic VAT"
    assert classification.department_item("30217").name_zh == "公务接待费"
    assert classification.government_item("50206").name_zh == "公务接待费"
    assert classification.function("21208").book is Book.FUNDS


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (classification.function, "2999999"),
        (classification.revenue, "1999999"),
        (classification.department_item, "39900"),
        (classification.government_item, "50100"),
    ],
)
def test_an_unknown_code_is_named_with_its_kind(question, code):
    with pytest.raises(UnknownCode, match=code):
        question(code)


@pytest.mark.parametrize(
    ("question", "code"),
    [(classification.function, "1010101"), (classification.department_item, "50101")],
)
def test_a_code_of_another_kind_is_refused(question, code):
    with pytest.raises(ValueError, match="is not a"):
        question(code)


def test_children_descendants_and_path_of_a_function():
    education = FunctionCode("205")

    assert path(FunctionCode("2050202")) == ("205", "20502", "2050202")
    assert children(FunctionCode("20503")) == ("2050302", "2050303", "2050305")
    assert descendants(FunctionCode("20503")) == {"2050302", "2050303", "2050305"}
    assert {"20502", "2050202"} <= descendants(education)
    assert education not in descendants(education)
    assert leaf(FunctionCode("2050202"))
    assert not leaf(FunctionCode("20502"))


# Each looks like an item under the second code and is a root of another budget's own book.
TRAPS = [
    (RevenueCode("1100603"), RevenueCode("11006")),
    (RevenueCode("1100803"), RevenueCode("11008")),
    (RevenueCode("1030601"), RevenueCode("10306")),
    (RevenueCode("10301"), RevenueCode("103")),
    (FunctionCode("2300802"), FunctionCode("23008")),
    (FunctionCode("21208"), FunctionCode("212")),
    (FunctionCode("22904"), FunctionCode("229")),
    (FunctionCode("23104"), FunctionCode("231")),
    (FunctionCode("2170404"), FunctionCode("217")),
]


@pytest.mark.parametrize(("code", "lookalike"), TRAPS)
def test_a_code_that_begins_like_another_is_not_under_it(code, lookalike):
    assert code.startswith(lookalike)
    assert code not in children(lookalike)
    assert code not in descendants(lookalike)
    assert path(code) == (code,)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_path_and_its_parent_knows_it(code):
    way = path(code)

    assert way[-1] == code
    assert type(way[0]) is type(code)
    if len(way) > 1:
        assert code in children(way[-2])
        assert all(code in descendants(step) for step in way[:-1])


def _pairs(item: str, government: str, kind: str) -> bool:
    return bool(pair_allowed(DepartmentItemCode(item), GovernmentItemCode(government), kind))


def test_a_pair_follows_the_column_of_the_unit():
    assert _pairs("30217", "50206", "1")
    assert _pairs("30217", "50206", "2")
    assert _pairs("30217", "50502", "3")
    assert _pairs("30217", "50502", "4")
    assert not _pairs("30217", "50502", "1")
    assert not _pairs("30217", "50206", "3")
    assert not _pairs("30217", "50205", "1")


@pytest.mark.parametrize("government", ["50101", "50501"])
def test_performance_pay_is_for_institutions_only(government):
    verdict = pair_allowed(DepartmentItemCode("30107"), GovernmentItemCode(government), "1")

    assert not verdict
    assert "for institutions only" in verdict.why
    assert _pairs("30107", "50501", "3")


def test_a_refused_pair_says_which_item_would_go():
    verdict = pair_allowed(DepartmentItemCode("30217"), GovernmentItemCode("50205"), "1")

    assert "goes with 50206; 50205 was given" in verdict.why


@pytest.mark.parametrize("kind", [row.kind for row in read(UNIT_KINDS)])
def test_a_unit_of_any_kind_has_at_most_one_government_item_for_each_of_its_own(kind):
    government = [code for code in CODES if isinstance(code, GovernmentItemCode)]
    for item in ITEMS:
        allowed = [code for code in government if pair_allowed(item, code, kind)]
        assert len(allowed) <= 1
        assert allowed or item == "30107"


def test_pairs_of_what_does_not_exist_are_misuse():
    with pytest.raises(UnknownCode, match="30100"):
        _pairs("30100", "50101", "1")
    with pytest.raises(UnknownCode, match="50100"):
        _pairs("30101", "50100", "1")
    with pytest.raises(UnknownCode, match="301 pairs with no"):
        _pairs("301", "50101", "1")
    with pytest.raises(UnknownRow, match="'7'"):
        _pairs("30101", "50101", "7")


ALLOWED = [
    (Book.GENERAL, FunctionCode("2050202"), True),
    (Book.GENERAL, FunctionCode("2120803"), False),
    (Book.FUNDS, FunctionCode("2120803"), True),
    (Book.FUNDS, FunctionCode("2050202"), False),
    (Book.CAPITAL, FunctionCode("2230201"), True),
    (Book.GENERAL, FunctionCode("2230201"), False),
    (Book.INSURANCE, FunctionCode("2090101"), True),
    (Book.GENERAL, FunctionCode("2090101"), False),
    (Book.UNIT, FunctionCode("2050202"), True),
    (Book.SPECIAL, FunctionCode("2050202"), True),
    (Book.UNIT, FunctionCode("2120803"), False),
    (Book.GENERAL, FunctionCode("2320301"), True),
    (Book.UNIT, FunctionCode("2320301"), False),
    (Book.SPECIAL, FunctionCode("231"), False),
    (Book.FUNDS, FunctionCode("23104"), True),
    (Book.GENERAL, FunctionCode("23104"), False),
    (Book.GENERAL, RevenueCode("1010101"), True),
    (Book.FUNDS, RevenueCode("1010101"), False),
    (Book.OUTSIDE, FunctionCode("2120803"), True),
    (Book.INSURANCE, DepartmentItemCode("30201"), True),
]


@pytest.mark.parametrize(("book", "code", "allowed"), ALLOWED)
def test_each_book_has_its_own_codes(book, code, allowed):
    verdict = allowed_for(book, code)

    assert bool(verdict) is allowed
    assert code in verdict.why


@pytest.mark.parametrize(
    ("code", "year", "allowed"),
    [
        ("2170404", 2024, False),
        ("2170404", 2025, True),
        ("21372", 2022, False),
        ("21372", 2023, True),
        ("234", 2022, True),
        ("234", 2023, False),
        ("21208", 2026, True),
    ],
)
def test_a_code_holds_for_its_years(code, year, allowed):
    verdict = allowed_for(Book.FUNDS, FunctionCode(code), year=FiscalYear(year))

    assert bool(verdict) is allowed


def test_a_code_that_is_wrong_in_two_ways_says_both():
    verdict = allowed_for(Book.GENERAL, FunctionCode("2170404"), year=FiscalYear(2020))

    assert len(verdict.steps) == 2
    assert "belongs to funds" in verdict.why
    assert "exists from 2025" in verdict.why


def test_no_function_may_stand_in_two_statutory_books():
    statutory = (Book.GENERAL, Book.FUNDS, Book.CAPITAL, Book.INSURANCE)
    functions = [row.code for table in (FUNCTIONS, FUNDS) for row in read(table)]

    for code in functions:
        assert sum(bool(allowed_for(book, code)) for book in statutory) == 1


def test_the_three_public_items_are_recognised_and_others_are_not():
    found = {item: three_public_item(item) for item in ITEMS}

    assert {item: row.item for item, row in found.items() if row} == {
        "30212": "overseas",
        "31013": "vehicle_purchase",
        "30913": "vehicle_purchase",
        "30231": "vehicle_operation",
        "30217": "reception",
    }


@pytest.mark.parametrize(
    ("fund_type", "book"),
    [
        ("11", Book.GENERAL),
        ("111", Book.GENERAL),
        ("122", Book.FUNDS),
        ("13", Book.CAPITAL),
        ("14", Book.INSURANCE),
        ("2", Book.SPECIAL),
        ("21", Book.SPECIAL),
        ("31", Book.UNIT),
        ("39", Book.UNIT),
    ],
)
def test_a_fund_type_belongs_to_a_book(fund_type, book):
    assert book_of(FundTypeCode(fund_type)) is book


def test_every_fund_type_but_the_widest_belongs_to_a_book():
    types = [row.code for row in read(ELEMENTS) if row.set == "FUND_TYPE"]

    assert len(types) == 19
    assert all(book_of(FundTypeCode(code)) for code in types if code != "1")
    with pytest.raises(UnknownCode, match="wider than one book"):
        book_of(FundTypeCode("1"))
    with pytest.raises(UnknownCode, match="no fund type 119"):
        book_of(FundTypeCode("119"))

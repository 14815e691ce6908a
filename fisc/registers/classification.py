"""The classifications: which codes there are, how they stand under each other, what pairs.

The codes are law and are looked up there; they are not in the database. A code's parent is the
relation of its file: 1100603 looks like an item of 11006 and is a root of the funds' own book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from fisc.law.folder import forget_with, law_folder
from fisc.law.kinds import Heading, ThreePublicItem, UnitKind
from fisc.law.names import control
from fisc.law.tables import (
    ECONOMIC_PAIRS,
    ELEMENTS,
    FUND_TYPE_BOOKS,
    HEADINGS,
    THREE_PUBLIC,
    UNIT_KINDS,
    UnknownRow,
    find,
    read,
)
from fisc.registers.hierarchy import path_to, subtree_of
from fisc.values import (
    Book,
    Citation,
    Code,
    DepartmentItemCode,
    FiscalYear,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    RevenueCode,
    Step,
    Verdict,
)

AnyCode = TypeVar("AnyCode", bound=Code)

_RULES: Final = Citation("Classification of government revenue and expenditure", "validation")
# Unit funds and special accounts spend under the functions of the general public budget.
_BOOK_OF_CODES: Final = {Book.SPECIAL: Book.GENERAL, Book.UNIT: Book.GENERAL}
DEBT_CLASSES: Final = frozenset({"231", "232", "233"})


class UnknownCode(LookupError):
    """No classification of this kind has this code."""


@dataclass(frozen=True, slots=True)
class _Index:
    headings: Mapping[Code, Heading]
    parents: Mapping[Code, Code | None]
    below: Mapping[Code, tuple[Code, ...]]


def function(code: str) -> Heading:
    """Return a function of expenditure, of whichever book.

    Raises:
        UnknownCode: there is none with this code.

    Example:
        >>> function("2050202").name_en
        'Primary'
    """
    return _heading(FunctionCode(code))


def revenue(code: str) -> Heading:
    """Return a revenue item, of whichever book.

    Raises:
        UnknownCode: there is none with this code.
    """
    return _heading(RevenueCode(code))


def government_item(code: str) -> Heading:
    """Return an item of the government's economic classification.

    Raises:
        UnknownCode: there is none with this code.
    """
    return _heading(GovernmentItemCode(code))


def department_item(code: str) -> Heading:
    """Return an item of the departments' economic classification.

    Raises:
        UnknownCode: there is none with this code.
    """
    return _heading(DepartmentItemCode(code))


def children(code: AnyCode) -> tuple[AnyCode, ...]:
    """Return the codes directly under one, in their order.

    Example:
        >>> children(FunctionCode("20507")), len(children(FunctionCode("20502")))
        ((), 6)
    """
    _heading(code)
    return tuple(type(code)(own) for own in _index(law_folder()).below.get(code, ()))


def descendants(code: AnyCode) -> frozenset[AnyCode]:
    """Return everything under a code, without the code itself."""
    _heading(code)
    below = subtree_of(Code(code), _index(law_folder()).parents) - {code}
    return frozenset(type(code)(own) for own in below)


def path(code: AnyCode) -> tuple[AnyCode, ...]:
    """Return the way from the class down to a code, both included.

    Example:
        >>> [str(step) for step in path(FunctionCode("2050202"))]
        ['205', '20502', '2050202']
    """
    _heading(code)
    return tuple(type(code)(step) for step in path_to(Code(code), _index(law_folder()).parents))


def leaf(code: Code) -> bool:
    """Say whether nothing stands under a code, so that money may be booked on it."""
    return not children(code)


def pair_allowed(
    department_code: DepartmentItemCode, government_code: GovernmentItemCode, unit_kind: UnitKind
) -> Verdict:
    """Judge whether a unit of this kind may book a department item under a government item.

    Agencies, and institutions managed like them, use the column of agencies; institutions use
    theirs. A department item without a government item in the column, such as performance pay
    of agencies, is not theirs to use.

    Raises:
        UnknownCode: one of the codes does not exist, or no pair is known for the first.
        UnknownRow: there is no such kind of unit.

    Source: law/classification/economic_pairs.csv, law/organisation/unit_kinds.csv
    """
    _heading(department_code)
    _heading(government_code)
    column = find(UNIT_KINDS, unit_kind).economic_column
    kind_zh = find(ELEMENTS, "UNIT_TYPE", unit_kind).name_zh
    try:
        pair = find(ECONOMIC_PAIRS, department_code)
    except UnknownRow as unknown:
        raise UnknownCode(f"{department_code} pairs with no government item.") from unknown
    wanted = pair.administrative_code if column == "administrative" else pair.institution_code
    if wanted is None:
        step = Step(
            f"{department_code} is for institutions only; the unit is of kind {unit_kind}.",
            f"{department_code} 仅限事业单位使用，本单位为{kind_zh}。",
        )
    else:
        step = Step(
            f"{department_code} of a unit of kind {unit_kind} goes with {wanted}; "
            f"{government_code} was given.",
            f"{kind_zh}的 {department_code} 应对应 {wanted}，现为 {government_code}。",
            _RULES,
        )
    return Verdict(wanted == government_code, control("K12"), (step,))


def allowed_for(book: Book, code: Code, *, year: FiscalYear | None = None) -> Verdict:
    """Judge whether a code may stand in a book, and in a year when one is given.

    Each statutory budget has its own codes. Special accounts and unit funds use those of the
    general public budget, but not debt. Economic items are common to all books, and a journal
    kept outside may name any code.

    Raises:
        UnknownCode: the code does not exist.
    """
    heading = _heading(code)
    steps = [_in_book(book, heading)]
    if year is not None:
        steps.append(_in_year(year, heading))
    refused = [step for allowed, step in steps if not allowed]
    working = tuple(refused) or tuple(step for _, step in steps)
    return Verdict(not refused, control("K11"), working)


def _in_book(book: Book, heading: Heading) -> tuple[bool, Step]:
    if heading.book is None or book is Book.OUTSIDE:
        said = Step(
            f"{heading.code} may stand in every book.", f"{heading.code} 各预算通用。", _RULES
        )
        return True, said
    wanted = _BOOK_OF_CODES.get(book, book)
    if heading.book is not wanted:
        return False, Step(
            f"{heading.code} belongs to {heading.book}, not to {book}.",
            f"{heading.code} 属于{heading.book.words.zh}，不属于{book.words.zh}。",
            _RULES,
        )
    if book in _BOOK_OF_CODES and path(heading.code)[0] in DEBT_CLASSES:
        return False, Step(
            f"{heading.code} is debt, which {book} may not carry.",
            f"{heading.code} 为债务科目，{book.words.zh}不得使用。",
            _RULES,
        )
    return True, Step(
        f"{heading.code} may stand in {book}.", f"{heading.code} 可用于{book.words.zh}。", _RULES
    )


def _in_year(year: FiscalYear, heading: Heading) -> tuple[bool, Step]:
    if heading.first_year is not None and year.number < heading.first_year:
        return False, Step(
            f"{heading.code} exists from {heading.first_year}, not in {year}.",
            f"{heading.code} 自 {heading.first_year} 年启用，{year} 年无效。",
        )
    if heading.last_year is not None and year.number > heading.last_year:
        return False, Step(
            f"{heading.code} was closed after {heading.last_year}.",
            f"{heading.code} 使用至 {heading.last_year} 年。",
        )
    return True, Step(f"{heading.code} is valid in {year}.", f"{heading.code} 在 {year} 年有效。")


def three_public_item(department_code: DepartmentItemCode) -> ThreePublicItem | None:
    """Return the public item (reception, cars, trips abroad) that a code stands for, if any.

    Source: law/classification/three_public.csv

    Example:
        >>> three_public_item(DepartmentItemCode("30217")).item
        'reception'
    """
    _heading(department_code)
    return next(
        (item for item in read(THREE_PUBLIC) if department_code in item.department_codes), None
    )


def book_of(fund_type: FundTypeCode) -> Book:
    """Return the book to which money of a fund type belongs.

    Raises:
        UnknownCode: there is no such fund type, or it is wider than one book.

    Source: law/classification/fund_type_books.csv

    Example:
        >>> book_of(FundTypeCode("122"))
        <Book.FUNDS: 'funds'>
    """
    books = {row.fund_type: row.book for row in read(FUND_TYPE_BOOKS)}
    step: str = fund_type
    while step:
        try:
            element = find(ELEMENTS, "FUND_TYPE", step)
        except UnknownRow as unknown:
            raise UnknownCode(f"There is no fund type {fund_type}.") from unknown
        if step in books:
            return books[FundTypeCode(step)]
        step = element.parent_code
    raise UnknownCode(f"Fund type {fund_type} is wider than one book; give one under it.")


def _heading(code: Code) -> Heading:
    found = _index(law_folder()).headings.get(code)
    if found is None:
        raise UnknownCode(f"There is no {code.noun} {code} in law/classification.")
    return found


@cache
def _index(_: Path) -> _Index:
    headings = {heading.code: heading for table in HEADINGS for heading in read(table)}
    below: dict[Code, list[Code]] = {}
    for code in sorted(headings):
        parent = headings[code].parent_code
        if parent is not None:
            below.setdefault(parent, []).append(code)
    return _Index(
        headings=headings,
        parents={code: heading.parent_code for code, heading in headings.items()},
        below={code: tuple(codes) for code, codes in below.items()},
    )


forget_with(_index.cache_clear)

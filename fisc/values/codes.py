"""Codes as types of their own, so that a unit's code is never taken for a project's.

A code is text: leading zeros count, and nothing is ever read off its prefix. Which code stands
under which is a relation kept in ``fisc.registers``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import ClassVar, Final, Self

from fisc.values.words import Words


class Code(str):
    """A checked code. Each kind of code is a subclass with its own pattern.

    Raises:
        ValueError: the text does not have the form of this kind of code.

    Example:
        >>> DivisionCode("239901")
        DivisionCode('239901')
        >>> ProjectCode("23000026X000000000101")
        Traceback (most recent call last):
        ...
        ValueError: '23000026X000000000101' is not a project code (like 23000026T000000000101).
    """

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Za-z._-]{1,38}")
    noun: ClassVar[str] = "code"
    sample: ClassVar[str] = "A-1"

    def __new__(cls, text: str) -> Self:
        if not cls.pattern.fullmatch(text):
            raise ValueError(f"{str(text)!r} is not a {cls.noun} (like {cls.sample}).")
        return super().__new__(cls, text)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class DivisionCode(Code):
    """An administrative division, six digits (GB/T 2260)."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{6}")
    noun = "division code"
    sample = "239901"


class UnitCode(Code):
    """A budget unit: up to 21 digits, of which the first six are not to be read as anything."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{3,21}")
    noun = "unit code"
    sample = "239901203005"


class ProjectCode(Code):
    """A budget project, 21 characters: digits, a class letter R, Y or T, digits."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{8}[RYT][0-9]{12}")
    noun = "project code"
    sample = "23000026T000000000101"

    @property
    def kind(self) -> str:
        """R personnel, Y public-use quota, T other running cost and specific target."""
        return self[8]


class FunctionCode(Code):
    """A function of expenditure (支出功能分类): class, section or item."""

    __slots__ = ()
    pattern = re.compile(r"2[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{2})?)?)?")
    noun = "function code"
    sample = "2050202"


class RevenueCode(Code):
    """A revenue item (收入分类): class, section, item or sub-item."""

    __slots__ = ()
    pattern = re.compile(r"1[0-9]{2}([0-9]{2}){0,3}")
    noun = "revenue code"
    sample = "1010101"


class GovernmentItemCode(Code):
    """An item of the government's economic classification (政府预算支出经济分类), 5xx."""

    __slots__ = ()
    pattern = re.compile(r"5[0-9]{2}([0-9]{2})?")
    noun = "government economic code"
    sample = "50201"


class DepartmentItemCode(Code):
    """An item of the departments' economic classification (部门预算支出经济分类), 3xx."""

    __slots__ = ()
    pattern = re.compile(r"3[0-9]{2}([0-9]{2})?")
    noun = "department economic code"
    sample = "30201"


class FundTypeCode(Code):
    """The nature of the money (资金性质), one to three digits."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{1,3}")
    noun = "fund type code"
    sample = "111"


class IndicatorCode(Code):
    """The own number of an indicator (指标文号)."""

    __slots__ = ()
    noun = "indicator number"
    sample = "IND-2026-239901-000017"


class Book(StrEnum):
    """The budgets that are kept apart: the statutory four, special accounts and unit funds."""

    GENERAL = "general"
    FUNDS = "funds"
    CAPITAL = "capital"
    INSURANCE = "insurance"
    SPECIAL = "special"
    UNIT = "unit"
    OUTSIDE = "outside"  # a journal kept elsewhere, imported to be checked

    @property
    def words(self) -> Words:
        """What the book is called.

        Example:
            >>> print(Book.CAPITAL.words)
            state capital budget
        """
        return _BOOK_NAMES[self]


_BOOK_NAMES: Final = {
    Book.GENERAL: Words("general public budget", "一般公共预算"),
    Book.FUNDS: Words("government fund budget", "政府性基金预算"),
    Book.CAPITAL: Words("state capital budget", "国有资本经营预算"),
    Book.INSURANCE: Words("social insurance budget", "社会保险基金预算"),
    Book.SPECIAL: Words("special accounts", "财政专户管理资金"),
    Book.UNIT: Words("unit funds", "单位资金"),
    Book.OUTSIDE: Words("journal kept elsewhere", "账外凭证"),
}

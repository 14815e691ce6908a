"""Tables: typed rows, and a refusal at its line for every way to be wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import pytest

from fisc.law.folder import LawError
from fisc.law.rows import Table, UnknownRow, find, read
from fisc.values import Book, Confidence, DivisionCode, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: DivisionCode
    name_zh: str
    conf: Confidence
    parent_code: DivisionCode | None = None
    kind: Literal["city", "county"] = "county"
    book: Book | None = None
    is_poor: bool = False
    heads: int | None = None
    revenue: Money | None = None
    growth: Fraction | None = None
    since: date | None = None
    nicknames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    code: DivisionCode
    other: DivisionCode | None = None


PLACES = Table("places.csv", Place, parent="parent_code")
TWINS = Table("twins.csv", Twin, references={"other": PLACES})
HEADER = "code,name_zh,conf,parent_code,kind,book,is_poor,heads,revenue,growth,since,nicknames\n"
FULL = "239901,甲县,B,239900,county,general,1,310000,1200.50,-7/1000,2026-01-31,甲|first\n"
GOOD = HEADER + '239900,"示例市\n(两行)",A,,city,,,,,,,\n' + FULL


def test_cells_become_values_and_empty_cells_the_defaults(write):
    write("places.csv", GOOD)
    city, county = read(PLACES)

    assert county == Place(
        code=DivisionCode("239901"),
        name_zh="甲县",
        conf="B",
        parent_code=DivisionCode("239900"),
        kind="county",
        book=Book.GENERAL,
        is_poor=True,
        heads=310_000,
        revenue=Money(120_050),
        growth=Fraction(-7, 1000),
        since=date(2026, 1, 31),
        nicknames=("甲", "first"),
    )
    assert (city.parent_code, city.is_poor, city.nicknames) == (None, False, ())
    assert type(county.code) is DivisionCode
    with pytest.raises(FrozenInstanceError):
        county.conf = "A"


def test_a_row_is_found_by_its_key(write):
    write("places.csv", GOOD)

    assert find(PLACES, "239901").name_zh == "甲县"
    with pytest.raises(UnknownRow, match=r"law/places\.csv has no row '999999'"):
        find(PLACES, "999999")


def _county(old: str, new: str) -> str:
    assert old in FULL
    return GOOD.replace(FULL, FULL.replace(old, new, 1))


# The second row stands in line 4, because the name of the first one has a line break in it.
REFUSED = {
    "an unknown column": (GOOD.replace("heads", "people", 1), 1, "'people' is not known"),
    "a double column": (GOOD.replace(",conf,", ",kind,", 1), 1, "'kind' stands here twice"),
    "a column left out": ("code,name_zh\n239900,x\n", 1, "the column 'conf' is missing"),
    "an empty file": ("", 1, "the column 'code' is missing"),
    "a double key": (GOOD + FULL, 5, "'239901' already stands in line 4"),
    "a missing parent": (_county("239900", "239800"), 4, "the parent '239800' is not in this"),
    "a bad mark": (_county(",B,", ",D,"), 4, "conf: 'D' is none of A, B, C"),
    "no mark": (_county(",B,", ",,"), 4, "conf: '' is empty"),
    "a bad code": (_county("239901", "23990"), 4, "code: '23990' is not a division code"),
    "an unknown word": (_county(",county,", ",village,"), 4, "'village' is none of city, county"),
    "an unknown book": (_county(",general,", ",gpb,"), 4, "book: 'gpb' is not a valid Book"),
    "a yes that is not 1": (_county(",1,", ",yes,"), 4, "is_poor: 'yes' is none of 1, 0"),
    "a float for a count": (_county("310000", "3.1e5"), 4, "'3.1e5' is not a whole number"),
    "a count with a comma": (_county("310000", "310_000"), 4, "is not a whole number"),
    "too many decimals": (_county("1200.50", "1200.505"), 4, "revenue: '1200.505' is not an amo"),
    "a float for a ratio": (_county("-7/1000", "-0.007"), 4, "'-0.007' is not a ratio"),
    "no such day": (_county("2026-01-31", "2026-02-31"), 4, "since: "),
    "a space before": (_county("甲县", " 甲县"), 4, "spaces around it"),
    "a cell too many": (
        _county("甲|first", "甲,first"),
        4,
        "13 cells stand here; the table has 12",
    ),
    "a cell too few": (GOOD + "239902,乙县\n", 5, "2 cells stand here"),
}


@pytest.mark.parametrize(("text", "line", "complaint"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_table_is_refused_at_its_line(write, text, line, complaint):
    write("places.csv", text)

    with pytest.raises(LawError) as refused:
        read(PLACES)
    assert str(refused.value).startswith(f"law/places.csv, line {line}: ")
    assert complaint in str(refused.value)


def test_a_ring_of_parents_is_refused(write):
    write("places.csv", "code,name_zh,conf,parent_code\n239901,a,A,239902\n239902,b,A,239901\n")

    with pytest.raises(LawError, match=r"law/places\.csv, line 2: '239901' stands under itself"):
        read(PLACES)


def test_a_row_that_is_its_own_parent_is_refused(write):
    write("places.csv", "code,name_zh,conf,parent_code\n239901,a,A,239901\n")

    with pytest.raises(LawError, match="line 2: '239901' stands under itself"):
        read(PLACES)


def test_a_reference_to_a_row_that_is_not_there_is_refused(write):
    write("places.csv", GOOD)
    write("twins.csv", "code,other\n239901,239900\n239900,239908\n")

    with pytest.raises(LawError, match=r"line 3: other '239908' is not in law/places\.csv"):
        read(TWINS)


def test_a_table_that_is_not_there_is_named(write):
    with pytest.raises(LawError, match=r"law/places\.csv does not exist"):
        read(PLACES)


def test_a_parent_is_looked_for_in_its_own_set(write):
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Item:
        set: str
        code: str
        parent_code: str = ""

    table = Table("items.csv", Item, key=("set", "code"), parent="parent_code")
    write("items.csv", "set,code,parent_code\nX,1,\nY,11,1\n")

    with pytest.raises(LawError, match="line 3: the parent '1' is not in this table"):
        read(table)

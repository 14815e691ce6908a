"""Rows of the law about spending standards: what is allowed for what, where, for whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from fisc.values import Confidence, Money, Standing

Measure = Literal[
    "person_day",
    "person_night",
    "person_meal",
    "person_month",
    "person_year",
    "pupil_year",
    "class_hour",
    "car_year",
    "piece",
    "square_metre",
    "square_metre_season",
    "persons",
    "days",
    "years",
    "per_visit",
    "per_cent",
    "words",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRow:
    """A spending standard: an amount per measure, a quantity, or words.

    ``item`` is what it is for; rows of one item differ in scope or time. An empty scope is any:
    ``place`` is a division with everything under it, ``grade`` a rank or class, ``unit_level`` the
    level of government, ``unit_kind`` a kind of unit, ``peak_first`` and ``peak_last`` the months
    of the dear season, which may run over New Year. ``kind`` is basic or project expenditure.
    """

    code: str
    item: str
    domain: str
    kind: Literal["basic", "project"]
    name_zh: str
    name_en: str
    measure: Measure
    first_day: date
    standing: Standing
    conf: Confidence
    yuan: Money | None = None
    quantity: Fraction | None = None
    words: str = ""
    place: str = ""
    grade: str = ""
    unit_level: Literal["central", "province", "prefecture", "county", ""] = ""
    unit_kind: str = ""
    peak_first: int = 0
    peak_last: int = 0
    last_day: date | None = None
    document: str = ""
    review_year: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardTerm:
    """What a code of a standard is called: a measure, domain, item, grade or value in words."""

    set: Literal["measure", "domain", "item", "grade", "value"]
    code: str
    name_zh: str
    name_en: str

"""The narrowest standard holds, the working says why, and what is above it needs an exception."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from fisc.engines.budgets.standards import (
    Standard,
    Wanted,
    check_own,
    choose,
    history,
    in_force,
    judge,
    library,
    named,
)
from fisc.law.tables import STANDARD_TERMS, STANDARDS, read
from fisc.values import ZERO, Money, Words

DAY = date(2026, 3, 2)
HARBIN = ("230100", "230000")


def chosen(item, day=DAY, **more):
    return choose(library(), Wanted(item=item, day=day, **more))


@pytest.mark.parametrize(
    ("places", "grade", "day", "yuan"),
    [
        (HARBIN, "others", DAY, "350"),
        (HARBIN, "others", date(2026, 7, 1), "420"),
        (HARBIN, "others", date(2026, 6, 30), "350"),
        (HARBIN, "provincial_leader", date(2026, 9, 30), "960"),
        (("230300", "230000"), "others", DAY, "300"),
        (("230300", "230000"), "department_level", DAY, "450"),
        (("460200",), "others", date(2026, 12, 31), "560"),
        (("460200",), "others", date(2026, 9, 30), "400"),
    ],
)
def test_lodging_follows_place_grade_and_season(places, grade, day, yuan):
    assert chosen("travel_lodging", day, places=places, grade=grade).standard.amount == Money.yuan(
        yuan
    )


@pytest.mark.parametrize(
    ("level", "yuan"), [("central", "650"), ("province", "430"), ("county", None)]
)
def test_a_meeting_of_each_level_has_its_own_standard(level, yuan):
    found = chosen("meeting_2", unit_level=level)

    assert (found.standard.amount if found.standard else None) == (yuan and Money.yuan(yuan))
    assert found.steps


def test_a_kind_of_unit_has_its_quota():
    assert chosen("public_use_quota", unit_kind="3").standard.code == "Q06"
    assert chosen("public_use_quota", unit_kind="1", grade="justice").standard.code == "Q04"


def test_nothing_holds_before_its_day_and_the_reason_says_so():
    found = chosen("travel_meal", date(2013, 12, 31))

    assert found.standard is None
    assert "2013-12-31" in found.steps[0].en
    assert in_force(library(), date(2010, 1, 1)) == ()


def test_the_order_of_the_library_does_not_matter():
    every = list(library())
    asked = Wanted(item="travel_lodging", day=date(2026, 8, 1), places=HARBIN, grade="others")
    for seed in range(5):
        random.Random(seed).shuffle(every)
        assert choose(every, asked).standard.code == "TL003P"


def own(yuan="380", **more):
    given = {
        "code": "JIA-1",
        "item": "travel_lodging",
        "name": Words("own", "自定"),
        "measure": "person_night",
        "amount": Money.yuan(yuan),
        "quantity": None,
        "first_day": date(2026, 1, 1),
        "last_day": None,
        "place": "230100",
        "grade": "others",
        "own": "230100",
    } | more
    return Standard(**given)


@pytest.mark.parametrize(
    ("yuan", "document", "allowed"),
    [
        ("349", "", True),
        ("350", "", True),
        ("350.01", "", False),
        ("350.01", "财〔2026〕1号", True),
    ],
)
def test_an_own_standard_is_stricter_or_cites_its_document(yuan, document, allowed):
    base = chosen("travel_lodging", places=HARBIN, grade="others")

    assert check_own(own(yuan, document=document), base).allowed is allowed


def test_an_own_standard_counts_in_the_same_measure_or_rests_on_a_document():
    base = chosen("travel_lodging", places=HARBIN, grade="others")
    nothing = chosen("nothing")

    assert not check_own(own("1", measure="person_day"), base).allowed
    assert not check_own(own(), nothing).allowed
    assert check_own(own(document="财〔2026〕1号"), nothing).allowed


def test_of_two_that_fit_alike_the_newer_holds():
    newer = own("300", first_day=date(2026, 2, 1))
    asked = Wanted(item="travel_lodging", day=DAY, places=HARBIN, grade="others")

    assert choose([*library(), newer], asked).standard == newer
    assert (
        choose([*library(), newer], replace(asked, day=date(2026, 1, 31))).standard.code == "TL003"
    )


@pytest.mark.parametrize(
    ("fen", "exception", "over", "allowed"),
    [
        (2_100_00, "", 0, True),
        (2_100_01, "", 1, False),
        (2_100_01, "EX-7", 1, True),
        (2_100_01, " ", 1, False),
        (2_099_99, "", 0, True),
    ],
)
def test_a_fen_above_the_standard_needs_an_exception(fen, exception, over, allowed):
    found = chosen("travel_lodging", places=HARBIN, grade="others")

    judged = judge(found, Fraction(6), Money(fen), exception)

    assert (judged.allowed, judged.over) == (Money.yuan("2100"), Money(over))
    assert judged.verdict.allowed is allowed
    assert "6 (person and night) × ¥350.00 = ¥2,100.00" in judged.verdict.why


def test_a_part_of_a_fen_is_not_allowed():
    found = chosen("travel_lodging", places=HARBIN, grade="others")
    assert judge(found, Fraction(1, 3), ZERO).allowed == Money(116_66)
    with pytest.raises(ValueError, match="not negative"):
        judge(found, Fraction(-1), ZERO)
    with pytest.raises(ValueError, match="amount"):
        judge(chosen("travel_air"), Fraction(1), ZERO)


def test_a_standard_has_its_history():
    first, later = own(last_day=date(2026, 5, 31)), own(first_day=date(2026, 6, 1))

    assert history([*library(), first, later], first) == (later, first)


def test_every_code_of_the_library_has_a_name_in_both_languages():
    for row in read(STANDARDS):
        for kind, code in (
            ("measure", row.measure),
            ("domain", row.domain),
            ("item", row.item),
            ("grade", row.grade),
        ):
            assert not code or named(kind, code) != Words(code, code), (kind, code)
    assert all(row.name_en and row.name_zh for row in read(STANDARD_TERMS))
    assert len(read(STANDARDS)) == 59 + 16 + 19 + 13

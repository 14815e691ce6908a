"""Second factors: set up, used once, renewed, reset; on both databases."""

from __future__ import annotations

import doctest
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from fisc.record import second_factor
from fisc.record.granting import GrantKeyReused, WrongGrant
from fisc.record.second_factor import accept, code_at, enrol, renew_codes, reset
from fisc.registers import factors
from fisc.registers.models import FactorAct
from fisc.registers.people import UnknownPerson
from tests.record.granting_office import ABROAD, FIRST, LI, LOGS, SCHOOL_LI, SECOND, staff
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import NOON

pytestmark = pytest.mark.writes
KEY, OTHER = "11" * 20, "22" * 20
CODES = (*(f"AAAA{n}-BBBB{n}" for n in range(2, 10)), "CCCCC-DDDDD", "EEEEE-FFFFF")
HALF = timedelta(seconds=30)


@pytest.fixture
def office(town):  # noqa: F811
    staff()
    return town


def set_up(who=LI, key=KEY, at=NOON, codes=CODES):
    done = enrol(who, key=key, code=code_at(key, at), recovery=codes, steps=1, at=at)
    assert done.refusal is None, done.refusal
    return done.device


def tried(code, at=NOON, who=LI, steps=1):
    return accept(who, code=code, steps=steps, at=at)


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(second_factor).failed == 0


def test_a_device_is_taken_only_from_who_has_its_secret(office):
    wrong = enrol(LI, key=KEY, code=code_at(OTHER, NOON), recovery=CODES, steps=1, at=NOON)
    assert "clock" in wrong.refusal.why
    assert factors.device_of(LI) == ""
    assert FactorAct.objects.count() == StaticToken.objects.count() == 0

    device = set_up()
    assert factors.device_of(LI) == device
    assert factors.codes_left(LI) == 10
    assert [one.act for one in factors.acts_of(LI)] == ["enrolled"]
    with pytest.raises(UnknownPerson):
        set_up("nobody")


def test_a_code_counts_once_and_so_does_every_earlier_one(office):
    device = set_up()
    assert tried(code_at(KEY, NOON)) == "", "the code that set it up is used"

    later = NOON + 3 * HALF
    assert tried(code_at(KEY, later), later) == device
    assert tried(code_at(KEY, later), later) == ""
    assert tried(code_at(KEY, later - HALF), later) == ""
    assert tried(code_at(KEY, later + HALF), later + HALF) == device


@pytest.mark.parametrize(
    ("off", "steps", "taken"),
    [(1, 1, True), (-1, 1, True), (2, 1, False), (-2, 1, False), (1, 0, False), (-2, 2, True)],
)
def test_clocks_may_differ_by_what_the_office_allows(office, off, steps, taken):
    set_up(at=NOON - 10 * HALF)

    assert bool(tried(code_at(KEY, NOON + off * HALF), steps=steps)) is taken


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "wide"])
def test_a_code_may_be_pasted_as_it_is_shown_anywhere(office, typed):
    set_up(at=NOON - 10 * HALF)
    code = code_at(KEY, NOON)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert tried(wide if typed == "wide" else typed.format(code))


@pytest.mark.parametrize(
    "typed", ["", "0", "12345", "1234567", "-12345", "١٢٣٤٥٦", "\x00", "9" * 10_000, "' OR 1=1 --"]
)
def test_what_is_no_code_is_refused(office, typed):
    set_up(at=NOON - 10 * HALF)

    assert tried(typed) == ""


def test_a_recovery_code_counts_once_and_only_for_its_owner(office):
    device = set_up()
    set_up(SCHOOL_LI, OTHER, codes=("ZZZZZ-ZZZZZ",))
    assert tried("ZZZZZ-ZZZZZ") == ""

    assert tried(" ccccc ddddd ") == device
    assert tried("CCCCC-DDDDD") == ""
    assert factors.codes_left(LI) == 9
    assert factors.acts_of(LI)[0].act == "recovered"


def test_no_recovery_code_stands_in_the_database(office):
    set_up()

    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {code.replace("-", "") for code in CODES}


def test_new_codes_end_the_old_ones(office):
    device = set_up()
    renew_codes(LI, recovery=["GGGGG-HHHHH"], at=NOON)

    assert tried("CCCCC-DDDDD") == ""
    assert tried("GGGGG-HHHHH") == device


def test_another_device_ends_the_first_with_its_codes(office):
    first, second = set_up(), set_up(key=OTHER, codes=["GGGGG-HHHHH"])

    assert first != second
    assert TOTPDevice.objects.count() == 1
    later = NOON + HALF
    assert tried(code_at(KEY, later), later) == tried("CCCCC-DDDDD") == ""
    assert tried(code_at(OTHER, later), later) == second
    assert [one.act for one in factors.acts_of(LI)] == ["replaced", "enrolled"]


def test_a_security_administrator_takes_away_what_was_lost_and_says_why(office):
    set_up()
    done = reset(LI, officer=FIRST, why="telephone lost", at=NOON)

    assert done.done, done.refusal
    assert (factors.device_of(LI), factors.codes_left(LI)) == ("", 0)
    latest = factors.acts_of(LI)[0]
    assert (latest.act, latest.officer, latest.reason) == ("reset", FIRST, "telephone lost")
    assert tried(code_at(KEY, NOON + HALF), NOON + HALF) == tried("CCCCC-DDDDD") == ""
    again = reset(LI, officer=FIRST, why="once more", at=NOON)
    assert again.refusal.why_in("zh") == f"{LI} 未设置双因素认证。"


@pytest.mark.parametrize("officer", [LOGS, ABROAD, LI])
def test_nobody_else_takes_a_device_away(office, officer):
    device = set_up()

    assert not reset(LI, officer=officer, why="lost", at=NOON).done
    assert factors.device_of(LI) == device


def test_nobody_resets_their_own(office):
    set_up(FIRST)

    refused = reset(FIRST, officer=FIRST, why="lost", at=NOON).refusal
    assert "another security administrator" in refused.why
    assert reset(FIRST, officer=SECOND, why="lost", at=NOON).done


@pytest.mark.parametrize("why", ["", "  ", "x" * 401])
def test_a_reset_has_a_reason(office, why):
    device = set_up()

    with pytest.raises(WrongGrant, match="Say in up to 400"):
        reset(LI, officer=FIRST, why=why, at=NOON)
    assert factors.device_of(LI) == device


def test_the_database_too_demands_another_person_and_a_reason(office):
    for officer, reason in ((LI, "lost"), (FIRST, "")):
        with pytest.raises(IntegrityError):
            FactorAct.objects.create(
                person_id=LI, act="reset", at=NOON, officer=officer, reason=reason
            )


def test_a_reset_asked_again_with_its_key_happens_once(office):
    set_up()
    first = reset(LI, officer=FIRST, why="lost", at=NOON, key="k/1")
    set_up(key=OTHER)

    assert first == reset(LI, officer=FIRST, why="lost", at=NOON, key="k/1")
    assert factors.device_of(LI), "the device set up since is kept"
    with pytest.raises(GrantKeyReused, match="k/1"):
        reset(LI, officer=FIRST, why="something else", at=NOON, key="k/1")

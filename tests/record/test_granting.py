"""Giving roles and taking them away: who may, what is refused, and when a right ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fisc.engines.organisation.conflicts import parted
from fisc.record import granting
from fisc.record.acting import acting
from fisc.record.granting import GrantKeyReused, WrongGrant
from fisc.registers import grants, people
from fisc.registers.grants import UnknownGrant
from fisc.registers.models import Grant
from fisc.registers.people import MisplacedPerson, PersonRecord, UnknownPerson
from fisc.values import UnitCode
from tests.record.granting_office import (
    ABROAD,
    FIRST,
    LI,
    LOGS,
    SCHOOL_LI,
    SECOND,
    SYSTEM,
    confirm,
    end,
    give,
    lend,
    propose,
    roles,
    staff,
    wanted,
)
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import CHECKER, COUNTY, DAY, FARM, MAKER, NOON, SCHOOL, TOWN

pytestmark = pytest.mark.writes
DAY_LONG = timedelta(days=1)


@pytest.fixture
def office(town):  # noqa: F811
    staff()
    return town


def test_a_role_is_given_by_two_and_held_from_the_second_on(office):
    asked = propose("FIN_BUDGET")
    assert (asked.done, asked.state, roles(LI)) == (True, "proposed", ())

    assert confirm(asked.number).state == "held"
    assert roles(LI) == ("FIN_BUDGET",)
    (told,) = grants.grants_of(LI)
    assert (told.given_by, told.confirmed_by, told.reason) == (FIRST, SECOND, "needed")


@pytest.mark.parametrize("officer", [SYSTEM, LOGS, CHECKER, ABROAD, LI])
def test_only_a_security_administrator_of_the_place_proposes(office, officer):
    assert not propose("FIN_BUDGET", officer=officer).done
    assert not grants.grants_of(LI)


@pytest.mark.parametrize("officer", [FIRST, SYSTEM, LOGS, CHECKER, ABROAD, LI])
def test_only_another_security_administrator_confirms(office, officer):
    asked = propose("FIN_BUDGET")

    assert not confirm(asked.number, officer=officer).done
    assert roles(LI) == ()


def test_nobody_gives_to_themselves(office):
    own = propose("SEC_ADMIN", person=FIRST, division=COUNTY)
    assert own.refusal.rule.en == "nobody grants to themselves"
    other = propose("SEC_ADMIN", person=SECOND, division=COUNTY)
    assert confirm(other.number).refusal.rule.en == "nobody grants to themselves"


def test_a_superior_gives_below_and_nobody_gives_above(office):
    people.add(PersonRecord("sec.province", "某", "One", "SEC_ADMIN", "230000"))
    people.add(PersonRecord("county.li", "某", "One", "", COUNTY))

    asked = propose("FIN_DEBT", "county.li", officer=ABROAD, division=COUNTY)
    assert confirm(asked.number, officer="sec.province").done
    assert not propose("FIN_DEBT", LI, officer=ABROAD).done


def test_a_role_lies_where_its_holder_belongs(office):
    assert propose("UNIT_CLERK", SCHOOL_LI, unit=SCHOOL).done
    assert propose("UNIT_CLERK", SCHOOL_LI, unit=FARM).done
    wide = propose("FIN_BUDGET", SCHOOL_LI)
    assert wide.refusal.rule.en == "place of the person"
    people.add(PersonRecord("county.li", "某", "One", "", COUNTY))
    assert propose("FIN_DEBT", "county.li").refusal.rule.en == "place of the person"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"role": "KING"}, MisplacedPerson),
        ({"role": "UNIT_CLERK"}, MisplacedPerson),
        ({"unit": "203999"}, MisplacedPerson),
        ({"last_day": DAY - DAY_LONG}, WrongGrant),
        ({"reason": " "}, WrongGrant),
        ({"person": "nobody"}, UnknownPerson),
    ],
)
def test_a_grant_that_cannot_be_is_misuse(office, changes, error):
    asked = replace(wanted("FIN_BUDGET"), **changes)
    with pytest.raises(error):
        granting.propose(asked, officer=FIRST, at=NOON, key="k")
    assert not Grant.objects.filter(given_by=FIRST).exists()


def test_a_grant_is_not_dated_back(office):
    assert propose("FIN_BUDGET", first_day=DAY - DAY_LONG).refusal.rule.en == "from today on"


def test_asked_again_with_its_key_a_grant_is_made_once(office):
    first = propose("FIN_BUDGET", key="same")

    assert propose("FIN_BUDGET", key="same") == first
    with pytest.raises(GrantKeyReused):
        propose("FIN_DEBT", key="same")
    confirm(first.number)
    assert confirm(first.number).done
    assert propose("FIN_BUDGET", key="same").number == first.number
    assert end(first.number).done
    assert end(first.number).done
    assert end(first.number, officer=SECOND).refusal.rule.en == "grant in force"
    assert len(grants.grants_of(LI)) == 1


def test_a_role_is_gone_with_the_instant_of_its_end_and_with_its_last_day(office):
    number = give("FIN_BUDGET")
    give("FIN_DEBT", last_day=DAY + DAY_LONG)

    assert roles(LI, NOON + DAY_LONG) == ("FIN_BUDGET", "FIN_DEBT")
    assert roles(LI, NOON + 2 * DAY_LONG) == ("FIN_BUDGET",)
    end(number)
    assert roles(LI) == ("FIN_DEBT",)


def test_sides_are_not_changed_within_a_day(office):
    number = give("FIN_TREASURY")
    end(number)

    assert propose("FIN_PAYCENTER").refusal.rule.en.startswith("SOD03")
    assert propose("FIN_PAYCENTER", first_day=DAY + DAY_LONG).done


def test_a_pair_is_judged_over_days_to_come(office):
    give("FIN_TREASURY", first_day=date(2026, 6, 1), last_day=date(2026, 6, 30))

    assert not propose("FIN_PAYCENTER", last_day=date(2026, 6, 1)).done
    assert propose("FIN_PAYCENTER", last_day=date(2026, 5, 31)).done
    assert not propose("FIN_BUDGET", first_day=date(2026, 5, 31)).done


def test_two_that_were_proposed_past_each_other_do_not_both_become_held(office):
    first = propose("FIN_TREASURY")
    # As if another process had proposed at the same time.
    second = Grant.objects.create(
        person_id=LI,
        role_code="FIN_PAYCENTER",
        division_id=TOWN,
        first_day=DAY,
        state="proposed",
        given_by=SECOND,
        given_at=NOON,
    )

    assert not confirm(second.pk, officer=FIRST).done
    assert not confirm(first.number).done
    assert end(second.pk).done
    assert confirm(first.number).done


def test_a_role_is_handed_to_a_colleague_for_a_time(office):
    own = next(one.number for one in grants.grants_of(MAKER))
    done = lend(own, LI, MAKER)

    assert done.done, done.refusal
    assert (roles(MAKER), roles(LI)) == (("FIN_BUDGET",), ("FIN_BUDGET",))
    assert people.person(LI, NOON).grants[0].behalf == MAKER
    assert roles(LI, NOON + timedelta(days=18)) == ("FIN_BUDGET",)  # 20 March, the last day
    assert roles(LI, NOON + timedelta(days=19)) == ()


def test_what_is_held_in_somebodys_place_ends_with_the_role(office):
    number = give("FIN_BUDGET")
    lend(number, CHECKER, LI)
    assert roles(CHECKER) == ("FIN_BUDGET_HEAD", "FIN_BUDGET")

    end(number)

    assert roles(CHECKER) == ("FIN_BUDGET_HEAD",)


def test_a_delegation_is_refused_where_the_colleague_may_not_hold_the_role(office):
    treasury = next(one.number for one in grants.grants_of("treasury.officer"))
    own = next(one.number for one in grants.grants_of(MAKER))

    assert lend(treasury, "pay.auditor", "treasury.officer").refusal.rule.en.startswith("SOD03")
    assert not lend(own, "school.clerk", MAKER).done
    assert lend(own, LI, CHECKER).refusal.rule.en == "own role"
    lent = lend(own, LI, MAKER)
    again = lend(lent.number, CHECKER, LI)
    assert "cannot be handed on" in again.refusal.why
    assert not lend(own, MAKER, MAKER).done
    first = next(one.number for one in grants.grants_of(FIRST))
    assert "not handed on by its holder" in lend(first, LI, FIRST).refusal.why


def test_both_whom_a_delegation_concerns_may_end_it_and_no_colleague(office):
    own = next(one.number for one in grants.grants_of(MAKER))
    for officer in (MAKER, LI, FIRST):
        lent = lend(own, LI, MAKER, first_day=DAY, last_day=DAY).number
        assert not end(lent, officer=CHECKER).done
        assert end(lent, officer=officer).done
        Grant.objects.filter(pk=lent).update(ended_at=None)  # the next one is of the same day
    assert not end(own, officer=MAKER).done


def test_persons_are_entered_by_the_system_administrator_alone(office):
    new = PersonRecord("wu.new", "吴新", "Wu Xin", "", TOWN)

    for officer in (FIRST, LOGS, CHECKER, ABROAD):
        assert not granting.enter_person(new, officer=officer, at=NOON).done
    assert granting.enter_person(new, officer=SYSTEM, at=NOON).done
    assert people.person("wu.new", NOON).grants == ()
    with pytest.raises(WrongGrant):
        granting.enter_person(replace(new, role="AUDITOR"), officer=SYSTEM, at=NOON)


def test_somebody_with_a_role_is_not_moved(office):
    new = PersonRecord(LI, "李新", "Li Xin", "", TOWN, UnitCode(SCHOOL))
    number = give("FIN_BUDGET")
    assert not granting.enter_person(new, officer=SYSTEM, at=NOON).done

    end(number)

    assert granting.enter_person(new, officer=SYSTEM, at=NOON).done
    assert people.person(LI, NOON).unit == SCHOOL


def test_an_unknown_grant_is_named(office):
    with pytest.raises(UnknownGrant, match="no grant 999999"):
        confirm(999999)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"last_day": DAY - DAY_LONG}, "grant_ends_after_it_starts"),
        ({"role_code": ""}, "grant_has_a_role"),
        ({"state": "free"}, "grant_state_is_known"),
        ({"state": "ended"}, "grant_is_ended_by_somebody"),
        ({"given_by": LI}, "grant_is_not_given_to_oneself"),
        ({"confirmed_by": LI}, "grant_is_not_given_to_oneself"),
        ({"state": "held"}, "grant_is_held_by_the_will_of_two"),
        ({"state": "held", "confirmed_by": FIRST}, "grant_is_held_by_the_will_of_two"),
    ],
)
def test_the_database_itself_refuses_a_grant(office, changes, constraint):
    row = {
        "person_id": LI,
        "role_code": "FIN_BUDGET",
        "division_id": TOWN,
        "first_day": DAY,
        "state": "proposed",
        "given_by": FIRST,
    }
    with pytest.raises(IntegrityError, match=constraint):
        Grant.objects.create(**row | changes)


def test_the_database_itself_refuses_the_same_grant_twice_and_one_without_an_end(office):
    row = {"person_id": LI, "role_code": "FIN_BUDGET", "division_id": TOWN, "first_day": DAY}
    row |= {"state": "proposed", "given_by": FIRST}
    made = Grant.objects.create(**row)
    with pytest.raises(IntegrityError):
        Grant.objects.create(**row)
    with pytest.raises(IntegrityError, match="grant_in_somebodys_place_has_a_last_day"):
        Grant.objects.create(**row | {"source": made, "first_day": DAY + DAY_LONG})


def test_who_acts_is_read_with_one_question_however_many_roles(office):
    give("FIN_BUDGET")
    give("FIN_DEBT")
    lend(grants.grants_of(CHECKER)[0].number, LI, CHECKER)
    with CaptureQueriesContext(connections["default"]) as asked:
        who = acting(LI, NOON)

    assert len(who.grants) == 3
    assert len(asked) == 1


PERSONS = (LI, CHECKER, "treasury.officer", "pay.auditor", SYSTEM, FIRST)
WANTED = ("FIN_TREASURY", "FIN_PAYCENTER", "FIN_BUDGET", "SEC_ADMIN", "AUDIT_ADMIN", "AUDITOR")
STEPS = st.tuples(
    st.sampled_from(["propose", "confirm", "end", "lend", "wait"]),
    st.sampled_from(PERSONS),
    st.sampled_from(WANTED),
    st.integers(0, 5),
    st.one_of(st.none(), st.integers(0, 5)),
    st.integers(0, 30),
)


def carry_out(step, at):
    act, person, role, first, length, which = step
    first_day = grants.day_of(at) + timedelta(days=first)
    last_day = None if length is None else first_day + timedelta(days=length)
    rows = list(Grant.objects.exclude(given_by="", state="ended").order_by("pk"))
    chosen = rows[which % len(rows)]
    if act == "propose":
        propose(role, person, at=at, first_day=first_day, last_day=last_day)
    elif act == "confirm":
        confirm(chosen.pk, at=at)
    elif act == "end":
        end(chosen.pk, officer=SECOND, at=at)
    elif act == "lend":
        lend(
            chosen.pk,
            person,
            chosen.person_id,
            first_day=first_day,
            last_day=last_day or first_day,
            at=at,
        )


def days_together() -> list[tuple]:
    """Return every person with two roles that may not be together on one day of three weeks."""
    found = []
    for username in PERSONS:
        rows = [one for one in grants.grants_of(username) if one.counts and one.state != "proposed"]
        for at in range(21):
            day = DAY + timedelta(days=at)
            held = {
                one.role
                for one in rows
                if one.first_day <= day and (one.end_day is None or day <= one.end_day)
            }
            found += [(username, day, a, b) for a in held for b in held if parted(a, b)]
    return found


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=14))
def test_whatever_is_done_nobody_holds_two_roles_apart_on_any_day(office, steps):
    kept = set(Grant.objects.values_list("pk", flat=True))
    at = NOON
    for step in steps:
        if step[0] == "wait":
            at += timedelta(days=1 + step[3])
        else:
            carry_out(step, at)

    assert not days_together()
    Grant.objects.exclude(pk__in=kept).filter(source__isnull=False).delete()
    Grant.objects.exclude(pk__in=kept).delete()
    Grant.objects.filter(state="ended").update(
        state="held", ended_by="", ended_at=None, ended_why=""
    )

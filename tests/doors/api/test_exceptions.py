"""Exceptions for programs: what the page lists, of the same place, for the same people."""

from __future__ import annotations

from fisc.registers import people
from fisc.registers.people import PersonRecord
from tests.doors.api.callers import Program, walk
from tests.stages.pay import cases
from tests.stages.town import CHECKER, STRANGER, TOWN, YEAR

PLACE = {"division": str(TOWN), "year": YEAR}
MONTH = f"{TOWN}/2026-01"


def returned() -> str:
    number = cases.submitted(400)
    assert cases.act("return_request", number, cases.AUDITOR, to="author", reason="why").done
    return number


def listed(person: str, **asked) -> list[str]:
    return [row["number"] for row in walk(Program(person), "/exceptions", **PLACE, **asked)]


def test_everything_out_of_order_is_listed_with_who_is_next(program):
    number = returned()
    rows = walk(program("finance.director"), "/exceptions", **PLACE)
    one = next(row for row in rows if row["number"] == number)

    assert MONTH in [row["number"] for row in rows]
    assert (one["kind"], one["light"]) == ("payment_returned", "notice")
    assert (one["division"], one["budget_unit"], one["amount"]) == (str(TOWN), "203005", "4.00")
    assert one["title"] == "Returned and not yet sent again"
    assert one["next"] == "Unit clerk"
    chinese = walk(Program("finance.director", "zh"), "/exceptions", **PLACE)
    assert next(row for row in chinese if row["number"] == number)["title"] == "退回待改"


def test_a_kind_a_light_and_words_narrow_the_list_and_pages_lead_on(program):
    first, second = returned(), returned()
    who = "finance.director"

    assert set(listed(who, kind="payment_returned")) == {first, second}
    assert listed(who, search=f" {second.lower()} ") == [second]
    assert MONTH not in listed(who, kind="payment_returned")
    both = [listed(who, light=light) for light in ("alarm", "notice")]
    assert sorted(both[0] + both[1]) == sorted(listed(who))
    assert listed(who, limit=1) == listed(who)
    assert listed(who, kind="no_such_kind") == []


def test_each_is_told_what_their_right_shows_of_their_own_place(program):
    number = returned()
    people.add(PersonRecord("runner", "运维", "Runner", "SYS_ADMIN", TOWN))

    assert number in listed(cases.CLERK)
    assert MONTH not in listed(cases.CLERK)
    assert number not in listed("farm.clerk")
    assert MONTH in listed(CHECKER)
    assert number not in listed(CHECKER)
    assert not {number, MONTH} & set(listed("runner"))
    outside = program(STRANGER).get("/exceptions", **PLACE)
    assert (outside.status, outside.type) == (403, "out-of-scope")

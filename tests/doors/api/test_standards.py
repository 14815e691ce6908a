"""Standards, as programs ask for them."""

from __future__ import annotations

from tests.stages.town import MAKER

HERE = {"division": "239900", "day": "2026-08-03"}


def test_the_standards_of_a_day_are_listed_page_by_page(town, program):
    first = program(MAKER).get("/standards", **HERE, limit=100).body
    assert (first["count"], len(first["rows"])) == (107, 100)
    rest = program(MAKER).get("/standards", **HERE, limit=100, cursor=first["next"]).body
    assert (len(rest["rows"]), rest["next"]) == (7, None)


def test_the_standard_that_holds_is_told_with_its_reason(town, program):
    asked = {**HERE, "item": "car_running", "quantity": 3, "amount": "95000.00"}
    said = program(MAKER).get("/standards/choice", **asked).body
    assert (said["standard"]["code"], said["passed"], said["over"]) == ("ST045", False, "5000.00")
    assert said["history"][0]["code"] == "ST045"
    told = program(MAKER).get("/standards/choice", **asked, exception="EX-1").body
    assert told["passed"] is True


def test_what_has_no_amount_cannot_be_judged(town, program):
    asked = {**HERE, "item": "travel_air", "quantity": 1, "amount": "1.00"}
    assert program(MAKER).get("/standards/choice", **asked).status == 422
    nothing = program(MAKER).get("/standards/choice", **HERE, item="nothing").body
    assert nothing["standard"] is None

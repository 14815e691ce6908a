"""Units, projects and codes as programs read them, within their scope."""

from __future__ import annotations

from fisc.doors.api.registers import KINDS
from fisc.law.tables import read
from tests.doors.api.callers import walk
from tests.stages.pay import cases
from tests.stages.town import CHECKER, FARM, FARMLAND, SCHOOL, SCHOOL_RUNNING, TOWN


def test_units_and_projects_are_those_of_ones_scope(program):
    head, clerk = program(CHECKER), program(cases.CLERK)

    assert {row["code"] for row in walk(head, "/units", division=str(TOWN), limit=1)} == {
        "203",
        "216",
        str(SCHOOL),
        str(FARM),
    }
    assert [row["code"] for row in walk(clerk, "/units", division=str(TOWN))] == [str(SCHOOL)]
    assert [row["code"] for row in walk(clerk, "/projects", budget_unit=str(SCHOOL))] == sorted(
        ["23000026R000000000301", str(SCHOOL_RUNNING)]
    )
    assert clerk.get(f"/projects/{SCHOOL_RUNNING}").body["total"] == "30000000.00"
    assert clerk.get(f"/projects/{FARMLAND}").status == 404
    assert clerk.get(f"/units/{SCHOOL}").body["is_basic"] is True
    assert [row["code"] for row in clerk.get("/divisions").body["rows"]] == [str(TOWN)]


def test_a_code_is_read_with_its_way_down_and_what_is_under_it(program):
    clerk = program(cases.CLERK)
    found = clerk.get("/classifications/functions/20502").body
    below = walk(clerk, "/classifications/functions", under="20502", limit=4)

    assert (found["path"], found["is_leaf"]) == (["205", "20502"], False)
    assert found["children"] == [row["code"] for row in below]
    assert clerk.get("/classifications/functions/2050202").body["is_leaf"] is True
    assert clerk.get("/classifications/functions/299999").status == 404
    assert clerk.get("/classifications/nothing").status == 422


def test_every_code_of_every_classification_is_reached_in_pages(program):
    clerk = program(cases.CLERK)
    for kind, table in KINDS.items():
        codes = [row["code"] for row in walk(clerk, f"/classifications/{kind}", limit=70)]
        assert codes == sorted(str(row.code) for row in read(table))
        assert len(codes) > 20


def test_a_pair_of_economic_items_is_judged(program):
    clerk = program(cases.CLERK)
    ask = {"department_item": "30201", "unit_kind": "3"}
    right = clerk.get("/economic-pairs", **ask, item="50502").body
    wrong = clerk.get("/economic-pairs", **ask, item="50201").body

    assert (right["allowed"], wrong["allowed"]) == (True, False)
    assert "50502" in wrong["steps"][0]["text"]

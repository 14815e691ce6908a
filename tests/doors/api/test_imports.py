"""A file is tried, taken over as one batch and undone by a program, as from the pages."""

from __future__ import annotations

import base64
import io

import openpyxl
import pytest

from fisc.stages.allot.models import Indicator
from tests.doors.api.callers import walk
from tests.doors.api.samples import FILE_CONTENT, FINGERPRINT, SAMPLES
from tests.doors.web.papers import row, text
from tests.stages.town import MAKER, TOWN

pytestmark = pytest.mark.writes
BAD = text(*(row(number, "-5") for number in range(11, 14)))


def drafted() -> set[str]:
    found = Indicator.objects.filter(division=TOWN, maker=MAKER, number__regex="-1[1-9]$")
    return set(found.values_list("number", flat=True))


def tried(program, content: bytes = FILE_CONTENT, **more):
    body = SAMPLES["imports-try"].body | {"content": base64.b64encode(content).decode()} | more
    return program(MAKER).post("/imports/runs", body, key=None)


def taken(program):
    token = tried(program).body["token"]
    body = {"table": "indicators", "fingerprint": FINGERPRINT}
    return program(MAKER).post(f"/imports/runs/{token}/taking-over", body, key=FINGERPRINT)


def test_a_file_goes_all_the_way_in_and_out_again(program):
    run = tried(program).body
    assert (run["ready"], run["counts"]["new"], run["fingerprint"]) == (True, 2, FINGERPRINT)
    assert drafted() == set()

    batch = taken(program).body
    assert drafted() == {"IND-2026-239900-11", "IND-2026-239900-12"}
    (listed,) = walk(program(MAKER), "/imports", division="239900", year=2026)
    assert (listed["number"], listed["undone_by"]) == (batch["number"], "")
    path = f"/imports/batches/indicators/{batch['number']}"
    assert program(MAKER).get(path, division="239900").body["documents"]
    kept = program(MAKER).get(f"{path}/file", division="239900")
    assert kept.raw == FILE_CONTENT

    undone = program(MAKER).post(f"{path}/undoing", {}, key=str(batch["number"]))
    assert undone.status == 200, undone.raw.decode()
    assert drafted() == set()
    assert program(MAKER).get(path, division="239900").body["undone_by"] == MAKER


def test_the_same_file_tried_again_keeps_its_token(program):
    assert tried(program).body == tried(program).body
    assert tried(program, name="other.csv").body["token"] != tried(program).body["token"]


def test_every_fault_is_named_at_its_cell_and_nothing_is_taken_over(program):
    run = tried(program, BAD).body
    assert (run["ready"], run["problems"]) == (False, 3)
    path = f"/imports/runs/{run['token']}"
    found = walk(program(MAKER), f"{path}/problems", limit=2)
    assert [(one["row"], one["column"]) for one in found] == [(2, "J"), (3, "J"), (4, "J")]
    assert "must be above zero" in found[0]["what"]

    body = {"table": "indicators", "fingerprint": run["fingerprint"]}
    answer = program(MAKER).post(f"{path}/taking-over", body, key=run["fingerprint"])
    assert (answer.status, answer.type) == (409, "refused")
    assert drafted() == set()


def test_the_marked_file_and_the_template_are_workbooks(program):
    run = tried(program, BAD).body
    for path in (f"/imports/runs/{run['token']}/marked", "/imports/templates/indicators"):
        answer = program(MAKER).get(path)
        assert answer.status == 200, answer.raw.decode()
        assert openpyxl.load_workbook(io.BytesIO(answer.raw)).sheetnames
    lines = program(MAKER).get("/imports/lines", year=2026)
    assert openpyxl.load_workbook(io.BytesIO(lines.raw)).sheetnames


def test_nobody_sees_the_file_of_another(program):
    token = tried(program).body["token"]
    for path in ("", "/problems", "/changes", "/marked"):
        answer = program("treasury.officer").get(f"/imports/runs/{token}{path}")
        assert (answer.status, answer.type) == (404, "not-found")
    gone = program("treasury.officer").post(f"/imports/runs/{token}/giving-up", {}, key=None)
    assert gone.status == 200
    assert program(MAKER).get(f"/imports/runs/{token}").status == 200


def test_a_file_that_was_given_up_is_gone(program):
    token = tried(program).body["token"]
    assert program(MAKER).post(f"/imports/runs/{token}/giving-up", {}, key=None).status == 200
    assert program(MAKER).get(f"/imports/runs/{token}").status == 404


def test_another_file_than_the_one_that_was_tried_is_not_taken_over(program):
    token = tried(program).body["token"]
    other = "0" * 64
    body = {"table": "indicators", "fingerprint": other}
    answer = program(MAKER).post(f"/imports/runs/{token}/taking-over", body, key=other)
    assert (answer.status, answer.type) == (422, "invalid")


@pytest.mark.parametrize("content", ["====", "YQ=", "a"])
def test_what_is_not_base64_is_said(program, content):
    body = SAMPLES["imports-try"].body | {"content": content}
    answer = program(MAKER).post("/imports/runs", body, key=None)
    assert (answer.status, answer.type) == (422, "invalid")


def test_a_clerk_of_a_unit_imports_payments_and_nothing_else(program):
    answer = program("school.clerk").get("/imports/templates/payments")
    assert answer.status == 200
    assert program("school.clerk").get("/imports/templates/indicators").status == 404

"""A file is sent, tried, taken over as one batch and undone as one, all from pages."""

from __future__ import annotations

import io
import stat
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.doors.web import clock
from fisc.exchange.limits import Limits
from fisc.exchange.uploads import EACH_MAX, LASTS
from fisc.stages.allot import commands as allot
from fisc.stages.allot.models import Indicator
from tests.doors.web import papers, street
from tests.doors.web.papers import counts, row, send, taken, text, tried
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.exchange.samples import SHEET, raw_workbook, sheet_xml
from tests.stages.town import CHECKER, MAKER, TOWN

GOOD = text(row(11), row(12, "0.01"), row(13, "999,999.99"))
BAD = text(row(11), row(12, "-5"), row(13, "1e6"), row(14, 单位代码="999999"))


def drafted() -> dict[str, int]:
    found = Indicator.objects.filter(division=TOWN, maker=MAKER, number__regex="-1[1-9]$")
    return dict(found.values_list("number", "amount_fen"))


@pytest.mark.writes
def test_a_file_is_tried_taken_over_as_one_batch_and_undone_as_one(come):
    browser = come(MAKER, "en")
    run = tried(browser, GOOD)
    page = browser.get(run)

    assert counts(page) == [3, 0, 0, 0, 0]
    assert "3 rows are sound" in words(page)
    assert drafted() == {}
    done = browser.post(f"{run}/take-over", follow=True)
    assert "Taken over as one batch." in words(done)
    assert "IND-2026-239900-13" in words(done)
    assert list(drafted().values()) == [1_000_50, 1, 999_999_99]
    assert {one.purpose for one in Indicator.objects.filter(number="IND-2026-239900-11")} == {
        "用途11"
    }
    batch = done.redirect_chain[-1][0]
    undone = browser.post(f"{batch}/undo", follow=True)
    assert "The batch was undone; everything is as it was before." in words(undone)
    assert drafted() == {}
    assert "undone" in words(browser.get("/imports"))


@pytest.mark.writes
def test_a_batch_is_undone_until_somebody_has_taken_the_next_step(come):
    browser = come(MAKER, "en")
    batch = taken(browser, GOOD)
    reviewed = allot.review_indicator(
        numbers="IND-2026-239900-12", year=2026, reviewer="business.head", at=street.NOW
    )
    assert reviewed.done
    answer = browser.post(f"{batch}/undo")

    assert answer.status_code == 409
    assert "The import cannot be undone" in words(answer)
    assert "IND-2026-239900-12 is REVIEWED" in words(answer)
    assert len(drafted()) == 3


def test_the_dry_run_names_every_fault_at_its_cell_in_both_languages(come):
    for language, said in (("en", "must be above zero"), ("zh-hans", "必须大于零")):
        browser = come(MAKER, language)
        page = browser.get(tried(browser, BAD))
        assert counts(page) == [1, 0, 0, 0, 3]
        assert said in words(page)
        for cell in ("指标!J3", "指标!J4", "指标!D5"):
            assert cell in words(page)
    answer = browser.post(f"{tried(browser, BAD)}/take-over")
    assert answer.status_code == 409
    assert drafted() == {}


def test_problems_are_narrowed_to_one_kind_and_come_in_pages(come):
    browser = come(MAKER, "en")
    many = [row(100 + n, "-1") for n in range(60)] + [row(300, "x")]
    run = tried(browser, text(*many))

    assert words(browser.get(run)).count("must be above zero") == 51  # 50 rows and the tab
    second = words(browser.get(f"{run}?from=51"))
    assert "指标!J52" in second
    assert "51–61 of 61" in second
    narrow = words(browser.get(f"{run}?rule=amount-not-above-zero&from=51"))
    assert "51–60 of 60" in narrow
    assert browser.get(f"{run}?rule=nothing&from=zero").status_code == 200


def test_the_marked_copy_holds_every_fault_and_is_read_again_when_it_is_mended(come):
    browser = come(MAKER, "en")
    run = tried(browser, BAD)
    answer = browser.get(f"{run}/marked")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    sheet = book["指标"]

    assert answer["Content-Disposition"].startswith("attachment")
    assert "must be above zero" in sheet.cell(3, len(papers.HEAD) + 1).value
    assert sheet["D5"].comment is not None
    for cell, value in (("J3", 5), ("J4", 6), ("D5", row(1)[3])):
        sheet[cell] = value
    file = io.BytesIO()
    book.save(file)
    mended = browser.get(tried(browser, file.getvalue(), "mended.xlsx"))
    assert counts(mended) == [4, 0, 0, 0, 0]


def test_the_template_of_the_page_is_read_back(come):
    browser = come(MAKER)
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get("/imports/templates/indicators").getvalue())
    )
    sheet = book["预算指标"]
    for position, value in enumerate(row(11), 1):
        sheet.cell(2, position, value)
    file = io.BytesIO()
    book.save(file)

    assert counts(browser.get(tried(browser, file.getvalue(), "模板.xlsx"))) == [1, 0, 0, 0, 0]
    plain = browser.get("/imports/templates/indicators?as=csv").getvalue().decode("utf-8-sig")
    assert plain.startswith("指标编号,指标文号")
    assert browser.get("/imports/templates/indicators?as=exe").status_code == 404
    assert browser.get("/imports/templates/nothing").status_code == 404


def test_nobody_else_finds_an_upload_and_it_runs_out_after_a_day(come, monkeypatch):
    browser = come(MAKER)
    run = tried(browser, GOOD)
    folder = settings.HOME / "uploads" / run.rpartition("/")[2]
    for other in ("business.officer", CHECKER, "stranger.officer"):
        stranger = come(other)
        absent = stranger.get(f"/imports/runs/{'0' * 32}")
        for answer in (stranger.get(run), stranger.get(f"{run}/marked")):
            assert answer.status_code == 404
            assert answer.content == absent.content
        assert stranger.post(f"{run}/take-over").status_code == 404
        assert stranger.post(f"{run}/give-up").status_code == 404

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "file.csv").stat().st_mode) == 0o600
    monkeypatch.setattr(clock, "now", lambda: street.NOW + LASTS - timedelta(seconds=1))
    assert browser.get(run).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: street.NOW + LASTS)
    assert browser.get(run).status_code == 404
    tried(browser, GOOD)
    assert not folder.exists()


def test_an_upload_that_is_given_up_is_gone_and_old_ones_give_way(come, monkeypatch):
    browser = come(MAKER, "en")
    first = tried(browser, GOOD)
    answer = browser.post(f"{first}/give-up", follow=True)
    assert "nothing of it was kept" in words(answer)
    assert browser.get(first).status_code == 404

    runs = []
    for n in range(1, EACH_MAX + 3):
        monkeypatch.setattr(clock, "now", lambda n=n: street.NOW + timedelta(seconds=n))
        runs.append(tried(browser, text(row(11, str(n)))))
    there = [browser.get(run).status_code for run in runs]
    assert there.count(200) == EACH_MAX
    assert there[-1] == 200


@pytest.mark.writes
def test_the_same_file_is_taken_over_once(come):
    browser = come(MAKER, "en")
    run, again = tried(browser, GOOD), tried(browser, GOOD)
    first = browser.post(f"{run}/take-over")
    second = browser.post(f"{again}/take-over", follow=True)

    assert "taken over before; nothing was changed" in words(second)
    assert second.redirect_chain[-1][0] == first["Location"]
    assert len(drafted()) == 3
    browser.post(f"{first['Location']}/undo")
    assert taken(browser, GOOD) != first["Location"]


def test_the_very_file_of_a_batch_is_kept_as_evidence(come):
    browser = come(MAKER)
    batch = taken(browser, GOOD)

    assert browser.get(f"{batch}/file").getvalue() == GOOD
    assert come("stranger.officer").get(f"{batch}/file").status_code == 404


HOSTILE = {
    "nothing": (b"", "x.xlsx"),
    "a program": (b"MZ" + bytes(100), "x.xlsx"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.xls"),
    "WPS workbook": (b"PK\x03\x04" + bytes(100), "x.et"),
    "macros": (b"PK\x03\x04" + bytes(100), "x.xlsm"),
    "not a workbook": (b"PK\x03\x04" + bytes(100), "x.xlsx"),
    "a web page": (b"<html><table></table></html>", "x.csv"),
    "another name": (b"a,b\n1,2\n", "x.exe"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_words(come, kind):
    content, name = HOSTILE[kind]
    browser = come(MAKER, "en")
    run = tried(browser, content, name)
    page = browser.get(run)

    assert "Problems: 1" in words(page)
    assert browser.post(f"{run}/take-over").status_code == 409
    assert browser.get(f"{run}/marked").status_code == 200


def test_a_bomb_a_path_and_a_script_do_nothing(come, tmp_path):
    browser = come(MAKER, "en")
    far = sheet_xml('<row r="900000"><c r="A900000"><v>1</v></c></row>')
    bomb = raw_workbook(tmp_path / "x.xlsx", {SHEET: far}).read_bytes()
    assert "200,000" in words(browser.get(tried(browser, bomb, "x.xlsx")))

    name = "../../<script>alert(1)</script>\u202e.csv"
    page = browser.get(tried(browser, text(row(11, 指标说明="<script>x</script>")), name))
    assert "<script>" not in page.content.decode().replace("<script src=", "")
    assert not (settings.HOME / "uploads" / ".." / "..").joinpath("alert(1)").exists()


@pytest.mark.parametrize(
    "token", ["..", "0" * 31, "G" * 32, "%2e%2e%2f", "taken", "0" * 400, "é" * 32]
)
def test_a_token_is_no_way_into_the_folder(come, token):
    browser = come(MAKER)

    assert browser.get(f"/imports/runs/{token}").status_code == 404
    assert browser.get(f"/imports/runs/{token}/marked").status_code == 404


def test_more_than_twenty_megabytes_are_never_written_down(come, monkeypatch):
    monkeypatch.setattr(Limits, "__init__", _small(Limits.__init__))
    browser = come(MAKER, "en")
    before = set((settings.HOME / "uploads").glob("*"))
    answer = send(browser, bytes(200_000))

    assert answer.status_code == 422
    assert "larger than 20 MB" in words(answer)
    assert set((settings.HOME / "uploads").glob("*")) == before


def _small(init):
    return lambda self, **more: init(self, **{"file_bytes_max": 1000, **more})


def test_a_form_without_a_file_or_with_another_table_says_what_is_missing(come):
    browser = come(MAKER, "en")
    assert "Choose a file." in words(browser.post("/imports/new", {"table": "indicators"}))
    assert browser.post("/imports/new", {"table": "nothing"}).status_code == 404
    missing = browser.post(
        "/imports/new", {"table": "budgets", "file": SimpleUploadedFile("a.csv", b"x")}
    )
    assert missing.status_code == 422
    assert "number of the draft" in words(missing)


def test_who_may_import_what_is_what_the_act_would_say(come):
    clerk = come("school.clerk", "en")
    assert "Payments" in words(clerk.get("/imports/new"))
    assert clerk.get("/imports/new?table=indicators").status_code == 404
    assert send(clerk, GOOD).status_code == 404
    assert come("mayor").get("/imports").status_code == 403
    budget = words(come(MAKER, "en").get("/imports/new"))
    for name in ("Indicators", "Indicator lines", "Budget", "Journal"):
        assert name in budget


def test_somebody_of_a_unit_sees_only_what_they_imported(come):
    assert "Batches: 1" in words(come(MAKER, "en").get("/imports"))
    assert "Batches: 0" in words(come("school.clerk", "en").get("/imports"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_ask_few_questions_and_say_the_limits(come, language):
    browser = come(MAKER, language)
    run, batch = tried(browser, BAD), "/imports/batches/239900/indicators/1"
    for address in ("/imports", "/imports/new", run, batch):
        browser.get(address)
        with CaptureQueriesContext(connections["default"]) as asked:
            page = browser.get(address)
        assert page.status_code == 200
        assert len(asked) <= QUERIES_MAX, address
    limits = words(browser.get("/imports/new"))
    for limit in ("20 MB", "200,000", "60"):
        assert limit in limits


def test_a_division_above_sees_a_batch_and_does_not_undo_it(come):
    from fisc.registers import people
    from tests.doors.standings import PROVINCE

    people.add(people.PersonRecord("above", "某", "One", "FIN_BUDGET", PROVINCE))
    browser = come("above", "en")
    batch = "/imports/batches/239900/indicators/1"

    assert "Undo the batch" not in words(browser.get(batch))
    answer = browser.post("/imports/batches/239900/indicators/1/undo")
    assert answer.status_code == 409
    assert "own division" in words(answer)

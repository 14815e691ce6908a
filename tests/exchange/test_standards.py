"""A place's own standards are imported, judged against the library, and hold in their turn."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.exchange.dryruns import Order, apply, dry_run
from fisc.exchange.intake.imports import Signature, undo_import
from fisc.exchange.intake.standards import StandardsAct
from fisc.exchange.standards import standard_for
from fisc.exchange.tables.standards import OWN_STANDARDS
from fisc.record.book import Book
from fisc.registers import standards
from fisc.registers.standards import MisplacedStandard, OwnRecord
from fisc.values import Money
from tests.exchange.test_acts_documents import written
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import CHECKER, COUNTY, DAY, MAKER, NOON, STRANGER, TOWN

pytestmark = pytest.mark.writes
HEAD = ["code", "item", "name", "division", "measure", "标准(元)", "first_day", "document"]


def row(yuan="25000", first="2026-01-01", document="", **more):
    given = {"code": "JIA-1", "item": "用车运行费", "measure": "car_year", "division": TOWN} | more
    return [
        given["code"],
        given["item"],
        "本地运行费",
        given["division"],
        given["measure"],
        yuan,
        first,
        document,
    ]


def act(actor=MAKER):
    return StandardsAct(Signature(division=TOWN, actor=actor, day=DAY, at=NOON))


def tried(tmp_path, *rows, actor=MAKER):
    path = written(tmp_path / f"{len(list(tmp_path.iterdir()))}.csv", HEAD, list(rows))
    return dry_run(Order(path=path, name=path.name, template=OWN_STANDARDS), act(actor))


def taken(tmp_path, *rows, actor=MAKER):
    run = tried(tmp_path, *rows, actor=actor)
    assert run.ready, [(one.rule, one.address) for one in run.problems]
    return apply(run, act(actor)).receipt


def held(day=DAY, place=TOWN):
    return standard_for("car_running", day, place).standard


def test_a_stricter_standard_holds_at_its_place_and_below(town, tmp_path):  # noqa: F811
    assert held().amount == Money.yuan("30000")
    assert taken(tmp_path, row()).written == 1

    assert (held().amount, held().own) == (Money.yuan("25000"), TOWN)
    assert held(place=COUNTY).amount == Money.yuan("25000")
    assert held(date(2025, 12, 31)).amount == Money.yuan("30000")


@pytest.mark.parametrize(
    ("yuan", "document", "fine"),
    [("30000", "", True), ("30000.01", "", False), ("30000.01", "示例财〔2026〕3号", True)],
)
def test_what_is_above_the_library_cites_its_document(town, tmp_path, yuan, document, fine):  # noqa: F811
    run = tried(tmp_path, row(yuan, document=document))

    assert run.ready is fine
    assert fine or [one.rule for one in run.problems] == ["above-the-library"]


def test_a_newer_one_ends_the_older_and_is_taken_back(town, tmp_path):  # noqa: F811
    first = taken(tmp_path, row())
    later = taken(tmp_path, row("20000", first="2026-07-01"))
    assert held(date(2026, 6, 30)).amount == Money.yuan("25000")
    assert held(date(2026, 7, 1)).amount == Money.yuan("20000")

    def undone(receipt):
        signature = Signature(division=TOWN, actor=MAKER, day=DAY, at=NOON)
        take_back = act().take_back
        return undo_import(Book(), "standards", signature, receipt.batches[0], take_back=take_back)

    assert not undone(first).done
    assert undone(later).done
    assert held(date(2026, 7, 1)).amount == Money.yuan("25000")
    assert undone(first).done
    assert held().amount == Money.yuan("30000")


def test_a_standard_of_another_place_or_person_is_not_entered(town, tmp_path):  # noqa: F811
    assert [one.rule for one in tried(tmp_path, row(division="239901")).problems] == [
        "division-other"
    ]
    assert taken(tmp_path, row(), actor=STRANGER).refusal is not None
    assert taken(tmp_path, row("24000"), actor=CHECKER).done
    assert held().amount == Money.yuan("24000")


@pytest.mark.parametrize("more", [{"amount": Money(0)}, {"division": "239999"}])
def test_a_standard_that_cannot_be_is_not_entered(town, more):  # noqa: F811
    given = {
        "division": TOWN,
        "code": "A",
        "item": "car_running",
        "name": "a",
        "measure": "car_year",
        "amount": Money(1),
        "first_day": DAY,
    }
    standards.enter(OwnRecord(**given), by=MAKER, at=NOON)
    with pytest.raises(MisplacedStandard):
        standards.enter(OwnRecord(**given | more), by=MAKER, at=NOON)
    with pytest.raises(MisplacedStandard, match="or later"):
        standards.enter(OwnRecord(**given), by=MAKER, at=NOON)

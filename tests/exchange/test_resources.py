"""Sources of money are imported, reported on again, taken back, and gathered with the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.exchange.dryruns import Order, apply, dry_run
from fisc.exchange.intake.imports import Signature, undo_import
from fisc.exchange.intake.resources import ResourcesAct
from fisc.exchange.resources import inventory, narrowed
from fisc.exchange.tables.resources import RESOURCES
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import resources
from fisc.registers.resources import MisplacedResource, ResourceRecord
from fisc.values import Money
from tests.exchange.test_acts_documents import written
from tests.stages.allot.conftest import adopted  # noqa: F401 - the fixture
from tests.stages.allot.indicators import issued, school
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import CHECKER, DAY, MAKER, NOON, SCHOOL, TOWN, YEAR

pytestmark = pytest.mark.writes
HEAD = ["code", "kind", "name", "division", "unit", "bank", "basis"]
HEAD += ["余额(元)", "day", "用款计划(元)"]
OCTOBER = date(2026, 10, 9)


def rows(balance="5000000", planned="1000000", day="2026-02-27"):
    return [
        ["ACC-1", "special_account", "专户", TOWN, "", "示例银行", "", balance, day, ""],
        ["ACC-2", "单位实有资金账户", "基本户", TOWN, SCHOOL, "示例银行", "", "300", day, planned],
    ]


def act(actor=MAKER):
    return ResourcesAct(Signature(division=TOWN, actor=actor, day=DAY, at=NOON))


def taken(path, actor=MAKER):
    run = dry_run(Order(path=path, name=path.name, template=RESOURCES), act(actor))
    assert run.ready, [(one.rule, one.address) for one in run.problems]
    return apply(run, act(actor)).receipt


def gathered():
    chosen = Selection(division=[TOWN], year=(YEAR,))
    return inventory(Book(), chosen, year=YEAR, day=OCTOBER)


def test_sources_are_entered_once_and_reported_on_again(town, tmp_path):  # noqa: F811
    first = written(tmp_path / "a.csv", HEAD, rows())
    assert taken(first).written == 2
    assert taken(first).repeated

    taken(written(tmp_path / "b.csv", HEAD, rows("6000000", day="2026-03-31")))

    assert [one.amount for one in resources.reports("ACC-1")] == [
        Money.yuan("5000000"),
        Money.yuan("6000000"),
    ]
    (account, _) = resources.resources([TOWN], date(2026, 3, 1))
    assert (account.amount, account.day) == (Money.yuan("5000000"), date(2026, 2, 27))
    assert resources.resources([TOWN], date(2026, 2, 26)) == ()
    assert [one.code for one in resources.resources([TOWN], OCTOBER, units=[SCHOOL])] == ["ACC-2"]


def test_an_import_is_taken_back_unless_something_was_reported_since(town, tmp_path):  # noqa: F811
    one = taken(written(tmp_path / "a.csv", HEAD, rows()))
    other = taken(written(tmp_path / "b.csv", HEAD, rows("6000000", day="2026-03-31")))

    def undone(receipt):
        signature = Signature(division=TOWN, actor=MAKER, day=DAY, at=NOON)
        batch = receipt.batches[0]
        return undo_import(Book(), "resources", signature, batch, take_back=act().take_back)

    assert not undone(one).done
    assert undone(other).done
    assert resources.resource("ACC-1").amount == Money.yuan("5000000")
    assert undone(one).done
    assert resources.resource("ACC-1") is None


def test_who_has_no_right_enters_nothing(town, tmp_path):  # noqa: F811
    receipt = taken(written(tmp_path / "a.csv", HEAD, rows()), actor=CHECKER)

    assert receipt.refusal is not None
    assert resources.resource("ACC-1") is None


def test_a_row_of_another_place_or_below_zero_is_complained_of(town, tmp_path):  # noqa: F811
    wrong = rows()
    wrong[0][3] = "239901"
    wrong[1][7] = "-1"
    path = written(tmp_path / "a.csv", HEAD, wrong)

    run = dry_run(Order(path=path, name=path.name, template=RESOURCES), act())

    assert {one.rule for one in run.problems} == {"division-other", "amount-below-zero"}


@pytest.mark.parametrize(
    "more",
    [{"kind": "pool"}, {"kind": "x"}, {"unit": "999"}, {"day": None}, {"division": "239999"}],
)
def test_a_source_that_cannot_be_is_not_entered(town, more):  # noqa: F811
    given = {
        "code": "A",
        "division": TOWN,
        "kind": "unit_fund",
        "name": "own money",
        "day": DAY,
    } | more
    with pytest.raises(MisplacedResource):
        resources.enter(ResourceRecord(**given), by=MAKER, at=NOON)


def test_the_ledger_and_the_register_stand_in_one_list(adopted, tmp_path):  # noqa: F811
    issued(school())
    taken(written(tmp_path / "a.csv", HEAD, rows(planned="100")))

    found = gathered()

    by_code = {one.code: one for one in found.rows}
    indicator = by_code["IND-2026-239900-2"]
    assert [one.kind.code for one in indicator.reasons] == ["NOT_EXECUTED", "UNSPENT"]
    assert indicator.since == date(2026, 8, 9)
    # 30 million at 1.50 % from 9 August to 9 October: 61 days of 360.
    assert indicator.interest == Money.yuan("76250")
    assert by_code["ACC-1"].reasons[0].kind.code == "OUTSIDE_TREASURY"
    assert by_code["ACC-2"].idle_amount == Money.yuan("200")
    assert found.idle[0] == indicator
    assert {one.code for one in found.registered} == {"ACC-1", "ACC-2"}
    assert sum(line.total.fen for line in found.ages) == sum(
        one.amount.fen for one in found.rows if one.holding.row.group == "ledger"
    )
    assert not found.cut


def test_the_list_is_narrowed_by_kind_flexibility_and_words(adopted, tmp_path):  # noqa: F811
    issued(school())
    taken(written(tmp_path / "a.csv", HEAD, rows()))
    every = gathered().rows

    assert [one.code for one in narrowed(every, kind="special_account")] == ["ACC-1"]
    assert [one.code for one in narrowed(every, words="基本户")] == ["ACC-2"]
    assert {one.flexibility for one in narrowed(every, flexibility="guided")} == {"guided"}

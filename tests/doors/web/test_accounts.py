"""The final accounts: what they show, how they tie up, and what they say where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fisc.doors.web import accounts
from fisc.stages.close import commands, queries
from fisc.stages.close.commands import Collected
from fisc.values import Book as Budget
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.drawn import on_page
from tests.doors.web.test_papers import shown
from tests.doors.web.test_reading import words
from tests.exchange.papers import in_order, said
from tests.stages import town as place

HOLDS, FAILS, MISSING = "● holds", "■ does not hold", "○ a figure is missing"


def outcomes(answer, key: str) -> dict[str, str]:
    return {row[0]: row[-1] for row in on_page(answer, f"{key}-checks").rows}


def collect(fen: int) -> None:
    told = {"number": "REV-1", "division": place.TOWN}
    line = Collected(book=Budget.GENERAL, code="1010101", amount=Money(fen))
    entered = commands.enter_collections(
        **told,
        year=2026,
        day=street.DAY,
        lines=(line,),
        maker="treasury.officer",
        at=street.NOW,
    )
    assert entered.done, entered.refusal
    del told["division"]
    confirmed = commands.confirm_collections(**told, checker="treasury.second", at=street.NOW)
    assert confirmed.done, confirmed.refusal


def test_what_nobody_collected_is_said_to_be_missing(come):
    answer = come("auditor", "en").get("/final-accounts")

    assert "as they stand before the close" in words(answer)
    assert outcomes(answer, "sources") == {"S01": HOLDS, "S02": MISSING}
    found = outcomes(answer, "final-general")
    assert (found["A03"], found["A07"], found["A08"]) == (HOLDS, MISSING, HOLDS)
    assert "lack a figure" in words(answer)


def test_what_was_collected_ties_up_by_code_and_by_book(come):
    collect(30_000_000_00)
    answer = come("auditor", "en").get("/final-accounts?unit=yuan")

    assert outcomes(answer, "sources") == {"S01": HOLDS, "S02": HOLDS, "S03": HOLDS}
    assert outcomes(answer, "final-general")["A07"] == HOLDS
    assert on_page(answer, "sources").rows[0][2] == "30,000,000.00"


def test_a_book_whose_sources_do_not_cover_its_uses_says_so(come):
    collect(1_00)
    answer = come("auditor", "en").get("/final-accounts")

    assert outcomes(answer, "sources")["S03"] == FAILS
    assert "1 do not hold" in words(answer)
    assert '<details class="checks" open>' in answer.content.decode()


@pytest.mark.parametrize("name", ["spent", "left", "own_budget"])
def test_one_wrong_fen_in_an_account_is_found_on_the_page_and_on_paper(come, monkeypatch, name):
    sound = queries.final_statements

    def spoilt(*asked, **more):
        first, *others = sound(*asked, **more)
        wrong = replace(first.account, **{name: getattr(first.account, name) + Money(1)})
        return (replace(first, account=wrong), *others)

    monkeypatch.setattr(accounts.queries, "final_statements", spoilt)
    browser = come("auditor", "en")
    answer = browser.get("/final-accounts?unit=wan")
    failing = [row for row in on_page(answer, "sources-checks").rows if row[-1] == FAILS]

    assert [(row[0], row[4].lstrip("-"), row[5]) for row in failing] == [("S01", "1", "1")]
    expected = FAILS if name == "spent" else HOLDS
    assert outcomes(answer, "final-general")["A08"] == expected
    paper = said(browser.get("/final-accounts?unit=wan&as=pdf&table=sources").getvalue())
    assert in_order([failing[0][1], failing[0][4], FAILS], paper) is None


def test_the_lines_of_a_side_stand_above_its_total(come):
    collect(30_000_000_00)
    page = on_page(come("auditor", "en").get("/final-accounts?unit=yuan"), "final-general")

    names = [row[1] for row in page.rows]
    assert names.index("Total revenue") < names.index("Total expenditure") == len(names) - 1
    assert shown(page)


def test_a_unit_has_no_books_to_close(come):
    assert come("school.clerk").get("/final-accounts").status_code == 403

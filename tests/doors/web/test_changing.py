"""The page says whether a wished change is an adjustment or a virement before anything is begun."""

from __future__ import annotations

import pytest

from tests.doors.web.test_reading import words

PAGE = "/adjustment-or-virement"
MOVED = "book_1=general&function_1=2050202&department_1=203&amount_1=5"


def test_a_move_between_departments_is_a_virement_of_the_finance_department(come):
    asked = f"{MOVED}&book_2=general&function_2=2050205&department_2=216&amount_2=-5"
    said = words(come("auditor", "en").get(f"{PAGE}?{asked}"))

    assert "This is a virement; approved by: The finance department" in said
    assert "article 72" in said


def test_one_fen_more_is_an_adjustment_and_the_amounts_stay_in_the_form(come):
    asked = f"{MOVED}&book_2=general&function_2=2050205&department_2=216&amount_2=-4.99"
    answer = come("auditor", "en").get(f"{PAGE}?{asked}")

    assert "This is a budget adjustment; approved by: Standing committee" in words(answer)
    assert 'value="-4.99"' in answer.content.decode()


def test_what_is_no_amount_is_said_and_nothing_is_judged(come):
    said = words(come("auditor", "en").get(f"{PAGE}?amount_1=plenty"))

    assert "These are no amounts in yuan plenty" in said
    assert "This is" not in said


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_a_question_the_page_shows_every_case_of_the_law(come, language):
    answer = come("auditor", language).get(PAGE)

    assert answer.status_code == 200
    assert answer.content.decode().count("<tr") > 11

"""A code is found by its beginning, by its name in both languages and by its initials."""

from __future__ import annotations

import pytest

from fisc.registers.code_books import BOOKS, search
from tests.stages import town as place
from tests.stages.town import FARM, SCHOOL, SCHOOL_RUNNING, TOWN, YEAR


@pytest.fixture
def town(db: None) -> None:
    place.settle()


def codes(kind: str, text: str, most: int = 50, **more) -> list[str]:
    asked = {"division": TOWN, "year": YEAR, **more}
    return [one.code for one in search(kind, text, most=most, **asked).found]


@pytest.mark.parametrize("text", ["2050202", "小学教育", "xxjy", "primary", " PRIMARY "])
def test_a_function_is_found_by_code_name_and_initials(text):
    found = search("function", text, division=TOWN, year=YEAR, most=50)
    one = next(one for one in found.found if one.code == "2050202")

    assert [name.code for name in one.path] == ["205", "20502", "2050202"]
    assert one.path[0].zh == "教育支出"


def test_only_the_last_level_is_listed_and_a_name_above_leads_to_it():
    under = codes("function", "教育支出")

    assert "2050202" in under
    assert "205" not in under
    assert "20502" not in under
    assert all(code.startswith("205") for code in under)


def test_what_begins_with_the_text_comes_first_then_names():
    found = codes("function", "20502")

    assert found == sorted(found)
    assert found[0].startswith("20502")
    assert codes("function", "jy").index("2050202") > 0
    assert codes("function", "no such name") == []


def test_an_answer_is_cut_and_says_how_many_there_are():
    answer = search("function", "", division=TOWN, year=YEAR, most=10)

    assert len(answer.found) == 10
    assert answer.count > 100


def test_revenue_is_in_no_book_and_neither_is_a_wide_fund_type():
    assert not any(code.startswith("101") for code in codes("function", "", 10_000))
    assert "111" in codes("fund_type", "")
    assert "11" not in codes("fund_type", "")


def test_a_code_stands_only_in_the_years_in_which_it_exists(monkeypatch):
    from dataclasses import replace

    from fisc.law.tables import FUNCTIONS, read
    from fisc.registers import code_books

    rows = [
        replace(row, first_year=2027) if row.code == "2050202" else row for row in read(FUNCTIONS)
    ]
    monkeypatch.setattr(
        code_books, "read", lambda table: rows if table is FUNCTIONS else read(table)
    )

    assert "2050202" not in codes("function", "2050202")
    assert "2050202" in codes("function", "2050202", year=2027)


def test_units_and_projects_are_those_of_the_division(town):
    assert codes("unit", "slxx") == []
    assert codes("unit", "sysx") == []
    assert codes("unit", "slsyxx") == [SCHOOL]
    assert set(codes("unit", "")) == {SCHOOL, FARM}
    assert codes("unit", "", division="239901") == []
    assert SCHOOL_RUNNING in codes("project", "示例实验小学")
    assert codes("project", SCHOOL_RUNNING) == [SCHOOL_RUNNING]
    assert codes("project", "", division="239901") == []


def test_every_column_of_codes_has_its_book():
    from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
    from fisc.exchange.templates import Kind

    coded = {one.key for one in INDICATOR_LINES.columns if one.kind is Kind.CODE}

    assert coded - {"number"} == set(BOOKS)

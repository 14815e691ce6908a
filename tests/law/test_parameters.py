"""Parameters: dated, cited, and refused at their line when something is missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from fisc.law import folder
from fisc.law.folder import LawError
from fisc.law.parameters import NotYetInForce, UnknownParameter, every_parameter, parameter
from fisc.law.tables import INSTRUMENTS, find
from fisc.values import Citation, Cited, Money

PARAMETERS = every_parameter()
QUARTER_DAYS = [date(year, month, 1) for year in range(2010, 2028) for month in (1, 4, 7, 10)]
TYPES = {"ratio": Fraction, "yuan": Money}


@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.name)
def test_a_parameter_has_one_value_on_every_quarter_day(one):
    covered = [day for day in QUARTER_DAYS if day >= one.first_day]

    assert covered, f"{one.name} begins after 2027"
    for day in covered:
        begun = [value for value in one.values if value.first_day <= day]
        holding = [value for value in begun if all(v.first_day <= value.first_day for v in begun)]
        assert [value.cited for value in holding] == [one.on(day)]
        assert type(one.on(day).value) is TYPES.get(one.unit, int)


@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.name)
def test_a_parameter_holds_for_the_budget_year_2026(one):
    assert one.first_day <= date(2026, 1, 1)


@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.name)
def test_a_parameter_speaks_chinese_and_english(one):
    assert one.title
    assert any("一" <= character <= "鿿" for character in one.title_zh)
    assert all(bool(value.note) == bool(value.note_zh) for value in one.values)


@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.name)
def test_every_instrument_cited_is_in_the_list_of_instruments(one):
    for value in one.values:
        assert find(INSTRUMENTS, value.cited.source.instrument).name_zh


@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.name)
def test_an_assumption_is_never_called_enacted(one):
    for value in one.values:
        assert not (value.cited.standing == "enacted" and value.cited.confidence == "C")


KNOWN = {
    "budgets/reserve:ratio_min": Fraction(1, 100),
    "budgets/reserve:ratio_max": Fraction(3, 100),
    "budgets/carry:years_max": 2,
    "budgets/carry:ratio_max": Fraction(9, 100),
    "budgets/funds:carry_over_ratio_max": Fraction(3, 10),
    "budgets/capital:hand_over_ratio_min": Fraction(3, 10),
    "budgets/working_fund:ratio_max": Fraction(1, 100),
    "budgets/deadlines:reply_days_max": 20,
    "budgets/deadlines:department_reply_days_max": 15,
    "budgets/deadlines:disclosure_days_max": 20,
    "budgets/deadlines:general_transfer_days_max": 30,
    "budgets/deadlines:earmarked_transfer_days_max": 60,
    "payments/holds:open_days_max": 30,
    "controls/three_public:growth_max": Fraction(-1, 20),
}


@pytest.mark.parametrize(("name", "value"), KNOWN.items(), ids=KNOWN)
def test_the_figures_are_those_of_the_handbook(name, value):
    assert parameter(name).on(date(2026, 1, 1)).value == value


@pytest.mark.parametrize(("origin", "swept"), [(2023, True), (2024, True), (2025, False)])
def test_money_two_years_old_is_swept_as_in_tv041(origin, swept):
    years_max = parameter("budgets/carry:years_max").on(date(2026, 1, 1)).value

    assert (2026 - origin >= years_max) is swept


GOOD = """\
title: Caps
parameters:
  growth_max:
    title: Growth
    unit: ratio
    values:
      - from: 2025-01-01
        value: "1/20"
        source: {instrument: Plan, place: measure 3}
        standing: draft
        confidence: B
        note: Only an example.
      - from: 2026-01-01
        value: "-1/20"
        source: {instrument: Plan, place: measure 3}
        standing: illustrative
"""


def test_a_value_holds_from_its_day_until_the_next(write):
    write("a/caps.yaml", GOOD)
    growth = parameter("a/caps:growth_max")
    plan = Citation("Plan", "measure 3")

    assert growth.on(date(2025, 12, 31)) == Cited(Fraction(1, 20), plan, "draft", "B")
    assert growth.on(date(2026, 1, 1)) == Cited(Fraction(-1, 20), plan, "illustrative", "C")
    assert growth.on(date(2125, 1, 1)).value == Fraction(-1, 20)


def test_a_day_before_the_first_value_is_refused_with_the_first_day(write):
    write("a/caps.yaml", GOOD)

    with pytest.raises(NotYetInForce, match=r"a/caps:growth_max .* 2024-12-31.* 2025-01-01"):
        parameter("a/caps:growth_max").on(date(2024, 12, 31))


def _with(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1)


REFUSED = {
    "an unknown key at the top": (_with("title: Caps", "titel: Caps"), 1, "'titel' is not known"),
    "an unknown key of a parameter": (_with("    unit:", "    units:"), 5, "'units' is not known"),
    "an unknown key of a value": (_with("note:", "remark:"), 12, "'remark' is not known"),
    "an unknown key of a source": (_with("place:", "page:"), 9, "'page' is not known"),
    "a double parameter": (GOOD + "  growth_max:\n    title: x\n", 17, "stands here twice"),
    "a double key of a value": (
        _with("        note:", "        value: 1\n        note:"),
        12,
        "twice",
    ),
    "a float": (_with('"1/20"', "0.05"), 8, "0.05 is a float"),
    "a float in quotes": (_with('"1/20"', '"0.05"'), 8, "'0.05' is not a ratio"),
    "a division by nothing": (_with('"1/20"', '"1/0"'), 8, "'1/0' is not a ratio"),
    "a ratio without quotes": (_with('"1/20"', "1"), 8, "put it in quotes"),
    "days out of order": (_with("2025-01-01", "2027-01-01"), 13, "after 2027-01-01"),
    "the same day twice": (_with("2025-01-01", "2026-01-01"), 13, "after 2026-01-01"),
    "no such day": (_with("2025-01-01", "2025-02-30"), 7, "'2025-02-30' is not a day"),
    "a day with an hour": (_with("2025-01-01", "2025-01-01 08:00:00"), 7, "is not a day"),
    "no source": (
        _with("        source: {instrument: Plan, place: measure 3}\n", ""),
        7,
        "'source' is missing",
    ),
    "a source without a place": (_with(", place: measure 3", ""), 9, "'place' is missing"),
    "no standing": (_with("        standing: draft\n", ""), 7, "'standing' is missing"),
    "no unit": (_with("    unit: ratio\n", ""), 4, "'unit' is missing"),
    "no title": (_with("title: Caps\n", ""), 1, "'title' is missing"),
    "an unknown unit": (_with("unit: ratio", "unit: percent"), 5, "'percent' is none of ratio"),
    "an unknown standing": (_with("draft", "hoped"), 10, "'hoped' is none of enacted"),
    "an unknown mark": (_with("confidence: B", "confidence: D"), 11, "'D' is none of A"),
    "empty values": (GOOD[: GOOD.index("      - from")] + "      []\n", 7, "a list with an item"),
    "values left out": (GOOD[: GOOD.index("      - from")], 6, "a list with an item"),
    "no parameters": ("title: Caps\nparameters: {}\n", 2, "keys with values are expected"),
    "an empty title": (_with("title: Growth", 'title: ""'), 4, "a text is expected"),
    "the bare word on": (_with("from: 2025", "on: 2025"), 7, "reads the key 'on' as a boolean"),
    "the bare word no": (_with("note:", "no:"), 12, "reads the key 'no' as a boolean"),
    "a boolean for a text": (_with("title: Growth", "title: yes"), 4, "a text is expected"),
    "a name with a capital": (_with("growth_max:", "Growth:"), 3, "'Growth' is not known"),
    "a number for a name": (_with("growth_max:", "1:"), 3, "a key must be a word"),
    "no YAML at all": (GOOD + "  - [\n", 17, "law/a/caps.yaml, line 1"),
}


@pytest.mark.parametrize(("text", "line", "complaint"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_file_is_refused_at_its_line(write, text, line, complaint):
    write("a/caps.yaml", text)

    with pytest.raises(LawError) as refused:
        parameter("a/caps:growth_max")
    assert str(refused.value).startswith(f"law/a/caps.yaml, line {line}: ") or "YAML" in complaint
    assert complaint in str(refused.value)


def _one(unit: str, value: str) -> str:
    return (
        f"title: T\nparameters:\n  x:\n    title: X\n    unit: {unit}\n    values:\n"
        f"      - from: 2025-01-01\n        value: {value}\n"
        "        source: {instrument: I, place: p}\n        standing: draft\n"
    )


@pytest.mark.parametrize(
    ("unit", "written", "value"),
    [
        ("ratio", '"0"', Fraction(0)),
        ("ratio", '"30/100"', Fraction(3, 10)),
        ("yuan", '"1200000.50"', Money(120_000_050)),
        ("count", "12", 12),
        ("days", "0", 0),
        ("months", "18", 18),
        ("years", "2", 2),
    ],
)
def test_a_value_has_the_type_of_its_unit(write, unit, written, value):
    write("a.yaml", _one(unit, written))
    found = parameter("a:x").on(date(2025, 1, 1)).value

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        ("yuan", '"1.005"'),
        ("yuan", "1200000"),
        ("yuan", "1.5"),
        ("count", "1.0"),
        ("count", '"12"'),
        ("count", "yes"),
        ("days", "0x10"),
        ("days", "010"),
        ("days", "1_000"),
        ("years", "[2]"),
        ("ratio", "{a: b}"),
    ],
)
def test_a_value_that_is_not_of_its_unit_is_refused_at_its_line(write, unit, written):
    write("a.yaml", _one(unit, written))

    with pytest.raises(LawError, match=r"^law/a\.yaml, line 8: "):
        parameter("a:x")


@pytest.mark.parametrize("name", ["a/caps:growth", "a/cap:growth_max", "growth_max"])
def test_an_unknown_parameter_names_the_one_that_is_near(write, name):
    write("a/caps.yaml", GOOD)

    with pytest.raises(UnknownParameter, match=f"{name!r}; did you mean 'a/caps:growth_max'"):
        parameter(name)


def test_a_name_does_not_lead_out_of_the_law(write, tmp_path):
    write("a/caps.yaml", GOOD)
    folder.use(tmp_path / "a")

    assert parameter("caps:growth_max").unit == "ratio"
    with pytest.raises(UnknownParameter):
        parameter("../a/caps:growth_max")


def test_a_file_of_another_shape_is_not_a_file_of_parameters(write):
    write("a/caps.yaml", GOOD)
    write("rules/S203.yaml", "id: S203\nquestion: Why?\n")

    assert [one.name for one in every_parameter()] == ["a/caps:growth_max"]
    with pytest.raises(UnknownParameter):
        parameter("rules/S203:id")


def test_what_was_read_is_forgotten_when_the_folder_changes(write, tmp_path):
    path = write("a/caps.yaml", GOOD)
    day = date(2025, 1, 1)
    before = parameter("a/caps:growth_max").on(day).value
    path.write_text(_with('"1/20"', '"1/10"'), encoding="utf-8")

    assert parameter("a/caps:growth_max").on(day).value == before
    folder.use(tmp_path)
    assert parameter("a/caps:growth_max").on(day).value == Fraction(1, 10)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        folder.use(tmp_path / "nowhere")
    assert folder.law_folder().name == "law"

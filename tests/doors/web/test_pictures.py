"""A picture and its table hold the same figures in the same order, to the fen."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fisc.doors.web.flows import Flow, Node, graph
from fisc.doors.web.pictures import Kind, Line, Picture, Series, options, table
from fisc.exchange.amounts import Unit
from fisc.values import Money

MONTHS = Picture(
    kind=Kind.MONTHS,
    title="</script><b>answer</b>",
    definition="paid = confirmed",
    unit=Unit.WAN,
    unit_label="万元",
    heading="Month",
    labels=("2026-01", "2026-02"),
    series=(
        Series("General", (Money(123_456_789_012_345_678), Money(-1))),
        Series("Pace", (Money(5), Money(6)), line=True),
    ),
)


def fall(*amounts: int, wholes: frozenset[int]) -> Picture:
    return replace(
        MONTHS,
        kind=Kind.WATERFALL,
        labels=tuple(map(str, range(len(amounts)))),
        series=(Series("Steps", tuple(map(Money, amounts))),),
        wholes=wholes,
    )


def test_amounts_reach_the_script_as_whole_fen_in_strings():
    said = json.loads(json.dumps(options(MONTHS)))

    assert said["series"][0]["fen"] == ["123456789012345678", "-1"]
    assert said["unit"] == {"name": "万元", "places": 6}
    assert said["kind"] == "months"


@given(some.lists(some.tuples(*[some.integers(-(10**18), 10**18)] * 2), max_size=24))
def test_picture_and_table_hold_the_same_in_the_same_order(pairs):
    labels = tuple(f"row {place}" for place in range(len(pairs)))
    series = tuple(
        Series(f"series {at}", tuple(Money(pair[at]) for pair in pairs)) for at in range(2)
    )
    picture = replace(MONTHS, labels=labels, series=series)
    said, rows = options(picture), table(picture)

    assert [line.names for line in rows] == [(label,) for label in said["labels"]]
    for at, one in enumerate(said["series"]):
        assert [str(line.amounts[at].fen) for line in rows] == one["fen"]


def test_a_waterfall_stands_on_what_came_before_it():
    said = options(fall(100, 30, -50, 80, 60, wholes=frozenset({0, 3, 4})))

    assert said["from"] == ["0", "100", "130", "0", "0"]
    assert said["to"] == ["100", "130", "80", "80", "60"]


def test_a_waterfall_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match=r"3: ¥0\.81 is not the sum ¥0\.80"):
        fall(100, 30, -50, 81, wholes=frozenset({0, 3}))


def test_a_picture_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="area cannot be below zero"):
        replace(MONTHS, kind=Kind.TREEMAP)
    with pytest.raises(ValueError, match="7 series; gather the small ones: 6"):
        replace(MONTHS, series=(MONTHS.series[0],) * 7)
    with pytest.raises(ValueError, match="General: not one amount for each label"):
        replace(MONTHS, labels=("2026-01",))
    with pytest.raises(ValueError, match="Only a picture of flows has flows"):
        replace(MONTHS, kind=Kind.FLOWS)


def test_flows_are_drawn_by_key_and_listed_by_name():
    other_in, other_out = Node("in", "9", "其他"), Node("out", "9", "其他")
    taxes = Node("in", "1", "税收")
    found = graph([Flow(other_in, other_out, Money(7)), Flow(taxes, other_out, Money(-3))])
    picture = replace(MONTHS, kind=Kind.FLOWS, labels=(), series=(), flows=found)

    assert options(picture)["links"] == [{"source": "in:9", "target": "out:9", "fen": "7"}]
    assert table(picture) == (
        Line(("其他", "其他"), (Money(7),)),
        Line(("税收", "其他"), (Money(-3),)),
    )


def test_what_an_area_cannot_show_stands_only_in_the_table():
    areas = replace(
        MONTHS,
        kind=Kind.TREEMAP,
        labels=("Education",),
        series=(Series("Uses", (Money(9),)),),
        hrefs=("?class=205",),
        apart=(("Reserve", Money(0)), ("Refunds", Money(-3))),
    )

    assert options(areas)["labels"] == ["Education"]
    assert options(areas)["hrefs"] == ["?class=205"]
    assert table(areas) == (
        Line(("Education",), (Money(9),), "?class=205"),
        Line(("Reserve",), (Money(0),)),
        Line(("Refunds",), (Money(-3),)),
    )
    with pytest.raises(ValueError, match="Not one address for each label"):
        replace(areas, hrefs=("a", "b"))

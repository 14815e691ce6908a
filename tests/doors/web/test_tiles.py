"""The map of tiles: every division has its square, and colours say what the legend says."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from fisc.doors.web import tiles
from fisc.doors.web.tiles import STEPS, step_of, steps
from fisc.law.tables import DIVISIONS, read

shares = some.lists(some.fractions(0, 2), max_size=150)


def test_every_statutory_division_below_the_province_has_exactly_one_tile_on_its_sheet():
    wanted = {
        (row.level, str(row.code))
        for row in read(DIVISIONS)
        if row.is_statutory and row.level != "province"
    }
    found = [(tile.sheet, tile.code) for tile in tiles.tiles() if not tile.apart]

    assert len(found) == len(set(found)) == 13 + 121
    assert set(found) == wanted


def test_no_two_tiles_share_a_place():
    places = [(tile.sheet, tile.row, tile.column) for tile in tiles.tiles()]

    assert len(places) == len(set(places))


def test_forestry_districts_and_invented_places_are_marked_apart():
    kinds = {str(row.code): row.kind for row in read(DIVISIONS)}
    apart = [tile for tile in tiles.tiles() if tile.apart]

    assert [tile.code for tile in apart if not tile.invented] == [
        code for code, kind in kinds.items() if kind == "forestry_admin_district"
    ]
    assert all(tile.code.startswith("2399") for tile in apart if tile.invented)


def test_a_tile_is_called_what_the_division_is_called():
    names = {str(row.code): row for row in read(DIVISIONS)}
    for tile in tiles.tiles():
        assert names[tile.code].name_zh.startswith(tile.short_zh)
        if not tile.invented:
            assert names[tile.code].name_en.startswith(tile.short_en)


def test_squares_of_a_prefecture_lie_together():
    parents = {str(row.code): row.parent_code for row in read(DIVISIONS)}
    groups = {}
    for tile in tiles.tiles():
        if tile.sheet == "county":
            groups.setdefault(parents[tile.code], set()).add((tile.row, tile.column))
    for parent, places in groups.items():
        seen, waiting = set(), [min(places)]
        while waiting:
            row, column = waiting.pop()
            seen.add((row, column))
            near = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}
            waiting += (near & places) - seen
        assert seen == places, parent


@given(shares)
def test_the_steps_of_the_legend_hold_every_share_once_and_never_part_equals(found):
    legend = steps(found)

    assert len(legend) <= STEPS
    assert sum(step.count for step in legend) == len(found)
    assert all(step.count and step.low <= step.high for step in legend)
    assert all(one.high < next_.low for one, next_ in itertools.pairwise(legend))
    for step in legend:
        assert sum(step_of(share, legend) == step.number for share in found) == step.count


@given(some.sets(some.fractions(0, 2), min_size=STEPS, max_size=150))
def test_where_no_two_shares_are_equal_the_steps_differ_by_one_square_at_most(found):
    counts = [step.count for step in steps(found)]

    assert len(counts) == STEPS
    assert max(counts) - min(counts) <= 1


def test_without_a_figure_there_is_no_step():
    assert steps([]) == ()
    assert step_of(None, steps([Fraction(1, 2)])) is None

"""Fiscal Data Packages are understood in both layouts, added up exactly, and faults are named."""

from __future__ import annotations

import csv
import json
import zipfile
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.exchange.limits import Limits
from fisc.exchange.packages.descriptors import BadDescriptor, read_descriptor
from fisc.exchange.packages.reading import number, open_package
from fisc.exchange.packages.shapes import Field
from fisc.exchange.packages.totals import plain, totals

OUTSIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "exchange-fdp-eu-allocations"
FIELDS = [
    {"name": "Ministry", "type": "string"},
    {"name": "What", "type": "string"},
    {"name": "Plan", "type": "number"},
    {"name": "Actual", "type": "number"},
]
ROWS = [["Health", "Doctors", "1,000.10", "900"], ["Health", "Beds", "2.2", ""],
        ["Roads", "Beds", "-0.3", "7"]]  # fmt: skip
GROUPED = {"groupChar": ","}
OLD = {
    "name": "old",
    "resources": [
        {"name": "t", "path": "t.csv",
         "schema": {"fields": [*FIELDS[:2], FIELDS[2] | GROUPED, FIELDS[3]]}}
    ],
    "mapping": {
        "measures": {
            "plan": {"source": "Plan", "currency": "EUR", "direction": "expenditure",
                     "phase": "approved", "factor": 1000},
            "actual": {"source": "Actual", "currency": "EUR", "phase": "executed"},
        },
        "dimensions": {
            "who": {"dimensionType": "classification", "classificationType": "administrative",
                    "attributes": {"label": {"source": "Ministry"}}, "primaryKey": "label"},
            "what": {"dimensionType": "activity", "primaryKey": ["id"],
                     "attributes": {"id": {"source": "What"}}},
            "year": {"dimensionType": "datetime", "primaryKey": "year",
                     "attributes": {"year": {"constant": 2015}}},
        },
    },
}  # fmt: skip
NEW = {
    "profile": "fiscal-data-package",
    "name": "new",
    "resources": [
        {"path": "t.csv", "schema": {
            "fields": [
                FIELDS[0] | {"columnType": "administrative-classification:generic:code"},
                FIELDS[1] | {"columnType": "activity:generic:project:code"},
                FIELDS[2] | GROUPED | {"normalize": {"Phase": "approved"}, "factor": "1000"},
                FIELDS[3] | {"normalize": {"Phase": "executed"}},
            ],
            "extraFields": [
                {"name": "Phase", "columnType": "phase:id"},
                {"name": "Amount", "columnType": "value", "normalizationTarget": True},
                {"name": "Currency", "columnType": "value-currency:code", "constant": "EUR"},
                {"name": "Year", "columnType": "date:fiscal-year", "constant": 2015},
            ],
        }},
    ],
}  # fmt: skip


def packed(
    folder, descriptor, rows=ROWS, name="t.csv", head=("Ministry", "What", "Plan", "Actual")
):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def added(folder, into=None):
    found = totals(open_package(folder, into or folder, Limits()), Limits())
    return {(t.by, t.group, t.measure): (t.rows, t.amount) for t in found.totals}, [
        problem.said("en") for problem in found.problems
    ]


@pytest.mark.parametrize("descriptor", [OLD, NEW], ids=["2016", "1.0"])
def test_both_layouts_come_to_the_same_totals(descriptor, tmp_path):
    found, problems = added(packed(tmp_path / "p", descriptor))

    assert problems == []
    assert found["(all)", "", "Plan"] == (3, 1_002_000)
    assert found["(all)", "", "Actual"] == (3, 907)
    assert found["Ministry", "Health", "Plan"] == (2, 1_002_300)
    assert found["What", "Beds", "Actual"] == (2, 7)
    assert len(found) == 2 * (1 + 2 + 2)


@pytest.mark.parametrize("descriptor", [OLD, NEW], ids=["2016", "1.0"])
def test_both_layouts_say_the_same_of_their_columns(descriptor):
    package = read_descriptor(json.dumps(descriptor))
    (table,) = package.facts

    assert package.layout == ("2016" if descriptor is OLD else "1.0")
    assert [one.concept for one in table.dimensions] == [
        "administrative-classification:generic:code", "activity:generic:project:code"]  # fmt: skip
    assert [(one.phase, one.currency, one.factor) for one in table.measures] == [
        ("approved", "EUR", 1000), ("executed", "EUR", 1)]  # fmt: skip
    assert table.constants["date:fiscal-year"] == "2015"


def test_a_package_without_meaning_is_taken_as_it_looks(tmp_path):
    bare = {"resources": [{"path": "t.csv", "schema": OLD["resources"][0]["schema"]}]}
    found, problems = added(packed(tmp_path / "p", bare))

    assert problems == []
    assert found["(all)", "", "Plan"] == (3, Fraction(10020, 10))
    assert found["What", "Beds", "Plan"] == (2, Fraction(19, 10))


def test_the_outside_package_adds_up_to_its_totals():
    if not OUTSIDE.is_dir():
        pytest.skip("outside data exchange-fdp-eu-allocations is not here")
    found, problems = added(OUTSIDE)
    with (OUTSIDE / "expected_aggregates.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = {
            (r["group_by"], r["group"], r["measure"]): (int(r["rows"]), int(r["sum"]))
            for r in csv.DictReader(file)
        }

    assert problems == []
    assert found == expected
    assert found["(all)", "", "Amount"] == (252, 699_386_100_000)


def test_a_value_that_is_no_number_is_named_and_its_row_is_in_no_total(tmp_path):
    rows = [*ROWS, ["Roads", "Cars", "much", "7"]]
    found, (problem,) = added(packed(tmp_path / "p", OLD, rows))

    assert found["(all)", "", "Actual"] == (3, 907)
    assert "t!C5" in problem
    assert "“much”" in problem


def test_a_whole_number_is_asked_for_where_the_descriptor_says_so(tmp_path):
    fields = [*FIELDS[:2], FIELDS[2] | GROUPED | {"type": "integer"}, FIELDS[3]]
    whole = OLD | {"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": fields}}]}
    found, problems = added(packed(tmp_path / "p", whole))

    assert len(problems) == 3
    assert found == {("(all)", "", name): (0, 0) for name in ("Plan", "Actual")}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"path": "../t.csv"}, "outside the package"),
        ({"path": "/etc/hosts"}, "outside the package"),
        ({"path": "https://example.org/t.csv"}, "outside the package"),
        ({"path": "u.csv"}, "does not hold the file"),
        ({"hash": "sha256:00"}, "fingerprint"),
        ({"dialect": {"delimiter": "|"}}, "separated by"),
        ({"path": ["a.csv", "b.csv"]}, "not understood"),
        ({"schema": {"fields": [*FIELDS, {"name": "More"}]}}, "lacks the column “More”"),
        ({"schema": {"fields": FIELDS[:2]}}, "no field 'Plan'"),
    ],
)
def test_what_is_wrong_with_a_package_is_said(change, rule, tmp_path):
    resource = OLD["resources"][0] | change
    folder = packed(tmp_path / "p", OLD | {"resources": [resource]})
    found = totals(open_package(folder, tmp_path, Limits()), Limits())

    assert any(rule in problem.said("en") for problem in found.problems)
    assert all(problem.what_to_do.zh for problem in found.problems)


def test_a_file_with_the_right_fingerprint_is_read_from_beside_the_descriptor(tmp_path):
    folder = packed(tmp_path / "p", OLD)
    hashed = sha256((folder / "t.csv").read_bytes()).hexdigest()
    resource = OLD["resources"][0] | {"path": "data/t.csv", "hash": f"sha256:{hashed}"}
    packed(folder, OLD | {"resources": [resource]})
    found, problems = added(folder)

    assert problems == []
    assert found["(all)", "", "Actual"] == (3, 907)


def test_a_zip_is_unpacked_wherever_its_descriptor_lies(tmp_path):
    folder = packed(tmp_path / "p", NEW)
    target = tmp_path / "p.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("datapackage.json", "t.csv"):
            archive.write(folder / name, f"inner/{name}")
    (tmp_path / "into").mkdir()
    found, problems = added(target, tmp_path / "into")

    assert problems == []
    assert found["(all)", "", "Actual"] == (3, 907)


def test_a_zip_that_leads_outside_stays_shut(tmp_path):
    target = tmp_path / "p.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("datapackage.json", json.dumps(NEW))
        archive.writestr("../t.csv", "x")
    (tmp_path / "into").mkdir()
    _, problems = added(target, tmp_path / "into")

    assert "outside the package" in problems[0]
    assert not (tmp_path / "t.csv").exists()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "{}", '{"resources": []}', '{"resources": [{"path": "a.csv", "schema": 1}]}',
     '{"resources": [{"path": "a", "schema": {"fields": [{"type": "number"}]}}]}',
     '{"resources": [{"path": "a"}], "mapping": {"measures": {"x": {"source": "y"}}}}'],
)  # fmt: skip
def test_a_descriptor_that_makes_no_sense_is_refused(text):
    with pytest.raises(BadDescriptor):
        read_descriptor(text)


@given(st.integers(-(10**18), 10**18), st.integers(0, 6))
def test_a_number_is_read_and_written_exactly(units, places):
    exact = Fraction(units, 10**places)

    assert number(plain(exact), Field(name="a")) == exact
    comma = plain(exact).replace(".", ",")
    assert number(comma, Field(name="a", decimal=",", group=".")) == exact
    assert number(f"€ {plain(exact)} ", Field(name="a", bare=False)) == exact

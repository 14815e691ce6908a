"""Folders of our own: other names, other amounts, other years, thousands of rows."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.oracle.playing import answers, played, table

pytestmark = pytest.mark.slow


def yuan(fen):
    return Decimal(fen) / 100


def test_a_journal_of_thousands_of_lines_adds_up_to_the_cent(tmp_path):
    chance = random.Random(11)
    names = ["库存现金", "Assets:Bank", "A b c", "0042", *(f"X{n}" for n in range(90))]
    rows, balance, monthly = [], Counter(), Counter()
    for number in range(2500):
        day = date(1996, 2, 1) + timedelta(days=chance.randrange(9000))
        amounts = [chance.randrange(-(10**9), 10**9) for _ in range(chance.choice((1, 1, 2, 6)))]
        for fen in (*amounts, -sum(amounts)):
            account = chance.choice(names)
            rows.append((day, f"JV-{number:04}", account, yuan(fen)))
            balance[account] += fen
            monthly[f"{day:%Y-%m}", account] += fen
    table(tmp_path / "in" / "postings.csv", ("date", "entry", "account", "amount"), rows)
    played("ledger-trial-balance", tmp_path / "in", tmp_path / "out")

    found = {
        r["account"]: Decimal(r["balance"]) for r in answers(tmp_path / "out/trial_balance.csv")
    }
    changes = {
        (r["month"], r["account"]): Decimal(r["change"])
        for r in answers(tmp_path / "out/monthly_change.csv")
    }
    assert {k: v for k, v in found.items() if v} == {k: yuan(v) for k, v in balance.items() if v}
    assert changes == {k: yuan(v) for k, v in monthly.items() if v}


def test_a_journal_that_is_off_is_refused_whole_and_named(tmp_path):
    rows = [("2020-01-01", "1", "A", "5"), ("2020-01-01", "1", "B", "-5"),
            ("2020-01-02", "2", "A", "5"), ("2020-01-02", "2", "B", "-4.99")]  # fmt: skip
    table(tmp_path / "in" / "postings.csv", ("date", "entry", "account", "amount"), rows)
    said = played("ledger-trial-balance", tmp_path / "in", tmp_path / "out")

    assert "¥0.01" in said
    assert not (tmp_path / "out").exists()


def test_a_budget_is_reported_by_month_line_total_and_from_the_beginning(tmp_path):
    budget = {"Salaries": 120_000, "Travel": 30_050, "Empty line": 7}
    actuals = [("2023-02-03", "Salaries", 100_000), ("2023-02-27", "Salaries", 50_000),
               ("2023-04-01", "Travel", 10_000), ("2023-04-02", "Travel", -1_000),
               ("2023-04-30", "Salaries", 119_999)]  # fmt: skip
    table(tmp_path / "in/monthly_budget.csv", ("line", "monthly_budget"),
          [(k, yuan(v)) for k, v in budget.items()])  # fmt: skip
    table(tmp_path / "in/actuals.csv", ("date", "line", "amount"),
          [(d, k, yuan(v)) for d, k, v in actuals])  # fmt: skip
    played("ledger-budget-execution", tmp_path / "in", tmp_path / "out.csv")
    found = {(r["period"], r["line"]): r for r in answers(tmp_path / "out.csv")}

    months = ["2023-02", "2023-03", "2023-04"]
    for at, month in enumerate(months):
        for period, chosen in ((month, [month]), (f"2023-02/{month}", months[: at + 1])):
            if period == "2023-02/2023-02":
                continue
            for name in (*budget, "TOTAL"):
                lines = list(budget) if name == "TOTAL" else [name]
                spent = sum(v for d, k, v in actuals if k in lines and d[:7] in chosen)
                given = sum(budget[k] for k in lines) * len(chosen)
                row = found[period, name]
                assert Decimal(row["actual"]) == yuan(spent)
                assert Decimal(row["budget"]) == yuan(given)
                assert Decimal(row["over_under"]) == yuan(spent - given)
                assert abs(Decimal(row["percent_rounded"]) - Decimal(100 * spent) / given) < 1
    assert Decimal(found["2023-02", "Salaries"]["over_under"]) == 300


def test_what_the_ledger_does_not_allow_is_named_and_left_out(tmp_path):
    table(tmp_path / "in/monthly_budget.csv", ("line", "monthly_budget"), [("Food", "1")])
    table(tmp_path / "in/actuals.csv", ("date", "line", "amount"),
          [("2023-02-03", "Food", "12"), ("2023-02-04", "Food", "0.01"),
           ("2023-02-04", "Bar", 1)])  # fmt: skip
    said = played("ledger-budget-execution", tmp_path / "in", tmp_path / "out.csv")
    found = {(r["period"], r["line"]): r["actual"] for r in answers(tmp_path / "out.csv")}

    assert "left out: ¥0.01 for Food" in said
    assert "left out: ¥1.00 for Bar" in said
    assert found["2023-02", "Food"] == "12.00"


def test_resources_less_obligations_are_what_is_free(tmp_path):
    chance = random.Random(5)
    rows, wanted = [], {}
    for number in range(60):
        account = f"097-{number:04}/{chance.randrange(2000, 2030)}"
        sources = {line: chance.randrange(10**9) for line in (1000, 1021, 1033, 1100, 1160, 1750)}
        sources[1012] = -chance.randrange(sum(sources.values()) // 2)
        total = sum(sources.values())
        obligations = chance.randrange(total)
        rows += [(account, line, yuan(fen)) for line, fen in sources.items()]
        rows += [(account, 2190, yuan(obligations)), (account, 3020, yuan(-7))]
        wanted[account] = [total, total, obligations, total - obligations]
    chance.shuffle(rows)
    table(tmp_path / "in/lines.csv", ("account", "line", "amount"), rows)
    said = played("ledger-budgetary-resources", tmp_path / "in", tmp_path / "out.csv")

    found = {
        row.pop("account"): [int(Decimal(fen) * 100) for fen in row.values()]
        for row in answers(tmp_path / "out.csv")
    }
    assert found == wanted
    assert "3020" in said


def test_obligations_beyond_the_resources_are_refused_and_left_out(tmp_path):
    rows = [("A", 1000, "5"), ("A", 2190, "5.01"), ("B", 1000, "5"), ("B", 2190, "5")]
    table(tmp_path / "in/lines.csv", ("account", "line", "amount"), rows)
    said = played("ledger-budgetary-resources", tmp_path / "in", tmp_path / "out.csv")

    assert [row["account"] for row in answers(tmp_path / "out.csv")] == ["B"]
    assert "left out: A" in said


def test_cells_survive_quotes_line_ends_commas_and_any_script(tmp_path):
    chance = random.Random(2)
    letters = "ab,\"\n\t 'é宋ʤ{}:;0=+-"
    (tmp_path / "in").mkdir()
    wanted = {}
    for number in range(12):
        head = [f"c{n}" for n in range(chance.randrange(1, 5))]
        cells = [
            ["x" + "".join(chance.choices(letters, k=chance.randrange(9))) for _ in head]
            for _ in range(30)
        ]
        ends = chance.choice(["\n", "\r\n"])
        with (tmp_path / f"in/t{number}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator=ends).writerows([head, *cells])
        wanted[f"t{number}.json"] = [dict(zip(head, row, strict=True)) for row in cells]
    played("exchange-csv-spectrum", tmp_path / "in", tmp_path / "out")

    found = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (tmp_path / "out").iterdir()
    }
    assert found == wanted


def test_a_set_that_is_not_played_is_named(tmp_path):
    with pytest.raises(AssertionError, match="'ledger-alchemy' is not played"):
        played("ledger-alchemy", tmp_path, tmp_path / "out")


def test_a_package_of_our_own_adds_up_by_every_dimension(tmp_path):
    chance = random.Random(5)
    places, funds = ["甲", "Bé", "C, d"], ["x", "y"]
    rows = [(chance.choice(places), chance.choice(funds), yuan(chance.randrange(-(10**15), 10**15)))
            for _ in range(4000)]  # fmt: skip
    table(tmp_path / "in/data/a.csv", ("Place", "Fund", "Sum"), rows)
    fields = [{"name": "Place"}, {"name": "Fund"}, {"name": "Sum", "type": "number"}]
    dimensions = {name: {"dimensionType": "entity", "primaryKey": "label",
                         "attributes": {"label": {"source": name}}}
                  for name in ("Fund", "Place")}  # fmt: skip
    descriptor = {
        "resources": [{"name": "a", "path": "data/a.csv", "schema": {"fields": fields}}],
        "mapping": {"measures": {"m": {"source": "Sum"}}, "dimensions": dimensions},
    }
    (tmp_path / "in/datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    said = played("exchange-fdp-eu-allocations", tmp_path / "in", tmp_path / "out.csv")
    found = answers(tmp_path / "out.csv")

    wanted = [("(all)", "", [row[2] for row in rows])]
    wanted += [
        (name, group, [row[2] for row in rows if row[at] == group])
        for at, name in ((1, "Fund"), (0, "Place"))
        for group in sorted({row[at] for row in rows})
    ]
    assert said == ""
    assert [(r["group_by"], r["group"], int(r["rows"]), Decimal(r["sum"])) for r in found] == [
        (by, group, len(amounts), sum(amounts)) for by, group, amounts in wanted
    ]


def test_a_row_of_a_package_that_cannot_be_read_is_named(tmp_path):
    table(tmp_path / "in/a.csv", ("Place", "Sum"), [("x", "5"), ("y", "five"), ("x", "")])
    fields = [{"name": "Place"}, {"name": "Sum", "type": "integer"}]
    descriptor = {"resources": [{"path": "a.csv", "schema": {"fields": fields}}]}
    (tmp_path / "in/datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    said = played("exchange-fdp-eu-allocations", tmp_path / "in", tmp_path / "out.csv")

    assert "a!B3" in said
    assert [(r["group"], r["rows"], r["sum"]) for r in answers(tmp_path / "out.csv")] == [
        ("", "2", "5"), ("x", "2", "5")]  # fmt: skip


def test_days_of_other_years_are_answered_and_what_is_no_day_has_no_answer(tmp_path):
    asked = ["2008-02-02", "2024-02-10", "2026-10-10", "2027-01-04", "2003-12-31", "2025-02-29",
             "", "soon", "2020/1/1"]  # fmt: skip
    table(tmp_path / "in/days.csv", ("date", "weekday"), [(day, "") for day in asked])
    moved = ["2022-12-31", "2026-12-31", "2027-01-01", "2023-04-31"]
    table(tmp_path / "in/next_business_day.csv", ("nominal_date",), [(day,) for day in moved])
    said = played("calendar-cn", tmp_path / "in", tmp_path / "out")

    worked = {row["date"]: row["is_workday"] for row in answers(tmp_path / "out/days.csv")}
    assert worked == {**dict.fromkeys(asked, ""), "2008-02-02": "1", "2024-02-10": "0",
                      "2026-10-10": "1", "2020/1/1": "0"}  # fmt: skip
    found = [list(row.values()) for row in answers(tmp_path / "out/next_business_day.csv")]
    assert found == [["2022-12-31", "2023-01-03", "2022-12-30", "2022-12-30"],
                     ["2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31"],
                     ["2027-01-01", "", "", ""], ["2023-04-31", "", "", ""]]  # fmt: skip
    assert "'soon' is not a date" in said
    assert "holidays of 2027 are not known" in said

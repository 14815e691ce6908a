"""Check formulas: whoever changes one fen breaks exactly the formulas in which it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger.formulas import Line, Sheet, check, formulas
from fisc.law.tables import CHECK_FORMULAS, read
from fisc.values import Money

AMOUNT = st.integers(min_value=0, max_value=10**12).map(Money)
KINDS = ("execution", "trial_balance", "final_accounts", "source_and_use")


def line(number: int, key: str = "", under: str = "", **values: Money) -> Line:
    return Line(number=number, key=key, under=under, values=values)


def summed(lines: list[Line], key: str, under: str = "") -> Line:
    own = [one for one in lines if one.under == key]
    columns = {column for one in own for column in one.values}
    sums = {
        column: Money.total(one.values[column] for one in own if column in one.values)
        for column in columns
    }
    return Line(number=len(lines) + 1, key=key, under=under, values=sums)


@st.composite
def execution(draw) -> Sheet:
    lines = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        applied, paid, balance = draw(AMOUNT), draw(AMOUNT), draw(AMOUNT)
        budget = applied + paid + balance
        # One fen below the budget at least, so that one fen more does not break what may be equal.
        issued = Money(draw(st.integers(0, max(budget.fen - 1, 0))))
        values = {"budget": budget, "issued": issued, "applied": applied}
        lines.append(line(number, under="total", **values, paid=paid, balance=balance))
    total = summed(lines, "total")
    return Sheet(kind="execution", lines=(*lines, total))


@st.composite
def trial_balance(draw) -> Sheet:
    debits = draw(st.lists(AMOUNT, min_size=1, max_size=6))
    whole = Money.total(debits)
    first = Money(draw(st.integers(0, whole.fen)))
    lines = [line(at, under="total", debit=one) for at, one in enumerate(debits, start=1)]
    for one in (first, whole - first):
        lines.append(line(len(lines) + 1, under="total", credit=one))
    return Sheet(kind="trial_balance", lines=(*lines, summed(lines, "total")))


@st.composite
def final_accounts(draw) -> Sheet:
    """Two sides that balance, each with lines, one of which is divided further."""
    lines: list[Line] = []
    amounts = draw(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), min_size=2, max_size=5))
    for side in ("revenue", "expenditure"):
        key = f"{side}/01"
        details = [
            line(at, key="", under=key, budget=budget, adjusted=budget + more, final=final)
            for at, (budget, more, final) in enumerate(amounts, start=len(lines) + 2)
        ]
        above = replace(summed(details, key, side), number=len(lines) + 1)
        own = [above, *details]
        lines += own
        lines.append(replace(summed(own, side), number=len(lines) + 1))
    final = lines[-1].values["final"]
    figures = {"account.collected": final, "account.spent": final}
    return Sheet(kind="final_accounts", key="general", lines=tuple(lines), figures=figures)


@st.composite
def source_and_use(draw) -> Sheet:
    lines = []
    for number, book in enumerate(("general", "funds"), start=1):
        own, other, spent, cut = (draw(AMOUNT) for _ in range(4))
        left = own + other - spent - cut
        collected = spent + left + draw(AMOUNT) + Money(10)
        values = {"own_budget": own, "other": other, "spent": spent, "cut": cut, "left": left}
        margin = collected + other - spent - left
        lines.append(line(number, key=book, collected=collected, margin=margin, **values))
    return Sheet(kind="source_and_use", lines=tuple(lines))


SHEETS = st.one_of(execution(), trial_balance(), final_accounts(), source_and_use())


def containing(sheet: Sheet, number: int, column: str) -> set[tuple[str, int]]:
    """Say which equations a figure stands in, read off the law in another way than the engine's.

    Each is the formula and the line at which it is put: the line itself, or the one above.
    """
    found = set()
    at = next(one for one in sheet.lines if one.number == number)
    for formula in formulas(sheet.kind):
        terms = {term.lstrip("-") for term in (*formula.left, *formula.right)}
        if formula.grain == "line":
            fits = not formula.only or at.key in formula.only
            if fits and column in terms and terms <= at.values.keys():
                found.add((formula.code, number))
        elif formula.grain == "sum" and column in terms:
            for one in sheet.lines:
                has_parts = one.key and any(part.under == one.key for part in sheet.lines)
                if has_parts and one.key in {at.key, at.under} and column in one.values:
                    found.add((formula.code, one.number))
        elif (
            formula.grain == "whole"
            and at.key
            and f"{at.key}.{column}" in terms
            and (not formula.only or sheet.key in formula.only)
        ):
            found.add((formula.code, 0))
    return found


def failing(sheet: Sheet) -> set[tuple[str, int]]:
    whole = {formula.code for formula in formulas(sheet.kind) if formula.grain == "whole"}
    parts = {formula.code: formula.grain for formula in formulas(sheet.kind)}
    found = set()
    for one in check(sheet):
        if one.passed is False:
            place = 0 if one.code in whole else _above(sheet, one.lines, parts[one.code])
            found.add((one.code, place))
    return found


def _above(sheet: Sheet, numbers: tuple[int, ...], grain: str) -> int:
    if grain == "line":
        return numbers[0]
    own = [one for one in sheet.lines if one.number in numbers]
    return next(one.number for one in own if one.key and any(part.under == one.key for part in own))


@given(SHEETS)
def test_a_sound_table_passes_every_formula(sheet):
    found = check(sheet)

    assert found
    assert all(one.passed for one in found), [one for one in found if not one.passed]
    assert {one.code for one in found} <= {formula.code for formula in formulas(sheet.kind)}


@given(SHEETS, st.data())
def test_one_wrong_fen_fails_exactly_the_formulas_that_contain_it(sheet, data):
    number = data.draw(st.integers(1, len(sheet.lines)))
    at = sheet.lines[number - 1]
    column = data.draw(st.sampled_from(sorted(at.values)))
    wrong = Money(1) if data.draw(st.booleans()) else Money(-1)
    spoilt = replace(at, values={**at.values, column: at.values[column] + wrong})
    lines = tuple(spoilt if one.number == number else one for one in sheet.lines)

    equations = {formula.code for formula in formulas(sheet.kind) if formula.relation == "="}
    expected = {one for one in containing(sheet, number, column) if one[0] in equations}
    found = {one for one in failing(replace(sheet, lines=lines)) if one[0] in equations}
    assert found == expected
    assert {
        abs(one.difference.fen) for one in check(replace(sheet, lines=lines)) if one.passed is False
    } <= {1}


@pytest.mark.parametrize(("over", "passed"), [(-1, False), (0, True), (1, True)])
def test_an_inequality_holds_up_to_the_last_fen(over, passed):
    values = {"budget": Money(100 + over), "issued": Money(100)}
    sheet = Sheet(kind="execution", lines=(line(1, **values),))

    (found,) = [one for one in check(sheet) if one.code == "X02"]
    assert found.passed is passed
    assert found.difference == Money(over)


def test_two_faults_do_not_cancel_each_other_out():
    lines = [
        line(1, under="total", budget=Money(6), applied=Money(1), paid=Money(2), balance=Money(2)),
        line(2, under="total", budget=Money(4), applied=Money(1), paid=Money(2), balance=Money(2)),
    ]
    sheet = Sheet(kind="execution", lines=(*lines, summed(lines, "total")))

    found = [one for one in check(sheet) if one.code == "X01"]
    assert [(one.lines, one.difference, one.passed) for one in found] == [
        ((1,), Money(1), False),
        ((2,), Money(-1), False),
    ]


def test_what_nobody_entered_is_not_judged():
    sheet = Sheet(kind="final_accounts", key="general", lines=(line(1, key="revenue"),))

    assert {one.passed for one in check(sheet)} == {None}
    assert all(one.left is one.right is one.difference is None for one in check(sheet))


def test_a_fund_may_run_short_and_the_general_budget_may_not():
    values = {"collected": Money(1), "other": Money(0), "spent": Money(2), "left": Money(0)}
    lines = tuple(line(at, key=key, **values) for at, key in enumerate(("general", "funds"), 1))

    found = [one for one in check(Sheet(kind="source_and_use", lines=lines)) if one.code == "S03"]
    assert [(one.lines, one.passed) for one in found] == [((1,), False)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_has_formulas(kind):
    assert formulas(kind)


def test_the_formulas_of_the_law_name_what_can_be_summed():
    for formula in read(CHECK_FORMULAS):
        if formula.grain == "sum":
            assert formula.left == formula.right
            assert len(formula.left) == 1
        if formula.grain == "whole":
            assert all("." in term for term in (*formula.left, *formula.right))

"""The tables of a coordination: draft against plan, what moved by which order, which rules bind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from fisc.engines.budgets.coordinating.coordination import Coordinated, LineMove, broken
from fisc.engines.budgets.coordinating.nearest import Conflict
from fisc.engines.budgets.coordinating.places import fund_words, heading
from fisc.engines.budgets.lines import names_of
from fisc.exchange.official import Column, Kind, Row, Table, Value
from fisc.exchange.official_tables.budgets import SIDES
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called
from fisc.law.names import working
from fisc.law.tables import COORDINATION_ORDERS, find
from fisc.stages.approve.coordinating import Coordination
from fisc.values import Book, Money, Rounding, Verdict


def coordination_tables(frame: Frame, found: Coordination) -> tuple[Table, ...]:
    """Return the tables of a coordination: with a plan its lines, orders and rules, else why not.

    Shape: what moves comes first, every line last; or the rules that conflict, and the change.
    """
    if found.plan is not None:
        moves = [one for one in found.plan.lines if one.order]
        wrong = broken(found.plan.problem)
        return (
            *([_moves(frame, moves)] if moves else []),
            _orders(frame, found.plan),
            _binding(frame, found.plan),
            *([_broken(frame, wrong)] if wrong else []),
            _plan(frame, found.plan),
        )
    conflict = found.answer.conflict  # type: ignore[union-attr]  # without a plan there is one
    return (_conflict(frame, conflict), _changes(frame, conflict))


def coordination_definition() -> str:
    """Say what the figures of a coordination are."""
    return _(
        "the draft of the four budgets and the balanced plan nearest to it, by the orders of"
        " priority of the law table of coordination (our default) under the rules between the"
        " budgets"
    )


def coordination_source() -> str:
    """Say where a coordination comes from."""
    return _("the draft of the budget, the rules between the budgets and the table of coordination")


def order_name(order: int) -> str:
    """Return an order of priority with its name; nothing for what did not move."""
    return f"{order} {called(find(COORDINATION_ORDERS, order))}" if order else ""


def _moves(frame: Frame, moves: Sequence[LineMove]) -> Table:
    rows = tuple(Row(_values(one)) for one in moves)
    return _framed(frame, "moves", _("What moves"), _line_columns(), rows)


def _plan(frame: Frame, plan: Coordinated) -> Table:
    rows = tuple(_with_sums(plan.lines))
    return _framed(frame, "plan", _("Draft and plan, line by line"), _line_columns(), rows)


def _line_columns() -> tuple[Column, ...]:
    return (
        Column(_("Book")),
        Column(_("Side")),
        Column(_("Budget line"), Kind.CODE, look="w-rate"),
        Column(_("Name of the line"), head=True),
        Column(_("Fund or class")),
        Column(_("As drafted"), Kind.AMOUNT, key="draft"),
        Column(_("As planned"), Kind.AMOUNT, key="plan"),
        Column(_("Moves by"), Kind.CHANGE, key="change"),
        Column(_("Moved by order")),
    )


def _values(one: LineMove) -> tuple[Value, ...]:
    place = one.place
    return (
        str(BOOKS[place.book]),
        str(SIDES[place.side]),
        place.line,
        called(names_of(place.book, place.side, place.line)),
        _part(one),
        one.draft,
        one.plan,
        one.plan - one.draft,
        order_name(one.order),
    )


def _with_sums(lines: Sequence[LineMove]) -> Iterator[Row]:
    """Yield the lines, and after each side of a book its sum."""
    for number, one in enumerate(lines):
        place = one.place
        yield Row(_values(one), state="changed" if one.order else "")
        following = lines[number + 1].place[:3] if number + 1 < len(lines) else None
        if following != place[:3] and place.side != "balance":
            same = [other for other in lines if other.place[:3] == place[:3]]
            draft = Money.total(other.draft for other in same)
            plan = Money.total(other.plan for other in same)
            book, side = str(BOOKS[place.book]), str(SIDES[place.side])
            values = (book, side, "", _("Total"), "", draft, plan, plan - draft, "")
            yield Row(values, strong=True)


def _part(one: LineMove) -> str:
    place = one.place
    parts = [called(fund_words(place.fund))] if place.book is Book.FUNDS else []
    return " · ".join([*parts, *([called(heading(place.code))] if place.code else [])])


def _orders(frame: Frame, plan: Coordinated) -> Table:
    columns = (
        Column(_("Order"), Kind.CODE),
        Column(_("What it keeps"), head=True),
        Column(_("Moved"), Kind.AMOUNT),
        Column(_("At least, whatever the plan"), Kind.AMOUNT),
        Column(_("Gap"), Kind.PERCENT),
    )
    rows = tuple(
        Row(
            (
                str(one.order),
                called(find(COORDINATION_ORDERS, one.order)),
                one.amount,
                Money(1).times(max(one.bound, Fraction(0)), Rounding.UP),
                one.gap if one.amount else Fraction(0),
            )
        )
        for one in plan.moved
    )
    return _framed(frame, "orders", _("What was moved, order by order"), columns, rows)


def _binding(frame: Frame, plan: Coordinated) -> Table:
    verdicts = [one.judged(plan.sums) for one in plan.binding]
    return _framed(
        frame, "binding", _("Rules that bind the plan"), _rule_columns(), _verdicts(verdicts)
    )


def _broken(frame: Frame, verdicts: Sequence[Verdict]) -> Table:
    title = _("What the draft did not keep")
    return _framed(frame, "broken", title, _rule_columns(), _verdicts(verdicts))


def _rule_columns() -> tuple[Column, ...]:
    return (Column(_("Rule"), head=True), Column(_("Working")))


def _verdicts(verdicts: Sequence[Verdict]) -> tuple[Row, ...]:
    return tuple(Row((called(one.rule), called(working(one)))) for one in verdicts)


def _conflict(frame: Frame, conflict: Conflict) -> Table:
    columns = (Column(_("No."), Kind.CODE), Column(_("Rule or amount that conflicts"), head=True))
    rows = tuple(
        Row((str(number), called(name))) for number, name in enumerate(conflict.members, 1)
    )
    title = _("The fewest rules that conflict: without any one of them the others can be kept")
    return _framed(frame, "conflict", title, columns, rows)


def _changes(frame: Frame, conflict: Conflict) -> Table:
    columns = (
        Column(_("What gives way"), head=True),
        Column(_("By how much"), Kind.CHANGE),
    )
    rows = tuple(Row((called(one.name), one.amount)) for one in conflict.changes or ())
    title = _("The smallest change that frees it, tried in a second run")
    return _framed(frame, "changes", title, columns, rows)


def _framed(
    frame: Frame, key: str, title: str, columns: tuple[Column, ...], rows: tuple[Row, ...]
) -> Table:
    return framed(
        frame,
        key=key,
        title=title,
        columns=columns,
        rows=rows,
        count=len(rows),
        definition=coordination_definition(),
        source=coordination_source(),
    )

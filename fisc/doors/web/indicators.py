"""Indicators: the list with its tree, one indicator with its history, one voucher."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fisc.datacentre import indicators, vouchers
from fisc.datacentre.became import became
from fisc.datacentre.execution import Execution
from fisc.datacentre.indicators import Tree
from fisc.datacentre.vouchers import VoucherPage
from fisc.doors.web import downloads
from fisc.doors.web.becoming import indicator_fall
from fisc.doors.web.cockpit import BOOKS
from fisc.doors.web.documents import trail_of
from fisc.doors.web.overviews import drawn
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.tables.indicators import history_table, indicator_table
from fisc.doors.web.wording import FACTS, TURNS, Element, elements_of
from fisc.engines.ledger.moves import Account, Pot
from fisc.exchange.official import Table
from fisc.law.chart import chart
from fisc.record import facts
from fisc.record.balances import Selection
from fisc.registers import names
from fisc.registers.classification import UnknownCode, descendants
from fisc.registers.hierarchy import subtree_of
from fisc.registers.names import Name, UnitPlace
from fisc.values import Book, FunctionCode

ROWS_MAX: Final = 50
NODES_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list, as it stands in the address; empty is no filter."""

    by: str
    book: str
    unit: str
    function: str
    search: str
    first: int

    @classmethod
    def of(cls, page: Page) -> Filters:
        """Read the filters; what makes no sense is no filter."""
        asked = page.request.GET
        book = asked.get("book", "")
        start = asked.get("from", "1")
        return cls(
            by="function" if asked.get("by") == "function" else "unit",
            book=book if book in {str(one) for one in Book} else "",
            unit=asked.get("of_unit", ""),
            function=asked.get("function", ""),
            search=asked.get("q", "").strip(),
            first=int(start) if re.fullmatch(r"[1-9][0-9]{0,7}", start) else 1,
        )

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.book or self.unit or self.function or self.search)


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree as a page shows it."""

    name: Name
    depth: str
    execution: Execution
    href: str
    current: bool


@require_safe
def indicator_list(request: HttpRequest, page: Page) -> HttpResponse:
    """Show a page of indicators beside the tree of units or functions."""
    asked = Filters.of(page)
    deep = asked.by != "unit" or _has_room(page)
    register = _register(page) if asked.unit or (asked.by == "unit" and deep) else {}
    wide = replace(page.selection, book=[asked.book] if asked.book else None)
    by_unit = replace(wide, unit=_both(wide.unit, _units_under(asked.unit, register)))
    by_function = replace(wide, function=_both(None, _functions_under(asked.function)))
    narrow = replace(by_unit, function=by_function.function)
    if downloads.wanted(page):
        labels = {code: place.name for code, place in _register(page).items()}
        table = _everything(page, narrow, asked.search, labels)
        return downloads.answer(page, table.title, (table,))
    found = indicators.listing(
        page.book, narrow, page.when, search=asked.search, first=asked.first, most=ROWS_MAX
    )
    chosen = by_function if asked.by == "unit" else by_unit
    tree, whole = _tree(page, asked, chosen, register, deep=deep)
    if whole is None or asked.search:
        whole = indicators.whole(page.book, narrow, page.when, search=asked.search)
    shown = {row.pot.unit for row in found.rows}
    labels = {code: register[code].name for code in shown if code in register}
    labels |= names.units(shown - labels.keys())
    table = indicator_table(page, [found.rows], count=found.count, whole=whole, units=labels)
    hidden = asked.any and not found.count
    context = {
        "page": page,
        "asked": asked,
        "every": indicators.how_many(page.book, page.selection) if hidden else found.count,
        "table": table,
        "branches": _branches(page, asked, tree),
        "books": [(str(book), word) for book, word in BOOKS.items()],
        "clear": page.address(book=None, of_unit=None, function=None, q=None, **_START),
        "by_unit": page.address(by="unit", **_START),
        "by_function": page.address(by="function", **_START),
        **_paging(page, found.first, found.count, ROWS_MAX),
    }
    return render(request, "web/indicators.html", context)


def _has_room(page: Page) -> bool:
    """Say whether the tree of units can show more than the divisions of the page."""
    divisions = page.selection.division or ()
    if page.scope_units is not None or len(divisions) <= 1:
        return True
    room = NODES_MAX - len(divisions)
    return room > 0 and names.top_units(divisions) <= room


def _tree(
    page: Page,
    asked: Filters,
    selection: Selection,
    register: Mapping[str, UnitPlace],
    *,
    deep: bool,
) -> tuple[Tree, Execution | None]:
    """Return the tree beside the list, and what stands at the node that is chosen, if it knows."""
    if asked.by == "function":
        tree = indicators.tree_by_function(page.book, selection, page.when)
        return tree, tree.at(asked.function) if asked.function else tree.whole
    if deep:
        tree = indicators.tree_by_unit(page.book, selection, page.when, register)
        return tree, tree.at(asked.unit) if asked.unit else tree.whole
    labels = {code: page.division_name(code) for code in selection.division or ()}
    tree = indicators.tree_by_division(page.book, selection, page.when, labels)
    return tree, None if asked.unit else tree.whole


def _everything(page: Page, selection: Selection, search: str, units: Mapping[str, Name]) -> Table:
    """Return the list with the rows of all its pages, which are fetched as they are written."""
    return indicator_table(
        page,
        indicators.everything(page.book, selection, page.when, search=search),
        count=indicators.how_many(page.book, selection, search=search),
        whole=indicators.whole(page.book, selection, page.when, search=search),
        units=units,
    )


_START: Final[Mapping[str, None]] = {"from": None}


@require_safe
def indicator(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Show one indicator: what it holds, and everything that happened to it."""
    try:
        found = indicators.indicator(page.book, number, page.when)
    except indicators.UnknownIndicator as unknown:
        raise Http404(str(unknown)) from unknown
    if not page.sees(found.pot.division, found.pot.unit):
        raise Http404(number)
    whole_file = downloads.wanted(page)
    first = 1 if whole_file else Filters.of(page).first
    most = 1 if whole_file else ROWS_MAX
    count, history = vouchers.history(page.book, found.pots, page.when, first=first, most=most)
    parts: Iterable[Sequence[vouchers.Happening]] = [history]
    if whole_file:
        parts = vouchers.all_history(page.book, found.pots, page.when)
    table = history_table(page, found, parts, count=count)
    if whole_file:
        return downloads.answer(page, table.title, (table,))
    labels = names.units_and_projects({found.pot.unit}, {found.pot.project})
    fall = indicator_fall(page, became(page.book, found, page.when), found.execution)
    context = {
        "page": page,
        "found": found,
        "pictures": [] if fall is None else [drawn(fall)],
        "elements": elements_of(found.pot, labels, page.division_name(found.pot.division)),
        "title": _title(found.pot, labels),
        "table": table,
        # The trail is what it is today; a day in the past is asked of the ledger.
        "trail": [] if page.day else trail_of(page, "indicator", found.pot.year, number),
        "may_see_way": opens("document", page.person.grants),
        **_paging(page, first, count, ROWS_MAX),
    }
    return render(request, "web/indicator.html", context)


@require_safe
def voucher(request: HttpRequest, page: Page, key: str) -> HttpResponse:
    """Show one voucher: its lines, who posted it when and why, its seal and its relatives."""
    try:
        found = vouchers.voucher(page.book, bytes.fromhex(key))
    except (vouchers.UnknownVoucher, ValueError) as unknown:
        raise Http404(key) from unknown
    if not any(page.sees(pot.division, pot.unit) for pot in found.pots):
        raise Http404(key)
    labels = {
        **names.units({pot.unit for pot in found.pots}),
        **names.projects({pot.project for pot in found.pots}),
    }
    told = facts.about(page.book, found.document) if found.document else []
    people = names.people({found.actor, *(fact.actor for fact in told)})
    context = {
        "page": page,
        "found": found,
        "turn": TURNS[found.turn],
        "key": key,
        "lines": _sides(page, found, labels),
        "actor": people.get(found.actor),
        "relatives": [(TURNS[one.turn], one.day, one.key.hex()) for one in found.relatives],
        "facts": [(fact, FACTS[fact.kind], people.get(fact.actor)) for fact in told],
        "indicators": sorted(
            {
                pot.indicator
                for pot in found.pots
                if pot.indicator and page.sees(pot.division, pot.unit)
            }
        ),
    }
    return render(request, "web/voucher.html", context)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a line as a page shows it; what the person may not see is left out."""

    role: Any
    account: str
    elements: tuple[Element, ...]
    indicator: str
    hidden: bool


def _sides(page: Page, found: VoucherPage, labels: Mapping[str, Name]) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "debit": _side(page, line.debit, labels),
            "credit": _side(page, line.credit, labels),
        }
        for line in found.lines
    ]


def _side(page: Page, account: Account, labels: Mapping[str, Name]) -> Side:
    pot = account.pot
    number = chart().accounts.get((pot.book, account.role), "")
    if not page.sees(pot.division, pot.unit):
        return Side(account.rule, number, (), "", hidden=True)
    elements = elements_of(pot, labels, None)
    return Side(account.rule, number, elements, pot.indicator, hidden=False)


def _register(page: Page) -> Mapping[str, UnitPlace]:
    if page.scope_units is not None:
        return page.unit_places
    return names.unit_places(page.selection.division or ())


def _units_under(code: str, register: Mapping[str, UnitPlace]) -> frozenset[str] | None:
    if not code:
        return None
    parents = {own: place.parent for own, place in register.items()}
    return subtree_of(code, {code: None, **parents})


def _functions_under(code: str) -> frozenset[str] | None:
    if not code:
        return None
    try:
        below = descendants(FunctionCode(code))
    except (UnknownCode, ValueError):
        return frozenset({code})
    return frozenset({code, *map(str, below)})


def _both(before: Collection[str] | None, codes: frozenset[str] | None) -> list[str] | None:
    """Return the codes that are in both; None stands for all codes."""
    if codes is None:
        return None if before is None else sorted(before)
    return sorted(codes if before is None else codes & set(before))


def _branches(page: Page, asked: Filters, tree: Tree) -> list[Branch]:
    parameter, current = (
        ("of_unit", asked.unit) if asked.by == "unit" else ("function", asked.function)
    )
    return [
        Branch(
            node.name if node.name.zh else Name(node.name.code, *_unnamed(node.name.code)),
            str(node.depth),
            node.execution,
            page.address(place=node.name.code, of_unit=None, **_START)
            if node.kind == "division"
            else page.address(**{parameter: node.name.code}, **_START),
            node.name.code == current,
        )
        for node in tree.cut(NODES_MAX)
    ]


def _unnamed(code: str) -> tuple[str, str]:
    return (code, code) if code else ("未列明", "Not classified")


def _title(pot: Pot, labels: Mapping[str, Name]) -> Name:
    found = labels.get(pot.project) or labels.get(pot.unit)
    return found or Name(pot.indicator, pot.indicator, pot.indicator)


def _paging(page: Page, first: int, count: int, most: int) -> dict[str, Any]:
    last = min(first + most - 1, count)
    back, onward = max(first - most, 1), first + most
    return {
        "first": first,
        "last": last,
        "count": count,
        "earlier": page.address(**{"from": str(back)}) if first > 1 else "",
        "later": page.address(**{"from": str(onward)}) if last < count else "",
    }

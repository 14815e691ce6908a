"""The tables of the sources of each yuan: the sources, one payment, and where one source went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fisc.datacentre.sources import Followed, Followup, Paid, SourceLine
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, short
from fisc.engines.budgets.source_kinds import kind_named
from fisc.engines.budgets.sources import Pooling
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.words import BOOKS, heading_of
from fisc.registers.names import Name
from fisc.values import Book, Money, Words


def rule_said(pooling: Pooling) -> str:
    """Return how a rule reads the pool, in one sentence."""
    return {
        Pooling.PROPORTION: _(
            "In proportion: every payment takes from every source that may pay for it as much as"
            " the source's share of what is there."
        ),
        Pooling.FIRST_IN: _(
            "First in, first out: of the sources that may pay, what came first is spent first."
        ),
        Pooling.BOUND_FIRST: _(
            "Bound money first: what may be used for least is spent first, and general money last."
        ),
    }[pooling]


def kind_said(kind: str) -> str:
    """Return what a kind of money is called; what no source could pay has a name too."""
    return _("No source could pay") if kind == "unsourced" else called(kind_named(kind).words)


def source_said(code: str, kind: str) -> str:
    """Return what a source is called: by its heading, else by what it was carried as, else kind."""
    heading = heading_of("revenue", code)
    if heading is not None:
        return called(heading)
    if code.startswith("carried/"):
        _carried, origin, *rest = code.split("/")
        what = called(Words(*_function(rest[1]))) if len(rest) > 1 else _("free to use")
        return _("Carried forward from %(year)s, %(what)s") % {"year": origin, "what": what}
    return kind_said(kind)


def book_said(book: str, fund: str) -> str:
    """Return the name of a pool: its book, and its fund where the book is that of the funds."""
    name = str(BOOKS[Book(book)])
    if not fund:
        return name
    return f"{name} · {called(heading_of('revenue', fund)) or fund}"


def function_said(code: str) -> str:
    """Return the name of a function, or that it has none."""
    return called(Words(*_function(code)))


def source_address(page: Page, book: str, fund: str, code: str) -> str:
    """Return the address of where the money of a source went, under the rule of the page."""
    return page.address(
        payment=None, book=book, fund=fund or None, source=code or "none", number=None
    )


def source_table(page: Page, lines: Sequence[SourceLine], definition: str) -> Table:
    """Return all sources of a place: what came in, what was paid with it, what is left."""
    columns = (
        Column(_("Source"), head=True, link=True),
        Column(_("Code"), Kind.CODE, beneath=True),
        Column(_("Kind of money")),
        Column(_("Book"), beneath=True),
        *(Column(word, Kind.AMOUNT) for word in (_("Came in"), _("Paid"), _("Left"))),
        Column(_("Rate"), Kind.PERCENT),
    )
    came, paid, left = (
        Money.total(getattr(line, name) for line in lines) for name in ("came", "paid", "left")
    )
    return framed(
        page,
        key="sources",
        title=_("Sources"),
        columns=columns,
        rows=(
            Row(
                (
                    source_said(line.code, line.kind),
                    _official(line.code),
                    kind_said(line.kind),
                    book_said(line.book, line.fund),
                    line.came,
                    line.paid,
                    line.left,
                    _share(line.paid, line.came),
                ),
                href=source_address(page, line.book, line.fund, line.code),
            )
            for line in lines
        ),
        count=len(lines),
        definition=definition,
        total=Row((_("Total"), "", "", "", came, paid, left, _share(paid, came))),
    )


def payment_table(page: Page, found: Followed, definition: str) -> Table:
    """Return the shares of one payment; together they are the payment."""
    columns = (
        Column(_("Source"), head=True, link=True),
        Column(_("Code"), Kind.CODE, beneath=True),
        Column(_("Kind of money")),
        Column(_("Book"), beneath=True),
        Column(_("Share"), Kind.AMOUNT),
        Column(_("Per cent"), Kind.PERCENT),
    )
    return framed(
        page,
        key="payment",
        title=_("Sources of the payment"),
        columns=columns,
        rows=(
            Row(
                (
                    source_said(part.source, part.kind),
                    _official(part.source),
                    kind_said(part.kind),
                    book_said(part.book, part.fund),
                    part.amount,
                    _share(part.amount, found.amount),
                ),
                href=source_address(page, part.book, part.fund, part.source),
            )
            for part in found.parts
        ),
        count=len(found.parts),
        definition=definition,
        total=Row((_("Total"), "", "", "", found.amount, _share(found.amount, found.amount))),
    )


def followup_tables(
    page: Page, found: Followup, paid: Sequence[Paid], units: Mapping[str, Name], definition: str
) -> tuple[Table, ...]:
    """Return by which vouchers a source came in, and by function, unit and payment where it went.

    ``paid`` are the payments that are shown; all of them are counted.
    """
    voucher = reverse("voucher", kwargs={"key": "0"})[:-1]
    arrivals = framed(
        page,
        key="arrivals",
        title=_("How it came in"),
        columns=(
            Column(_("Voucher"), Kind.CODE, head=True, link=True),
            Column(_("Day"), Kind.DAY),
            Column(_("Came in"), Kind.AMOUNT),
        ),
        rows=(
            Row(
                (one.document or short(one.key.hex()), one.day, one.amount), voucher + one.key.hex()
            )
            for one in found.arrivals
        ),
        count=len(found.arrivals),
        definition=definition,
        total=Row((_("Total"), "", found.line.came)),
    )
    functions = _ranked(
        page, "functions", _("Class of function"), found, definition,
        ((function_said(code), code, amount) for code, amount in found.functions),
        len(found.functions),
    )  # fmt: skip
    by_unit = _ranked(
        page, "units", _("Unit"), found, definition,
        ((called(units[code]) if code in units else "—", code, fen) for code, fen in found.units),
        len(found.units),
    )  # fmt: skip
    return (arrivals, functions, by_unit, _payments(page, found, paid, units, definition))


def _ranked(
    page: Page,
    key: str,
    title: str,
    found: Followup,
    definition: str,
    rows: Iterable[tuple[str, str, Money]],
    count: int,
) -> Table:
    whole = found.line.paid
    columns = (
        Column(title, head=True),
        Column(_("Code"), Kind.CODE, beneath=True),
        Column(_("Paid"), Kind.AMOUNT),
        Column(_("Per cent"), Kind.PERCENT),
    )
    return framed(
        page,
        key=key,
        title=title,
        columns=columns,
        rows=(Row((name, code, amount, _share(amount, whole))) for name, code, amount in rows),
        count=count,
        definition=definition,
        total=Row((_("Total"), "", whole, _share(whole, whole))),
    )


def _payments(
    page: Page, found: Followup, paid: Sequence[Paid], units: Mapping[str, Name], definition: str
) -> Table:
    columns = (
        Column(_("Payment"), Kind.CODE, head=True, link=True),
        Column(_("Day"), Kind.DAY),
        Column(_("Unit")),
        Column(_("Function"), beneath=True),
        Column(_("Whole payment"), Kind.AMOUNT),
        Column(_("Of this source"), Kind.AMOUNT),
    )
    whole = Money.total(one.whole for one in found.payments)
    return framed(
        page,
        key="payments",
        title=_("Payments"),
        columns=columns,
        rows=(
            Row(
                (
                    one.document or short(one.key.hex()),
                    one.day,
                    called(units[one.pot.unit]) if one.pot.unit in units else "",
                    function_said(one.pot.function),
                    one.whole,
                    one.amount,
                ),
                href=_payment_address(page, one.key),
            )
            for one in paid
        ),
        count=len(found.payments),
        definition=definition,
        total=Row((_("Total of all pages"), "", "", "", whole, found.line.paid)),
    )


def _payment_address(page: Page, key: bytes) -> str:
    kept = {name: page.request.GET[name] for name in ("rule",) if name in page.request.GET}
    return f"{reverse('sources')}?{urlencode({**kept, 'payment': key.hex()})}"


def _official(code: str) -> str:
    """Return a code of revenue; what the house calls a source without one is no code."""
    return code if code.isdecimal() else ""


def _share(part: Money, whole: Money) -> Fraction | None:
    return Fraction(part.fen, whole.fen) if whole.fen > 0 else None


def _function(code: str) -> tuple[str, str]:
    heading = heading_of("expenditure", code)
    if heading is None:
        return (code, code) if code else ("Without a function", "无功能科目")
    return heading.name_en, heading.name_zh

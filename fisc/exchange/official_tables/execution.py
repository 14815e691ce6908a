"""The budget execution table: by book, by division and by class of function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from fisc.datacentre import execution
from fisc.datacentre.execution import Execution, Overview, Part
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.checks import checked
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called
from fisc.exchange.official_texts import percent
from fisc.law.parameters import parameter
from fisc.registers.classification import UnknownCode, function
from fisc.registers.names import Name
from fisc.values import Book, Cited, FiscalYear

GAP = "payments/checks:progress_gap_max"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a part of the budget, how far it got, and how that is judged.

    ``pace`` is even, ahead, behind or none; a page adds the ``bar`` that it draws and the ``href``
    where the row leads.
    """

    key: str
    label: str
    execution: Execution
    ahead: Fraction | None
    pace: str
    bar: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of every breakdown, and the whole; ``gap`` is what still counts as in step."""

    whole: Line
    books: tuple[Line, ...]
    divisions: tuple[Line, ...]
    functions: tuple[Line, ...]
    gap: Cited[Fraction]


def lines_of(frame: Frame, found: Overview) -> Lines:
    """Return an execution as rows, each judged against the progress of the year.

    Shape: books in the order of the law, the others by their budget, largest first; divisions only
    where there are several.
    Source: law/payments/checks.yaml
    """
    gap = parameter(GAP).on(frame.shown_day)
    gone = execution.time_progress(FiscalYear(frame.year), frame.shown_day)

    def line(part: Part, label: str) -> Line:
        rate = part.execution.rate
        ahead = None if rate is None else rate - gone
        return Line(part.key, label, part.execution, ahead, _pace(ahead, gap.value))

    def largest_first(parts: Iterable[Part], labels: Mapping[str, Name]) -> tuple[Line, ...]:
        ordered = sorted(parts, key=lambda part: (-part.execution.budget.fen, part.key))
        return tuple(line(part, _label(part.key, labels)) for part in ordered)

    divisions = {part.key: frame.division_name(part.key) for part in found.divisions}
    return Lines(
        whole=line(Part("", found.whole), _("Total")),
        books=tuple(line(part, str(BOOKS[Book(part.key)])) for part in found.books),
        divisions=largest_first(found.divisions, divisions) if len(divisions) > 1 else (),
        functions=largest_first(found.functions, _functions(found.functions)),
        gap=gap,
    )


def execution_tables(frame: Frame, lines: Lines) -> Mapping[str, Table]:
    """Return the breakdowns of the execution by what their lines lead to."""
    parts = (
        ("book", _("By book"), lines.books),
        ("place", _("By division"), lines.divisions),
        ("function", _("By class of function"), lines.functions),
    )
    return {
        key: _table(frame, key, title, found, lines)
        for key, title, found in parts
        if found or key == "book"
    }


def _table(frame: Frame, key: str, title: str, lines: Sequence[Line], found: Lines) -> Table:
    columns = (
        Column(title, head=True, link=True, look="w-name"),
        Column(_("Against the year"), Kind.PICTURE, look="w-bar"),
        Column(_("Rate"), Kind.PERCENT, look="w-rate"),
        Column(_("Pace"), Kind.SIGNAL, look="w-pace"),
        *(
            Column(word, Kind.AMOUNT, key=name)
            for name, word in (
                ("budget", _("Budget")),
                ("issued", _("Issued")),
                ("applied", _("Applied for")),
                ("paid", _("Paid")),
                ("balance", _("Balance")),
            )
        ),
    )
    definition = _(
        "budget = all authority arranged for the year; rate = paid ÷ budget; in step within"
        " %(gap)s of the year's progress (illustrative default, not official)"
    ) % {"gap": percent(found.gap.value)}
    table = framed(
        frame,
        key=key,
        title=f"{_('Execution of the year')} · {title}",
        columns=columns,
        rows=tuple(map(_row, lines)),
        count=len(lines),
        definition=definition,
        total=_row(found.whole),
    )
    return checked(frame, table, "execution")


def _row(line: Line) -> Row:
    held = line.execution
    return Row(
        (
            line.label,
            line.bar,
            held.rate,
            _said(line),
            held.budget,
            held.issued,
            held.applied,
            held.paid,
            held.balance,
        ),
        href=line.href,
        state=line.pace,
    )


def _said(line: Line) -> str:
    if line.ahead is None:
        return ""
    if line.pace == "even":
        return f"● {_('in step')}"
    word = _("ahead %(points)s") if line.pace == "ahead" else _("behind %(points)s")
    return f"▲ {word % {'points': percent(abs(line.ahead)).removesuffix('%')}}"


def _pace(ahead: Fraction | None, gap: Fraction) -> str:
    if ahead is None:
        return "none"
    if abs(ahead) <= gap:
        return "even"
    return "ahead" if ahead > 0 else "behind"


def _label(key: str, labels: Mapping[str, Name]) -> str:
    return called(labels[key]) if key in labels else key or _("Not classified")


def _functions(parts: Iterable[Part]) -> Mapping[str, Name]:
    found = {}
    for part in parts:
        try:
            heading = function(part.key)
        except (UnknownCode, ValueError):
            continue
        found[part.key] = Name(part.key, heading.name_zh, heading.name_en)
    return found

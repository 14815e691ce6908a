"""The tables of a scenario: its effects by government, unit and class, and a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from fisc.datacentre.scenarios import Effect, Effects
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called
from fisc.engines.budgets.scenarios import KINDS, Coverage
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.words import BOOKS, heading_of
from fisc.registers.names import Name
from fisc.stages.allot.kept_scenarios import ScenarioView
from fisc.values import ZERO, Book, Money


def definition() -> str:
    """Return what the amounts of a scenario mean."""
    return _(
        "general spending = indicators of the items that the law names; frozen = the share of each"
        " indicator, rounded down to the fen, as far as it is free; protected items are left whole"
    )


def effect_tables(
    page: Page, found: Effects, units: Mapping[str, Name], shown: int | None
) -> tuple[Table, ...]:
    """Return the effects by government, class of function and unit, and what is left whole.

    ``shown`` is how many units a page shows, the largest first; a file has all of them.
    """
    return (
        _effects(page, "divisions", _("Government"), found.divisions, _division(page), None),
        _effects(page, "functions", _("Class of function"), found.functions, _function, None),
        _effects(page, "units", _("Unit"), found.units, _unit(units), shown),
        _protected(page, found),
    )


def coverage_table(page: Page, coverage: Mapping[tuple[str, str], Coverage]) -> Table:
    """Return how what is short is covered, by government and book, in the order of the law."""
    names = ("short", "frozen", "stabilisation", "cut", "uncovered")
    words = (_("Short"), _("From the freeze"), _("Stabilisation fund"), _("Cut"), _("Not covered"))
    columns = (
        Column(_("Government"), head=True),
        Column(_("Book"), beneath=True),
        *(Column(word, Kind.AMOUNT) for word in words),
    )
    total = [Money.total(getattr(one, name) for one in coverage.values()) for name in names]
    return framed(
        page,
        key="coverage",
        title=_("How what is short is covered"),
        columns=columns,
        rows=(
            Row(
                (
                    called(page.division_name(division)),
                    str(BOOKS[Book(book)]),
                    *(getattr(one, name) for name in names),
                )
            )
            for (division, book), one in coverage.items()
        ),
        count=len(coverage),
        definition=_(
            "short = the share of own revenue in the budget; covered by what is frozen, the"
            " stabilisation fund, then cuts of what is free; the rest needs aid from above"
        ),
        total=Row((_("Total"), "", *total)),
    )


def compared_table(page: Page, one: ScenarioView, other: ScenarioView) -> Table:
    """Return two scenarios line by line, as they were kept."""
    columns = (
        Column(_("Line"), head=True),
        Column(one.number, Kind.AMOUNT),
        Column(other.number, Kind.AMOUNT),
        Column(_("Difference"), Kind.CHANGE),
    )
    pairs = list(_pairs(page, one, other))
    return framed(
        page,
        key="compared",
        title=_("Compared"),
        columns=columns,
        rows=(
            Row((name, Money(left), Money(right), Money(right - left)))
            for name, left, right in pairs
        ),
        count=len(pairs),
        definition=definition(),
    )


def _pairs(page: Page, one: ScenarioView, other: ScenarioView) -> Iterable[tuple[str, int, int]]:
    for key, word in (
        ("issued", _("General spending")),
        ("spared", _("Left whole")),
        ("frozen", _("Frozen")),
    ):
        yield word, *(kept.effects["whole"][key] for kept in (one, other))
    shortages = [sum(row[2] for row in kept.effects["coverage"]) for kept in (one, other)]
    gaps = [sum(row[3] for row in kept.effects["coverage"]) for kept in (one, other)]
    yield _("Short"), *shortages
    yield _("Not covered"), *gaps
    for part, said in (("divisions", _division(page)), ("functions", _function)):
        every = {**one.effects[part], **other.effects[part]}
        for code in sorted(every):
            amounts = [kept.effects[part].get(code, {}).get("frozen", 0) for kept in (one, other)]
            yield _("Frozen: %(name)s") % {"name": said(code)}, *amounts


def _effects(
    page: Page,
    key: str,
    title: str,
    parts: Mapping[str, Effect],
    said: Callable[[str], str],
    shown: int | None,
) -> Table:
    ranked = sorted(parts.items(), key=lambda part: (-part[1].frozen.fen, part[0]))
    words = (_("General spending"), _("Left whole"), _("Free"), _("Frozen"))
    columns = (
        Column(title, head=True),
        Column(_("Code"), Kind.CODE, beneath=True),
        *(Column(word, Kind.AMOUNT) for word in words),
        Column(_("Share of general spending"), Kind.PERCENT),
    )
    whole = sum(parts.values(), Effect())
    return framed(
        page,
        key=key,
        title=title,
        columns=columns,
        rows=(Row((said(code), code, *_figures(effect))) for code, effect in ranked[:shown]),
        count=len(ranked),
        definition=definition(),
        total=Row((_("Total"), "", *_figures(whole))),
    )


def _figures(effect: Effect) -> tuple[Money, Money, Money, Money, Fraction | None]:
    share = Fraction(effect.frozen.fen, effect.issued.fen) if effect.issued > ZERO else None
    return effect.issued, effect.spared, effect.free, effect.frozen, share


def _protected(page: Page, found: Effects) -> Table:
    columns = (Column(_("Left whole because of"), head=True), Column(_("Amount"), Kind.AMOUNT))
    return framed(
        page,
        key="protected",
        title=_("Left whole"),
        columns=columns,
        rows=(Row((called(KINDS[kind]), amount)) for kind, amount in found.protected.items()),
        count=len(found.protected),
        definition=definition(),
        total=Row((_("Total"), found.whole.spared)),
    )


def scenario_table(page: Page, kept: Sequence[ScenarioView], names: Mapping[str, Name]) -> Table:
    """Return the scenarios of a place, as they were kept."""
    columns = (
        Column(_("Scenario"), Kind.CODE, head=True),
        Column(_("Title")),
        Column(_("Frozen, %"), Kind.PERCENT),
        Column(_("Short, %"), Kind.PERCENT),
        Column(_("Frozen"), Kind.AMOUNT),
        Column(_("State")),
        Column(_("By")),
        Column(_("Day"), Kind.DAY),
    )
    states = state_words()
    return framed(
        page,
        key="scenarios",
        title=_("Scenarios"),
        columns=columns,
        rows=(
            Row(
                (
                    one.number,
                    one.title,
                    Fraction(one.asked.freeze, 10_000),
                    Fraction(one.asked.short, 10_000),
                    Money(one.effects["whole"]["frozen"]),
                    states[one.state],
                    called(names[one.maker]) if one.maker in names else one.maker,
                    one.made_at.date(),
                )
            )
            for one in kept
        ),
        count=len(kept),
        definition=definition(),
    )


def state_words() -> Mapping[str, str]:
    """Return what the states of a scenario are called."""
    return {
        "KEPT": _("kept"),
        "DROPPED": _("dropped"),
        "ADOPTED": _("adopted"),
        "UNDONE": _("undone"),
    }


def _division(page: Page) -> Callable[[str], str]:
    return lambda code: called(page.division_name(code))


def _unit(units: Mapping[str, Name]) -> Callable[[str], str]:
    return lambda code: called(units[code]) if code in units else code


def _function(code: str) -> str:
    return called(heading_of("expenditure", code)) or code or "—"

"""What every page knows: who asks, about which place, year and day, and in which unit.

Place, year, day and unit come from the address and are remembered in the session, so that a
copied address shows the same figures. What lies outside a person's scope is never taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from importlib.metadata import version
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fisc.datacentre import execution, trials
from fisc.datacentre.moments import Moment, Place, places
from fisc.doors.web import clock
from fisc.doors.web.choices import Choice, Section
from fisc.doors.web.factor import must_enrol
from fisc.doors.web.maintained import until
from fisc.doors.web.menu import KEYS, MENU
from fisc.doors.web.rules import RULES, opens
from fisc.engines.organisation.rights import SIGNED_IN, Grant, admitted
from fisc.exchange.amounts import Unit
from fisc.law.names import role
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import names
from fisc.registers.hierarchy import path_to, subtree_of
from fisc.registers.names import Name
from fisc.registers.people import PersonRecord
from fisc.values import FiscalYear, Words

UNITS: Final = {"yuan": _("yuan"), "wan": _("10,000 yuan"), "yi": _("100 million yuan")}
DENSITIES: Final = {"compact": _("compact"), "standard": _("standard"), "roomy": _("roomy")}


class Page:
    """One request, as the pages see it. Nothing is fetched before it is asked for."""

    def __init__(self, request: HttpRequest, name: str, person: PersonRecord) -> None:
        self.request = request
        self.name = name
        self.person = person
        self.now: datetime = clock.now()
        self.today: date = clock.today()
        self.book = Book()
        self.version = version("fisc")
        self.demo: bool = settings.MODE == "demo"
        # Whether a second factor has to be set up first; until then there is no other page.
        self.confined: bool = must_enrol(request, person, self.now)

    @property
    def introduced(self) -> Name:
        """The roles of the person who asks, in words, in the order in which they were given."""
        roles = [role(code) for code in self.person.roles]
        none = Words("no role at present", "暂无岗位")
        zh = "、".join(one.zh for one in roles) or none.zh
        return Name("", zh, ", ".join(one.en for one in roles) or none.en)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The grants by which the person may open this page; what they see follows from them."""
        return admitted(RULES.get(self.name, SIGNED_IN), self.person.grants)

    @cached_property
    def unit(self) -> Unit:
        """The unit in which every amount of the page is shown."""
        return Unit(self._remembered("unit", "yuan", lambda text: text in UNITS))

    @cached_property
    def scope(self) -> frozenset[str]:
        """The divisions that the person may see: those of their grants and everything under them.

        A grant for a unit gives the sight of its division as far as it is the unit's; beside a
        grant for whole divisions it adds nothing, so that nobody sees too much.
        """
        wide = {one.division for one in self.grants if not one.unit}
        below = (subtree_of(code, self.above) for code in wide)
        return frozenset().union(*below) or frozenset(one.division for one in self.grants)

    @cached_property
    def scope_units(self) -> frozenset[str] | None:
        """The units that the person may see; None for those of all units in scope."""
        if any(not one.unit for one in self.grants):
            return None
        units = {one.unit for one in self.grants}
        parents = {code: place.parent for code, place in self.unit_places.items()}
        below = (subtree_of(code, {code: None, **parents}) for code in units)
        return frozenset().union(*below)

    @cached_property
    def unit_places(self) -> Mapping[str, names.UnitPlace]:
        """The units of the divisions in which the person belongs to a unit."""
        divisions = {one.division for one in self.grants if one.unit}
        return names.unit_places({str(self.person.division)} | divisions)

    @cached_property
    def known(self) -> tuple[Place, ...]:
        """The divisions and years in scope of which the record knows something."""
        return tuple(found for found in places(self.book) if found.division in self.scope)

    @cached_property
    def places(self) -> tuple[Name, ...]:
        """The divisions one may choose: those of the person's grants and downwards."""
        granted = {self.home} | {one.division for one in self.grants if one.division in self.scope}
        ways: dict[str, tuple[str, ...]] = {code: (code,) for code in granted}
        if not self.of_units:
            for found in {found.division for found in self.known} | granted:
                way = tuple(step for step in path_to(found, self.above) if step in self.scope)
                ways |= {step: way[:depth] for depth, step in enumerate(way, start=1)}
        return tuple(self.division_name(code) for code in sorted(ways, key=ways.__getitem__))

    @cached_property
    def home(self) -> str:
        """The division where the person's own work is: where they belong, if they see it."""
        own = str(self.person.division)
        return own if own in self.scope or not self.scope else min(self.scope)

    @property
    def of_units(self) -> bool:
        """Whether the person is here for units alone, and not for a whole division."""
        return bool(self.grants) and all(one.unit for one in self.grants)

    @cached_property
    def own_unit(self) -> str:
        """The unit where the person's own work is; empty for somebody of no unit in particular."""
        if not self.of_units:
            return ""
        units = [one.unit for one in self.grants]
        own = str(self.person.unit or "")
        return own if own in units else min(units)

    @cached_property
    def place(self) -> Name:
        """The division that the page is about, with everything under it."""
        codes = {name.code for name in self.places}
        return self.division_name(self._remembered("place", self.home, codes.__contains__))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of which the record knows something, newest first; this one if none."""
        return tuple(sorted({found.year for found in self.known}, reverse=True)) or (
            self.today.year,
        )

    @cached_property
    def year(self) -> int:
        """The fiscal year that the page is about."""
        usual = max((year for year in self.years if year <= self.today.year), default=self.years[0])
        years = {str(year) for year in self.years}
        return int(self._remembered("year", str(usual), years.__contains__))

    @cached_property
    def day(self) -> date | None:
        """The day whose end is shown, or None for now."""
        text = self._remembered("day", "", lambda text: text == "" or _day(text) is not None)
        day = _day(text)
        return day if day is not None and day in FiscalYear(self.year) else None

    @cached_property
    def shown_day(self) -> date:
        """The day that the figures stand for: the one asked for, else today within the year."""
        year = FiscalYear(self.year)
        return self.day or max(year.first_day, min(self.today, year.end - timedelta(days=1)))

    @property
    def when(self) -> Moment:
        """The moment at which the page asks its questions."""
        closed = {
            (found.division, found.year): found.closed_at
            for found in self.known
            if found.closed_at is not None
        }
        return Moment(self.now, self.day, closed)

    @property
    def closed_at(self) -> int | None:
        """When the year of the place was closed, as the record keeps instants; None while open."""
        here = (self.place.code, self.year)
        return next((one.closed_at for one in self.known if (one.division, one.year) == here), None)

    @cached_property
    def maintenance(self) -> str | None:
        """Until when nothing can be entered, as it was written; None for no maintenance."""
        return until()

    @property
    def may_ask_to_reopen(self) -> bool:
        """Whether the person may see who closed what."""
        return opens("closing", self.person.grants)

    @cached_property
    def progress(self) -> Fraction:
        """The share of the year that has gone by."""
        return execution.time_progress(FiscalYear(self.year), self.shown_day)

    @cached_property
    def selection(self) -> Selection:
        """The pots that the page is about and the person may see."""
        below = subtree_of(self.place.code, self.above) & self.scope
        return Selection(
            division=sorted({found.division for found in self.known} & below),
            year=(self.year,),
            unit=None if self.scope_units is None else sorted(self.scope_units),
        )

    def sees(self, division: str, unit: str) -> bool:
        """Whether what belongs to this unit of this division is within what the person may see.

        An empty unit stands for the division as a whole, which its units may see.
        """
        if any((one.division, one.unit) == (division, unit) for one in self.grants):
            return True
        mine = self.scope_units is None or not unit or unit in self.scope_units
        return division in self.scope and mine

    @cached_property
    def head(self) -> trials.Head | None:
        """The end of the chain of the place and year: the fingerprint of the page's figures."""
        return trials.head(self.book, self.place.code, self.year)

    @property
    def menu(self) -> tuple[Section, ...]:
        """The pages that this person can open."""
        if self.confined:
            return ()
        found = (
            Section(
                label,
                tuple(
                    Choice(word, reverse(name), name == self._entry, KEYS.get(name, ""))
                    for name, word in entries
                    if opens(name, self.person.grants)
                ),
            )
            for label, entries in MENU
        )
        return tuple(section for section in found if section.choices)

    @property
    def _entry(self) -> str:
        """The entry of the menu under which this page lies: the one whose name begins its own."""
        every = (name for _label, entries in MENU for name, _word in entries)
        above = [name for name in every if self.name.startswith(name.rstrip("s"))]
        return max(above, key=len, default="")

    @property
    def unit_label(self) -> Any:
        """The unit in words."""
        return UNITS[self.unit.value]

    @property
    def units(self) -> tuple[Choice, ...]:
        """The units in which the page can be shown."""
        return tuple(
            Choice(label, self.address(unit=name), name == self.unit.value)
            for name, label in UNITS.items()
        )

    @cached_property
    def density(self) -> str:
        """How much room the rows of tables have."""
        return self._remembered("density", "standard", DENSITIES.__contains__)

    @property
    def densities(self) -> tuple[Choice, ...]:
        """The densities in which the page can be shown."""
        return tuple(
            Choice(label, self.address(density=name), name == self.density)
            for name, label in DENSITIES.items()
        )

    def address(self, **changes: str | None) -> str:
        """Return the address of this page with some of its parameters changed; None takes away."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def division_name(self, code: str) -> Name:
        """Return the name of a division; its code where the register does not have it."""
        found = self._divisions.get(code)
        return found.name if found else Name(code, code, code)

    @cached_property
    def _divisions(self) -> Mapping[str, names.DivisionPlace]:
        return names.division_places()

    @property
    def above(self) -> Mapping[str, str | None]:
        """The division above each one; above the person's own stands none."""
        own = str(self.person.division)
        return {own: None} | {code: place.parent for code, place in self._divisions.items()}

    def _remembered(self, name: str, usual: str, fits: Callable[[str], bool]) -> str:
        asked = self.request.GET.get(name)
        if asked is not None and fits(asked):
            if self.request.session.get(name) != asked:
                self.request.session[name] = asked
            return asked
        kept = self.request.session.get(name)
        return kept if isinstance(kept, str) and fits(kept) else usual


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""Enter the registers of a demo: divisions, units, projects, persons with their accounts, payees.

A place is entered whole or not at all, and once: entering it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from fisc.demo.cast import OF_UNITS, PASSWORD, Player, cast_of, player
from fisc.demo.days import ADOPTED
from fisc.demo.indicators import DemoProject
from fisc.demo.offices import DemoUnit
from fisc.demo.payees import payees_of
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.rows import Row, write_rows
from fisc.record.book import Book
from fisc.registers import divisions
from fisc.registers.grants import BEGINNING, HELD
from fisc.registers.models import Grant, Person, Project, Unit
from fisc.stages.pay.models import Payee
from fisc.values import ProjectCode


class NotADemo(RuntimeError):
    """A demo was to be written where real work is done."""


def demand_demo_mode() -> None:
    """Refuse to write invented persons with a known password into an office.

    Raises:
        NotADemo: the settings do not say that this is a demo.
    """
    if settings.MODE != "demo":
        raise NotADemo(
            "FISC_MODE is not 'demo'. A demo enters persons whose password everybody knows; "
            "write it into a database of its own."
        )


def enter_divisions(book: Book) -> int:
    """Enter the divisions of the law."""
    with book.act():
        return divisions.seed()


def enter_place(book: Book, part: PlacePlan, *, people_of_units: bool) -> bool:
    """Enter everything that outlives the year at a place; say whether it was new.

    ``people_of_units`` enters three persons for every unit, with accounts to sign in; without it
    only the offices of the place have people.
    """
    division = part.place.code
    with book.act():
        if Unit.objects.filter(division=division).exists():
            return False
        write_rows(book, Unit, (_unit(one) for one in part.units))
        write_rows(book, Project, (_project(one) for one in part.projects))
        _enter_people(
            book, [one for one in cast_of(part) if people_of_units or not _of_a_unit(one)]
        )
        keeper = player("FIN_TREASURY", division, second=True)
        write_rows(
            book, Payee, (asdict(one) | {"maintainer": keeper} for one in payees_of(part.place))
        )
    return True


def _unit(one: DemoUnit) -> Row:
    return {
        "code": one.code,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "division_id": one.division,
        "parent_id": one.parent,
        "department_code": one.department,
        "level": one.level,
        "kind": one.kind,
        "is_basic": one.is_basic,
    }


def _project(one: DemoProject) -> Row:
    return {
        "code": one.code,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "unit_id": one.unit,
        "function_code": one.function,
        "kind": ProjectCode(one.code).kind,
        "total_fen": one.total,
        "is_stored": True,
    }


def _enter_people(book: Book, people: Sequence[Player]) -> None:
    write_rows(
        book,
        Person,
        (
            {
                "username": one.username,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "division_id": one.division,
                "unit_id": one.unit,
            }
            for one in people
        ),
    )
    write_rows(book, Grant, map(_first_grant, people))
    hashed = _hashed()
    write_rows(
        book,
        User,
        (
            {
                "username": one.username,
                "first_name": one.name_zh,
                "password": hashed,
                "date_joined": moment(ADOPTED),
            }
            for one in people
        ),
    )


def _first_grant(one: Player) -> Row:
    return {
        "person_id": one.username,
        "role_code": one.role,
        "division_id": one.division,
        "unit_id": one.unit,
        "first_day": BEGINNING,
        "state": HELD,
    }


@cache
def _hashed() -> str:
    # One hash for all: making thousands would take an hour and hide nothing.
    return make_password(PASSWORD, salt="demo")


def _of_a_unit(one: Player) -> bool:
    return one.role in OF_UNITS

"""Enter the registers of a demo: divisions, units, projects, persons with their accounts, payees.

A place is entered whole or not at all, and once: entering it again changes nothing.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from fisc.demo.cast import PASSWORD, Player, cast_of, player
from fisc.demo.payees import DemoPayee, payees_of
from fisc.demo.plan import PlacePlan
from fisc.record.book import Book
from fisc.registers import divisions
from fisc.registers.models import Person, Project, Unit
from fisc.stages.pay.models import Payee

ROWS: Final = 500  # in one statement


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


def enter_place(book: Book, part: PlacePlan, *, accounts_of_units: bool) -> bool:
    """Enter everything that outlives the year at a place; say whether it was new.

    ``accounts_of_units`` gives the persons of units accounts to sign in with as well.
    """
    division = part.place.code
    with book.act():
        if Unit.objects.filter(division=division).exists():
            return False
        Unit.objects.bulk_create(
            (
                Unit(
                    code=unit.code,
                    name_zh=unit.name_zh,
                    name_en=unit.name_en,
                    division_id=division,
                    parent_id=unit.parent,
                    department_code=unit.department,
                    level=unit.level,
                    kind=unit.kind,
                    is_basic=unit.is_basic,
                )
                for unit in part.units
            ),
            ROWS,
        )
        Project.objects.bulk_create(
            (
                Project(
                    code=project.code,
                    name_zh=project.name_zh,
                    name_en=project.name_en,
                    unit_id=project.unit,
                    function_code=project.function,
                    kind=project.code[8],
                    total_fen=project.total,
                    is_stored=True,
                )
                for project in part.projects
            ),
            ROWS,
        )
        _enter_people(part, accounts_of_units=accounts_of_units)
        keeper = player("FIN_TREASURY", division, second=True)
        Payee.objects.bulk_create((_payee(one, keeper) for one in payees_of(part.place)), ROWS)
    return True


def _enter_people(part: PlacePlan, *, accounts_of_units: bool) -> None:
    people = cast_of(part)
    Person.objects.bulk_create(
        (
            Person(
                username=one.username,
                name_zh=one.name_zh,
                name_en=one.name_en,
                role_code=one.role,
                division_id=one.division,
                unit_id=one.unit,
            )
            for one in people
        ),
        ROWS,
    )
    # One hash for all: making thousands would take an hour and hide nothing.
    hashed = make_password(PASSWORD, salt="demo")
    User.objects.bulk_create(
        (
            User(username=one.username, first_name=one.name_zh, password=hashed)
            for one in people
            if accounts_of_units or not _of_a_unit(one)
        ),
        ROWS,
    )


def _of_a_unit(one: Player) -> bool:
    return one.unit is not None and one.username.endswith(one.unit)


def _payee(one: DemoPayee, keeper: str) -> Payee:
    return Payee(
        account=one.account,
        name=one.name,
        bank=one.bank,
        kind=one.kind,
        enabled=True,
        maintainer=keeper,
    )

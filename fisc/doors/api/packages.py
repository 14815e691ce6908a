"""A budget as a Fiscal Data Package: the adopted lines and how far they have got."""

from __future__ import annotations

import io
from importlib.metadata import version
from typing import Annotated, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path

from fisc.doors.api import clock
from fisc.doors.api.fields import Division, Year
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.official import answered
from fisc.exchange.official_tables.questions import Asker, question
from fisc.exchange.packages.budgets import about_budget, budget_package
from fisc.exchange.packages.writing import write_package

desk: Final = Desk("Official tables · 正式表册")
TYPE: Final = "application/zip"


@desk.file("/budgets/{division}/{year}/package", "budget-package", (TYPE,))
def budget(
    request: HttpRequest,
    division: Annotated[Division, Path()],
    year: Annotated[Year, Path()],
) -> HttpResponse:
    """Return the adopted budget of a division as a Fiscal Data Package, a zip file.

    It holds a descriptor with the column types of the budget taxonomy and two files, the budget
    and its execution. What was exported can be imported as a draft, by command.
    """
    asking = caller(request)
    asking.demand(division)
    demo = settings.MODE == "demo"
    asker = Asker(
        now=clock.now(),
        today=clock.today(),
        version=version("fisc"),
        demo=demo,
        divisions=asking.divisions,
        units=asking.units,
    )
    asked = question(division, year, asker)
    tables = budget_package(asked.book, asked.place, year, asked.selection, asked.when)
    if not tables:
        raise absent(f"budget of {division} for {year}")
    target = io.BytesIO()
    about = about_budget(asked.place, year, asked.now, demo=demo)
    write_package(target, tables, about)
    return answered(target.getvalue(), f"{about.name}.zip", TYPE)

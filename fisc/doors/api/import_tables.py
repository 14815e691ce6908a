"""What can be imported, by whom and where; empty tables to fill in, and lines to be edited."""

from __future__ import annotations

import io
from typing import Annotated, Any, Final, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from fisc.doors.api import clock
from fisc.doors.api.fields import Year
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.official import TYPES, answered
from fisc.doors.api.problems import chosen
from fisc.exchange.amounts import Unit
from fisc.exchange.exports import About as Marks
from fisc.exchange.intake import indicator_lines
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.offered import KINDS, ImportKind, expected_of, offered_to
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.exchange.text_exports import CsvExporter
from fisc.exchange.uploads import Uploads
from fisc.exchange.workbook_exports import WorkbookExporter
from fisc.values import Language

desk: Final = Desk("Imports · 导入")
Table = Literal[
    "indicators", "indicator_lines", "budgets", "payments", "resources", "standards", "journal"
]


@desk.file("/imports/templates/{table}", "imports-template", [TYPES["csv"], TYPES["xlsx"]])
def template(
    request: HttpRequest,
    table: Annotated[Table, Path()],
    ending: Annotated[Literal["xlsx", "csv"], Query(alias="as")] = "xlsx",
    unit: Annotated[Literal["yuan", "wan", "yi"], Query()] = "yuan",
) -> HttpResponse:
    """Return an empty table to fill in, with an explanation of every column."""
    kind = kind_for(caller(request), table)
    target = io.BytesIO()
    about = Marks(exported_at=clock.now(), language=language(), unit=Unit(unit))
    exporter: Any = WorkbookExporter() if ending == "xlsx" else CsvExporter()
    exporter.write(target, kind.template, (), about)
    return answered(target.getvalue(), f"{table}.{ending}", TYPES[ending])


@desk.file("/imports/lines", "imports-lines", [TYPES["xlsx"]])
def lines(
    request: HttpRequest,
    year: Annotated[Year, Query()],
    unit: Annotated[Literal["yuan", "wan", "yi"], Query()] = "yuan",
) -> HttpResponse:
    """Return the indicator lines of one's own division and a year, to be edited and read back."""
    asking = caller(request)
    division = home(asking)
    marks = expected_of(division, {"year": str(year)})
    about = Marks(exported_at=clock.now(), language=language(), unit=Unit(unit), marks=marks)
    target = io.BytesIO()
    WorkbookExporter().write(
        target, INDICATOR_LINES, indicator_lines.records(division, year), about
    )
    return answered(target.getvalue(), f"lines_{division}_{year}.xlsx", TYPES["xlsx"])


def kind_for(asking: Caller, table: str) -> ImportKind:
    """Return a kind of import that whoever asks may use.

    Raises:
        Stop: there is none of that name for them.
    """
    kind = KINDS.get(table)
    if kind is None or kind not in offered_to(asking.person.grants):
        raise absent(f"import of {table}")
    return kind


def home(asking: Caller) -> str:
    """Return the division into which whoever asks imports: their own."""
    own = str(asking.person.division)
    return own if own in asking.divisions or not asking.divisions else min(asking.divisions)


def signed(asking: Caller) -> Signature:
    """Return who imports where and when."""
    return Signature(
        division=home(asking), actor=asking.username, day=clock.today(), at=clock.now()
    )


def uploads() -> Uploads:
    """Return the uploads of this office."""
    return Uploads(settings.HOME / "uploads")


def language() -> Language:
    """Return the language in which a file is written."""
    return "en" if chosen() == "en" else "zh"

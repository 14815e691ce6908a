"""The grid of a page: what it shows, page by page from the server, and what it sends back.

The page is a plain table whose cells hold exactly what may be typed; a script makes a grid of it.
What is typed is judged by the dry run of an import and saved by its act, so grid and file agree.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import get_language

from fisc.doors.web.import_kinds import ImportKind, act_for, expected_of, home_of, uploads
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import day
from fisc.exchange import grids
from fisc.exchange.amounts import Unit, shown
from fisc.exchange.dryruns import DryRun, apply, dry_run
from fisc.exchange.exports import Record, row_print
from fisc.exchange.grids import GridOrder
from fisc.exchange.templates import Kind, Template, Value
from fisc.exchange.uploads import About, Upload
from fisc.values import Language, Money, Verdict

PAGE_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a grid; ``book`` says that its codes can be looked up in a code book."""

    key: str
    name: Any
    kind: str
    book: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a grid: its key, its fingerprint, and its cells as they may be typed."""

    key: str
    printed: str
    cells: tuple[str, ...]


class WrongGrid(ValueError):
    """What a script sent is no grid."""


def heads(template: Template, keys: Sequence[str], books: Collection[str] = ()) -> tuple[Head, ...]:
    """Return the columns of a grid; the first names a row and stays in sight."""
    return tuple(
        Head(key, template.column(key).name, template.column(key).kind.name.lower(), key in books)
        for key in keys
    )


def lines(template: Template, keys: Sequence[str], records: Iterable[Record]) -> list[Line]:
    """Return records as rows of a grid; amounts in yuan, to the fen."""
    return [
        Line(
            str(record[template.row_key]),
            row_print(template, record),
            tuple(_typed(template, key, record.get(key)) for key in keys),
        )
        for record in records
    ]


def _typed(template: Template, key: str, value: Value) -> str:
    if isinstance(value, Money):
        return shown(value, Unit.YUAN)
    if template.column(key).kind is Kind.DATE and value is not None:
        return day(value)  # type: ignore[arg-type]
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a grid sent: the rows that were touched, and what they were when they were shown."""

    rows: tuple[Mapping[str, str], ...]
    prints: Mapping[str, str]
    save: bool


def sent(request: HttpRequest, template: Template) -> Sent:
    """Read what the script of a grid sent.

    Raises:
        WrongGrid: it is no grid, or has more rows than are typed at once.
    """
    keys = {column.key for column in template.columns}
    try:
        said = json.loads(request.body)
        rows = [{key: str(row[key]) for key in keys & set(row)} for row in said["rows"]]
        prints = {str(key): str(value) for key, value in said["prints"].items()}
        save = said["act"] == "save"
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise WrongGrid(str(fault)) from fault
    if not 0 < len(rows) <= grids.ROWS_MAX:
        raise WrongGrid(f"{len(rows)} rows; at most {grids.ROWS_MAX} at once.")
    return Sent(tuple(rows), prints, save)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a grid: the dry run, and where it was saved what came of it."""

    tried: DryRun
    refusal: Verdict | None = None
    batch: int | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against it."""
        return self.tried.ready and self.refusal is None

    def told(self) -> dict[str, Any]:
        """Return the outcome for the script of the grid."""
        language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        faults = [asdict(fault) for fault in grids.faults_of(self.tried, language)]
        if self.refusal is not None:
            why = self.refusal.why_in(language) if language == "zh" else self.refusal.why
            faults.append({"row": -1, "column": "", "said": why})
        return {"counts": asdict(self.tried.counts), "faults": faults}


def judged(page: Page, kind: ImportKind, typed: Sent) -> Outcome:
    """Try what was typed, and save it as one batch where that was asked and nothing is wrong."""
    answers = {"year": str(page.year)}
    division = home_of(page)
    marks = {**expected_of(division, answers), "amounts_in": Unit.YUAN.value}
    about = About(
        token=uuid4().hex,
        owner=page.person.username,
        name=grids.NAME,
        template=kind.key,
        division=division,
        kept_at=page.now,
        answers=answers,
    )
    content = grids.written(typed.rows, kind.template, typed.prints, marks)
    upload = uploads().keep([content], about, waiting=False)
    try:
        return _outcome(page, kind, typed, upload, marks)
    finally:
        uploads().discard(upload)


def _outcome(
    page: Page, kind: ImportKind, typed: Sent, upload: Upload, marks: Mapping[str, str]
) -> Outcome:
    order = GridOrder(
        path=upload.path,
        name=grids.NAME,
        template=kind.template,
        encoding="utf-8",
        expected={key: marks[key] for key in ("division", "year")},
    )
    tried = dry_run(order, act_for(page, kind, grids.NAME, upload.about.answers))
    if not (typed.save and tried.ready):
        return Outcome(tried)
    applied = apply(tried, act_for(page, kind, grids.NAME, upload.about.answers))
    if isinstance(applied, Verdict):
        return Outcome(tried, applied)
    receipt = applied.receipt
    if receipt.refusal is None and receipt.batches:
        uploads().take(upload, tried.fingerprint)
    return Outcome(tried, receipt.refusal, receipt.batches[0] if receipt.batches else None)

"""``fisc paper``: every official table of a place and year in one file, and those of the congress.

What makes the tables is imported by the command, because it needs the settings, which are loaded
after the commands are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final
from urllib.parse import urlencode

import typer
from django.conf import settings
from django.utils.translation import override

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.exchange.amounts import Unit
from fisc.exchange.official import ROWS_MAX
from fisc.exchange.paper.printing import NotPrinted, Paper
from fisc.values import Words

if TYPE_CHECKING:
    from fisc.exchange.official_tables.book import Chapter
    from fisc.exchange.official_tables.papers import Printer
    from fisc.exchange.official_tables.questions import Asker, Question

app = typer.Typer(
    help="正式表册 · Official tables on paper and as workbooks.", no_args_is_help=True
)
ENDINGS: Final = (".pdf", ".xlsx")


@app.callback()
def papers() -> None:
    """正式表册 · Official tables on paper and as workbooks."""


@app.command()
def book(
    target: Annotated[
        Path, typer.Argument(dir_okay=False, help=".pdf .xlsx，不覆盖 · Never overwritten.")
    ],
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    unit: Annotated[
        Unit, typer.Option("--unit", help="金额单位 · The unit of amounts.")
    ] = Unit.WAN,
    paper: Annotated[
        Paper, typer.Option("--paper", help="纸张（PDF） · The paper of a PDF.")
    ] = Paper.A4,
    site: Annotated[
        str, typer.Option(help="网址，二维码由此打开页面 · Where the square code leads.")
    ] = "",
    as_json: Json = False,
) -> None:
    """预算表册：一地一年的全部正式表 · All official tables of a place and year as one file."""
    from fisc.exchange.official_tables.book import book_title, budget_book

    about = _About(division, year, unit, paper, site, "budgets", as_json)
    _bind(target, about, lambda asked: (budget_book(asked), book_title(asked)))


@app.command()
def congress(
    target: Annotated[
        Path, typer.Argument(dir_okay=False, help=".pdf .xlsx，不覆盖 · Never overwritten.")
    ],
    division: Annotated[str, typer.Option(help="区划代码 · The division.")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="年度 · The fiscal year.")],
    kind: Annotated[
        str,
        typer.Option(help="budget 预算，adjusted 调整预算，final 决算 · Which set of tables."),
    ] = "budget",
    unit: Annotated[
        Unit, typer.Option("--unit", help="金额单位 · The unit of amounts.")
    ] = Unit.WAN,
    paper: Annotated[
        Paper, typer.Option("--paper", help="纸张（PDF） · The paper of a PDF.")
    ] = Paper.A4,
    site: Annotated[
        str, typer.Option(help="网址，二维码由此打开页面 · Where the square code leads.")
    ] = "",
    as_json: Json = False,
) -> None:
    """人大报表：四本预算的全套表及勾稽 · The tables of the congress, with their check formulas."""
    from fisc.exchange.official_tables.congress import KINDS, congress_book, congress_title

    chosen = next((one for one in KINDS if one == kind), None)
    if chosen is None:
        kinds = " ".join(KINDS)
        complain(Exit.USAGE, Words(f"The kinds are {kinds}.", f"种类为 {kinds}。"))
    about = _About(division, year, unit, paper, site, "congress", as_json, {"kind": kind})
    _bind(
        target, about, lambda asked: (congress_book(asked, chosen), congress_title(asked, chosen))
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What a file is about, how it is written, and which page its square code opens."""

    division: str
    year: int
    unit: Unit
    paper: Paper
    site: str
    page: str
    as_json: bool
    more: Mapping[str, str] = field(default_factory=dict)


def _bind(
    target: Path,
    about: _About,
    make: Callable[[Question], tuple[tuple[Chapter, ...], str]],
) -> None:
    """Write chapters of tables with their title into a file, and say how many there are."""
    from fisc.exchange.official_tables.book import judged, sheets_of, tables_of
    from fisc.exchange.official_tables.questions import question

    voice = Voice(about.as_json)
    if target.suffix not in ENDINGS:
        kinds = " ".join(ENDINGS)
        complain(Exit.USAGE, Words(f"The file must end in {kinds}.", f"文件名应以 {kinds} 结尾。"))
    with override("en" if voice.language == "en" else "zh-hans"):
        asked = question(about.division, about.year, _asker(), unit=about.unit)
        chapters, title = make(asked)
        if not chapters:
            complain(
                Exit.USAGE,
                Words(
                    f"The record has no budget of {about.division} for {about.year}.",
                    f"账内没有 {about.division} {about.year} 年的预算。",
                ),
            )
        _write(target, chapters, asked, _printer(asked, about), title)
        checks = judged(tables_of(chapters))
    tables = len(sheets_of(chapters))
    voice.answer(
        {"done": True, "file": target, "tables": tables, "checks": checks},
        Words(f"{target}: {tables:,} tables. {checks}.", f"{target}：{tables:,} 张表。{checks}。"),
    )


def _asker() -> Asker:
    from fisc.exchange.official_tables.questions import Asker

    return Asker(
        now=clock.now(),
        today=clock.today(),
        version=version("fisc"),
        demo=settings.MODE == "demo",
    )


def _printer(asked: Question, about: _About) -> Printer:
    from fisc.exchange.official_tables.papers import Printer

    where = {"place": asked.place.code, "year": asked.year, "unit": asked.unit.value}
    query = urlencode({**where, **about.more})
    return Printer(
        paper=about.paper,
        font=settings.PAPER_FONT,
        title_font=settings.PAPER_TITLE_FONT,
        address=f"{about.site.rstrip('/')}/{about.page}?{query}" if about.site else "",
    )


def _write(
    target: Path, chapters: tuple[Chapter, ...], asked: Question, printer: Printer, title: str
) -> None:
    from fisc.exchange.official_tables.papers import longest

    most = longest(chapters)
    if most:
        complain(
            Exit.USAGE,
            Words(
                f"A table has {most:,} rows; a file holds {ROWS_MAX:,}.",
                f"有表共 {most:,} 行，一个文件至多 {ROWS_MAX:,} 行。",
            ),
        )
    try:
        with target.open("xb") as file:
            _fill(file, target.suffix, chapters, asked, printer, title)
    except FileExistsError:
        complain(
            Exit.USAGE,
            Words(f"{target} is there already; it stays as it is.", f"{target} 已存在，不会覆盖。"),
        )
    except NotPrinted as why:
        target.unlink()
        complain(Exit.ENVIRONMENT, why.words)


def _fill(
    file: BinaryIO,
    ending: str,
    chapters: tuple[Chapter, ...],
    asked: Question,
    printer: Printer,
    title: str,
) -> Any:
    from fisc.exchange.official_tables.papers import print_book, write_book

    if ending == ".xlsx":
        return write_book(file, chapters, created=asked.now)
    return print_book(file, chapters, printer, asked, title)

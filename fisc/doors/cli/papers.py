"""``fisc paper``: the budget book, every official table of a place and year in one file.

What makes the tables is imported by the command, because it needs the settings, which are loaded
after the commands are put together.
"""

from __future__ import annotations

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
    from fisc.exchange.official_tables.book import budget_book, sheets_of
    from fisc.exchange.official_tables.questions import question

    voice = Voice(as_json)
    if target.suffix not in ENDINGS:
        kinds = " ".join(ENDINGS)
        complain(Exit.USAGE, Words(f"The file must end in {kinds}.", f"文件名应以 {kinds} 结尾。"))
    with override("en" if voice.language == "en" else "zh-hans"):
        asked = question(division, year, _asker(), unit=unit)
        chapters = budget_book(asked)
        if not chapters:
            complain(
                Exit.USAGE,
                Words(
                    f"The record has no budget of {division} for {year}.",
                    f"账内没有 {division} {year} 年的预算。",
                ),
            )
        _write(target, chapters, asked, _printer(asked, paper, site))
    tables = len(sheets_of(chapters))
    voice.answer(
        {"done": True, "file": target, "tables": tables},
        Words(f"{target}: {tables:,} tables.", f"{target}：{tables:,} 张表。"),
    )


def _asker() -> Asker:
    from fisc.exchange.official_tables.questions import Asker

    return Asker(
        now=clock.now(),
        today=clock.today(),
        version=version("fisc"),
        demo=settings.MODE == "demo",
    )


def _printer(asked: Question, paper: Paper, site: str) -> Printer:
    from fisc.exchange.official_tables.papers import Printer

    where = urlencode({"place": asked.place.code, "year": asked.year, "unit": asked.unit.value})
    return Printer(
        paper=paper,
        font=settings.PAPER_FONT,
        title_font=settings.PAPER_TITLE_FONT,
        address=f"{site.rstrip('/')}/budgets?{where}" if site else "",
    )


def _write(target: Path, chapters: tuple[Chapter, ...], asked: Question, printer: Printer) -> None:
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
            _fill(file, target.suffix, chapters, asked, printer)
    except FileExistsError:
        complain(
            Exit.USAGE,
            Words(f"{target} is there already; it stays as it is.", f"{target} 已存在，不会覆盖。"),
        )
    except NotPrinted as why:
        target.unlink()
        complain(Exit.ENVIRONMENT, why.words)


def _fill(
    file: BinaryIO, ending: str, chapters: tuple[Chapter, ...], asked: Question, printer: Printer
) -> Any:
    from fisc.exchange.official_tables.papers import print_book, write_book

    if ending == ".xlsx":
        return write_book(file, chapters, created=asked.now)
    return print_book(file, chapters, printer, asked)

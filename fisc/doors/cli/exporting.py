"""``fisc export``: tables out of the record, in files that read back without a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Annotated, Final, cast

import typer
from django.conf import settings

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.exchange.amounts import Unit
from fisc.exchange.exports import About, Exporter, Record
from fisc.exchange.intake import statements
from fisc.exchange.intake.journal import JOURNAL
from fisc.exchange.paper import fonts
from fisc.exchange.paper.exporter import PaperExporter
from fisc.exchange.paper.printing import NotPrinted, Paper
from fisc.exchange.tables import TEMPLATES
from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.exchange.templates import Template
from fisc.exchange.text_exports import CsvExporter, JsonLinesExporter
from fisc.exchange.workbook_exports import WorkbookExporter
from fisc.record.book import Book
from fisc.values import Words

app = typer.Typer(
    help="导出可以原样读回的文件 · Write tables that read back without a difference.",
    no_args_is_help=True,
)
EXPORTERS: Final[Mapping[str, Exporter]] = {
    ".csv": cast("Exporter", CsvExporter()),
    ".jsonl": cast("Exporter", JsonLinesExporter()),
    ".pdf": cast("Exporter", PaperExporter()),
    ".xlsx": cast("Exporter", WorkbookExporter()),
}


class Name(Enum):
    """The templates that can be imported."""

    BUDGETS = "budgets"
    INDICATORS = "indicators"
    PAYMENTS = "payments"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Asked:
    """How an export is asked for: by whom, into which file, in which unit, on which paper."""

    voice: Voice
    target: Path
    unit: Unit
    paper: Paper
    marks: Mapping[str, str] = field(default_factory=dict)


Records = Callable[[Book, str], Iterable[Record]]
Division = Annotated[str, typer.Option(help="区划代码 · The division.")]
Target = Annotated[
    Path, typer.Argument(dir_okay=False, help=".csv .jsonl .pdf .xlsx，不覆盖 · Never overwritten.")
]
Year = Annotated[int, typer.Option(help="年度 · The fiscal year.")]
AmountUnit = Annotated[Unit, typer.Option("--unit", help="金额单位 · The unit of amounts.")]
PaperSize = Annotated[Paper, typer.Option("--paper", help="纸张（PDF） · The paper of a PDF.")]


@app.command("trial-balance")
def trial_balance(
    target: Target,
    division: Division,
    unit: AmountUnit = Unit.YUAN,
    paper: PaperSize = Paper.A4,
    as_json: Json = False,
) -> None:
    """外部账簿的科目余额 · The balance of every account of imported journals."""
    asked = Asked(Voice(as_json), target, unit, paper)
    _write(asked, statements.TRIAL_BALANCE, statements.trial_balance, division)


@app.command()
def movements(
    target: Target,
    division: Division,
    unit: AmountUnit = Unit.YUAN,
    paper: PaperSize = Paper.A4,
    as_json: Json = False,
) -> None:
    """外部账簿的月度发生额 · What each account of imported journals gained in each month."""
    asked = Asked(Voice(as_json), target, unit, paper)
    _write(asked, statements.MOVEMENTS, statements.movements, division)


@app.command()
def journal(
    target: Target,
    division: Division,
    unit: AmountUnit = Unit.YUAN,
    paper: PaperSize = Paper.A4,
    as_json: Json = False,
) -> None:
    """外部账簿的分录 · The entries of imported journals; reading them back changes nothing."""
    _write(Asked(Voice(as_json), target, unit, paper), JOURNAL, statements.journal, division)


@app.command("indicator-lines")
def indicator_lines(
    target: Target,
    division: Division,
    year: Year,
    unit: AmountUnit = Unit.YUAN,
    paper: PaperSize = Paper.A4,
    as_json: Json = False,
) -> None:
    """指标明细，修改后可导回 · The lines of a year; an .xlsx may be edited and imported."""
    from fisc.exchange.intake.indicator_lines import records

    marks = {"division": division, "year": str(year)}
    asked = Asked(Voice(as_json), target, unit, paper, marks)
    _write(asked, INDICATOR_LINES, lambda _, own: records(own, year), division)


@app.command("template")
def template_(
    name: Annotated[Name, typer.Argument(help="模板 · Which template.")],
    target: Target,
    unit: AmountUnit = Unit.YUAN,
    as_json: Json = False,
) -> None:
    """空白导入模板 · A template to fill in, with an explanation of every column."""
    chosen = JOURNAL if name is Name.JOURNAL else TEMPLATES[name.value]
    asked = Asked(Voice(as_json), target, unit, Paper.A4)
    _write(asked, chosen, lambda _book, _division: (), "")


def _write(asked: Asked, template: Template, records: Records, division: str) -> None:
    voice, target = asked.voice, asked.target
    exporter = EXPORTERS.get(target.suffix)
    if isinstance(exporter, PaperExporter):
        families = fonts.chosen(settings.PAPER_FONT)
        exporter = cast("Exporter", PaperExporter(paper=asked.paper, fonts=families))
    if exporter is None:
        kinds = " ".join(EXPORTERS)
        complain(Exit.USAGE, Words(f"The file must end in {kinds}.", f"文件名应以 {kinds} 结尾。"))
    about = About(
        exported_at=clock.now(), language=voice.language, unit=asked.unit, marks=asked.marks
    )
    try:
        with target.open("xb") as file:
            done = exporter.write(file, template, records(Book(), division), about)
    except FileExistsError:
        complain(
            Exit.USAGE,
            Words(f"{target} is there already; it stays as it is.", f"{target} 已存在，不会覆盖。"),
        )
    except NotPrinted as why:
        target.unlink()
        complain(Exit.ENVIRONMENT, why.words)
    voice.answer(
        {"done": True, "file": target, "rows": done.rows, "fingerprint": done.fingerprint},
        Words(f"{target}: {done.rows:,} rows.", f"{target}：{done.rows:,} 行。"),
    )

"""``fisc``: the command line. One file for each group of commands; this one puts them together.

A command reads the clock and hands it down, calls what the storeys below offer, and says what came
of it. Nothing is computed here, and no transaction is opened.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any, Final

import typer
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError
from typer.core import TyperGroup

from fisc.doors.cli import (
    balancing,
    cash,
    collecting,
    coordinating,
    demo,
    doctor,
    exporting,
    factors,
    jobs,
    ledger,
    migrating,
    packages,
    papers,
    passwords,
    people,
    poster,
    registering,
    resources,
    scenarios,
    serving,
    sources,
    standards,
    working,
)
from fisc.doors.cli.exits import Exit, epilog
from fisc.doors.cli.voice import complain, speak
from fisc.values import Words

HELP: Final = (
    "Fisc：预算指标账、导入导出与演示 · Fisc: the ledger of budget authority, imports and exports."
)


class Group(TyperGroup):
    """The commands together; what goes wrong around them ends in a sentence and a number."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; name what its surroundings lack."""
        try:
            return super().invoke(ctx)
        except DatabaseError as wrong:
            first = str(wrong).strip().splitlines()[0] if str(wrong).strip() else repr(wrong)
            complain(
                Exit.ENVIRONMENT,
                Words(
                    f"The database cannot be used: {first}. Run fisc migrate, then fisc doctor.",
                    f"数据库不可用：{first}。请运行 fisc migrate，再用 fisc doctor 检查。",
                ),
            )
        except ImproperlyConfigured as wrong:
            complain(Exit.ENVIRONMENT, Words(f"A setting is wrong: {wrong}", f"设置有误：{wrong}"))


app = typer.Typer(
    cls=Group, help=HELP, epilog=epilog(), no_args_is_help=True, pretty_exceptions_enable=False
)
registering.app.command("package")(packages.take)
registering.app.command("package-totals")(packages.add_up)
exporting.app.command("package")(packages.write)
app.add_typer(ledger.app, name="ledger")
app.add_typer(registering.app, name="import")
app.add_typer(exporting.app, name="export")
app.add_typer(papers.app, name="paper")
app.add_typer(coordinating.app, name="coordination")
people.app.command("password")(passwords.password)
people.app.add_typer(factors.app, name="factor")
app.add_typer(people.app, name="people")
app.add_typer(jobs.app, name="jobs")
app.add_typer(resources.app, name="resources")
app.add_typer(standards.app, name="standards")
app.command("work")(working.work)
app.command("cash")(cash.cash)
app.command("what-if")(scenarios.what_if)
app.command("sources")(sources.sources)
app.command("balance")(balancing.balance)
app.command("demo")(demo.make)
app.command("serve")(serving.serve)
app.command("static")(collecting.static)
app.command("poster")(poster.post)
app.command("doctor")(doctor.doctor)
app.command("migrate")(migrating.migrate)


@app.callback()
def begin(
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="zh|en", help="语言 · The language.")
    ] = None,
) -> None:
    """Choose the language and load the settings."""
    speak(lang)
    _load_settings()


def _load_settings() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fisc.config.settings")
    try:
        django.setup()
    except RuntimeError as wrong:
        complain(Exit.ENVIRONMENT, Words(f"A setting is wrong: {wrong}", f"设置有误：{wrong}"))


def run() -> None:
    """Run the command line; the entry point of the package."""
    app(args=sys.argv[1:], prog_name="fisc")

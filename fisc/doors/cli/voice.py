"""How a command speaks: answers to standard output, everything else to standard error.

With ``--json`` the answer is one JSON document, and nothing else goes to standard output.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from fisc.doors.cli.clock import seconds
from fisc.doors.cli.exits import Exit
from fisc.law.names import cited
from fisc.values import Language, Money, Step, Verdict, Words

Advance = Callable[[int, int | None], None]
EVERY_SECONDS: Final = 5
_language: ContextVar[Language] = ContextVar("language", default="zh")
_json: ContextVar[bool] = ContextVar("json", default=False)


def _remember(as_json: bool) -> bool:
    # Known before the command begins, so that even a wrong call is answered as it asks.
    _json.set(as_json)
    return as_json


Json = Annotated[
    bool,
    typer.Option(
        "--json", callback=_remember, help="只输出一个 JSON 文档 · Answer with one JSON document."
    ),
]


def speak(language: str | None) -> None:
    """Choose the language: as asked, else as the environment says.

    Raises:
        typer.BadParameter: it is neither ``zh`` nor ``en``.
    """
    said = language or os.environ.get("FISC_LANG") or _of_the_system()
    if said not in {"zh", "en"}:
        raise typer.BadParameter(f"{said!r}: zh / en")
    _language.set("zh" if said == "zh" else "en")
    _json.set(False)


def _of_the_system() -> str:
    system = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if system.startswith("zh") else "en"


class Voice:
    """The voice of one command."""

    def __init__(self, as_json: bool = False) -> None:
        self.json = as_json
        self.language = _language.get()
        self._error = Console(stderr=True, highlight=False, soft_wrap=True)

    def words(self, words: Words) -> str:
        """Return words in the language of the command."""
        return words.said(self.language)

    def step(self, step: Step) -> str:
        """Return a line of working in the language of the command, with its source."""
        source = f" [{self.words(cited(step.source))}]" if step.source else ""
        return step.said(self.language) + source

    def say(self, words: Words) -> None:
        """Say something beside the answer."""
        self._error.print(self.words(words), markup=False)

    def answer(self, document: Mapping[str, Any], *lines: Words | str) -> None:
        """Give the answer: the document, or the lines that say the same."""
        if self.json:
            sys.stdout.write(json.dumps(_plain(document), ensure_ascii=False, indent=1) + "\n")
            return
        for line in lines:
            sys.stdout.write((line if isinstance(line, str) else self.words(line)) + "\n")

    def table(self, heads: Sequence[Words], rows: Iterable[Sequence[str]]) -> None:
        """Show a table: drawn on a terminal, separated by tabs elsewhere; not at all with JSON."""
        if self.json:
            return
        titles = [self.words(head) for head in heads]
        if not sys.stdout.isatty():
            for row in (titles, *rows):
                sys.stdout.write("\t".join(row) + "\n")
            return
        table = Table(*titles)
        for row in rows:
            table.add_row(*row)
        Console(highlight=False).print(table)

    def refuse(self, verdict: Verdict, document: Mapping[str, Any] | None = None) -> NoReturn:
        """Give a refusal with its working, and end."""
        rule, steps = self.words(verdict.rule), [self.step(step) for step in verdict.steps]
        self.answer(
            {"done": False, "rule": rule, "steps": steps, **(document or {})},
            Words(f"Refused: {rule}", f"被拒绝：{rule}"),
            *(f"  {step}" for step in steps),
        )
        self.end(Exit.REFUSED)

    def end(self, code: Exit) -> NoReturn:
        """End the command."""
        raise typer.Exit(int(code))

    @contextmanager
    def meter(self, words: Words) -> Iterator[Advance]:
        """Show how far something long has got: rate, and time left where the end is known."""
        if self.json or not self._error.is_terminal:
            yield self._lines(self.words(words))
            return
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TaskProgressColumn(show_speed=True),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._error,
        ) as progress:
            task = progress.add_task(self.words(words), total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)

    def _lines(self, title: str) -> Advance:
        began = said = seconds()

        def advance(done: int, total: int | None) -> None:
            nonlocal said
            now = seconds()
            if now - said < EVERY_SECONDS:
                return
            said = now
            rate = int(done / (now - began))
            text = f"{title}: {done:,}{f' / {total:,}' if total else ''}, {rate:,}/s"
            if total and rate:
                left = max(0, total - done) // rate
                text += self.words(Words(f", about {left} s left", f"，约剩 {left} 秒"))
            self._error.print(text, markup=False)

        return advance


def complain(code: Exit, words: Words) -> NoReturn:
    """Say why a command cannot run, in the way it was asked to speak, and end."""
    voice = Voice(_json.get())
    if voice.json:
        voice.answer({"done": False, "error": words.en, "错误": words.zh, "exit": int(code)})
    else:
        voice.say(words)
    voice.end(code)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: money in fen, days and paths as text."""
    match value:
        case Money():
            plain: Any = value.fen
        case Enum():
            plain = _plain(value.value)
        case Mapping():
            plain = {str(key): _plain(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            plain = [_plain(part) for part in value]
        case date():
            plain = value.isoformat()
        case bytes():
            plain = value.hex()
        case Path():
            plain = str(value)
        case _ if is_dataclass(value):
            plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            plain = value
    return plain

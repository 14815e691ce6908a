"""Try a file without doing anything, tell all that is wrong with it, and apply it when nothing is.

What is applied is exactly what was tried: the file is read once more and must have the same
fingerprint. Nothing of the file is kept in memory in between, so its size does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from fisc.exchange.acts import (
    Act,
    Applied,
    Change,
    Clock,
    Counter,
    Difference,
    Judgement,
    Report,
)
from fisc.exchange.amounts import Unit
from fisc.exchange.entries import EntryReader, Result, problem_of
from fisc.exchange.extents import about_how_many
from fisc.exchange.limits import Limits
from fisc.exchange.problems import Notice, Problem, shown
from fisc.exchange.reading import fingerprint_of, open_file
from fisc.exchange.sheets import Reading
from fisc.exchange.templates import Check, Entry, Template
from fisc.values import Step, Verdict, Words

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be read and how: the file, its template, and what a person has said about it.

    ``name`` is what the person calls the file. ``encoding`` and ``unit`` are answers of the person
    to questions that the file leaves open; ``expected`` is what the file must say of itself.
    ``checks`` know which codes exist.
    """

    path: Path
    name: str
    template: Template
    checks: Mapping[str, Check] = field(default_factory=dict)
    encoding: str | None = None
    unit: Unit | None = None
    limits: Limits = field(default_factory=Limits)
    expected: Mapping[str, str] = field(default_factory=dict)

    def open(self) -> Reading:
        """Open the file."""
        return open_file(self.path, name=self.name, limits=self.limits, encoding=self.encoding)

    def reader(self) -> EntryReader:
        """Return a reader of entries that has read nothing yet."""
        return EntryReader(
            self.template,
            limits=self.limits,
            checks=self.checks,
            unit=self.unit,
            expected=self.expected,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows would do what. A row with problems is counted once, under ``problem``.

    A row under ``conflict`` meets something that has changed since the file was made.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problem: int = 0
    conflict: int = 0

    @property
    def rows(self) -> int:
        """All rows below the head."""
        return self.new + self.changed + self.unchanged + self.problem + self.conflict


@dataclass(frozen=True, slots=True)
class Preview:
    """One of the first rows: what stands in the file, and what was understood."""

    sheet: str
    row: int
    cells: tuple[str, ...]
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that changes something that is there, and what of it."""

    sheet: str
    row: int
    key: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen if the file were applied.

    Always: ``problems`` holds every problem up to ``limits.problems_max``, and
    ``problems_left_out`` counts the rest; so it is with ``changes``. ``heads`` holds the row of
    the head of each sheet.
    """

    order: Order
    fingerprint: str
    counts: Counts
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    preview: tuple[Preview, ...]
    problems_left_out: int = 0
    heads: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Changed, ...] = ()
    changes_left_out: int = 0

    @property
    def ready(self) -> bool:
        """Whether the file may be applied."""
        return not self.problems


def dry_run(
    order: Order,
    act: Act[object] | None = None,
    *,
    progress: Report | None = None,
    clock: Clock | None = None,
) -> DryRun:
    """Read a whole file and say what it would do; nothing is done.

    Without an act every entry counts as new.

    Raises:
        ValueError: the encoding that was named is not one that is read.
    """
    reading = order.open()
    reader = order.reader()
    tally = _Tally(order.limits)
    tally.add_problems(reading.problems)
    total = about_how_many(reading) if progress else None
    counter = Counter(progress, clock, total=total)
    for result in counter.over(reader.read(reading)):
        tally.add(result, act)
    return DryRun(
        order,
        reading.fingerprint,
        tally.counts,
        tuple(tally.problems),
        reading.notices + reader.notices.listed,
        tuple(tally.preview),
        tally.left_out,
        tally.heads,
        tuple(tally.changes),
        tally.counts.changed - len(tally.changes),
    )


def apply(
    tried: DryRun,
    act: Act[Given],
    *,
    progress: Report | None = None,
    clock: Clock | None = None,
) -> Applied[Given] | Verdict:
    """Hand all entries of a file to an act, or refuse the whole file.

    Always: an act is carried out only for a file without problems that is still the file that was
    tried; then it receives every entry.
    """
    if not tried.ready:
        count = len(tried.problems) + tried.problems_left_out
        first = tried.problems[0]
        step = Step(
            f"The file has {count:,} problems; the first: {first.said('en')}",
            f"文件有 {count:,} 处问题，第一处：{first.said('zh')}",
        )
        return Verdict(False, Words("file has problems", "文件有误"), (step,))
    if fingerprint_of(tried.order.path) != tried.fingerprint:
        step = Step(
            "The file is no longer the one that was tried. Try it again.",
            "文件在试读之后已改动，请重新试读。",
        )
        return Verdict(False, Words("file changed", "文件已改动"), (step,))
    counter = Counter(progress, clock)
    entries = counter.over(entries_of(tried))
    receipt = act.carry_out(entries, fingerprint=tried.fingerprint)
    return Applied(receipt, counter.rows)


def entries_of(tried: DryRun) -> Iterator[Entry]:
    """Yield every entry of a file that was tried and has no problem.

    Raises:
        RuntimeError: the file or a check has changed, so that a row is refused now.
    """
    for result in tried.order.reader().read(tried.order.open()):
        if result.entry is None:
            said = "; ".join(problem.said("en") for problem in result.problems)
            raise RuntimeError(f"{tried.order.name} was sound when it was tried; now: {said}")
        yield result.entry


class _Tally:
    """Adds up what the rows of a file come to, within the limits of memory."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._found = dict.fromkeys(Change, 0)
        self._bad_rows = 0
        self.problems: list[Problem] = []
        self.changes: list[Changed] = []
        self.preview: list[Preview] = []
        self.heads: dict[str, int] = {}
        self.left_out = 0

    @property
    def counts(self) -> Counts:
        return Counts(
            self._found[Change.NEW],
            self._found[Change.CHANGED],
            self._found[Change.UNCHANGED],
            self._bad_rows - self._found[Change.CONFLICT],
            self._found[Change.CONFLICT],
        )

    def add_problems(self, problems: tuple[Problem, ...]) -> None:
        room = self._limits.problems_max - len(self.problems)
        self.problems.extend(problems[:room])
        self.left_out += len(problems[room:])

    def add(self, result: Result, act: Act[object] | None) -> None:
        if result.entry is not None and act is not None:
            result = self._judged(result, result.entry, act.judge(result.entry))
        elif result.entry is not None:
            self._found[Change.NEW] += 1
        self.add_problems(result.problems)
        if result.head is not None:
            self.heads[result.sheet] = result.head.row.number
        if result.row is None:
            return
        self._bad_rows += bool(result.problems)
        if len(self.preview) < self._limits.preview_rows_max:
            cells = tuple(shown(cell) for cell in result.row.cells)
            self.preview.append(Preview(result.sheet, result.row.number, cells, result.entry))

    def _judged(self, result: Result, entry: Entry, judgement: Judgement) -> Result:
        if judgement.change is Change.CONFLICT or not judgement.complaints:
            self._found[judgement.change] += 1
        if judgement.complaints:
            found = (problem_of(c, entry, result.head) for c in judgement.complaints)
            return replace(result, entry=None, problems=tuple(found))
        if judgement.change is Change.CHANGED and len(self.changes) < self._limits.changes_max:
            one = Changed(entry.sheet, entry.row, judgement.key, judgement.differences)
            self.changes.append(one)
        return result

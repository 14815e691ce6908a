"""Keep what a dry run found beside its file, so that its pages are shown without reading it again.

The head is one JSON object; problems and changes are lines, of which a page reads only its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from fisc.exchange.acts import Difference
from fisc.exchange.dryruns import Changed, Counts, DryRun, Order
from fisc.exchange.problems import Notice, Place, Problem
from fisc.exchange.templates import Entry, Value
from fisc.values import Money, Words

_HEAD: Final = "run.json"
_PROBLEMS: Final = "problems.jsonl"
_CHANGES: Final = "changes.jsonl"
_FEN: Final = "fen"
_DAY: Final = "day"


@dataclass(frozen=True, slots=True)
class KindOfProblem:
    """How many problems there are of one kind, and what the first of them says."""

    rule: str
    count: int
    example: Words


@dataclass(frozen=True, slots=True)
class Kept:
    """The head of a dry run that was kept.

    ``rules`` are the kinds of problems, most frequent first. ``understood`` are the first
    rows as they were understood.
    """

    fingerprint: str
    counts: Counts
    rules: tuple[KindOfProblem, ...]
    problems: int
    problems_left_out: int
    changes: int
    changes_left_out: int
    notices: tuple[Notice, ...]
    heads: Mapping[str, int]
    understood: tuple[Entry, ...]

    @property
    def ready(self) -> bool:
        """Whether the file may be applied."""
        return not self.problems


def keep(folder: Path, tried: DryRun) -> None:
    """Write what a dry run found into the folder of its file."""
    rules = Counter(problem.rule for problem in tried.problems)
    examples: dict[str, tuple[str, str]] = {}
    for problem in tried.problems:
        happened = problem.what_happened
        examples.setdefault(problem.rule, (happened.en, happened.zh))
    _write_lines(folder / _PROBLEMS, map(_problem_written, tried.problems))
    _write_lines(folder / _CHANGES, map(_change_written, tried.changes))
    head = {
        "fingerprint": tried.fingerprint,
        "counts": asdict(tried.counts),
        "rules": [[rule, many, *examples[rule]] for rule, many in rules.most_common()],
        "problems": len(tried.problems),
        "problems_left_out": tried.problems_left_out,
        "changes": len(tried.changes),
        "changes_left_out": tried.changes_left_out,
        "notices": [asdict(notice) for notice in tried.notices],
        "heads": dict(tried.heads),
        "understood": [
            [one.sheet, one.row, _values_written(one.entry.values)]
            for one in tried.preview
            if one.entry is not None
        ],
    }
    _write(folder / _HEAD, [json.dumps(head, ensure_ascii=False)])


def is_kept(folder: Path) -> bool:
    """Say whether a dry run was kept in a folder; its head is written last."""
    return (folder / _HEAD).is_file()


def kept(folder: Path) -> Kept:
    """Return the head of the dry run that was kept in a folder.

    Raises:
        FileNotFoundError: none was.
    """
    said = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    said["counts"] = Counts(**said["counts"])
    said["rules"] = tuple(
        KindOfProblem(rule, many, Words(*example)) for rule, many, *example in said["rules"]
    )
    said["notices"] = tuple(Notice(**notice) for notice in said["notices"])
    said["understood"] = tuple(
        Entry(sheet, row, _values_read(values)) for sheet, row, values in said["understood"]
    )
    return Kept(**said)


def problems(
    folder: Path, *, rule: str = "", first: int = 1, most: int | None = None
) -> list[Problem]:
    """Return some problems, those of one kind if it is named; ``first`` counts from 1."""
    lines = _read_lines(folder / _PROBLEMS)
    chosen = (line for line in lines if not rule or line["rule"] == rule)
    return [_problem_read(line) for line in _cut(chosen, first, most)]


def changes(folder: Path, *, first: int = 1, most: int | None = None) -> list[Changed]:
    """Return some changes; ``first`` counts from 1."""
    return [_change_read(line) for line in _cut(_read_lines(folder / _CHANGES), first, most)]


def restored(folder: Path, order: Order) -> DryRun:
    """Return the dry run that was kept, without its preview and its changes."""
    head = kept(folder)
    return DryRun(
        order,
        head.fingerprint,
        head.counts,
        tuple(problems(folder)),
        head.notices,
        (),
        head.problems_left_out,
        head.heads,
    )


def _cut(lines: Iterable[dict[str, Any]], first: int, most: int | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if most is not None and number >= first + most:
            return
        if number >= first:
            yield line


def _problem_written(problem: Problem) -> dict[str, Any]:
    happened, remedy = problem.what_happened, problem.what_to_do
    return {
        "rule": problem.rule,
        "place": asdict(problem.place),
        "value": problem.value,
        "happened": [happened.en, happened.zh],
        "remedy": [remedy.en, remedy.zh],
    }


def _problem_read(said: Mapping[str, Any]) -> Problem:
    return Problem(
        said["rule"],
        Place(**said["place"]),
        said["value"],
        Words(*said["happened"]),
        Words(*said["remedy"]),
    )


def _change_written(changed: Changed) -> dict[str, Any]:
    return {
        "sheet": changed.sheet,
        "row": changed.row,
        "key": changed.key,
        "differences": [
            [one.column, _value_written(one.before), _value_written(one.after)]
            for one in changed.differences
        ],
    }


def _change_read(said: Mapping[str, Any]) -> Changed:
    return Changed(
        said["sheet"],
        said["row"],
        said["key"],
        tuple(
            Difference(column, _value_read(before), _value_read(after))
            for column, before, after in said["differences"]
        ),
    )


def _values_written(values: Mapping[str, Value]) -> dict[str, Any]:
    return {key: _value_written(value) for key, value in values.items()}


def _values_read(values: Mapping[str, Any]) -> dict[str, Value]:
    return {key: _value_read(value) for key, value in values.items()}


def _value_written(value: Value) -> str | int | dict[str, Any] | None:
    if isinstance(value, Money):
        return {_FEN: value.fen}
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


def _value_read(said: Any) -> Value:
    if not isinstance(said, dict):
        return said  # type: ignore[no-any-return]
    return Money(said[_FEN]) if _FEN in said else date.fromisoformat(said[_DAY])


def _write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    _write(path, (json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Write a file beside its place and put it there whole, so that nobody reads half of one."""
    written = path.with_name(f"{path.name}.new")
    with written.open("w", encoding="utf-8") as file:
        file.writelines(pieces)
    written.replace(path)


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)

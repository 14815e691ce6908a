"""Dated parameters of the law: a value, its unit, its source and its standing, day by day.

A parameter is named by its file and its own name, ``controls/three_public:growth_max``. A value
holds from its day until the next value begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

import yaml

from fisc.law.folder import LawError, forget_with, law_folder, named
from fisc.law.strict_yaml import Node, entries, items, load, text, whole
from fisc.values import Citation, Cited, Confidence, Money, Standing

Unit = Literal["ratio", "yuan", "count", "days", "months", "years"]
UNITS: Final[tuple[str, ...]] = get_args(Unit)
STANDINGS: Final[tuple[str, ...]] = get_args(Standing)
MARKS: Final[tuple[str, ...]] = get_args(Confidence)
_RATIO: Final = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class UnknownParameter(LookupError):
    """No parameter has this name."""


class NotYetInForce(LookupError):
    """The day lies before the first value of the parameter."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One value and the day from which it holds."""

    first_day: date
    cited: Cited[Any]
    note: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A quantity that the law fixes, with all its values in the order of their days.

    Units: ``ratio`` values are ``Fraction``, ``yuan`` values are ``Money``, ``count``, ``days``,
    ``months`` and ``years`` are ``int``.
    """

    name: str
    title: str
    title_zh: str
    unit: Unit
    values: tuple[Dated, ...]

    @property
    def first_day(self) -> date:
        """The first day for which the parameter has a value."""
        return self.values[0].first_day

    def on(self, day: date) -> Cited[Any]:
        """Return the value that holds on ``day``, with its source.

        Raises:
            NotYetInForce: the day lies before the first value.

        Example:
            >>> print(parameter("budgets/reserve:ratio_max").on(date(2026, 1, 1)).value)
            3/100
        """
        held = [value for value in self.values if value.first_day <= day]
        if not held:
            raise NotYetInForce(
                f"{self.name} has no value on {day}: its first day is {self.first_day}."
            )
        return held[-1].cited


def parameter(name: str) -> Parameter:
    """Return a parameter by its file and name.

    Raises:
        UnknownParameter: there is no such file, or no such parameter in it.
        LawError: the file does not say what it must.

    Example:
        >>> growth = parameter("controls/three_public:growth_max")
        >>> growth.unit, growth.on(date(2026, 3, 2)).value
        ('ratio', Fraction(-1, 20))
    """
    place, _, own = name.partition(":")
    path = law_folder().joinpath(*place.split("/")).with_suffix(".yaml")
    if not own or ".." in place or not path.is_file():
        raise UnknownParameter(_did_you_mean(name))
    found = _read(path).get(own)
    if found is None:
        raise UnknownParameter(_did_you_mean(name))
    return found


def every_parameter() -> tuple[Parameter, ...]:
    """Return all parameters of the law, in the order of their names.

    A YAML file is a file of parameters when it has the key ``parameters``.
    """
    files = sorted(law_folder().rglob("*.yaml"))
    found = (parameter for path in files for parameter in _read(path).values())
    return tuple(sorted(found, key=lambda parameter: parameter.name))


def _did_you_mean(name: str) -> str:
    near = get_close_matches(name, [known.name for known in every_parameter()], n=1)
    return f"No parameter is called {name!r}" + (f"; did you mean {near[0]!r}?" if near else ".")


@cache
def _read(path: Path) -> Mapping[str, Parameter]:
    root = load(path)
    if not isinstance(root, yaml.MappingNode) or all(
        key.value != "parameters" for key, _ in root.value
    ):
        return {}
    place = named(path).removeprefix("law/").removesuffix(".yaml")
    top = entries(root, path, required=("title", "parameters"), allowed=("title_zh",))
    for key in ("title", "title_zh"):
        if key in top:
            text(top[key], path)
    return {
        name: _parameter(f"{place}:{name}", node, path)
        for name, node in entries(top["parameters"], path, names=_NAME).items()
    }


def _parameter(name: str, node: Node, path: Path) -> Parameter:
    own = entries(node, path, required=("title", "unit", "values"), allowed=("title_zh",))
    unit = text(own["unit"], path, among=UNITS)
    listed = items(own["values"], path)
    values = tuple(_dated(unit, item, path) for item in listed)
    for place in range(1, len(values)):
        before, after = values[place - 1].first_day, values[place].first_day
        if before >= after:
            raise LawError.at(
                path,
                listed[place].start_mark.line + 1,
                f"{name} begins on {after} after {before}; write the values in the order of "
                "their days, one for each day.",
            )
    return Parameter(
        name=name,
        title=text(own["title"], path),
        title_zh=text(own["title_zh"], path) if "title_zh" in own else "",
        unit=cast("Unit", unit),
        values=values,
    )


def _dated(unit: str, node: Node, path: Path) -> Dated:
    own = entries(
        node,
        path,
        required=("from", "value", "source", "standing"),
        allowed=("confidence", "note", "note_zh"),
    )
    source = entries(own["source"], path, required=("instrument", "place"))
    return Dated(
        first_day=_day(own["from"], path),
        cited=Cited(
            value=_READERS[unit](own["value"], path),
            source=Citation(text(source["instrument"], path), text(source["place"], path)),
            standing=cast("Standing", text(own["standing"], path, among=STANDINGS)),
            confidence=cast("Confidence", _mark(own, path)),
        ),
        note=text(own["note"], path) if "note" in own else "",
        note_zh=text(own["note_zh"], path) if "note_zh" in own else "",
    )


def _mark(own: Mapping[str, Node], path: Path) -> str:
    return text(own["confidence"], path, among=MARKS) if "confidence" in own else "C"


def _day(node: Node, path: Path) -> date:
    written = node.value if isinstance(node, yaml.ScalarNode) else ""
    try:
        return date.fromisoformat(written)
    except ValueError as wrong:
        raise LawError.at(
            path, node.start_mark.line + 1, f"{written!r} is not a day; write 2026-01-01."
        ) from wrong


def _ratio(node: Node, path: Path) -> Fraction:
    written = text(node, path)
    if not _RATIO.fullmatch(written):
        raise LawError.at(
            path,
            node.start_mark.line + 1,
            f'{written!r} is not a ratio; write a fraction in quotes, such as "3/100".',
        )
    return Fraction(written)


def _yuan(node: Node, path: Path) -> Money:
    written = text(node, path)
    try:
        return Money.yuan(written)
    except ValueError as wrong:
        raise LawError.at(path, node.start_mark.line + 1, str(wrong)) from wrong


_READERS: Final[Mapping[str, Callable[[Node, Path], Any]]] = {
    "ratio": _ratio,
    "yuan": _yuan,
    "count": whole,
    "days": whole,
    "months": whole,
    "years": whole,
}

forget_with(_read.cache_clear)

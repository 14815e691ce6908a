"""What a package holds: its tables, what their columns mean, and which of them are amounts.

Both layouts come to the same values, so that nothing after reading a descriptor knows of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

Layout = Literal["1.0", "2016"]
Plain = str | Fraction | None

VALUE: Final = "value"
NUMERIC: Final = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a file as its descriptor has it.

    ``concept`` is its column type (``functional-classification:generic:code``), empty where it has
    none. ``bare`` says that a number stands without signs of a currency around it.
    """

    name: str
    kind: str = "string"
    concept: str = ""
    decimal: str = "."
    group: str = ""
    bare: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A column of amounts.

    Units: an amount is the number in the file times ``factor``, in ``currency``.
    """

    field: Field
    currency: str = ""
    factor: Fraction = Fraction(1)
    direction: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTable:
    """One file of a package. ``constants`` are values that hold for every row, by column type."""

    name: str
    path: str
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...] = ()
    dimensions: tuple[Field, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset({""})
    encoding: str = ""
    separator: str = ""
    sha256: str = ""

    def of(self, concept: str) -> Field | None:
        """Return the column of a column type, or None."""
        return next((one for one in self.fields if one.concept == concept), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package as its descriptor has it; ``facts`` are its tables with amounts."""

    name: str
    title: str
    layout: Layout
    tables: tuple[PackageTable, ...]

    @property
    def facts(self) -> tuple[PackageTable, ...]:
        """The tables that hold amounts."""
        return tuple(table for table in self.tables if table.measures)

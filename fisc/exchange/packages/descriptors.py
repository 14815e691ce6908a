"""Read the descriptor of a package, of the draft of 2016 or of version 1.0.

In version 1.0 every field has a column type, amounts that stand side by side are told apart by
``normalize``, and what is the same in all rows is an extra field with a constant. In the draft of
2016 one ``mapping`` (later ``model``) beside the files says which columns are measures and which
are dimensions. A package that says nothing is taken as it looks: numbers are measures, texts are
dimensions.

Source: https://specs.frictionlessdata.io/fiscal-data-package/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from fisc.exchange.packages.shapes import (
    NUMERIC,
    VALUE,
    Field,
    Layout,
    Measure,
    Package,
    PackageTable,
)

CURRENCY: Final = "value-currency:code"
PHASE: Final = "phase:id"
DIRECTION: Final = "direction"
# What the dimensions of the draft of 2016 are called in the taxonomy of version 1.0.
_CLASSIFICATIONS: Final = {
    "functional": "functional-classification:generic",
    "administrative": "administrative-classification:generic",
    "economic": "economic-classification:generic",
}
_DIMENSIONS: Final = {
    "activity": "activity:generic:project",
    "project": "activity:generic:project",
    "program": "activity:generic:program",
    "entity": "recipient:generic",
    "location": "geo:generic",
    "datetime": "date",
    "date": "date",
}
_YEAR: Final = "date:fiscal-year"
_HASHES: Final = "sha256:"


class BadDescriptor(ValueError):
    """A descriptor that cannot be understood; the message says what of it."""


def read_descriptor(text: str) -> Package:
    """Return what a descriptor says.

    Raises:
        BadDescriptor: it is no JSON, has no files, or names columns that it does not describe.

    Example:
        >>> package = read_descriptor('''{"name": "a", "resources": [{"path": "a.csv", "schema":
        ...     {"fields": [{"name": "Amount", "type": "number", "columnType": "value"}]}}]}''')
        >>> package.layout, [measure.field.name for measure in package.facts[0].measures]
        ('1.0', ['Amount'])
    """
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as fault:
        raise BadDescriptor(str(fault)) from fault
    whole = _object(found, "the whole")
    resources = _list(whole.get("resources"), "resources")
    if not resources:
        raise BadDescriptor("resources: there is none")
    tables = [_table(_object(one, f"resources[{at}]"), at) for at, one in enumerate(resources)]
    mapping = whole.get("mapping") or whole.get("model")
    layout: Layout = "2016" if mapping else "1.0"
    if mapping:
        tables = _mapped(tables, _object(mapping, "mapping"))
    elif not any(table.measures for table in tables):
        tables = [_as_it_looks(table) for table in tables]
    name = _text(whole.get("name"))
    return Package(
        name=name, title=_text(whole.get("title")) or name, layout=layout, tables=tuple(tables)
    )


def _table(resource: Mapping[str, Any], at: int) -> PackageTable:
    path = resource.get("path")
    if isinstance(path, list) and len(path) == 1:
        path = path[0]
    if not isinstance(path, str) or not path.strip():
        raise BadDescriptor(f"resources[{at}].path: one file is named by a text")
    schema = _object(resource.get("schema") or {}, f"resources[{at}].schema")
    described = [
        (_field(one), _object(one, "field")) for one in _list(schema.get("fields"), "fields")
    ]
    extra = [
        (_field(one), _object(one, "extraFields"))
        for one in _list(schema.get("extraFields"), "extraFields")
    ]
    dialect = _object(resource.get("dialect") or {}, "dialect")
    constants = {
        own.concept or own.name: _text(raw["constant"]) for own, raw in extra if "constant" in raw
    }
    hashed = _text(resource.get("hash")).lower()
    missing = [_text(one) for one in _list(schema.get("missingValues", [""]), "missingValues")]
    concepts = {own.name: own.concept for own, _ in extra}
    return PackageTable(
        name=_text(resource.get("name")) or path.rsplit("/", 1)[-1].rsplit(".", 1)[0],
        path=path,
        fields=tuple(own for own, _ in described),
        measures=tuple(_measures(described, concepts, constants)),
        dimensions=tuple(
            own for own, _ in described if own.concept and not own.concept.startswith(VALUE)
        ),
        constants=constants,
        missing=frozenset({"", *missing}),
        encoding=_text(resource.get("encoding")),
        separator=_text(dialect.get("delimiter")),
        sha256=hashed.removeprefix(_HASHES) if hashed.startswith(_HASHES) else "",
    )


def _field(raw: object) -> Field:
    one = _object(raw, "field")
    name = _text(one.get("name"))
    if not name:
        raise BadDescriptor("fields: every field has a name")
    decimal = _text(one.get("decimalChar")) or "."
    group = _text(one.get("groupChar"))
    if decimal == group:
        raise BadDescriptor(f"field {name}: decimalChar and groupChar are the same")
    return Field(
        name=name,
        kind=_text(one.get("type")) or "string",
        concept=_text(one.get("columnType")),
        decimal=decimal,
        group=group,
        bare=one.get("bareNumber") is not False,
    )


def _measures(
    described: Iterable[tuple[Field, Mapping[str, Any]]],
    concepts: Mapping[str, str],
    constants: Mapping[str, str],
) -> Iterator[Measure]:
    for own, raw in described:
        normal = _object(raw.get("normalize") or {}, f"field {own.name}.normalize")
        if own.concept != VALUE and not normal:
            continue
        said = {concepts.get(key) or key: _text(value) for key, value in normal.items()}
        yield Measure(
            field=own,
            currency=said.get(CURRENCY)
            or _text(raw.get("currency"))
            or constants.get(CURRENCY, ""),
            factor=_factor(raw.get("factor"), own.name),
            direction=said.get(DIRECTION) or constants.get(DIRECTION, ""),
            phase=said.get(PHASE) or _text(raw.get("phase")) or constants.get(PHASE, ""),
        )


def _mapped(tables: list[PackageTable], mapping: Mapping[str, Any]) -> list[PackageTable]:
    """Return the tables with the measures and dimensions of the draft of 2016."""
    measures: dict[str, list[Measure]] = {}
    dimensions: dict[str, list[Field]] = {}
    for name, raw in _named(mapping.get("measures"), "measures"):
        table = _home(tables, raw)
        own = _source(table, raw, f"measure {name}")
        measures.setdefault(table.name, []).append(
            Measure(
                field=own,
                currency=_text(raw.get("currency")),
                factor=_factor(raw.get("factor"), name),
                direction=_text(raw.get("direction")),
                phase=_text(raw.get("phase")),
            )
        )
    constants: dict[str, str] = {}
    for name, raw in _named(mapping.get("dimensions"), "dimensions"):
        keys = raw.get("primaryKey")
        first = {keys} if isinstance(keys, str) else set(map(str, _list(keys, "primaryKey")))
        for attribute, said in _named(raw.get("attributes") or raw.get("fields"), name):
            concept = _concept(name, raw, attribute, is_key=attribute in first)
            if "constant" in said:
                constants[concept] = _text(said["constant"])
                continue
            table = _home(tables, said)
            own = _source(table, said, f"dimension {name}")
            typed = Field(
                name=own.name, kind=own.kind, concept=concept, decimal=own.decimal, group=own.group
            )
            dimensions.setdefault(table.name, []).append(typed)
    return [
        _with(table, measures.get(table.name, ()), dimensions.get(table.name, ()), constants)
        for table in tables
    ]


def _with(
    table: PackageTable,
    measures: Iterable[Measure],
    dimensions: Iterable[Field],
    constants: Mapping[str, str],
) -> PackageTable:
    typed = {one.name: one for one in dimensions}
    return PackageTable(
        name=table.name,
        path=table.path,
        fields=tuple(typed.get(one.name, one) for one in table.fields),
        measures=tuple(measures),
        dimensions=tuple(typed.values()),
        constants={**table.constants, **constants},
        missing=table.missing,
        encoding=table.encoding,
        separator=table.separator,
        sha256=table.sha256,
    )


def _concept(name: str, raw: Mapping[str, Any], attribute: str, *, is_key: bool) -> str:
    kind = _text(raw.get("dimensionType")) or name
    if kind == "classification":
        kind = _text(raw.get("classificationType")) or name
    begun = _CLASSIFICATIONS.get(kind) or _DIMENSIONS.get(kind) or kind
    if begun == "date":
        return (
            _YEAR
            if attribute in {"year", "fiscalYear", "fiscal_year"} or is_key
            else "date:generic"
        )
    return f"{begun}:{'code' if is_key else 'label'}"


def _as_it_looks(table: PackageTable) -> PackageTable:
    return _with(
        table,
        [Measure(field=one) for one in table.fields if one.kind in NUMERIC],
        [one for one in table.fields if one.kind not in NUMERIC],
        {},
    )


def _home(tables: list[PackageTable], raw: Mapping[str, Any]) -> PackageTable:
    wanted = _text(raw.get("resource"))
    found = next((table for table in tables if not wanted or table.name == wanted), None)
    if found is None:
        raise BadDescriptor(f"resource {wanted}: there is none of this name")
    return found


def _source(table: PackageTable, raw: Mapping[str, Any], where: str) -> Field:
    source = _text(raw.get("source"))
    found = next((one for one in table.fields if one.name == source), None)
    if found is None:
        raise BadDescriptor(f"{where}: {table.name} has no field {source!r}")
    return found


def _named(raw: object, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the parts of a mapping, which were a list with names in the first drafts."""
    if isinstance(raw, list):
        for at, one in enumerate(raw):
            part = _object(one, where)
            yield _text(part.get("name")) or str(at), part
        return
    for name, one in _object(raw or {}, where).items():
        yield name, {"source": one} if isinstance(one, str) else _object(one, f"{where}.{name}")


def _factor(raw: object, where: str) -> Fraction:
    if raw is None:
        return Fraction(1)
    try:
        return Fraction(str(raw))
    except (ValueError, ZeroDivisionError) as fault:
        raise BadDescriptor(f"{where}: the factor {raw!r} is not a number") from fault


def _object(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise BadDescriptor(f"{where}: names with values are expected")
    return raw


def _list(raw: object, where: str) -> list[Any]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise BadDescriptor(f"{where}: a list is expected")
    return raw


def _text(raw: object) -> str:
    return "" if raw is None or isinstance(raw, dict | list) else str(raw)

"""Whether a value has a shape of the description, as far as this door uses shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

REFERENCE = "#/components/schemas/"
PLAIN = {"integer": int, "boolean": bool, "null": type(None)}


def fits(value: Any, shape: dict, shapes: dict) -> bool:
    """Say whether a value has a shape; ``shapes`` are those that references lead to."""
    if "$ref" in shape:
        return fits(value, shapes[shape["$ref"].removeprefix(REFERENCE)], shapes)
    if "anyOf" in shape:
        return any(fits(value, one, shapes) for one in shape["anyOf"])
    allowed = shape.get("enum", [shape["const"]] if "const" in shape else [value])
    return value in allowed and _is_of_type(value, shape, shapes)


def _is_of_type(value: Any, shape: dict, shapes: dict) -> bool:
    kind = shape["type"]
    if kind in PLAIN:
        return type(value) is PLAIN[kind]
    if kind == "string":
        return isinstance(value, str) and bool(re.search(shape.get("pattern", ""), value))
    if kind == "array":
        return isinstance(value, list) and all(fits(one, shape["items"], shapes) for one in value)
    assert kind == "object", f"No answer has the shape {shape}."
    return isinstance(value, dict) and _has_members(value, shape, shapes)


def _has_members(value: dict, shape: dict, shapes: dict) -> bool:
    known, others = shape.get("properties", {}), shape.get("additionalProperties")
    here = set(shape.get("required", ())) <= value.keys()
    return here and all(
        fits(inner, known[name], shapes)
        if name in known
        else isinstance(others, dict) and fits(inner, others, shapes)
        for name, inner in value.items()
    )


def walk(node: Any) -> Iterator[dict]:
    """Yield every object of a description, from the outside in."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from walk(inner)


def references(node: Any) -> Iterator[str]:
    """Yield every reference of a description."""
    return (one["$ref"] for one in walk(node) if isinstance(one.get("$ref"), str))

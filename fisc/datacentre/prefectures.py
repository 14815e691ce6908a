"""The execution of prefectures: each together with everything under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fisc.datacentre.execution import Execution, Part


def by_prefecture(parts: Iterable[Part], prefecture_of: Mapping[str, str]) -> tuple[Part, ...]:
    """Add up the execution of divisions by the prefecture to which each belongs.

    Shape: one part for each prefecture that has a division, by code; divisions without one are
    left out.

    Example:
        >>> parts = [Part("231101", Execution()), Part("230000", Execution())]
        >>> [part.key for part in by_prefecture(parts, {"231101": "231100"})]
        ['231100']
    """
    found: dict[str, Execution] = {}
    for part in parts:
        prefecture = prefecture_of.get(part.key)
        if prefecture is not None:
            found[prefecture] = found.get(prefecture, Execution()) + part.execution
    return tuple(Part(prefecture, found[prefecture]) for prefecture in sorted(found))

"""Walks over a relation of child to parent. No code is ever taken apart."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class Ring(ValueError):
    """Something stands under itself."""


def subtree_of(key: Key, parents: Mapping[Key, Key | None]) -> frozenset[Key]:
    """Return ``key`` and everything under it.

    Example:
        >>> sorted(subtree_of("a", {"a": None, "b": "a", "c": "b", "d": None}))
        ['a', 'b', 'c']
    """
    below: dict[Key, list[Key]] = {}
    for child, parent in parents.items():
        if parent is not None:
            below.setdefault(parent, []).append(child)
    found = {key}
    waiting = [key]
    while waiting:
        new = [child for child in below.get(waiting.pop(), ()) if child not in found]
        found.update(new)
        waiting.extend(new)
    return frozenset(found)


def path_to(key: Key, parents: Mapping[Key, Key | None]) -> tuple[Key, ...]:
    """Return the way from the root down to ``key``.

    Raises:
        Ring: the way up comes back to where it has been.

    Example:
        >>> path_to("c", {"a": None, "b": "a", "c": "b"})
        ('a', 'b', 'c')
    """
    way = [key]
    above = parents[key]
    while above is not None:
        if above in way:
            raise Ring(f"{key} stands under itself: {', '.join(str(step) for step in way)}.")
        way.append(above)
        above = parents[above]
    return tuple(reversed(way))

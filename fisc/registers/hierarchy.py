"""Walks over a relation of child to parent. No code is ever taken apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
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


def gathered(
    own: Mapping[Key, int], parents: Mapping[Key, Key | None]
) -> tuple[tuple[Key, int, int], ...]:
    """Return keys with their depth and count, those above first; each with what stands under it.

    Shape: what has no count, nor anything counted under it, is left out; a key that ``parents``
    does not know stands at the top.

    Example:
        >>> gathered({"c": 2, "b": 1, "x": 5}, {"a": None, "b": "a", "c": "b"})
        (('a', 0, 3), ('b', 1, 3), ('c', 2, 2), ('x', 0, 5))
    """
    sums: dict[Key, int] = {}
    ways: dict[Key, tuple[Key, ...]] = {}
    for key, count in own.items():
        way = path_to(key, parents) if key in parents else (key,)
        for depth, step in enumerate(way, start=1):
            sums[step] = sums.get(step, 0) + count
            ways[step] = way[:depth]
    return tuple((key, len(ways[key]) - 1, sums[key]) for key in sorted(sums, key=_order(ways)))


def _order(ways: Mapping[Key, tuple[Key, ...]]) -> Callable[[Key], tuple[str, ...]]:
    return lambda key: tuple(str(step) for step in ways[key])


def cut(nodes: Sequence[tuple[Key, int, int]], most: int) -> tuple[tuple[Key, int, int], ...]:
    """Return gathered keys down to the depth at which there are still few enough.

    Example:
        >>> cut((("a", 0, 3), ("b", 1, 3), ("c", 2, 2), ("d", 2, 1)), 3)
        (('a', 0, 3), ('b', 1, 3))
    """
    for deepest in sorted({depth for _, depth, _ in nodes}, reverse=True):
        kept = tuple(node for node in nodes if node[1] <= deepest)
        if len(kept) <= most or deepest == 0:
            return kept
    return ()

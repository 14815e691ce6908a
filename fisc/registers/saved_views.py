"""Saved views: a page with its filters, under a name of one's own.

Nobody else sees them, and nothing follows from them: they are addresses that somebody does not want
to type again. Each lies in one of few places, so that the database itself holds how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.registers.models import SAVED_VIEWS_MAX, SavedView

NAME_LENGTH: Final = 60
QUERY_LENGTH: Final = 1000


@dataclass(frozen=True, slots=True)
class View:
    """One saved view: its number, its page, its name, and the query of the address."""

    number: int
    page: str
    name: str
    query: str


def of(username: str) -> tuple[View, ...]:
    """Return the views that somebody saved, by page and name."""
    rows = SavedView.objects.filter(person=username).order_by("page", "name")
    return tuple(View(row.pk, row.page, row.name, row.query) for row in rows)


def save(username: str, *, page: str, name: str, query: str) -> bool:
    """Save a view, or change the one of this name; False where there is no room for another.

    ``name`` and ``query`` fit ``NAME_LENGTH`` and ``QUERY_LENGTH``.
    """
    mine = SavedView.objects.filter(person=username)
    if mine.filter(page=page, name=name).update(query=query):
        return True
    taken = set(mine.values_list("place", flat=True))
    free = [place for place in range(1, SAVED_VIEWS_MAX + 1) if place not in taken]
    if not free:
        return False
    view = SavedView(person_id=username, place=free[0], page=page, name=name, query=query)
    # Two windows may take the same place at once; the second one finds that it is taken.
    SavedView.objects.bulk_create([view], ignore_conflicts=True)
    return mine.filter(page=page, name=name, query=query).exists()


def delete(username: str, number: int) -> str:
    """Delete one of somebody's own views and return its page; empty where there is none."""
    found = SavedView.objects.filter(person=username, pk=number)
    page = found.values_list("page", flat=True).first()
    found.delete()
    return page or ""


def make_room(username: str, pages: frozenset[str]) -> None:
    """Delete somebody's views of all pages but these, which are those that they may open."""
    SavedView.objects.filter(person=username).exclude(page__in=pages).delete()

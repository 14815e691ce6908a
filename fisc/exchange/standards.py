"""The standards that hold at a place: the library, and what it and those above it have set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fisc.engines.budgets import standards as engine
from fisc.engines.budgets.standards import Choice, Standard, Wanted, choose, named
from fisc.registers import standards as register
from fisc.registers.standards import chain


def every(place: str) -> tuple[Standard, ...]:
    """Return the library and the own standards of a place and of what stands above it."""
    return (*engine.library(), *register.own(chain(place)))


def wanted(item: str, day: date, place: str, *, grade: str = "", unit_kind: str = "") -> Wanted:
    """Return what is asked for at a place: its level of government is that of the register."""
    return Wanted(
        item=item,
        day=day,
        places=chain(place),
        grade=grade,
        unit_level=register.levels(place),
        unit_kind=unit_kind,
    )


def standard_for(
    item: str, day: date, place: str, *, grade: str = "", unit_kind: str = ""
) -> Choice:
    """Return the standard that holds at a place, with the reason."""
    asked = wanted(item, day, place, grade=grade, unit_kind=unit_kind)
    return choose(every(place), asked)


def narrowed(
    found: Iterable[Standard], *, domain: str = "", grade: str = "", words: str = ""
) -> tuple[Standard, ...]:
    """Return the standards of a domain and grade that contain some text; empty is any."""
    text = words.strip().lower()
    return tuple(
        one
        for one in found
        if domain in ("", domain_of(one))
        and (grade == "" or one.grade in ("", grade))
        and text in f"{one.code} {one.name.en} {one.name.zh} {named('item', one.item).zh}".lower()
    )


def domain_of(one: Standard) -> str:
    """Return the domain of a standard; an own one has that of its item."""
    if one.domain:
        return one.domain
    return next((row.domain for row in engine.library() if row.item == one.item), "")

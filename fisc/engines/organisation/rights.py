"""Whether somebody has a right at a place: one table for every door and every act.

Rights stand in ``law/organisation/rights.csv`` with the roles that have them and how far they
reach. Pages, operations and acts name a right and list no roles of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fisc.engines.organisation.conflicts import check_roles
from fisc.law.kinds import Right
from fisc.law.names import role
from fisc.law.tables import RIGHTS, find
from fisc.values import Step, Verdict, Words

ANYBODY: Final = frozenset({"*"})  # also who has not signed in
SIGNED_IN: Final = frozenset({"+"})  # whoever has
OWN_DIVISION: Final = Words("own division", "本级范围")
STEP_ROLE: Final = Words("role of the step", "岗位职责")
ALLOWED: Final = Words("right", "办理权限")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody holds for a division, or for one unit of it.

    ``behalf`` is whose role it is, where somebody holds it in their place for a time.
    """

    role: str
    division: str
    unit: str = ""
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something belongs: its division and unit, who made it, and what stands above."""

    division: str
    unit: str = ""
    owner: str = ""
    divisions_above: frozenset[str] = frozenset()
    units_above: frozenset[str] = frozenset()


def right(name: str) -> Right:
    """Return a right by its name.

    Raises:
        UnknownRow: the table has no such right.

    Source: law/organisation/rights.csv

    Example:
        >>> right("pay.release").roles, right("pay.release").scope
        (('FIN_PAYCENTER',), 'unit')
    """
    return find(RIGHTS, name)


def roles_of(*names: str) -> frozenset[str]:
    """Return who has one of some rights: roles, or whoever has signed in, or anybody.

    Raises:
        UnknownRow: the table has no such right.

    Example:
        >>> sorted(roles_of("pay.draft", "pay.review"))
        ['UNIT_CLERK', 'UNIT_REVIEWER']
        >>> roles_of("see.self") is SIGNED_IN
        True
    """
    rights = [right(name) for name in names]
    audiences = {one.audience for one in rights}
    if "anybody" in audiences:
        return ANYBODY
    if "signed_in" in audiences:
        return SIGNED_IN
    return frozenset(code for one in rights for code in one.roles)


def admits(roles: Collection[str], held: str | None) -> bool:
    """Say whether somebody of a role, or nobody in particular, is among those who have a right.

    Example:
        >>> admits(ANYBODY, None), admits(SIGNED_IN, None), admits(SIGNED_IN, "EXPERT")
        (True, False, True)
        >>> admits(roles_of("pay.release"), "AUDITOR")
        False
    """
    if "*" in roles:
        return True
    return held is not None and ("+" in roles or held in roles)


def admitted(roles: Collection[str], grants: Collection[Grant]) -> tuple[Grant, ...]:
    """Return those of somebody's grants by which they are among those who have a right.

    Example:
        >>> li = (Grant("FIN_BUDGET", "239900"), Grant("UNIT_CLERK", "239900", "203"))
        >>> [one.role for one in admitted(roles_of("pay.draft"), li)]
        ['UNIT_CLERK']
    """
    return tuple(one for one in grants if admits(roles, one.role))


def open_to(roles: Collection[str], grants: Collection[Grant]) -> bool:
    """Say whether somebody who has signed in, and holds these grants, has a right somewhere.

    Example:
        >>> open_to(SIGNED_IN, ()), open_to(roles_of("pay.draft"), ())
        (True, False)
    """
    return bool({"*", "+"} & set(roles)) or bool(admitted(roles, grants))


def carrying(
    wanted: Right, who: str, grants: Collection[Grant], place: Place | None = None
) -> tuple[Grant, ...]:
    """Return those of somebody's grants that give a right at a place: the role and the reach.

    Example:
        >>> li = (Grant("FIN_BUDGET", "239900"), Grant("FIN_BUDGET", "239901"))
        >>> [one.division for one in carrying(right("allot.draft"), "li", li, Place("239901"))]
        ['239901']
    """
    return tuple(
        one
        for one in admitted(roles_of(wanted.right), grants)
        if place is None or covers(wanted.scope, one, place, who)
    )


def covers(scope: str, grant: Grant, place: Place, who: str) -> bool:
    """Say whether a right of this reach, held by this grant, extends to a place.

    ``own``: only what the person made. ``unit``: only the unit of the grant, or every unit of its
    division where it names none. ``division``: only the division. ``subtree``: also all that
    stands under the unit or division; a unit sees what belongs to its division as a whole.

    Example:
        >>> town, school = Grant("FIN_BUDGET", "239900"), Grant("UNIT_CLERK", "239900", "203")
        >>> county = Place("239901", divisions_above=frozenset({"239900"}))
        >>> covers("subtree", town, county, "li"), covers("division", town, county, "li")
        (True, False)
        >>> covers("unit", school, Place("239900", "216"), "li")
        False
    """
    here = grant.division == place.division
    if scope == "everything":
        return True
    if scope == "own":
        return place.owner == who
    if scope == "division":
        return here
    if scope == "unit":
        return here and grant.unit in {"", place.unit}
    if not grant.unit:
        return here or grant.division in place.divisions_above
    return here and (not place.unit or grant.unit == place.unit or grant.unit in place.units_above)


def judge(
    wanted: Right,
    who: str,
    grants: Collection[Grant],
    place: Place | None = None,
    about: Words | None = None,
) -> Verdict:
    """Judge whether somebody has a right, at a place if one is named.

    One grant must give both: the role, and the reach. A role that may not be held together with
    another that the same person holds gives nothing, however the two came together. ``about`` is
    what it is said of; usually the right itself.

    Source: law/organisation/rights.csv, law/organisation/separation_of_duties.csv

    Example:
        >>> li = [Grant("FIN_BUDGET", "239900")]
        >>> bool(judge(right("allot.draft"), "li", li, Place("239900")))
        True
        >>> print(judge(right("allot.draft"), "li", li, Place("239901")).said("en"))
        own division: li belongs to division 239900, not to 239901.
        >>> print(judge(right("pay.review"), "li", li).said("zh"))
        岗位职责：li 的岗位是预算处经办；单位审核 须由单位审核(财务负责人)办理。
        >>> both = [Grant("FIN_TREASURY", "239900"), Grant("FIN_PAYCENTER", "239900")]
        >>> judge(right("pay.release"), "li", both, Place("239900")).rule.en
        'SOD03 payment fraud'
    """
    about = about or Words(wanted.title_en, wanted.title_zh)
    roles = roles_of(wanted.right)
    near = [one for one in grants if place is None or covers(wanted.scope, one, place, who)]
    if (able := admitted(roles, near)) or roles is ANYBODY:
        if (clash := _clash(who, able, grants)) is not None:
            return clash
        step = Step(f"{who} may act on {about.en}.", f"{who} 可办理 {about.zh}。")
        return Verdict(True, ALLOWED, (step,))
    against: list[tuple[Words, Step]] = []
    if place is not None and not near:
        against.append((OWN_DIVISION, _elsewhere(who, grants, place)))
    if not against or not admitted(roles, grants):
        against.append((STEP_ROLE, _other_role(who, near or grants, roles, about)))
    return Verdict(False, against[0][0], tuple(step for _, step in against))


def _clash(who: str, able: Collection[Grant], grants: Collection[Grant]) -> Verdict | None:
    """Return why none of the grants that give a right may be used beside the others."""
    held = {one.role for one in grants}
    if len(held) == 1:
        return None
    found = [check_roles(who, one.role, held - {one.role}) for one in able]
    return None if any(found) or not found else found[0]


def _elsewhere(who: str, grants: Collection[Grant], place: Place) -> Step:
    if any(one.division == place.division for one in grants):
        homes = ", ".join(sorted({one.unit for one in grants if one.unit}))
        there = place.unit or place.division
        return Step(
            f"{who} belongs to unit {homes}, the document to {there}.",
            f"{who} 属于单位 {homes}，单据属于 {there}。",
        )
    homes = ", ".join(sorted({one.division for one in grants})) or "-"
    return Step(
        f"{who} belongs to division {homes}, not to {place.division}.",
        f"{who} 属于 {homes}，不属于 {place.division}。",
    )


def _other_role(who: str, grants: Collection[Grant], roles: Collection[str], about: Words) -> Step:
    held = sorted({one.role for one in grants})
    wanted = [role(code) for code in sorted(roles)]
    return Step(
        f"{who} is {', '.join(held) or '-'}; {about.en} is for: "
        f"{', '.join(one.en for one in wanted)}.",
        f"{who} 的岗位是{'、'.join(role(code).zh for code in held) or '-'}；{about.zh} 须由"
        f"{'、'.join(one.zh for one in wanted)}办理。",
    )

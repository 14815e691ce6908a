"""Who must prove by a second factor that they are who they say, and who therefore may not go on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from fisc.law.names import role
from fisc.law.tables import SECOND_FACTOR, read
from fisc.values import Step, Verdict, Words

RULE: Final = Words("second factor", "双因素认证")
LAW, EVERYBODY, NOBODY = "law", "everybody", "nobody"
REACHES: Final = (LAW, EVERYBODY, NOBODY)  # of whom an office asks it


def requiring(day: date) -> frozenset[str]:
    """Return the roles whose holders need a second factor on a day.

    Source: law/organisation/second_factor.csv

    Example:
        >>> sorted(requiring(date(2026, 3, 2)))
        ['AUDIT_ADMIN', 'FIN_DIRECTOR', 'FIN_PAYCENTER', 'SEC_ADMIN', 'SYS_ADMIN']
        >>> requiring(date(2000, 1, 1))
        frozenset()
    """
    return frozenset(
        one.role
        for one in read(SECOND_FACTOR)
        if one.first_day <= day and (one.last_day is None or day <= one.last_day)
    )


def is_required(roles: Collection[str], day: date, reach: str = LAW) -> bool:
    """Say whether somebody who holds some roles needs a second factor.

    ``reach`` is whom the office asks for it: those of the law, everybody, or nobody.

    Example:
        >>> is_required(("FIN_PAYCENTER",), date(2026, 3, 2))
        True
        >>> clerk = ("UNIT_CLERK",)
        >>> is_required(clerk, date(2026, 3, 2)), is_required(clerk, date(2026, 3, 2), EVERYBODY)
        (False, True)
    """
    if reach == LAW:
        return not requiring(day).isdisjoint(roles)
    return reach == EVERYBODY


def check_second_factor(
    who: str, roles: Collection[str], day: date, *, has_one: bool, reach: str = LAW
) -> Verdict:
    """Judge whether somebody may go on, with or without a second factor.

    Source: law/organisation/second_factor.csv

    Example:
        >>> day, roles = date(2026, 3, 2), ("FIN_DIRECTOR", "UNIT_CLERK")
        >>> bool(check_second_factor("zhao", roles, day, has_one=True))
        True
        >>> print(check_second_factor("zhao", roles, day, has_one=False).said("en"))
        second factor: Finance director needs a second factor and zhao has none; set it up first.
    """
    if has_one or not is_required(roles, day, reach):
        step = Step(f"{who} may go on.", f"{who} 可以继续办理。")
        return Verdict(True, RULE, (step,))
    asked = sorted(requiring(day) & set(roles)) if reach == LAW else sorted(set(roles))
    named = [role(code) for code in asked] or [Words("everybody here", "本单位全体人员")]
    step = Step(
        f"{', '.join(one.en for one in named)} needs a second factor and {who} has none; "
        "set it up first.",
        f"{'、'.join(one.zh for one in named)}须使用双因素认证，{who} 尚未设置，请先设置。",
    )
    return Verdict(False, RULE, (step,))

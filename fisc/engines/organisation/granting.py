"""Whether somebody may be given a role, or hold it in another's place, judged over time.

What may not be together may not be together on any day: whatever is proposed, held or held in
somebody's place counts for every day it covers, and one that was ended counts for the day of its
ending.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.engines.organisation.conflicts import check_roles
from fisc.law.names import role
from fisc.law.tables import ROLES, find
from fisc.values import Cited, Step, Verdict, Words

GIVEN: Final = Words("grant of a role", "授予岗位")
HELD_ALREADY: Final = Words("held already", "已有岗位")
SELF: Final = Words("nobody grants to themselves", "不得为本人授权")
TWO: Final = Words("two persons grant", "授权须两人办理")
DELEGATED: Final = Words("delegation", "委托代办")


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role at a place from a first day to a last one, both included; None for no end."""

    role: str
    division: str
    unit: str
    first_day: date
    last_day: date | None = None
    behalf: str = ""

    @property
    def place(self) -> str:
        """The unit, or else the division."""
        return self.unit or self.division


def meet(one: Tenure, other: Tenure) -> bool:
    """Say whether two tenures have a day in common.

    Example:
        >>> spring = Tenure("FIN_BUDGET", "239900", "", date(2026, 1, 1), date(2026, 3, 31))
        >>> meet(spring, Tenure("FIN_DEBT", "239900", "", date(2026, 3, 31)))
        True
        >>> meet(spring, Tenure("FIN_DEBT", "239900", "", date(2026, 4, 1)))
        False
    """
    return (other.last_day is None or one.first_day <= other.last_day) and (
        one.last_day is None or other.first_day <= one.last_day
    )


def check_tenure(who: str, wanted: Tenure, others: Collection[Tenure]) -> Verdict:
    """Judge whether somebody may have a role beside what they have on any of its days.

    Always: the answer does not depend on which of two roles was there first.

    Source: law/organisation/separation_of_duties.csv

    Example:
        >>> keeper = Tenure("FIN_TREASURY", "239900", "", date(2026, 1, 1), date(2026, 6, 30))
        >>> payer = Tenure("FIN_PAYCENTER", "239900", "", date(2026, 6, 30))
        >>> check_tenure("li", payer, [keeper]).rule.en
        'SOD03 payment fraud'
        >>> later = Tenure("FIN_PAYCENTER", "239900", "", date(2026, 7, 1))
        >>> bool(check_tenure("li", later, [keeper]))
        True
    """
    near = [one for one in others if meet(wanted, one)]
    judged = check_roles(who, wanted.role, {one.role for one in near})
    if not judged:
        return judged
    place = (wanted.role, wanted.division, wanted.unit)
    if any((one.role, one.division, one.unit) == place for one in near):
        named = role(wanted.role)
        step = Step(
            f"{who} is {named.en} at {wanted.place} already on some of these days.",
            f"{who} 在此期间已是 {wanted.place} 的{named.zh}。",
        )
        return Verdict(False, HELD_ALREADY, (step,))
    return Verdict(True, GIVEN, judged.steps)


def check_hands(who: str, giver: str, confirmer: str = "") -> Verdict:
    """Judge the persons of a grant: nobody gives to themselves, and two persons give.

    ``confirmer`` is empty while it is only proposed.

    Example:
        >>> bool(check_hands("li", "wang")), check_hands("li", "li").rule.en
        (True, 'nobody grants to themselves')
        >>> check_hands("li", "wang", "wang").rule.en
        'two persons grant'
    """
    if who in {giver, confirmer}:
        step = Step(f"{who} is the one to whom it goes.", f"{who} 即被授权人本人。")
        return Verdict(False, SELF, (step,))
    if giver == confirmer:
        step = Step(
            f"{giver} proposed it; another person confirms.", f"{giver} 已提出，须由他人确认。"
        )
        return Verdict(False, TWO, (step,))
    return Verdict(
        True, GIVEN, (Step(f"{giver} may give to {who}.", f"{giver} 可为 {who} 授权。"),)
    )


def check_delegation(own: Tenure, wanted: Tenure, home: str, days_max: Cited[int]) -> Verdict:
    """Judge whether a role may be held in its holder's place: by whom, and for how long.

    ``own`` is what the holder has, ``wanted`` what the other would have, ``home`` the unit or
    division where the other belongs. A role that is itself held in somebody's place is not handed
    on, and neither is that of an administrator: it is given by two persons and by nobody alone.

    Units: days, the first and the last included.

    Source: law/organisation/delegation.yaml
    """
    against = list(_against(own, wanted, home, days_max))
    if against:
        return Verdict(False, DELEGATED, tuple(against))
    named = role(own.role)
    step = Step(
        f"{named.en} may be held in somebody's place from {wanted.first_day} to {wanted.last_day}.",
        f"{named.zh}可自 {wanted.first_day} 至 {wanted.last_day} 委托代办。",
    )
    return Verdict(True, DELEGATED, (step,))


def _against(own: Tenure, wanted: Tenure, home: str, days_max: Cited[int]) -> Iterable[Step]:
    named = role(own.role)
    if own.behalf:
        yield Step(
            f"It is held in the place of {own.behalf} and cannot be handed on.",
            f"该岗位系代 {own.behalf} 履职，不得转委托。",
        )
    if find(ROLES, own.role).organisation == "operations":
        yield Step(
            f"{named.en} is given by two persons, and not handed on by its holder.",
            f"{named.zh}须由两人授权，不得由本人委托。",
        )
    if home != own.place:
        yield Step(
            f"It belongs to {own.place}, and the other person to {home}.",
            f"该岗位属于 {own.place}，受托人属于 {home}。",
        )
    last = wanted.last_day
    if last is None:
        yield Step("A last day must be named.", "须注明截止日期。")
        return
    if wanted.first_day < own.first_day or (own.last_day is not None and last > own.last_day):
        yield Step(
            f"The holder has it from {own.first_day} to {own.last_day or 'no end'}.",
            f"委托人任期为 {own.first_day} 至 {own.last_day or '长期'}。",
        )
    if (last - wanted.first_day).days >= days_max.value:
        yield Step(
            f"From {wanted.first_day} to {last} are more than {days_max.value} days.",
            f"自 {wanted.first_day} 至 {last} 超过 {days_max.value} 天。",
            days_max.source,
        )

"""Which roles one person may not hold together.

The pairs stand in ``law/organisation/separation_of_duties.csv``. Those within a person are judged
here, when a role is given; those within a document are judged when somebody acts on it.
"""

from __future__ import annotations

from collections.abc import Collection

from fisc.law.kinds import SeparationOfDuties
from fisc.law.names import role
from fisc.law.tables import SEPARATION_OF_DUTIES, read
from fisc.values import Citation, Step, Verdict, Words


def parted(first: str, second: str) -> tuple[SeparationOfDuties, ...]:
    """Return the rules by which one person may not hold two roles; the order does not matter.

    Source: law/organisation/separation_of_duties.csv

    Example:
        >>> [rule.code for rule in parted("FIN_TREASURY", "FIN_PAYCENTER")]
        ['SOD03', 'SOD05']
        >>> parted("UNIT_CLERK", "UNIT_REVIEWER")  # two roles, but not on one document
        ()
    """
    return tuple(
        rule
        for rule in read(SEPARATION_OF_DUTIES)
        if rule.within == "person"
        and (
            (first in rule.first_roles and second in rule.second_roles)
            or (second in rule.first_roles and first in rule.second_roles)
        )
    )


def check_roles(who: str, wanted: str, held: Collection[str]) -> Verdict:
    """Judge whether somebody who holds some roles may be given another.

    Shape: a refusal names every rule that is against it, first the first of the table.
    Always: whether two roles may be held together does not depend on which was there first.

    Source: law/organisation/separation_of_duties.csv

    Example:
        >>> bool(check_roles("li", "UNIT_HEAD", ["UNIT_CLERK"]))
        True
        >>> refused = check_roles("li", "SEC_ADMIN", ["SYS_ADMIN"])
        >>> refused.rule.en, refused.why_in("zh")
        ('SOD09 three-administrator separation', 'li 已是系统管理员，不得兼任安全管理员。')
    """
    against = [(rule, other) for other in sorted(set(held)) for rule in parted(wanted, other)]
    against.sort(key=lambda pair: pair[0].code)
    if not against:
        free = role(wanted)
        step = Step(f"{who} may be {free.en}.", f"{who} 可担任{free.zh}。")
        return Verdict(True, Words("separation of duties", "不相容岗位分离"), (step,))
    steps = tuple(_step(who, wanted, other, rule) for rule, other in against)
    return Verdict(False, _name(against[0][0]), steps)


def _name(rule: SeparationOfDuties) -> Words:
    return Words(f"{rule.code} {rule.why_en}", f"{rule.code} {rule.why_zh}")


def _step(who: str, wanted: str, other: str, rule: SeparationOfDuties) -> Step:
    new, old = role(wanted), role(other)
    return Step(
        f"{who} is {old.en} and cannot also be {new.en}.",
        f"{who} 已是{old.zh}，不得兼任{new.zh}。",
        Citation("Separation of duties", rule.code),
    )

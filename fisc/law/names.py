"""What rules, roles and instruments are called in both languages.

A rule of the handbook is typed as its number only; its name stands once, in ``law/``.
"""

from __future__ import annotations

import re
from typing import Final

from fisc.law.tables import (
    INSTRUMENTS,
    INTER_BUDGET_RULES,
    LEDGER_CONTROLS,
    ROLES,
    UnknownRow,
    find,
)
from fisc.values import Citation, Verdict, Words

_ARTICLE: Final = re.compile(r"articles? ([0-9]+(?: (?:to|and) [0-9]+)?)")


def control(number: str) -> Words:
    """Return a control of the handbook as a rule: its number and its name.

    Raises:
        UnknownRow: the handbook has no such control.

    Source: law/ledger/controls.csv

    Example:
        >>> control("K22").en, control("K22").zh
        ('K22 Period lock', 'K22 期间锁定')
    """
    name = control_name(number)
    return Words(f"{number} {name.en}", f"{number} {name.zh}")


def control_name(number: str) -> Words:
    """Return the name of a control of the handbook, without its number.

    Raises:
        UnknownRow: the handbook has no such control.

    Source: law/ledger/controls.csv
    """
    row = find(LEDGER_CONTROLS, number)
    return Words(row.name_en, row.name_zh)


def budget_rule(code: str) -> Words:
    """Return a rule between the budgets: its code and its name.

    Raises:
        UnknownRow: there is no such rule.

    Source: law/budgets/inter_budget_rules.csv

    Example:
        >>> print(budget_rule("IB17"))
        IB17 Reserve fund ratio
    """
    row = find(INTER_BUDGET_RULES, code)
    return Words(f"{code} {row.name_en}", f"{code} {row.name_zh}")


def role(code: str) -> Words:
    """Return what a role is called; one that is not in the list goes by its code.

    Source: law/organisation/roles.csv

    Example:
        >>> role("FIN_PAYCENTER").zh, role("NOBODY").en
        ('国库支付审核', 'NOBODY')
    """
    try:
        row = find(ROLES, code)
    except UnknownRow:
        return Words(code, code)
    return Words(row.name_en, row.name_zh)


def cited(source: Citation) -> Words:
    """Return where a figure comes from; in Chinese the instrument has its own name.

    Source: law/instruments.csv

    Example:
        >>> cited(Citation("Budget Law", "article 54")).zh
        '中华人民共和国预算法 第54条'
        >>> cited(Citation("Budget Law", "articles 67 to 69")).zh
        '中华人民共和国预算法 第67至69条'
    """
    try:
        name = find(INSTRUMENTS, source.instrument).name_zh
    except UnknownRow:
        name = ""
    article = _ARTICLE.fullmatch(source.place)
    said = article[1].replace(" to ", "至").replace(" and ", "、") if article else ""
    return Words(str(source), f"{name} 第{said}条" if said and name else name)


def working(verdict: Verdict) -> Words:
    """Return the working of a verdict as one paragraph with its sources, to be kept or shown.

    Example:
        >>> from fisc.values import Step
        >>> step = Step("Too early.", "过早。", Citation("Budget Law", "article 54"))
        >>> working(Verdict(False, control("K19"), (step,))).zh
        '过早。〔中华人民共和国预算法 第54条〕'
    """
    names = [cited(step.source).zh if step.source else "" for step in verdict.steps]
    chinese = (
        f"{step.zh}〔{name}〕" if name else step.zh
        for step, name in zip(verdict.steps, names, strict=True)
    )
    return Words(verdict.why, "".join(chinese))

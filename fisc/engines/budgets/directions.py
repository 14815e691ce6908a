"""Which budget may give money to which: the directions that the rules between budgets name.

The rules are data; a direction that no rule names is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fisc.law.kinds import InterBudgetRule
from fisc.law.names import budget_rule, control
from fisc.law.tables import BALANCE_LINES, INTER_BUDGET_RULES, MIRRORS, find, read
from fisc.values import ZERO, Book, Money, Step, Verdict, Words

# The line of its balance in which a budget receives from another (handbook, transfers between
# budgets). What comes from outside the four budgets stands in the line for other money.
_RECEIVING: Final[Mapping[tuple[Book, Book], str]] = {
    (Book.FUNDS, Book.GENERAL): "04",
    (Book.CAPITAL, Book.GENERAL): "05",
    (Book.SPECIAL, Book.GENERAL): "06",
    (Book.GENERAL, Book.FUNDS): "06",
}
_CLOSED: Final = Words("transfer between budgets", "预算间调入调出")


class NoSuchDirection(LookupError):
    """No line of the receiving budget takes money from the giving one."""


def check_direction(giving: Book, receiving: Book, *, decision: str) -> Verdict:
    """Judge whether one budget may give money to another.

    A rule must name both budgets, and no rule may forbid the giving one. Where a rule states its
    condition in words that no figure decides (debt service covered, an approved subsidy), the
    ``decision`` that found the condition met must be named; that it is found so, a person answers
    for.

    Source: law/budgets/inter_budget_rules.csv

    Example:
        >>> check_direction(Book.CAPITAL, Book.GENERAL, decision="").allowed
        True
        >>> check_direction(Book.FUNDS, Book.CAPITAL, decision="GOV-2026-1").allowed
        False
    """
    rules = read(INTER_BUDGET_RULES)
    forbidding = [r for r in rules if (r.from_book, r.to_book) == (giving, "any")]
    naming = [r for r in rules if (r.from_book, r.to_book) == (giving, receiving)]
    if forbidding or not naming or giving is receiving:
        english = f"No rule lets the {giving.words.en} give to the {receiving.words.en}."
        chinese = f"{giving.words.zh}不得调入{receiving.words.zh}。"
        steps = [Step(english, chinese), *map(_said, forbidding)]
        return Verdict(False, _title(forbidding[0]) if forbidding else _CLOSED, tuple(steps))
    conditions = [rule for rule in naming if rule.effect != "config" and not rule.parameters]
    steps = [_said(rule) for rule in naming if rule.effect != "config"]
    if not conditions:
        return Verdict(True, _title(naming[0]), tuple(steps))
    steps.append(
        Step(
            f"Document that found this met: {decision or '-'}.",
            f"认定符合条件的文号：{decision or '-'}。",
        )
    )
    return Verdict(bool(decision), _title(conditions[0]), tuple(steps))


def receiving_line(giving: Book, receiving: Book) -> tuple[str, str]:
    """Return the line in which a budget receives from another, and the first code of the line.

    Raises:
        NoSuchDirection: the receiving budget has no such line.

    Source: law/budgets/balance_lines.csv

    Example:
        >>> receiving_line(Book.FUNDS, Book.GENERAL)
        ('04', '110090102')
    """
    line = _RECEIVING.get((giving, receiving))
    if line is None:
        raise NoSuchDirection(f"The {receiving} budget has no line for money of {giving}.")
    return line, str(find(BALANCE_LINES, receiving, "revenue", line).codes[0])


def giving_line(giving: Book, receiving: Book) -> str:
    """Return the line in which a budget gives to another; empty where it has none.

    Source: law/budgets/mirrors.csv

    Example:
        >>> giving_line(Book.CAPITAL, Book.GENERAL)
        '03'
    """
    pairs = {
        (row.giving_book, row.receiving_book): row.giving_line
        for row in read(MIRRORS)
        if row.between == "books"
    }
    return pairs.get((giving, receiving), "")


def check_taken_up(*, arranged: Money, taken: Money, new: Money) -> Verdict:
    """Judge whether a budget may take up more from another than it holds from it already.

    Whatever fund it goes to, all that is received stands on what the giving budget arranged.

    Units: fen.

    Example:
        >>> check_taken_up(arranged=Money(600), taken=Money(600), new=Money(1)).allowed
        False
    """
    room = arranged - taken
    steps = (
        Step(
            f"The giving budget arranged {arranged} in all; the receiving one holds {taken} of it.",
            f"调出方共安排 {arranged}；调入方已列 {taken}。",
        ),
        Step(f"New to it: {new}; room: {room}.", f"本次新增 {new}；尚可列 {room}。"),
    )
    return Verdict(new <= room, _CLOSED, steps)


def check_in_budget(*, entered: Money, mirrored: Money, asked: Money, decision: str) -> Verdict:
    """Judge whether a transfer out has its place in the receiving budget, or a decision for it.

    ``entered`` is what the receiving budget adopted or adjusted as transfer in, ``mirrored`` what
    of it earlier transfers out have met already. What is asked beyond that is new to the receiving
    budget, and needs the approval of an adjustment (K20).

    Units: fen.
    """
    room = unmet(entered=entered, mirrored=mirrored)
    steps = (
        Step(
            f"The receiving budget holds {entered} as transfer in, of which {mirrored} is met.",
            f"调入方预算已列调入 {entered}，已对应 {mirrored}。",
        ),
        Step(
            f"Asked {asked}; approval of what is beyond: {decision or '-'}.",
            f"本次 {asked}；超出部分批准文号：{decision or '-'}。",
        ),
    )
    return Verdict(asked <= room or bool(decision), control("K20"), steps)


def unmet(*, entered: Money, mirrored: Money) -> Money:
    """Return what the receiving budget holds as transfer in and nobody has given yet."""
    return max(ZERO, entered - mirrored)


def _title(rule: InterBudgetRule) -> Words:
    return budget_rule(rule.code)


def _said(rule: InterBudgetRule) -> Step:
    return Step(f"{rule.code}: {rule.rule_en}.", f"{rule.code}：{rule.rule_zh}。")

"""Gates that stand before a change of authority: project headroom, virement, reserve, adjustment.

What the ledger guards by itself (no pot below zero) is not repeated here; these are the rules that
no balance can express. Each answers with a verdict that names the control of the handbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from fisc.engines.budgets.lines import root_of, stands_under
from fisc.law.names import control
from fisc.law.tables import THREE_PUBLIC, find, read
from fisc.values import ZERO, Book, Citation, Money, Step, Verdict, Words

Ground = Literal["emergency", "unforeseen", ""]
GROUNDS: Final = ("emergency", "unforeseen")
_GROUNDS_ZH: Final = {"emergency": "突发事件", "unforeseen": "难以预见的开支"}
_DEBT: Final = ("231", "232", "233", "23104", "23107", "23204", "23304")
_PERSONNEL: Final = "R"
_EARMARKED: Final = "23003"
_KIND_PLACE: Final = 8
_LAW: Final = "Budget Law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What authority is for, as far as moving it is concerned.

    ``fund`` names the government fund, each of which balances by itself; ``bond`` the bond whose
    money it is; ``direct_fund`` marks money sent straight through from above; ``guarantee`` is the
    one of the three guarantees that it serves. Each is empty or false where it does not apply.
    """

    book: Book
    function: str
    project: str = ""
    department_item: str = ""
    fund_type: str = ""
    bond: str = ""
    direct_fund: bool = False
    guarantee: str = ""
    fund: str = ""

    @property
    def kind(self) -> str:
        """R personnel, Y public-use quota, T other; empty where there is no project."""
        return self.project[_KIND_PLACE] if self.project else ""

    @property
    def three_public(self) -> str:
        """Which of the three public items it pays for, if any."""
        if not self.department_item:
            return ""
        found = (row for row in read(THREE_PUBLIC) if self.department_item in row.department_codes)
        return next((row.item for row in found), "")


def check_headroom(
    *, project: str, is_stored: bool, total: Money, granted: Money, asked: Money
) -> Verdict:
    """Judge whether a project may be given ``asked`` more: no project, no money.

    Units: fen; ``total`` is the stored amount over the whole life of the project, ``granted``
    what its indicators have been given so far.

    Example:
        >>> verdict = check_headroom(project="P", is_stored=True, total=Money(10),
        ...     granted=Money(8), asked=Money(3))
        >>> print(verdict.steps[-1])
        Room: ¥0.10 less ¥0.08 leaves ¥0.02; asked ¥0.03: ¥0.01 too much.
    """
    steps = [
        Step(f"Project {project}, stored amount {total}.", f"项目 {project}，入库金额 {total}。")
    ]
    if not project:
        steps = [Step("No project is named: no project, no money.", "无项目不得安排预算。")]
    elif not is_stored:
        steps.append(
            Step("It has not passed review into the project library.", "项目未经评审入库。")
        )
    room = total - granted
    said = f"Room: {total} less {granted} leaves {room}; asked {asked}"
    said_zh = f"额度 {total} 减已安排 {granted} 余 {room}；本次 {asked}"
    if asked > room:
        steps.append(Step(f"{said}: {asked - room} too much.", f"{said_zh}，超出 {asked - room}。"))
    else:
        steps.append(Step(f"{said}.", f"{said_zh}。"))
    allowed = bool(project) and is_stored and asked <= room
    return Verdict(allowed, control("K09"), tuple(steps))


def check_virement(source: Spending, target: Spending, *, finance_approved: bool) -> Verdict:
    """Judge whether authority may be moved from one purpose to another.

    The total does not change, because one move takes and gives. Money stays in its book and of
    its nature; debt is locked; bond money stays in its bond project and direct funds in their
    purpose; project money never becomes personnel or one of the three public items; what serves
    a guarantee is not taken away; and another functional class needs the finance department.
    """
    steps = tuple(_against(source, target, finance_approved=finance_approved))
    if steps:
        return Verdict(False, steps[0][0], tuple(step for _, step in steps))
    step = Step(
        f"From {source.function} to {target.function} no gate is closed.",
        f"由 {source.function} 调剂至 {target.function} 符合规定。",
    )
    return Verdict(True, control("K21"), (step,))


def _against(
    source: Spending, target: Spending, *, finance_approved: bool
) -> Iterator[tuple[Words, Step]]:
    rule = control("K21")
    yield from _against_nature(source, target)
    if source.guarantee:
        yield (
            control("K14"),
            Step(
                f"It serves a guarantee ({source.guarantee}) and may not be taken away.",
                f"属三保支出（{source.guarantee}），不得调出。",
            ),
        )
    if any(stands_under(own.function, debt) for own in (source, target) for debt in _DEBT):
        yield rule, Step("Lines of debt are locked.", "债务支出不得调剂。")
    if (source.bond or target.bond) and (
        (source.bond, source.project) != (target.bond, target.project)
    ):
        yield (
            control("K18"),
            Step("Bond money stays inside its bond project.", "债券资金不得调出本债券项目。"),
        )
    if source.direct_fund and not (target.direct_fund and source.function == target.function):
        yield rule, Step("Direct funds stay in their purpose.", "直达资金专款专用。")
    if target.kind == _PERSONNEL and source.kind != _PERSONNEL:
        yield rule, Step("Project money may not become personnel.", "项目资金不得用于人员经费。")
    if target.three_public and target.three_public != source.three_public:
        yield (
            rule,
            _nothing_added(target.three_public),
        )
    if root_of(source.function) != root_of(target.function) and not finance_approved:
        yield (
            rule,
            Step(
                f"From class {root_of(source.function)} to {root_of(target.function)} "
                "the finance department must approve.",
                f"由 {root_of(source.function)} 类调剂至 {root_of(target.function)} 类，"
                "须经财政部门批准。",
            ),
        )


def _against_nature(source: Spending, target: Spending) -> Iterator[tuple[Words, Step]]:
    if (source.book, source.fund_type) != (target.book, target.fund_type):
        yield (
            control("K10"),
            Step(
                f"Money of {source.book} {source.fund_type} cannot become money of "
                f"{target.book} {target.fund_type}.",
                f"{source.book.words.zh} {source.fund_type} 的资金不得改为"
                f"{target.book.words.zh} {target.fund_type} 的资金。",
            ),
        )
    if source.fund != target.fund:
        yield _own_fund(source, target)


def _own_fund(source: Spending, target: Spending) -> tuple[Words, Step]:
    return (
        control("K10"),
        Step(
            f"Money of fund {source.fund or '-'} cannot become money of fund {target.fund or '-'}.",
            f"政府性基金 {source.fund or '-'} 的资金不得改为 {target.fund or '-'} 的资金。",
        ),
    )


def check_own_fund(source: Spending, target: Spending) -> Verdict:
    """Judge whether authority that is taken back stays in its book and government fund (K10)."""
    rule, step = _own_fund(source, target)
    if source.book is not target.book:
        step = Step(
            f"Money of {source.book} does not return to {target.book}.",
            f"{source.book.words.zh}的资金不得收回至{target.book.words.zh}。",
        )
        return Verdict(False, rule, (step,))
    same = Step(f"It stays in its fund {source.fund or '-'}.", f"留在原基金 {source.fund or '-'}。")
    allowed = source.fund == target.fund
    return Verdict(allowed, rule, (same if allowed else step,))


def _nothing_added(item: str) -> Step:
    name = find(THREE_PUBLIC, item)
    return Step(f"Nothing may be added to {name.name_en}.", f"不得调剂增加{name.name_zh}。")


def check_guarantee(spending: Spending) -> Verdict:
    """Judge whether authority may be taken back: not what serves one of the three guarantees."""
    serves = spending.guarantee or "-"
    step = Step(f"Guarantee that it serves: {serves}.", f"三保标识：{serves}。")
    return Verdict(not spending.guarantee, control("K14"), (step,))


def check_matching(*, function: str, matching: Money, shared: bool) -> Verdict:
    """Judge whether a transfer may ask the receiver to put money of their own beside it (K28).

    An earmarked transfer may not, unless the subject is a responsibility that both share. A
    warning: whoever drafts and issues it is told.

    Units: fen; ``matching`` is what the receiver is asked to add.

    Example:
        >>> check_matching(function="23003", matching=Money(1), shared=False).allowed
        False
    """
    earmarked = stands_under(function, _EARMARKED)
    steps = (
        Step(
            f"Transfer item {function} is {'earmarked' if earmarked else 'not earmarked'}.",
            f"转移支付科目 {function}{'属于' if earmarked else '不属于'}专项转移支付。",
        ),
        Step(
            f"The receiver is asked to add {matching}; shared responsibility: "
            f"{'yes' if shared else 'no'}.",
            f"要求下级配套 {matching}；共同承担事项：{'是' if shared else '否'}。",
            Citation(_LAW, "article 16"),
        ),
    )
    allowed = shared or not earmarked or matching <= ZERO
    return Verdict(allowed, control("K28"), steps)


def check_reserve_use(*, decision: str, ground: str) -> Verdict:
    """Judge whether the reserve may be used: by a government decision, for the unforeseen."""
    steps = (
        Step(f"Government decision: {decision or '-'}.", f"政府决定：{decision or '-'}。"),
        Step(
            f"Ground: {ground or '-'}; the reserve is for {' or '.join(GROUNDS)}.",
            f"理由：{_GROUNDS_ZH.get(ground, '-')}；预备费用于突发事件和难以预见的开支。",
            Citation(_LAW, "article 40"),
        ),
    )
    return Verdict(bool(decision) and ground in GROUNDS, control("K27"), steps)


def check_adjustment(*, resolution: str, remaining: Money, asked: Money, line: str) -> Verdict:
    """Judge whether an adjustment may be posted: by an approved plan, within what it has left.

    Units: fen; up and down alike. ``remaining`` has the sign of the plan's line.
    """
    same_way = (asked.fen > 0) == (remaining.fen > 0)
    within = asked != ZERO and same_way and abs(asked.fen) <= abs(remaining.fen)
    steps = (
        Step(
            f"Resolution: {resolution or '-'}.",
            f"批准文号：{resolution or '-'}。",
            Citation(_LAW, "article 67"),
        ),
        Step(
            f"Line {line}: the plan has {remaining} left, asked {asked}.",
            f"第 {line} 行：方案余额 {remaining}，本次 {asked}。",
        ),
    )
    return Verdict(bool(resolution) and within, control("K20"), steps)

"""Who may ask for what. An operation without a rule cannot be declared.

Roles are those of law/organisation/roles.csv. What somebody sees is narrowed to their own division
and unit; what an act allows is decided by the act once more, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fisc.stages.allot.commands import DRAFTERS as INDICATOR_DRAFTERS
from fisc.stages.allot.proposals import CARRIERS, PROPOSERS_OF_VIREMENT
from fisc.stages.approve.adjustments import POSTERS
from fisc.stages.approve.approvals import ADOPTERS
from fisc.stages.approve.ceilings import DRAFTERS as CEILING_DRAFTERS
from fisc.stages.approve.ceilings import SETTERS
from fisc.stages.approve.commands import DRAFTERS as BUDGET_DRAFTERS
from fisc.stages.close.collections import TREASURY
from fisc.stages.close.stabilisation import CHECKERS as ORDER_CHECKERS
from fisc.stages.close.stabilisation import MAKERS as ORDER_MAKERS
from fisc.stages.pay.persons import PAPER_ROLES
from fisc.stages.pay.persons import ROLES as PAY
from fisc.values import Words

UNIT: Final = frozenset({"UNIT_CLERK", "UNIT_REVIEWER", "UNIT_HEAD"})
DEPARTMENT: Final = frozenset({"DEPT_CLERK", "DEPT_REVIEWER"})
FINANCE: Final = frozenset(
    {
        "FIN_BUSINESS",
        "FIN_BUSINESS_HEAD",
        "FIN_BUDGET",
        "FIN_BUDGET_HEAD",
        "FIN_PERF",
        "FIN_TREASURY",
        "FIN_PAYCENTER",
        "FIN_DEBT",
        "FIN_SUPERVISOR",
        "FIN_SUPERVISOR_HEAD",
        "FIN_DIRECTOR",
    }
)
OVERSIGHT: Final = frozenset({"GOV_LEADER", "NPC_REVIEWER", "AUDITOR"})
READERS: Final = UNIT | DEPARTMENT | FINANCE | OVERSIGHT
# The whole ledger of a division: not for a unit, whose own part has no two sides.
BOOKKEEPERS: Final = FINANCE | OVERSIGHT
VERIFIERS: Final = frozenset({"AUDITOR", "AUDIT_ADMIN", "NPC_REVIEWER", "FIN_DIRECTOR"})
PAYERS: Final = UNIT | {"FIN_PAYCENTER", "FIN_TREASURY", "AUDITOR"}
CLEARERS: Final = frozenset({"FIN_TREASURY", "AUDITOR"})

ANYBODY: Final = frozenset({"*"})  # also who has not signed in
SIGNED_IN: Final = frozenset({"+"})  # whoever has


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use an operation, and what it is called."""

    roles: frozenset[str]
    title: Words

    def admits(self, role: str) -> bool:
        """Say whether somebody of this role may use the operation.

        Example:
            >>> RULES["payments-draft"].admits("UNIT_CLERK"), RULES["me"].admits("EXPERT")
            (True, True)
            >>> RULES["payments-draft"].admits("AUDITOR")
            False
        """
        return self.roles in (ANYBODY, SIGNED_IN) or role in self.roles


def _rule(roles: frozenset[str], en: str, zh: str) -> Rule:
    return Rule(roles, Words(en, zh))


def _act(act: str, en: str, zh: str) -> Rule:
    """Return the rule of an act of ``pay``, whose roles that stage names itself."""
    return _rule(frozenset({PAPER_ROLES.get(act) or PAY[act]}), en, zh)


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "demo-token": _rule(ANYBODY, "A token for a demo person", "取得演示人员令牌"),
        "token": _rule(SIGNED_IN, "A token for yourself", "取得本人令牌"),
        "me": _rule(SIGNED_IN, "Who asks, and what they may see", "当前人员与范围"),
        "divisions": _rule(SIGNED_IN, "Divisions", "地区"),
        "units": _rule(READERS, "Budget units of a division", "预算单位"),
        "unit": _rule(READERS, "One budget unit", "单个预算单位"),
        "projects": _rule(READERS, "Projects of a unit", "单位项目"),
        "project": _rule(READERS, "One project", "单个项目"),
        "classifications": _rule(SIGNED_IN, "Codes of a classification", "分类科目"),
        "classification": _rule(SIGNED_IN, "One code", "单个科目"),
        "economic-pair": _rule(SIGNED_IN, "Whether two economic items pair", "经济分类对应"),
        "totals": _rule(READERS, "Totals of pots by elements", "按要素汇总额度"),
        "trial-balance": _rule(BOOKKEEPERS, "Trial balance", "试算平衡表"),
        "pot": _rule(READERS, "What one pot holds", "单个额度"),
        "voucher": _rule(READERS, "One voucher", "单张凭证"),
        "batch": _rule(BOOKKEEPERS, "The vouchers of a batch", "批次凭证"),
        "journal": _rule(BOOKKEEPERS, "The journal", "序时账"),
        "seals": _rule(BOOKKEEPERS | VERIFIERS, "Seals of a chain", "封存链"),
        "sealing": _rule(BOOKKEEPERS | VERIFIERS, "How far the record is sealed", "封存状况"),
        "verification": _rule(VERIFIERS, "Verify the whole record", "核验全部记录"),
        "journal-entry": _rule(
            frozenset({"FIN_BUDGET", "FIN_TREASURY"}),
            "Post one entry of a journal kept elsewhere",
            "登记一笔外部分录",
        ),
        "execution": _rule(READERS, "How far the year has got", "预算执行情况"),
        "indicators": _rule(READERS, "Indicators", "指标"),
        "indicator": _rule(READERS, "One indicator", "单个指标"),
        "indicator-history": _rule(READERS, "What happened to an indicator", "指标明细"),
        "indicators-draft": _rule(frozenset(INDICATOR_DRAFTERS), "Draft an indicator", "编制指标"),
        "budget": _rule(BOOKKEEPERS, "The adopted budget", "批准的预算"),
        "budget-draft": _rule(BOOKKEEPERS, "One draft or plan", "单个草案或方案"),
        "budget-plans": _rule(BOOKKEEPERS, "Plans of adjustments", "预算调整方案"),
        "ceilings": _rule(BOOKKEEPERS, "Group ceilings", "限额"),
        "budget-drafts-draft": _rule(frozenset(BUDGET_DRAFTERS), "Draft a budget", "编制预算草案"),
        "budget-drafts-adopt": _rule(frozenset(ADOPTERS), "Enter an adoption", "登记预算批准"),
        "budget-drafts-approve": _rule(
            frozenset(ADOPTERS), "Enter the approval of a plan", "登记调整方案批准"
        ),
        "budget-adjust": _rule(frozenset(POSTERS), "Post an approved plan", "登记预算调整"),
        "ceilings-draft": _rule(frozenset(CEILING_DRAFTERS), "Draft a ceiling", "编制限额"),
        "late-transfers": _rule(BOOKKEEPERS, "Transfers that are late", "逾期未下达转移支付"),
        "changes": _rule(BOOKKEEPERS, "Changes of authority", "额度变动"),
        "changes-propose": _rule(
            frozenset(PROPOSERS_OF_VIREMENT), "Propose a change of authority", "提出额度变动"
        ),
        "changes-carry-out": _rule(
            frozenset(role for roles in CARRIERS.values() for role in roles),
            "Carry out a proposed change",
            "办理额度变动",
        ),
        "final-accounts": _rule(BOOKKEEPERS, "Final accounts", "决算"),
        "revenue-statements": _rule(BOOKKEEPERS, "Revenue statements", "收入入库单"),
        "revenue-statements-enter": _rule(
            frozenset(TREASURY), "Enter what the treasury collected", "录入收入入库单"
        ),
        "revenue-statements-confirm": _rule(
            frozenset(TREASURY), "Confirm a revenue statement", "确认收入入库单"
        ),
        "stabilisation-orders": _rule(
            BOOKKEEPERS, "Orders to the stabilisation fund", "补充预算稳定调节基金单"
        ),
        "stabilisation-orders-write": _rule(
            frozenset(ORDER_MAKERS),
            "Order money into the stabilisation fund",
            "编制补充预算稳定调节基金单",
        ),
        "stabilisation-orders-carry-out": _rule(
            frozenset(ORDER_CHECKERS),
            "Carry out an order to the stabilisation fund",
            "办理补充预算稳定调节基金",
        ),
        "ceilings-set": _rule(frozenset(SETTERS), "Set a ceiling", "设置限额"),
        "payments": _rule(PAYERS, "Payment requests", "支付申请"),
        "payments-queue": _rule(PAYERS, "How many requests are where", "支付队列"),
        "payment": _rule(PAYERS, "One payment request", "单笔支付申请"),
        "payment-trail": _rule(PAYERS, "Who did what to a request", "办理轨迹"),
        "payment-controls": _rule(PAYERS, "The controls of a request now", "支付控制"),
        "payments-preview": _act("draft", "Controls of what is being typed", "支付控制试算"),
        "payments-draft": _act("draft", "Begin a request", "录入支付申请"),
        "payments-change": _act("change", "Change a draft", "修改支付申请"),
        "payments-review": _act("review", "Review in the unit", "单位审核"),
        "payments-submit": _act("submit", "Submit for the unit", "提交支付申请"),
        "payments-submit-many": _act("submit", "Submit a set", "批量提交"),
        "payments-withdraw": _act("withdraw", "Give up a request", "撤回支付申请"),
        "payments-audit": _act("audit", "Audit in the pay centre", "支付中心审核"),
        "payments-return": _act("return", "Return to the unit", "退回单位"),
        "payments-release": _act("release", "Release to the bank", "签发支付"),
        "payments-refund": _act("refund", "Book money that came back", "登记退款"),
        "payments-resolve": _act("resolve", "Decide what became of it", "核定未知支付"),
        "payees": _rule(PAYERS, "Payees", "收款人"),
        "payees-enter": _act("payee", "Enter or change a payee", "登记收款人"),
        "unit-papers": _rule(
            PAYERS | BOOKKEEPERS, "Salary files and cash plans", "工资名册与用款计划"
        ),
        "salary-files-enter": _act("enter_salary_file", "Enter a salary file", "报送工资名册"),
        "salary-files-confirm": _act(
            "confirm_salary_file", "Confirm a salary file", "确认工资名册"
        ),
        "cash-plans-enter": _act("enter_cash_plan", "Enter a cash plan", "报送用款计划"),
        "cash-plans-approve": _act("approve_cash_plan", "Approve a cash plan", "批准用款计划"),
        "bank-receipt": _act("answer", "One message of the bank", "银行回单"),
        "bank-statement": _act("reconcile", "Reconcile a bank's day", "日对账"),
        "bank-differences": _rule(CLEARERS, "Differences between bank and books", "对账差异"),
    }
)

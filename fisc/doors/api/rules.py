"""Which right opens which operation. An operation without a rule cannot be declared.

Rights and the roles that have them stand in law/organisation/rights.csv. What somebody sees is
narrowed to their own division and unit; what an act allows is decided by the act once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fisc.engines.organisation import exceptions
from fisc.engines.organisation.rights import ANYBODY, SIGNED_IN, admits, roles_of
from fisc.law.tables import FLOWS, read
from fisc.stages.allot.models import ACTS as CHANGES
from fisc.stages.pay.persons import right_of
from fisc.values import Words

__all__ = ["ANYBODY", "RULES", "SIGNED_IN", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which rights open an operation, any of them, and what it is called."""

    rights: tuple[str, ...]
    title: Words
    roles: frozenset[str]

    def admits(self, role: str) -> bool:
        """Say whether somebody of this role may use the operation.

        Example:
            >>> RULES["payments-draft"].admits("UNIT_CLERK"), RULES["me"].admits("EXPERT")
            (True, True)
            >>> RULES["payments-draft"].admits("AUDITOR")
            False
        """
        return admits(self.roles, role)


def _rule(right: str, en: str, zh: str) -> Rule:
    return Rule((right,), Words(en, zh), roles_of(right))


def _act(act: str, en: str, zh: str) -> Rule:
    """Return the rule of an act of ``pay``."""
    return _rule(right_of(act), en, zh)


def _any(rights: Iterable[str], en: str, zh: str) -> Rule:
    found = tuple(rights)
    return Rule(found, Words(en, zh), roles_of(*found))


def _of_documents(*kinds: str) -> tuple[str, ...]:
    """Return the rights of some kinds of acts on the documents of the budget; of all, if none."""
    rows = [row for row in read(FLOWS) if row.flow != "payment_request" and row.last_day is None]
    wanted = [row for row in rows if not kinds or row.kind in kinds]
    return tuple(dict.fromkeys(row.right for row in wanted if row.right))


# Whoever sees one kind of what may be out of order sees the list; which kinds, the law says.
_EXCEPTIONS: Final = tuple(sorted({one.sees for one in exceptions.kinds()}))
# Whoever may import some table sees the imports; which tables they are, the operations say.
_IMPORTS: Final = (
    "allot.draft",
    "approve.draft",
    right_of("draft"),
    "resources.enter",
    "standards.enter",
    "import.journal",
)
RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "demo-token": _rule("see.entrance", "A token for a demo person", "取得演示人员令牌"),
        "token": _rule("see.self", "A token for yourself", "取得本人令牌"),
        "me": _rule("see.self", "Who asks, and what they may see", "当前人员与范围"),
        "divisions": _rule("see.codes", "Divisions", "地区"),
        "units": _rule("see.registers", "Budget units of a division", "预算单位"),
        "unit": _rule("see.registers", "One budget unit", "单个预算单位"),
        "projects": _rule("see.registers", "Projects of a unit", "单位项目"),
        "project": _rule("see.registers", "One project", "单个项目"),
        "classifications": _rule("see.codes", "Codes of a classification", "分类科目"),
        "classification": _rule("see.codes", "One code", "单个科目"),
        "economic-pair": _rule("see.codes", "Whether two economic items pair", "经济分类对应"),
        "totals": _rule("see.indicators", "Totals of pots by elements", "按要素汇总额度"),
        "trial-balance": _rule("see.books", "Trial balance", "试算平衡表"),
        "cash": _rule("see.books", "Daily cash forecast", "库款预测"),
        "scenarios": _rule("see.books", "Scenarios", "情景"),
        "scenario-effects": _rule("see.books", "Effects of a scenario", "情景影响"),
        "scenarios-keep": _rule("allot.propose_scenario", "Keep a scenario", "保存情景"),
        "scenarios-drop": _rule("allot.propose_scenario", "Drop a scenario", "放弃情景"),
        "scenarios-adopt": _rule("allot.adopt_scenario", "Adopt a scenario", "采用情景"),
        "scenarios-undo": _rule("allot.adopt_scenario", "Undo a scenario", "撤销情景"),
        "sources": _rule("see.books", "Sources of the money", "资金来源"),
        "sources-payment": _rule("see.books", "Sources of a payment", "单笔支付的来源"),
        "sources-uses": _rule("see.books", "Uses of a source", "单个来源的去向"),
        "pot": _rule("see.indicators", "What one pot holds", "单个额度"),
        "voucher": _rule("see.indicators", "One voucher", "单张凭证"),
        "batch": _rule("see.books", "The vouchers of a batch", "批次凭证"),
        "journal": _rule("see.books", "The journal", "序时账"),
        "seals": _rule("see.seals", "Seals of a chain", "封存链"),
        "sealing": _rule("see.seals", "How far the record is sealed", "封存状况"),
        "verification": _rule("verify.record", "Verify the whole record", "核验全部记录"),
        "journal-entry": _rule(
            "import.journal",
            "Post one entry of a journal kept elsewhere",
            "登记一笔外部分录",
        ),
        "execution": _rule("see.execution", "How far the year has got", "预算执行情况"),
        "indicators": _rule("see.indicators", "Indicators", "指标"),
        "indicator": _rule("see.indicators", "One indicator", "单个指标"),
        "indicator-history": _rule("see.indicators", "What happened to an indicator", "指标明细"),
        "indicators-draft": _rule("allot.draft", "Draft an indicator", "编制指标"),
        "indicators-review": _rule("allot.review", "Review an indicator", "审核指标"),
        "indicators-register": _rule("allot.register", "Register an indicator", "登记指标"),
        "indicators-allocate": _rule("allot.allocate", "Allocate an indicator", "分配指标"),
        "indicators-issue": _rule("allot.issue", "Issue an indicator", "下达指标"),
        "transfers": _rule("see.books", "Transfers", "转移支付"),
        "transfers-draft": _rule("allot.draft_transfer", "Draft a transfer", "编制转移支付"),
        "transfers-issue": _rule("allot.issue_transfer", "Issue a transfer", "下达转移支付"),
        "budget": _rule("see.books", "The adopted budget", "批准的预算"),
        "budget-draft": _rule("see.books", "One draft or plan", "单个草案或方案"),
        "coordination": _rule("see.books", "Coordination of a draft", "草案统筹"),
        "coordination-take": _rule("approve.draft", "Take a plan over", "采用统筹方案"),
        "budget-plans": _rule("see.books", "Plans of adjustments", "预算调整方案"),
        "changes-rule": _rule("see.books", "Adjustment or virement", "调整还是调剂"),
        "calendar": _rule("see.books", "The budget year's steps", "预算年度日历"),
        "calendar-enter": _rule("approve.record_step", "Enter a step as done", "登记事项完成"),
        "calendar-take-back": _rule("approve.record_step", "Take an entry back", "撤销登记"),
        "ceilings": _rule("see.books", "Group ceilings", "限额"),
        "budget-drafts-draft": _rule("approve.draft", "Draft a budget", "编制预算草案"),
        "budget-drafts-adopt": _rule("approve.adopt", "Enter an adoption", "登记预算批准"),
        "budget-drafts-approve": _rule(
            "approve.adopt", "Enter the approval of a plan", "登记调整方案批准"
        ),
        "budget-adjust": _rule("approve.adjust", "Post an approved plan", "登记预算调整"),
        "ceilings-draft": _rule("approve.draft_ceiling", "Draft a ceiling", "编制限额"),
        "document": _any(("see.books", *_of_documents()), "One document on its way", "单据流转"),
        "documents-return": _any(_of_documents("return", "step"), "Return a document", "退回单据"),
        "documents-resubmit": _any(
            (*_of_documents("resubmit"), "allot.propose_virement"), "Send straight back", "改后直送"
        ),
        "documents-recall": _any(
            (*_of_documents("step", "resubmit"), "allot.propose_virement"),
            "Take back one's own act",
            "撤回本人操作",
        ),
        "documents-withdraw": _any(
            (*_of_documents("end"), "allot.propose_virement"), "Give up a document", "撤销单据"
        ),
        "late-transfers": _rule("see.books", "Transfers that are late", "逾期未下达转移支付"),
        "changes": _rule("see.books", "Changes of authority", "额度变动"),
        "changes-propose": _any(
            ("allot.propose", "allot.propose_virement"),
            "Propose a change of authority",
            "提出额度变动",
        ),
        "changes-carry-out": _any(
            (f"allot.{act}" for act in CHANGES), "Carry out a proposed change", "办理额度变动"
        ),
        "standards": _rule("see.standards", "Spending standards", "支出标准库"),
        "standard": _rule("see.standards", "The standard that holds", "适用标准"),
        "resources": _rule("see.resources", "What can be used now", "当前可用资源"),
        "resource": _rule("see.resources", "One source of the register", "单个资源"),
        "sweeps": _rule("see.resources", "Sweeps of idle money", "闲置资金收回"),
        "sweeps-propose": _rule("allot.propose", "Propose a sweep", "提出收回闲置资金"),
        "sweeps-carry-out": _rule("allot.recall", "Carry out a sweep", "办理收回"),
        "sweeps-reverse": _rule("allot.recall", "Give back what a sweep took", "整批退回"),
        "final-accounts": _rule("see.books", "Final accounts", "决算"),
        "revenue-statements": _rule("see.books", "Revenue statements", "收入入库单"),
        "revenue-statements-enter": _rule(
            "close.collect", "Enter what the treasury collected", "录入收入入库单"
        ),
        "revenue-statements-confirm": _rule(
            "close.collect", "Confirm a revenue statement", "确认收入入库单"
        ),
        "stabilisation-orders": _rule(
            "see.books", "Orders to the stabilisation fund", "补充预算稳定调节基金单"
        ),
        "stabilisation-orders-write": _rule(
            "close.order_stabilisation",
            "Order money into the stabilisation fund",
            "编制补充预算稳定调节基金单",
        ),
        "stabilisation-orders-carry-out": _rule(
            "close.replenish",
            "Carry out an order to the stabilisation fund",
            "办理补充预算稳定调节基金",
        ),
        "ceilings-set": _rule("approve.set_ceiling", "Set a ceiling", "设置限额"),
        "payments": _rule("see.payments", "Payment requests", "支付申请"),
        "payments-queue": _rule("see.payments", "How many requests are where", "支付队列"),
        "payment": _rule("see.payments", "One payment request", "单笔支付申请"),
        "payment-trail": _rule("see.payments", "Who did what to a request", "办理轨迹"),
        "payment-controls": _rule("see.payments", "The controls of a request now", "支付控制"),
        "payments-preview": _act("draft", "Controls of what is being typed", "支付控制试算"),
        "payments-draft": _act("draft", "Begin a request", "录入支付申请"),
        "payments-change": _act("change", "Change a draft", "修改支付申请"),
        "payments-review": _act("review", "Review in the unit", "单位审核"),
        "payments-submit": _act("submit", "Submit for the unit", "提交支付申请"),
        "payments-submit-many": _act("submit", "Submit a set", "批量提交"),
        "payments-withdraw": _act("withdraw", "Give up a request", "撤回支付申请"),
        "payments-audit": _act("audit", "Audit in the pay centre", "支付中心审核"),
        "payments-return": _any(
            map(right_of, ("return", "review", "submit", "countersign")), "Return", "退回"
        ),
        "payments-resubmit": _act("change", "Send straight back", "改后直送"),
        "payments-recall": _any(
            map(right_of, ("change", "review", "submit", "audit", "countersign")),
            "Take back one's own step",
            "撤回本人操作",
        ),
        "payments-countersign": _act("countersign", "Countersign", "会签"),
        "payments-release": _act("release", "Release to the bank", "签发支付"),
        "payments-refund": _act("refund", "Book money that came back", "登记退款"),
        "payments-resolve": _act("resolve", "Decide what became of it", "核定未知支付"),
        "payees": _rule("see.payments", "Payees", "收款人"),
        "payees-enter": _act("payee", "Enter or change a payee", "登记收款人"),
        "unit-papers": _rule(
            "see.unit_papers", "Salary files and cash plans", "工资名册与用款计划"
        ),
        "salary-files-enter": _act("enter_salary_file", "Enter a salary file", "报送工资名册"),
        "salary-files-confirm": _act(
            "confirm_salary_file", "Confirm a salary file", "确认工资名册"
        ),
        "cash-plans-enter": _act("enter_cash_plan", "Enter a cash plan", "报送用款计划"),
        "cash-plans-approve": _act("approve_cash_plan", "Approve a cash plan", "批准用款计划"),
        "people": _rule("see.people", "People and what they hold", "人员与岗位"),
        "person": _rule("see.people", "One person with the history", "单个人员"),
        "person-factor-reset": _rule(
            "people.reset_factor", "Reset a second factor", "重置双因素认证"
        ),
        "grants": _rule("see.trail", "The trail of grants", "授权轨迹"),
        "people-enter": _rule("people.add", "Enter a person without a role", "登记人员"),
        "grants-propose": _rule("people.grant", "Propose a grant", "提出授权"),
        "grants-confirm": _rule("people.confirm", "Confirm a grant", "确认授权"),
        # Those whom a delegation concerns may end it too, so the act decides.
        "grants-end": _any(("people.end", "people.delegate"), "End a grant", "终止授权"),
        "grants-delegate": _rule("people.delegate", "Hand one's role on for a time", "委托代办"),
        "jobs": _rule("see.jobs", "Long work", "后台任务"),
        "job": _rule("see.jobs", "One job and how far it is", "单个任务"),
        "jobs-cancel": _rule("jobs.stop", "Stop a job", "停止任务"),
        "jobs-again": _rule("jobs.stop", "Try a job again", "重新执行任务"),
        "bank-receipt": _act("answer", "One message of the bank", "银行回单"),
        "bank-statement": _act("reconcile", "Reconcile a bank's day", "日对账"),
        "bank-differences": _rule(
            "see.differences", "Differences between bank and books", "对账差异"
        ),
        "bank-days": _rule("see.differences", "Days reconciled with the bank", "对账日报"),
        "balance": _rule("see.books", "The four budgets in one view", "四本预算总览"),
        "balance-cell": _rule("see.books", "A cell of the four budgets", "四本预算单元格构成"),
        "balance-file": _rule("see.books", "The four budgets as a file", "导出四本预算总览"),
        "tables": _rule("see.books", "Official tables and their checks", "正式表与勾稽"),
        "tables-file": _rule("see.books", "Official tables as a file", "导出正式表"),
        "budget-package": _rule("see.books", "A budget as a data package", "导出财政数据包"),
        "execution-tables": _rule("see.cockpit", "Execution tables", "预算执行情况表"),
        "execution-file": _rule("see.cockpit", "Execution tables as a file", "导出预算执行情况表"),
        "health": _rule("see.health", "How the office runs", "运行状况"),
        "work": _rule("see.self", "What lies on one's desk", "我的工作"),
        "exceptions": _any(_EXCEPTIONS, "What is not as it should be", "异常事项"),
        "months": _rule("see.books", "The months of a year", "各月结账情况"),
        "months-close": _rule("close.close", "Close a month", "月结"),
        "years-close": _rule("close.close", "Close a year", "年结"),
        "reopenings-ask": _rule("close.close", "Ask to reopen a month", "申请反结账"),
        "reopenings-grant": _rule("close.reopen", "Reopen a month", "批准反结账"),
        "imports": _any(_IMPORTS, "What was imported", "导入记录"),
        "imports-try": _any(_IMPORTS, "Try a file", "试读文件"),
        "imports-run": _any(_IMPORTS, "What a file would do", "试读结果"),
        "imports-problems": _any(_IMPORTS, "What is wrong with a file", "文件问题"),
        "imports-changes": _any(_IMPORTS, "What a file changes", "文件变动"),
        "imports-marked": _any(_IMPORTS, "A file with its faults marked", "标注文件"),
        "imports-take-over": _any(_IMPORTS, "Take a file over", "确认导入"),
        "imports-give-up": _any(_IMPORTS, "Give a file up", "放弃文件"),
        "imports-template": _any(_IMPORTS, "An empty table to fill in", "导入模板"),
        "imports-lines": _rule("allot.draft", "Indicator lines to be edited", "导出指标明细"),
        "imports-batch": _any(_IMPORTS, "One batch", "单个批次"),
        "imports-file": _any(_IMPORTS, "The file of a batch", "批次原文件"),
        "imports-undo": _any(_IMPORTS, "Undo a batch", "撤销批次"),
    }
)

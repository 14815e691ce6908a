"""What can speak against an edited indicator line, said at its cell with the way to do it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from types import MappingProxyType
from typing import Final

from fisc.exchange.acts import Difference
from fisc.exchange.intake.drafting import text
from fisc.exchange.templates import Complaint, Entry, Template
from fisc.stages.allot.lines import Line
from fisc.values import Money, Verdict, Words

RECALLED_IN: Final = frozenset({"PENDING_ALLOC", "PENDING_ISSUE", "EXECUTABLE"})

# Rule: what happened and what to do, in English and Chinese; {fact} is filled in.
_SAID: Final = MappingProxyType(
    {
        "number-taken": (
            Words("{fact} is the number of another line.", "指标编号 {fact} 已被使用。"),
            Words("Give this line a number of its own.", "请另编指标编号。"),
        ),
        "nothing-to-delete": (
            Words(
                "A line without a key is new; there is nothing to delete.", "无行标识，无可删除。"
            ),
            Words("Leave the row out of the file.", "请把此行从文件中去掉。"),
        ),
        "number-fixed": (
            Words("The number {fact} of a line does not change.", "指标编号 {fact} 不能修改。"),
            Words("Delete the line and enter another.", "请删除该行，另行新增。"),
        ),
        "draft-of-another": (
            Words(
                "{fact} drafted this line; only they change it.",
                "该行由 {fact} 编制，仅其本人可改。",
            ),
            Words("Ask them, or leave the line as it is.", "请联系编制人，或保持原样。"),
        ),
        "amount-not-above-zero": (
            Words("The amount is {fact}; it must be above zero.", "金额为 {fact}，必须大于零。"),
            Words(
                "To give a draft up, write “delete” as its action.",
                "如不再需要，请在“操作”列填“删除”。",
            ),
        ),
        "column-needed": (
            Words("{fact} is needed and is blank.", "“{fact}”不能为空。"),
            Words("Fill it in.", "请填写。"),
        ),
        "issued-not-deleted": (
            Words("{fact} stands in the ledger and is not deleted.", "{fact} 已入账，不能删除。"),
            Words("Write a lower amount: it is recalled.", "请调低金额，按收回办理。"),
        ),
        "issued-fixed": (
            Words(
                "{fact} of a line in the ledger is not edited.",
                "已入账指标的“{fact}”不能直接修改。",
            ),
            Words("Propose a virement to another indicator.", "请办理指标调剂。"),
        ),
        "state-fixed": (
            Words(
                "The line is {fact}; its amount does not change now.", "该行{fact}，金额暂不能改。"
            ),
            Words(
                "Register what is reviewed, or unfreeze what is frozen, first.",
                "已审核的请先登记，已冻结的请先解冻。",
            ),
        ),
        "change-waits": (
            Words("The proposal {fact} waits for its checker.", "变动申请 {fact} 尚待办理。"),
            Words("Have it carried out or withdrawn first.", "请先办理或撤回该申请。"),
        ),
        "issued-not-raised": (
            Words(
                "It was granted {fact}; a line in the ledger is not raised.",
                "额度为 {fact}，不能直接调增。",
            ),
            Words(
                "Draft another indicator, or propose a virement to this one.",
                "请另编指标，或办理调入本指标的调剂。",
            ),
        ),
        "amount-below-zero": (
            Words("The amount is {fact}; it cannot be below zero.", "金额为 {fact}，不能小于零。"),
            Words("Write 0 to recall all of it.", "全部收回请填 0。"),
        ),
        "guaranteed": (
            Words(
                "{fact} serves one of the three guarantees and is not recalled.",
                "{fact} 属于“三保”支出，不得收回。",
            ),
            Words("Leave the amount as it is.", "请保持原金额。"),
        ),
        "reason-needed": (
            Words("A recall needs a reason.", "调减已下达指标须写明原因。"),
            Words("Write it into the column of reasons.", "请在“变动原因”列填写。"),
        ),
        "recall-beyond-free": (
            Words("Only {fact} is still free.", "可收回的余额只有 {fact}。"),
            Words("Recall no more than is free.", "收回金额不得超过可用余额。"),
        ),
    }
)


def not_so(rule: str, column: str, fact: object) -> Complaint:
    """Return a complaint of a known rule about one cell."""
    happened, remedy = _SAID[rule]
    return Complaint(column, happened.filled(fact=fact), remedy, rule)


def unknown_line(key: str, repeated: int | None) -> Complaint:
    """Complain of a key that no line has, or that stood in the file before."""
    if repeated is not None:
        return Complaint(
            "line",
            Words(f"Row {repeated} has the same key.", f"与第 {repeated} 行的行标识相同。"),
            Words(
                "Keep one of the rows; clear the key of a new line.", "请只留一行；新增行请清空。"
            ),
            "line-repeated",
        )
    return Complaint(
        "line",
        Words(f"There is no line {key} to be edited.", f"没有可修改的行 {key}。"),
        Words(
            "Export again; clear the key if the line is to be new.",
            "请重新导出；如为新增，请清空行标识。",
        ),
        "line-unknown-key",
    )


def conflict(entry: Entry, line: Line, differences: Iterable[Difference]) -> Complaint:
    """Say that a line is no longer what it was when it was exported."""
    column = next((one.column for one in differences), "line")
    if not entry.printed:
        return Complaint(
            column,
            Words(
                f"The file does not say what {line.number} was when it was exported.",
                f"文件中没有 {line.number} 导出时的指纹。",
            ),
            Words(
                "Export again and edit that workbook, with its hidden sheet.",
                "请重新导出，在原工作簿中修改，保留隐藏表。",
            ),
            "line-without-print",
        )
    return Complaint(
        column,
        Words(
            f"{line.number} was changed after the export; nothing is written over.",
            f"{line.number} 在导出后已被改动，不予覆盖。",
        ),
        Words(
            "Export again, or take the row out of the file.", "请重新导出，或把此行从文件中去掉。"
        ),
        "line-conflict",
    )


def fault_at(column: str, why: Verdict) -> Complaint:
    """Return a verdict against a field as a complaint about its cell."""
    happened = Words(why.why, why.why_in("zh"))
    remedy = Words("Choose another code that fits the line.", "请改用与本行相符的代码。")
    return Complaint(column, happened, remedy, "line-code")


def needed(entry: Entry, columns: Collection[str], template: Template) -> Iterator[Complaint]:
    """Yield the columns that may not be blank and are."""
    for key in columns:
        if entry[key] is None:
            name = template.column(key).name
            happened, remedy = _SAID["column-needed"]
            said = Words(happened.filled(fact=name.en).en, happened.filled(fact=name.zh).zh)
            yield Complaint(key, said, remedy, "column-needed")


def against_recall(
    entry: Entry, line: Line, changed: Collection[str], template: Template
) -> Iterator[Complaint]:
    """Yield what speaks against the edit of a line that stands in the ledger, but for its balance.

    Only its amount changes, and only downwards: that is a recall, which another person carries out.
    """
    for key in sorted(set(changed) - {"amount", "number"}):
        name = template.column(key).name
        happened, remedy = _SAID["issued-fixed"]
        said = Words(happened.filled(fact=name.en).en, happened.filled(fact=name.zh).zh)
        yield Complaint(key, said, remedy, "issued-fixed")
    if "amount" not in changed:
        return
    amount = entry["amount"]
    if line.state not in RECALLED_IN:
        happened, remedy = _SAID["state-fixed"]
        words = line.state_words
        said = Words(happened.filled(fact=words.en).en, happened.filled(fact=words.zh).zh)
        yield Complaint("amount", said, remedy, "state-fixed")
    elif line.proposed:
        yield not_so("change-waits", "amount", line.proposed)
    elif not isinstance(amount, Money) or amount < Money(0):
        yield not_so("amount-below-zero", "amount", amount or "—")
    elif amount > line.amount:
        yield not_so("issued-not-raised", "amount", line.amount)
    elif line.guaranteed:
        yield not_so("guaranteed", "amount", line.number)
    elif not text(entry, "reason").strip():
        yield not_so("reason-needed", "reason", "")

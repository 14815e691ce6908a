"""What it is for: purchases need a plan and a contract (K15), bond money its project (K18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.engines.controls.outcomes import Control, handbook, judged, not_yet, passed
from fisc.values import Step, Words

PURCHASE: Final = handbook("K15")
BOND: Final = handbook("K18")


@dataclass(frozen=True, slots=True)
class BondStanding:
    """What is known of bond money in an indicator.

    ``is_bond`` says that it is special-bond money at all, ``bond_project`` for which project it
    was raised; ``function_fits`` and ``item_fits`` whether function and item are ones that bond
    money may carry (a function of the funds' book; no wages, subsidies or running cost).
    """

    is_bond: bool
    bond_project: str = ""
    function_fits: bool = True
    item_fits: bool = True


def purchase_control(*, procurement: bool | None, purchase_plan: str, contract: str) -> Control:
    """Say whether a payment flagged as procurement names its plan and its contract (K15)."""
    if procurement is None:
        return not_yet(PURCHASE, Words("whether it is procurement", "是否政府采购"))
    if not procurement:
        return passed(PURCHASE, Step("Not procurement.", "非政府采购。"))
    line = Step(
        f"Purchase plan {purchase_plan or 'missing'}, contract {contract or 'missing'}.",
        f"采购计划 {purchase_plan or '缺失'}，合同 {contract or '缺失'}。",
    )
    advice = Words("Enter the purchase plan and the contract.", "请填写采购计划和合同。")
    allowed = bool(purchase_plan and contract)
    return judged(PURCHASE, allowed=allowed, advice=advice, lines=(line,))


def bond_control(*, project: str | None, bond: BondStanding | None) -> Control:
    """Say whether special-bond money stays with its project and its kind of spending (K18)."""
    if bond is None or project is None:
        return not_yet(BOND, Words("the indicator", "指标"))
    if not bond.is_bond:
        return passed(BOND, Step("Not special-bond money.", "非专项债券资金。"))
    checks = (
        (
            project != "" and project == bond.bond_project,
            Step(
                f"Bond project {bond.bond_project or 'unknown'}; the indicator is of "
                f"{project or 'none'}.",
                f"债券项目 {bond.bond_project or '未知'}；指标项目 {project or '无'}。",
            ),
        ),
        (
            bond.function_fits,
            Step(
                "The function is one of the government funds."
                if bond.function_fits
                else "The function is not one of the government funds.",
                "支出功能属于政府性基金。" if bond.function_fits else "支出功能不属于政府性基金。",
            ),
        ),
        (
            bond.item_fits,
            Step(
                "The item is one that bond money may carry."
                if bond.item_fits
                else "Wages, subsidies and running cost may not be paid from bond money.",
                "科目可使用债券资金。" if bond.item_fits else "债券资金不得用于经常性支出。",
            ),
        ),
    )
    advice = Words("Pay only for the bond's own project.", "债券资金只能用于对应项目。")
    allowed = all(fine for fine, _ in checks)
    return judged(BOND, allowed=allowed, advice=advice, lines=tuple(line for _, line in checks))

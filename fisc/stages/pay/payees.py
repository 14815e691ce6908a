"""The register of payees, kept by somebody who approves no payment to them (SOD03)."""

from __future__ import annotations

from datetime import date, datetime

from fisc.engines.controls.outcomes import Title, refused
from fisc.record.book import Book
from fisc.stages.pay.models import Payee
from fisc.stages.pay.persons import misplaced
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.signing import Deed, Done, again_on_conflict, digest, once, sign
from fisc.stages.pay.states import AccountKindName
from fisc.values import Step, Words

INCOMPLETE = Title("PAYEE", "Payee", "收款人")


def enter_payee(
    *,
    account: str,
    name: str,
    bank: str,
    kind: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    enabled: bool = True,
) -> Receipt:
    """Enter a payee, or change the one with this account; requests made before stay as they are.

    ``kind`` is corporate, personal, or own (the unit's own real account). Whoever entered a payee
    last may not approve payments to it.

    Raises:
        KeyReused: the key was used before for something else.
        UnknownPerson: nobody is registered under that name.
    """
    deed = Deed("payee", officer, day, at, key)
    content = {"name": name, "bank": bank, "kind": kind, "enabled": enabled}
    asked = digest(deed.act, account, content)

    def _enter() -> Receipt:
        with Book().act():
            if earlier := once(key, asked):
                return earlier
            refusals = misplaced(deed.act, deed.who())
            if not account.strip() or not name.strip() or kind not in set(AccountKindName):
                line = Step(
                    f"Account {account!r}, name {name!r} and kind {kind!r} do not make a payee.",
                    f"账号“{account}”、名称“{name}”、类型“{kind}”不完整。",
                )
                advice = Words("Enter account, name and kind.", "请填写账号、名称和账户类型。")
                refusals += (refused(INCOMPLETE, advice, line),)
            if not refusals:
                Payee.objects.update_or_create(
                    account=account,
                    defaults={
                        "name": name,
                        "bank": bank,
                        "kind": kind,
                        "enabled": enabled,
                        "maintainer": officer,
                    },
                )
            state = "refused" if refusals else "enabled" if enabled else "set aside"
            return sign(deed, account, state, Done(refusals), asked)

    return again_on_conflict(_enter)

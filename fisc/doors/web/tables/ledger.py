"""The tables of the ledger as a whole: a trial balance for each book."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fisc.datacentre.trials import Trial
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.checks import checked
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called
from fisc.engines.ledger.statements import RoleLine
from fisc.exchange.amounts import shown
from fisc.exchange.official import Column, Kind, Row, Table


def trial_table(page: Page, trial: Trial, title: str) -> Table:
    """Return the trial balance of one book, debits and credits side by side, with its checks."""
    balance = _("Balance")
    columns = (
        Column(_("Account"), Kind.CODE, look="w-rate"),
        Column(_("Role"), head=True),
        Column(_("Debit"), Kind.AMOUNT, group=balance, look="w-sum", key="debit"),
        Column(_("Credit"), Kind.AMOUNT, group=balance, look="w-sum", key="credit"),
    )
    table = framed(
        page,
        key=str(trial.book),
        title=f"{_('Trial balance')} · {title}",
        columns=columns,
        rows=tuple(_row(line) for line in trial.balance.lines),
        count=len(trial.balance.lines),
        definition=trial_definition(),
        total=Row((_("Total"), "", trial.balance.debit, trial.balance.credit)),
        remarks=_ceilings(page, trial),
    )
    return checked(page, table, "trial_balance")


def trial_definition() -> str:
    """Say what a trial balance is."""
    return _(
        "stages of authority on the debit side stand on sources on the credit side (K07); account"
        " numbers are illustrative"
    )


def _ceilings(page: Page, trial: Trial) -> tuple[tuple[str, str], ...]:
    if not trial.ceilings:
        return ()
    said = (f"{called(role)} {shown(amount, page.unit)}" for role, amount in trial.ceilings)
    label = _("Group ceilings, outside the chain:")
    return ((label.rstrip(":："), f"{' · '.join(said)} ({page.unit_label})"),)


def _row(line: RoleLine) -> Row:
    sides = (line.balance, "") if line.side == 1 else ("", line.balance)
    return Row((line.code, called(line), *sides))

"""The tables of the ledger as a whole: a trial balance for each book."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fisc.datacentre.trials import Trial, trials
from fisc.engines.ledger.statements import RoleLine
from fisc.exchange.amounts import shown
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.checks import checked
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called


def trial_table(frame: Frame, trial: Trial, title: str) -> Table:
    """Return the trial balance of one book, debits and credits side by side, with its checks."""
    balance = _("Balance")
    columns = (
        Column(_("Account"), Kind.CODE, look="w-rate"),
        Column(_("Role"), head=True),
        Column(_("Debit"), Kind.AMOUNT, group=balance, look="w-sum", key="debit"),
        Column(_("Credit"), Kind.AMOUNT, group=balance, look="w-sum", key="credit"),
    )
    table = framed(
        frame,
        key=str(trial.book),
        title=f"{_('Trial balance')} · {title}",
        columns=columns,
        rows=tuple(_row(line) for line in trial.balance.lines),
        count=len(trial.balance.lines),
        definition=trial_definition(),
        total=Row((_("Total"), "", trial.balance.debit, trial.balance.credit)),
        remarks=_ceilings(frame, trial),
    )
    return checked(frame, table, "trial_balance")


def trial_tables(frame: Frame) -> tuple[tuple[Trial, Table], ...]:
    """Return the trial balance of every book in the selection of a frame, each with its table."""
    found = trials(frame.book, frame.selection, frame.when)
    return tuple((one, trial_table(frame, one, str(BOOKS[one.book]))) for one in found)


def trial_definition() -> str:
    """Say what a trial balance is."""
    return _(
        "stages of authority on the debit side stand on sources on the credit side (K07); account"
        " numbers are illustrative"
    )


def _ceilings(frame: Frame, trial: Trial) -> tuple[tuple[str, str], ...]:
    if not trial.ceilings:
        return ()
    said = (f"{called(role)} {shown(amount, frame.unit)}" for role, amount in trial.ceilings)
    label = _("Group ceilings, outside the chain:")
    return ((label.rstrip(":："), f"{' · '.join(said)} ({frame.unit_label})"),)


def _row(line: RoleLine) -> Row:
    sides = (line.balance, "") if line.side == 1 else ("", line.balance)
    return Row((line.code, called(line), *sides))

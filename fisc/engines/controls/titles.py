"""What a control is called, by what a document has kept of it."""

from __future__ import annotations

from typing import Final

from fisc.engines.controls.outcomes import Title, handbook
from fisc.engines.controls.payees import ACCOUNT, PAYEE
from fisc.engines.controls.repeats import DUPLICATE, INVOICE
from fisc.engines.controls.timing import PROGRESS

OURS: Final = {title.id: title for title in (PAYEE, ACCOUNT, DUPLICATE, INVOICE, PROGRESS)}


def title(kept: str) -> Title:
    """Return the title of a control.

    Raises:
        UnknownRow: neither the handbook nor this house has such a control.

    Source: law/ledger/controls.csv

    Example:
        >>> title("PROGRESS").en, title("K03").zh
        ('Time progress', '指标控制支付')
    """
    return OURS[kept] if kept in OURS else handbook(kept)

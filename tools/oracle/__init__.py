"""Plays folders of outside data through the real system and writes the answers it gives.

``python -m tools.oracle SET FOLDER OUT`` reads a folder laid out like the outside data set SET,
takes it through the doors that a user's data would take (the importer, the ledger), and writes to
OUT the answer file, or the folder of them, that the folder's checker reads. There is no rule of
public finance and no expected value here: this is a translator. What the system does not offer is
named on standard error and left out.

A set is one module with a function ``play(folder, out, tell)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

Tell = Callable[[str], None]
Play = Callable[[Path, Path, Tell], None]

SETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "calendar-cn": "tools.oracle.calendar_cn",
        "exchange-csv-spectrum": "tools.oracle.csv_spectrum",
        "exchange-fdp-eu-allocations": "tools.oracle.fiscal_package",
        "ledger-budget-execution": "tools.oracle.budget_execution",
        "ledger-budgetary-resources": "tools.oracle.budgetary_resources",
        "ledger-trial-balance": "tools.oracle.trial_balance",
        "ledger-two-phase": "tools.oracle.two_phase",
    }
)


class UnknownSet(LookupError):
    """No set of this name is played."""


def player(name: str) -> Play:
    """Return what plays a set.

    Raises:
        UnknownSet: there is none of this name.
    """
    if name not in SETS:
        raise UnknownSet(f"{name!r} is not played; use one of {', '.join(SETS)}.")
    return import_module(SETS[name]).play

"""The rows of ``cases.csv`` as requests: what is asked, in values; never what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.oracle.tables import rows

ALL: Final = 2**128 - 1  # "everything there is"
COLUMNS: Final = (
    *("case", "step", "op", "id", "debit", "credit", "amount", "pending_id", "timeout"),
    *("user_data", "ledger", "code", "flags"),
    *("debits_pending", "debits_posted", "credits_pending", "credits_posted"),
)
BALANCES: Final = COLUMNS[-4:]
# Where the other columns of a row are questions' answers, they are not read at all.
EXPECTATIONS: Final = frozenset(
    ("expect_balance", "expect_transfer_amount", "expect_transfer_exists", "expect_account_absent")
)
_NUMBER: Final = re.compile(r"[A-Z]?(-?\d+)")
LINKED: Final = "LNK"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a case. ``values`` holds the columns that ask, as texts."""

    case: str
    step: str
    op: str
    id: str
    values: Mapping[str, str]

    @property
    def flags(self) -> frozenset[str]:
        """The flags of the row."""
        return frozenset(self.values.get("flags", "").split())

    @property
    def linked(self) -> bool:
        """Whether the row stands or falls with the next one of its batch."""
        return LINKED in self.flags

    def text(self, name: str) -> str:
        """Return a name as it is compared: empty where it is zero or not given.

        Example:
            >>> [Row("", "", "", "", {"code": text}).text("code") for text in ("C0", "", "C12")]
            ['', '', 'C12']
        """
        text = self.values.get(name, "")
        return "" if is_zero(text) else text

    def whole(self, name: str) -> int:
        """Return a whole number, 0 where it is not given."""
        return int(self.values.get(name) or 0)

    def zero(self, name: str) -> bool:
        """Whether zero is written where a name is due."""
        text = self.values.get(name, "")
        return bool(text) and is_zero(text)


def is_zero(text: str) -> bool:
    """Whether a name says none: empty, or zero after its letter.

    Example:
        >>> is_zero("A0"), is_zero("0"), is_zero(""), is_zero("A10"), is_zero("A-0")
        (True, True, True, False, False)
    """
    found = _NUMBER.fullmatch(text)
    return not text or (found is not None and found[1] == "0")


def is_highest(text: str) -> bool:
    """Whether a name is the highest there is, which the format keeps for itself.

    Example:
        >>> is_highest("A-0"), is_highest(str(2**128 - 1)), is_highest("A9")
        (True, True, False)
    """
    found = _NUMBER.fullmatch(text)
    return found is not None and (found[1] == "-0" or int(found[1]) == ALL)


def read(path: Path) -> Iterator[Row]:
    """Yield the rows of a file, without the columns that hold expected answers."""
    for row in rows(path, COLUMNS):
        asks = {} if row["op"] in EXPECTATIONS else {name: row[name] for name in COLUMNS[4:]}
        yield Row(row["case"], row["step"], row["op"], row["id"], asks)

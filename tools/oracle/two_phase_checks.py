"""What the format calls malformed or different, in the order in which it documents its statuses.

These are the format's own conventions on how a request is written, not rules of public finance:
a name that is zero is none, the highest name is kept free, some fields go together and some do not.
How things stand is judged by the ledger, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fisc.record.facts import Fact
from tools.oracle.two_phase_rows import ALL, BALANCES, Row, is_highest, is_zero

Differs = Callable[[Row, Mapping[str, Any]], Iterable[tuple[str, bool]]]
USER_DATA = ("user_data_128", "user_data_64", "user_data_32")


def user_data(row: Row) -> list[str]:
    """Return the three user data of a row, empty where they are zero."""
    words = row.values["user_data"].split() + [""] * len(USER_DATA)
    return ["" if is_zero(word) else word for word in words[: len(USER_DATA)]]


def malformed_account(row: Row, earlier: Fact | None, differs: Differs) -> str:
    """Return the status of an account that is not opened, or an empty text."""
    checks = (
        *_name("id", row.id),
        *_earlier(row, earlier, differs),
        ("flags_are_mutually_exclusive", {"D<C", "C<D"} <= row.flags),
        *((f"{name}_must_be_zero", row.whole(name) != 0) for name in BALANCES),
        ("ledger_must_not_be_zero", not row.text("ledger")),
        ("code_must_not_be_zero", row.zero("code")),
    )
    return _first(checks)


def malformed_transfer(row: Row, earlier: Fact | None, differs: Differs) -> str:
    """Return the status of a transfer that asks for nothing possible, or an empty text."""
    checks = (
        *_name("id", row.id),
        *_earlier(row, earlier, differs),
        *_name("debit_account_id", row.text("debit")),
        *_name("credit_account_id", row.text("credit")),
        ("accounts_must_be_different", row.text("debit") == row.text("credit")),
        ("pending_id_must_be_zero", bool(row.text("pending_id"))),
        *_timeout(row),
        ("ledger_must_not_be_zero", not row.text("ledger")),
        ("code_must_not_be_zero", row.zero("code")),
    )
    return _first(checks)


def malformed_resolution(
    row: Row, earlier: Fact | None, pending: Fact | None, differs: Differs
) -> str:
    """Return the status of a posting or voiding that asks for nothing possible, or none."""
    together = row.flags & {"PEN", "POS", "VOI"}
    takes = row.flags & {"BDR", "BCR"}
    checks = (
        *_name("id", row.id),
        *_earlier(row, earlier, differs),
        ("flags_are_mutually_exclusive", len(together) > 1 or bool(takes)),
        *_name("pending_id", row.text("pending_id")),
        ("pending_id_must_be_different", row.text("pending_id") == row.id),
        *_timeout(row),
        ("pending_transfer_not_found", pending is None),
    )
    return _first(checks)


def pending_differs(row: Row, pending: Mapping[str, Any]) -> str:
    """Return what speaks against resolving a transfer in this way, or an empty text."""
    asked, reserved, posts = row.whole("amount"), pending["amount"], "POS" in row.flags
    everything = asked == (ALL if posts else 0)
    checks = (
        ("pending_transfer_not_pending", "PEN" not in pending["flags"]),
        *(
            (f"pending_transfer_has_different_{name}", _says(row, column, pending[column]))
            for column, name in (
                ("debit", "debit_account_id"),
                ("credit", "credit_account_id"),
                ("ledger", "ledger"),
                ("code", "code"),
            )
        ),
        ("exceeds_pending_transfer_amount", not everything and asked > reserved),
        (
            "pending_transfer_has_different_amount",
            not posts and not everything and asked != reserved,
        ),
    )
    return _first(checks)


def account_differs(row: Row, body: Mapping[str, Any]) -> Iterable[tuple[str, bool]]:
    """Yield what of an account may differ from the one of that name, and whether it does."""
    yield "flags", sorted(row.flags) != body["flags"]
    yield from zip(USER_DATA, _unequal(user_data(row), body["user_data"]), strict=True)
    yield "ledger", row.text("ledger") != body["ledger"]
    yield "code", row.text("code") != body["code"]


def transfer_differs(row: Row, body: Mapping[str, Any]) -> Iterable[tuple[str, bool]]:
    """Yield what of a transfer may differ from the one of that name, and whether it does."""
    resolves = bool(row.flags & {"POS", "VOI"})
    yield "flags", sorted(row.flags) != body["flags"]
    yield "pending_id", row.text("pending_id") != body["pending_id"]
    yield "timeout", row.whole("timeout") != body["timeout"]
    for column in ("debit", "credit"):
        same = row.text(column) == body[column] or (resolves and not row.text(column))
        yield f"{column}_account_id", not same
    yield "amount", _other_amount(row, body)
    own = user_data(row)
    if resolves:
        own = [a or b for a, b in zip(own, body["inherited_user_data"], strict=True)]
    yield from zip(USER_DATA, _unequal(own, body["user_data"]), strict=True)
    for column in ("ledger", "code"):
        same = row.text(column) == body[column] or (resolves and not row.text(column))
        yield column, not same


def _other_amount(row: Row, body: Mapping[str, Any]) -> bool:
    """Whether the amount asked for could not have come to the amount that was taken."""
    asked, taken, reserved = row.whole("amount"), body["amount"], body["reserved"]
    if row.flags & {"BDR", "BCR"}:
        return asked < taken
    if "POS" in row.flags and taken == reserved:
        return asked < reserved
    if "VOI" in row.flags and not asked:
        return False
    return asked != taken


def _name(column: str, text: str) -> Iterable[tuple[str, bool]]:
    yield f"{column}_must_not_be_zero", is_zero(text)
    yield f"{column}_must_not_be_int_max", is_highest(text)


def _earlier(row: Row, earlier: Fact | None, differs: Differs) -> Iterable[tuple[str, bool]]:
    if earlier is None:
        return
    if earlier.kind == "PaymentRefused":
        yield "id_already_failed", True
        return
    for name, different in differs(row, earlier.body):
        yield f"exists_with_different_{name}", different
    yield "exists", True


def _timeout(row: Row) -> Iterable[tuple[str, bool]]:
    early = bool(row.whole("timeout")) and "PEN" not in row.flags
    yield "timeout_reserved_for_pending_transfer", early


def _says(row: Row, column: str, value: str) -> bool:
    return bool(row.text(column)) and row.text(column) != value


def _unequal(ours: Iterable[str], theirs: Iterable[str]) -> list[bool]:
    return [a != b for a, b in zip(ours, theirs, strict=True)]


def _first(checks: Iterable[tuple[str, bool]]) -> str:
    return next((status for status, holds in checks if holds), "")

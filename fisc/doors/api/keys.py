"""Keys that let an act happen once, however often it is asked for.

The key is kept by the stage that acts, in the same transaction. Payments keep any key that a caller
gives. Documents that bring a number of their own (budgets, ceilings, entries, messages of the
bank) happen once under that number, so there the key is the number: the same key with another body
can never do something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Final

from ninja import Header
from pydantic import Field

from fisc.doors.api.gate import Caller
from fisc.doors.api.mistakes import KEY_HEADER
from fisc.doors.api.problems import KEY_IS_NUMBER, KEY_REUSED, Stop
from fisc.values import Words

LONGEST: Final = 64
Key = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z._:/-]{0,63}$",
        description="Makes the act happen once: asked again with it, the answer is the same.",
        examples=["5f3b6c1e-0d5a-4d1e-9f2a-7c1b2a3d4e5f"],
    ),
    Header(alias=KEY_HEADER),
]


def own(asking: Caller, key: str) -> str:
    """Return the key under which a stage keeps an act of this person.

    Always: two persons who happen to choose the same key do not meet.
    """
    return f"api/{asking.username}/{key}"


def demand_number(key: str, number: str) -> None:
    """Stop the request unless the key is the number of the document.

    Raises:
        Stop: it is another text.
    """
    if key != number:
        raise Stop(
            KEY_IS_NUMBER,
            Words(
                f"Idempotency-Key is {key}, and the document's number is {number}.",
                f"Idempotency-Key 为 {key}，单据号为 {number}。",
            ),
        )


def demand_same(number: str, *, same: bool) -> None:
    """Stop the request unless what was done under a number is what is asked for now.

    Raises:
        Stop: it was something else.
    """
    if not same:
        words = Words(
            f"{number} was done before with another content.", f"{number} 已按其他内容办理。"
        )
        raise Stop(KEY_REUSED, words)


def demand_set(key: str, numbers: Sequence[str]) -> None:
    """Stop the request unless the key ends with the digest of the numbers of a set.

    Raises:
        Stop: it does not.

    Example:
        >>> demand_set("monday-" + set_digest(["A", "B"]), ["A", "B"])
    """
    wanted = set_digest(numbers)
    if not key.endswith(f"-{wanted}"):
        raise Stop(
            KEY_IS_NUMBER,
            Words(
                f"The Idempotency-Key of this set must end with -{wanted}.",
                f"此批次的 Idempotency-Key 须以 -{wanted} 结尾。",
            ),
        )


def set_digest(numbers: Sequence[str]) -> str:
    """Return the first 16 hexadecimal digits of SHA-256 over numbers, joined by line breaks."""
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()[:16]

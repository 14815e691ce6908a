"""Money in whole fen: the only number in which public money is counted below the doors."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Final, TypeVar

Key = TypeVar("Key", bound=Hashable)

FEN_MAX: Final = 2**63 - 1
_YUAN: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]{1,2})?")


class Rounding(Enum):
    """How a fraction of a fen becomes a whole fen. There is no default.

    Down is towards zero and up is away from it, so that an amount and its reversal round alike.
    """

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount of yuan, held as whole fen.

    Units: fen (1 yuan = 100 fen); negative amounts are allowed, floats never.
    Always: ``fen`` is an ``int``.

    Raises:
        TypeError: ``fen`` is not an ``int``.

    Example:
        >>> Money.yuan("1234.5")
        Money(fen=123450)
        >>> print(Money.yuan("1234.5"))
        ¥1,234.50
        >>> Money(10).split({"a": Money(1), "b": Money(1), "c": Money(1)})
        {'a': Money(fen=4), 'b': Money(fen=3), 'c': Money(fen=3)}
    """

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"Money counts whole fen; {self.fen!r} is {type(self.fen).__name__}.")

    @classmethod
    def yuan(cls, text: str) -> Money:
        """Read yuan written with at most two decimals; anything else is refused.

        Raises:
            ValueError: ``text`` is not a plain decimal number of yuan.

        Example:
            >>> Money.yuan("-0.05").fen
            -5
            >>> Money.yuan("1e6")
            Traceback (most recent call last):
            ...
            ValueError: '1e6' is not an amount of yuan with at most two decimals.
        """
        if not isinstance(text, str) or not _YUAN.fullmatch(text):
            raise ValueError(f"{text!r} is not an amount of yuan with at most two decimals.")
        return cls(int(Fraction(text) * 100))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """Add up amounts; the total of none is zero."""
        return cls(sum(amount.fen for amount in amounts))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __mul__(self, _: Any) -> Money:
        raise TypeError("Multiply money with times(fraction, rounding): rounding must be named.")

    def times(self, factor: Fraction, rounding: Rounding) -> Money:
        """Multiply by an exact fraction and round to a fen in the way that is named.

        Example:
            >>> Money(5).times(Fraction(1, 2), Rounding.HALF_EVEN)
            Money(fen=2)
        """
        exact = self.fen * Fraction(factor)
        if rounding is Rounding.HALF_EVEN:
            return Money(round(exact))
        sign, size = (-1 if exact < 0 else 1), abs(exact)
        whole = size.numerator // size.denominator
        rest = size - whole
        match rounding:
            case Rounding.DOWN:
                return Money(sign * whole)
            case Rounding.UP:
                return Money(sign * (whole + (rest > 0)))
            case Rounding.HALF_UP:
                return Money(sign * (whole + (rest >= Fraction(1, 2))))

    def split(self, weights: Mapping[Key, Money]) -> dict[Key, Money]:
        """Share this amount in proportion to ``weights``; the parts add up to the whole.

        Broken fen go to the largest remainders; equal remainders are settled by key, so the
        result does not depend on the order of ``weights``.

        Shape: one part for every key, in key order.
        Always: the parts add up to this amount.

        Raises:
            ValueError: the amount or a weight is negative, or all weights are zero.
        """
        whole = sum(weight.fen for weight in weights.values())
        if self.fen < 0 or whole <= 0 or any(weight.fen < 0 for weight in weights.values()):
            raise ValueError("Only a non-negative amount can be split, over non-negative weights.")
        keys: list[Any] = sorted(weights)
        parts = {key: self.fen * weights[key].fen // whole for key in keys}
        rests = {key: self.fen * weights[key].fen % whole for key in keys}
        spare = self.fen - sum(parts.values())
        for key in sorted(keys, key=lambda k: (-rests[k], k))[:spare]:
            parts[key] += 1
        return {key: Money(fen) for key, fen in parts.items()}

    def __str__(self) -> str:
        return f"{'-' if self.fen < 0 else ''}¥{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"


ZERO: Final = Money(0)

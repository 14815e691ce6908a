"""Amounts in Chinese capitals (大写), as they stand under the figure of a payment.

The rules are those for bills: each digit with its place, runs of zeros said once, a zero said
where a group of four is skipped or begins below its highest place, 整 after a whole yuan or jiao.
"""

from __future__ import annotations

from typing import Final

from fisc.values import Money

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")


def in_capitals(amount: Money) -> str:
    """Write an amount in Chinese capitals.

    Example:
        >>> in_capitals(Money.yuan("120300.05")), in_capitals(Money.yuan("10000000000"))
        ('壹拾贰万零叁佰元零伍分', '壹佰亿元整')
        >>> in_capitals(Money.yuan("0.5")), in_capitals(Money.yuan("107000.53"))
        ('伍角整', '壹拾万柒仟元伍角叁分')
        >>> in_capitals(Money(0)), in_capitals(Money.yuan("-1"))
        ('零元整', '负壹元整')
    """
    yuan, rest = divmod(abs(amount.fen), 100)
    sign = "负" if amount.fen < 0 else ""
    return sign + ((_whole(yuan) + "元" if yuan else "") + _part(rest, after=yuan > 0) or "零元整")


def _whole(yuan: int) -> str:
    for name, place in (("亿", 10**8), ("万", 10**4)):
        above, below = divmod(yuan, place)
        if above:
            # A zero is said once where what follows does not begin at its highest place.
            zero = "零" if 0 < below < place // 10 else ""
            return _whole(above) + name + zero + _whole(below)
    return _four(yuan)


def _four(group: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return said


def _part(rest: int, *, after: bool) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整" if after else ""
    said = DIGITS[jiao] + "角" if jiao else ("零" if after else "")
    return said + (DIGITS[fen] + "分" if fen else "整")

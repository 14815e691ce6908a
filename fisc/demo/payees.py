"""Whom a place pays: invented firms, and its own people's accounts. Their names say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from fisc.demo.columns import Whole
from fisc.demo.offices import MARK_ZH
from fisc.demo.places import Place

FIRMS: Final = 48
PERSONS: Final = 12
_TRADES: Final = (
    "办公用品商店",
    "供电营业所",
    "供热公司",
    "建筑工程公司",
    "设备供应公司",
    "物业服务公司",
    "信息技术公司",
    "咨询服务公司",
)
_FIRST_OF_PERSONS: Final = 5_000


@dataclass(frozen=True, slots=True)
class DemoPayee:
    """An account that may be paid."""

    account: str
    name: str
    bank: str
    kind: Literal["corporate", "personal"]


def payees_of(place: Place) -> list[DemoPayee]:
    """Return the payees of a place: firms first, then accounts through which persons are paid."""
    firms = [
        DemoPayee(
            account=account(place, at),
            name=f"{place.name_zh}第{at // len(_TRADES) + 1}{_TRADES[at % len(_TRADES)]}{MARK_ZH}",
            bank=f"示例银行{place.name_zh}支行",
            kind="corporate",
        )
        for at in range(FIRMS)
    ]
    persons = [
        DemoPayee(
            account=account(place, _FIRST_OF_PERSONS + at),
            name=f"{place.name_zh}代发工资户{at + 1}{MARK_ZH}",
            bank=f"示例银行{place.name_zh}支行",
            kind="personal",
        )
        for at in range(PERSONS)
    ]
    return [*firms, *persons]


def account(place: Place, number: int) -> str:
    """Return the account of a payee of a place, by its number."""
    return f"6299{place.code}{number:09}"


def chosen(place: Place, department_items: list[str], serial: Whole) -> list[DemoPayee]:
    """Return who is paid for each of these items: persons for wages and subsidies, else firms.

    The choice follows from the item and the serial number, so it needs no draw.

    Shape: one payee for each element.
    """
    every = payees_of(place)
    own = np.array([item[:3] in {"301", "303"} for item in department_items])
    numbers = np.array([int(item) for item in department_items], dtype=np.int64)
    mixed = numbers * 31 + serial * 7
    at = np.where(own, FIRMS + mixed % PERSONS, mixed % FIRMS)
    return [every[one] for one in at.tolist()]

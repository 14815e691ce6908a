"""What somebody typed into the form of a payment request, read without a guess.

Whatever cannot be read is said at its field and kept as it was typed; the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fisc.datacentre.indicators import pot_numbered
from fisc.doors.web import offers
from fisc.doors.web.capitals import in_capitals
from fisc.doors.web.offers import PICKED, Offers
from fisc.doors.web.pages import Page
from fisc.engines.ledger.moves import Pot
from fisc.exchange.amounts import Unit, read_amount, shown
from fisc.exchange.problems import Place, report
from fisc.exchange.sheets import Fault
from fisc.stages.pay.commands import Typed
from fisc.stages.pay.finding import last_used
from fisc.stages.pay.queries import RequestView
from fisc.values import ZERO, Money

YEAR: Final = re.compile(r"2[01][0-9]{2}")
LONGEST: Final = {
    "indicator": 38,
    "account": 40,
    "purpose": 200,
    "invoice": 40,
    "invoice_seller": 40,
    "contract": 40,
    "purchase_plan": 40,
    "bond_project": 21,
}
WHOLE_ACCOUNT: Final = 10  # digits after which nobody is helped to find an account
CHOSEN: Final = ("indicator", "account", "amount")  # fields that offer what to choose from
FIELDS: Final = (*LONGEST, "amount", "invoice_amount", "no_invoice", "procurement")


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it was typed, what it means, and what is wrong at which field.

    ``understood`` says which amount was read from each field of an amount, and which indicator is
    meant; ``offers`` what to choose from where that is not clear yet. ``picked`` says
    that something was just chosen, and nothing else is asked for.
    """

    year: int
    values: Mapping[str, str]
    typed: Typed
    problems: Mapping[str, str]
    understood: Mapping[str, str]
    offers: Mapping[str, Offers]
    picked: bool = False

    @property
    def capitals(self) -> str:
        """The amount in Chinese capitals, as it stands under the field."""
        return in_capitals(self.typed.amount) if self.typed.amount else ""


def form_of(page: Page, data: QueryDict) -> Form:
    """Read a form, complete or half typed."""
    picked = {name: data.get(name + PICKED, "") for name in CHOSEN if name + PICKED in data}
    values = {name: data.get(name, "").strip() for name in FIELDS} | picked
    problems: dict[str, str] = {}
    understood: dict[str, str] = {}
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            problems[name] = _("At most %(longest)s characters.") % {"longest": longest}
    amounts = {
        name: amount_of(values[name], name, problems, understood)
        for name in ("amount", "invoice_amount")
    }
    year = int(asked) if YEAR.fullmatch(asked := data.get("of_year", "")) else page.year
    pot = _pot(page, values["indicator"], year, problems)
    invoice = "" if values["no_invoice"] else values["invoice"] or None
    typed = Typed(
        pot=pot,
        amount=amounts["amount"],
        account=_kept(values, "account", problems),
        purpose=_kept(values, "purpose", problems),
        invoice=None if "invoice" in problems else invoice,
        invoice_seller=_kept(values, "invoice_seller", problems),
        invoice_amount=amounts["invoice_amount"],
        contract=_kept(values, "contract", problems),
        purchase_plan=_kept(values, "purchase_plan", problems),
        procurement={"yes": True, "no": False}.get(values["procurement"]),
        bond_project=_kept(values, "bond_project", problems),
    )
    found = _offers(page, typed, values, year, problems, understood)
    return Form(year, values, typed, problems, understood, found, picked=bool(picked))


def values_of(request: RequestView) -> dict[str, str]:
    """Return what the form of a request showed when it was saved."""
    procurement = {True: "yes", False: "no", None: ""}[request.procurement]
    return {
        "indicator": request.indicator,
        "account": request.account,
        "purpose": request.purpose,
        "invoice": request.invoice or "",
        "invoice_seller": request.invoice_seller,
        "contract": request.contract,
        "purchase_plan": request.purchase_plan,
        "bond_project": request.bond_project,
        "amount": shown(request.amount, Unit.YUAN) if request.amount else "",
        "invoice_amount": shown(request.invoice_amount, Unit.YUAN)
        if request.invoice_amount
        else "",
        "no_invoice": "1" if request.invoice == "" else "",
        "procurement": procurement,
    }


def _kept(values: Mapping[str, str], name: str, problems: Mapping[str, str]) -> str:
    return "" if name in problems else values[name]


def amount_of(
    text: str, name: str, problems: dict[str, str], understood: dict[str, str]
) -> Money | None:
    """Read an amount in yuan; what is wrong with it, or how it was understood, is noted by name."""
    if not text:
        return None
    read = read_amount(text, Unit.YUAN)
    if isinstance(read, Fault):
        problems[name] = _said(read)
        return None
    if read.money <= ZERO:
        problems[name] = _("An amount to pay is more than zero.")
        return None
    understood[name] = shown(read.money, Unit.YUAN)
    return read.money


def _said(fault: Fault) -> str:
    facts = {"unit": "元", "unit_en": "yuan", "decimals": 2, "inner": fault.value.strip("()（）")}
    problem = report(fault.rule, Place(), fault.value, **facts)
    return problem.said("zh" if (get_language() or "zh").startswith("zh") else "en")


def _pot(page: Page, number: str, year: int, problems: dict[str, str]) -> Pot | None:
    if not number or "indicator" in problems:
        return None
    pot = pot_numbered(page.book, number, year)
    home = (page.home, page.own_unit)
    return pot if pot is not None and (pot.division, pot.unit) == home else None


def _offers(
    page: Page,
    typed: Typed,
    values: Mapping[str, str],
    year: int,
    problems: dict[str, str],
    understood: dict[str, str],
) -> dict[str, Offers]:
    """Return what to choose from, and note what is meant already and what fits nothing."""
    begins = not values["account"] or typed.pot is None
    used, paid = last_used(page.own_unit, year) if begins else ((), ())
    found = {"indicator": Offers("indicator"), "account": Offers("account")}
    if typed.pot is not None:
        understood["indicator"] = offers.chosen(typed.pot)
    elif "indicator" not in problems:
        found["indicator"] = offers.indicators(page, values["indicator"], year, used)
        if values["indicator"]:
            problems["indicator"] = (
                _("Choose one of those that fit.")
                if found["indicator"].rows
                else _("Your unit has no indicator of this number, code or name in this year.")
            )
    account = values["account"]
    if "account" not in problems and not (account.isdecimal() and len(account) >= WHOLE_ACCOUNT):
        found["account"] = offers.payees(account, paid)
    return found

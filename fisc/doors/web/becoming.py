"""Pictures of budgets and indicators: what made an amount what it is, and of what it consists.

A waterfall goes from a first figure over what was added and taken to the last one; areas show the
uses of a book by class, and lead one level down. Both show what the page has asked for already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from fisc.datacentre.became import Became
from fisc.datacentre.execution import Execution
from fisc.doors.web.pages import Page
from fisc.doors.web.pictures import Kind, Picture, Series
from fisc.doors.web.templatetags.figures import called, percent
from fisc.exchange.amounts import shown
from fisc.registers.classification import UnknownCode, function
from fisc.stages.approve.queries import Share
from fisc.values import ZERO, Money

STEPS_MAX: Final = 8  # changes that are told apart; the smaller ones are drawn as one
DWARFS: Final = Fraction(4, 5)  # from this share on, one area leaves the others too small to read
WITHIN: Final = "class"
Step = tuple[str, Money]


def indicator_fall(page: Page, became: Sequence[Became], held: Execution) -> Picture | None:
    """Return how an indicator came to what is free of it; None where nothing happened to it."""
    given = [(called(one.event), one.amount) for one in became] if len(became) > 1 else []
    taken = [
        (word, -amount)
        for word, amount in (
            (_("Frozen"), held.frozen),
            (_("Applied for"), held.applied),
            (_("Paid"), held.paid),
        )
        if amount != ZERO
    ]
    if not given and not taken:
        return None
    steps = [*given, (_("Issued"), held.issued), *taken, (_("Free"), held.free)]
    return _fall(
        page,
        title=_("Of %(issued)s issued, %(free)s can still be applied for")
        % {"issued": _said(page, held.issued), "free": _said(page, held.free)},
        definition=_(
            "what events gave the indicator or took from it, then what of it is bound or paid"
        ),
        heading=_("Step"),
        steps=steps,
        wholes=frozenset({len(given), len(steps) - 1}),
    )


def budget_fall(page: Page, shares: Iterable[Share], book: str) -> Picture | None:
    """Return how adjustments changed the uses of a book; None where they changed nothing."""
    every = tuple(shares)
    changed = sorted(
        (one for one in every if one.change), key=lambda one: (-abs(one.change.fen), one.code)
    )
    if not changed:
        return None
    adopted = Money.total(one.adopted for one in every)
    adjusted = Money.total(one.adjusted for one in every)
    steps = [(class_name(one.code), one.change) for one in changed[:STEPS_MAX]]
    if rest := changed[STEPS_MAX:]:
        steps.append((_("Others"), Money.total(one.change for one in rest)))
    words = {
        "book": book,
        "adopted": _said(page, adopted),
        "adjusted": _said(page, adjusted),
    }
    if adopted == adjusted:
        title = _("%(book)s: adjustments moved money between classes; the uses stay %(adjusted)s")
    elif adjusted > adopted:
        title = _("%(book)s: adjustments raised the uses from %(adopted)s to %(adjusted)s")
    else:
        title = _("%(book)s: adjustments lowered the uses from %(adopted)s to %(adjusted)s")
    return _fall(
        page,
        title=title % words,
        definition=_("uses as adopted, then what adjustments changed by class, the largest first"),
        heading=_("Step"),
        steps=[(_("Adopted"), adopted), *steps, (_("After adjustment"), adjusted)],
        wholes=frozenset({0, len(steps) + 1}),
        dated=False,
    )


def budget_areas(page: Page, shares: Iterable[Share], book: str, within: str) -> Picture | None:
    """Return of what the uses of a book consist, by class or ``within`` one by section.

    None where there is nothing to compare.
    """
    every = tuple(shares)
    drawn = [one for one in every if one.adjusted > ZERO]
    if (len(every) < 2 and not within) or not drawn:  # noqa: PLR2004 - one area is no comparison
        return None
    whole = Money.total(one.adjusted for one in drawn)
    share = Fraction(drawn[0].adjusted.fen, whole.fen)
    words = {
        "book": f"{book} · {class_name(within)}" if within else book,
        "name": class_name(drawn[0].code),
        "share": percent(share),
    }
    remarks = []
    if share >= DWARFS and len(drawn) > 1:
        remarks.append(
            _("%(name)s dwarfs the rest; read the smaller ones in the table.")
            % {"name": words["name"]}
        )
    return Picture(
        kind=Kind.TREEMAP,
        title=_("%(book)s: %(name)s takes %(share)s of the uses") % words,
        definition=_("uses after adjustment; an area is as large as its amount"),
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading=_("Section") if within else _("Class of function"),
        labels=tuple(class_name(one.code) for one in drawn),
        series=(Series(_("After adjustment"), tuple(one.adjusted for one in drawn)),),
        hrefs=tuple(
            page.address(**{WITHIN: one.code}) if one.deeper and not within else "" for one in drawn
        ),
        apart=tuple((class_name(one.code), one.adjusted) for one in every if one not in drawn),
        remarks=tuple(remarks),
        dated=False,
    )


def class_name(code: str) -> str:
    """Return what a code of function is called; what has no name is said by its code."""
    try:
        return called(function(code)) if code else _("Not classified")
    except (UnknownCode, ValueError):
        return code


def _said(page: Page, amount: Money) -> str:
    """Return an amount with its unit, as it stands in a sentence."""
    return f"{shown(amount, page.unit)} {page.unit_label}"


def _fall(
    page: Page,
    *,
    title: str,
    definition: str,
    heading: str,
    steps: Sequence[Step],
    wholes: frozenset[int],
    dated: bool = True,
) -> Picture:
    return Picture(
        kind=Kind.WATERFALL,
        title=title,
        definition=definition,
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading=heading,
        labels=tuple(label for label, _amount in steps),
        series=(Series(_("Amount"), tuple(amount for _label, amount in steps)),),
        wholes=wholes,
        dated=dated,
    )

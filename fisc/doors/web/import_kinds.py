"""What a page of imports knows of whoever asks: what they may import, where, under which name.

Which tables there are stands in ``fisc.exchange.intake.offered``; the act decides.
"""

from __future__ import annotations

from django.http import Http404

from fisc.doors.web.pages import Page
from fisc.engines.organisation import rights
from fisc.engines.organisation.rights import Place
from fisc.exchange.acts import Act
from fisc.exchange.intake.imports import Receipt, Signature, TakeBack
from fisc.exchange.intake.offered import (
    ENCODINGS,
    KINDS,
    Answers,
    ImportKind,
    expected_of,
    offered_to,
    order_of,
    uploads,
)
from fisc.values import Verdict

__all__ = ["ENCODINGS", "KINDS", "Answers", "ImportKind", "expected_of", "order_of", "uploads"]


def home_of(page: Page) -> str:
    """Return the division into which this person imports: their own."""
    return page.home


def open_to(page: Page) -> tuple[ImportKind, ...]:
    """Return what this person may import; into their own division only."""
    return offered_to(page.person.grants)


def kind_for(page: Page, name: str) -> ImportKind:
    """Return a kind of import that this person may use.

    Raises:
        Http404: there is none of that name for them.
    """
    kind = KINDS.get(name)
    if kind is None or kind not in open_to(page):
        raise Http404(name)
    return kind


def right_in(page: Page, kind: ImportKind, division: str) -> Verdict:
    """Judge whether this person may import such a table into a division, and undo it there."""
    grants = page.person.grants
    place = Place(division, grants[0].unit if grants else "")
    return rights.judge(rights.right(kind.right), page.person.username, grants, place)


def sees_only_own(page: Page) -> bool:
    """Whether this person sees only what they imported themselves: those of a unit do."""
    return page.scope_units is not None


def signed(page: Page) -> Signature:
    """Return who imports where and when."""
    return Signature(
        division=home_of(page),
        actor=page.person.username,
        day=page.today,
        at=page.now,
    )


def act_for(page: Page, kind: ImportKind, file: str, answers: Answers) -> Act[Receipt]:
    """Return the act of an import by this person."""
    act: Act[Receipt] = kind.make(signed(page), file, answers)
    return act


def take_back_of(page: Page, kind: ImportKind) -> TakeBack | None:
    """Return what undoes an import of this kind, or None where vouchers are reversed."""
    take_back: TakeBack | None = getattr(act_for(page, kind, "", {}), "take_back", None)
    return take_back

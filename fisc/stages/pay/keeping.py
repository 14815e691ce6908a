"""Keep what is being typed, find it again, and let it go once it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fisc.stages.pay.kept_forms import KEY_LENGTH, KeptForm

FORMS_MAX: Final = 20  # of one person; the oldest go
FIELD_MAX: Final = 400
FIELDS_MAX: Final = 40
LASTS: Final = timedelta(days=30)  # since it was typed last


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of an open form as they were typed last; ``number`` of the request it changes."""

    key: str
    number: str
    fields: Mapping[str, str]
    at: datetime


def keep_form(
    *, owner: str, key: str, fields: Mapping[str, str], at: datetime, number: str = ""
) -> bool:
    """Keep the fields of an open form; say whether they were, for a form too large is not.

    Nothing is reserved, and nobody else sees it.
    """
    fits = 0 < len(key) <= KEY_LENGTH and len(fields) <= FIELDS_MAX
    if not fits or any(len(text) > FIELD_MAX for text in fields.values()):
        return False
    KeptForm.objects.update_or_create(
        owner=owner,
        key=key,
        defaults={"number": number[:48], "content": dict(fields), "at": at},
    )
    old = KeptForm.objects.filter(owner=owner).order_by("-at", "-id")[FORMS_MAX:]
    KeptForm.objects.filter(pk__in=[row.pk for row in old]).delete()
    return True


def kept_form(owner: str, key: str) -> Kept | None:
    """Return an open form of somebody, or None."""
    row = KeptForm.objects.filter(owner=owner, key=key).first()
    return _kept(row) if row else None


def kept_forms(owner: str) -> tuple[Kept, ...]:
    """Return the open forms of somebody, the newest first."""
    rows = KeptForm.objects.filter(owner=owner).order_by("-at", "-id")
    return tuple(_kept(row) for row in rows)


def let_go(*, owner: str, key: str) -> None:
    """Forget an open form, because it was saved or is not wanted any more."""
    KeptForm.objects.filter(owner=owner, key=key).delete()


def clear_forms(*, now: datetime) -> int:
    """Forget the open forms that nobody has touched for ``LASTS``; return how many."""
    return KeptForm.objects.filter(at__lt=now - LASTS).delete()[0]


def _kept(row: KeptForm) -> Kept:
    return Kept(row.key, row.number, dict(row.content), row.at)

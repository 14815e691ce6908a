"""What lies on desks, whatever kind of document it is: one entry for each kind that has a flow.

A page asks each kind for its tasks and hands acts on; the stages decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fisc.doors.web import authority_desks, payment_desks
from fisc.doors.web.desk_shapes import APPROVE, RETURN, Desk, Wish
from fisc.doors.web.pages import Page
from fisc.engines.organisation.tasks import Task, in_order

__all__ = ["APPROVE", "DESKS", "LISTS", "RETURN", "ROWS_MAX", "Wish", "tasks"]

ROWS_MAX: Final = 100  # shown at once, and in one batch
LISTS: Final = MappingProxyType(
    {"todo": _("To do"), "sent": _("Sent"), "done": _("Done"), "drafts": _("Drafts")}
)
DESKS: Final[Mapping[str, Desk]] = MappingProxyType(
    {**payment_desks.DESKS, **authority_desks.DESKS}
)


def tasks(page: Page, name: str, kind: str = "") -> tuple[Task, ...]:
    """Return what lies in one of the lists of whoever asks, over all kinds or of one."""
    asked: dict[Any, list[str]] = {}
    for flow, one in DESKS.items():
        if kind in ("", flow):
            asked.setdefault(one.lists, []).append(flow)
    found = [task for lists, flows in asked.items() for task in lists(page, name, flows)]
    return tuple(found) if name == "done" else in_order(found)

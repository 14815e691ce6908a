"""Entries of the menu that stand beside those of ``pages``, which is full."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

BUDGETS: Final = (
    ("resources", _("All resources")),
    ("standards", _("Spending standards")),
)

"""The documents of this stage: requests to reopen a month. Thin.

Which days are closed is kept by the record itself, so that no posting can pass it by.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

ASKED: Final = "ASKED"
REOPENED: Final = "REOPENED"
_MONTHS: Final = 12


class MonthReopening(models.Model):
    """A request to reopen a closed month, with its reason, and who granted it."""

    number = models.CharField(max_length=60, primary_key=True)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, default=ASKED)
    maker = models.CharField(max_length=60)
    checker = models.CharField(max_length=60, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="reopening_names_a_month_and_a_reason",
                condition=Q(month__gte=1, month__lte=_MONTHS) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="reopening_is_granted_by_another",
                condition=Q(state=ASKED, checker="")
                | Q(state=REOPENED) & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.year}-{self.month:02d}"

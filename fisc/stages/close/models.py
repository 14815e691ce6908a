"""The documents of this stage: reopenings, revenue statements, stabilisation orders. Thin.

Which days are closed is kept by the record itself, so that no posting can pass it by.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

ASKED: Final = "ASKED"
REOPENED: Final = "REOPENED"
ENTERED: Final = "ENTERED"
CONFIRMED: Final = "CONFIRMED"
PROPOSED: Final = "PROPOSED"
DONE: Final = "DONE"
# Each is an event of law/ledger/events.csv.
ORDERS: Final = ("top_up_stabilisation", "surplus_to_stabilisation", "put_over_collection_aside")
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


class RevenueStatement(models.Model):
    """What came into the treasury on a day, by revenue code, and who confirmed it."""

    number = models.CharField(max_length=60, primary_key=True)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    lines = models.JSONField()
    state = models.CharField(max_length=10, default=ENTERED)
    maker = models.CharField(max_length=60)
    checker = models.CharField(max_length=60, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="statement_lies_in_its_year", condition=Q(day__year=F("year"))
            ),
            models.CheckConstraint(
                name="statement_is_confirmed_by_another",
                condition=Q(state=ENTERED, checker="")
                | Q(state=CONFIRMED) & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.day}"


class StabilisationOrder(models.Model):
    """An order to put money into the stabilisation fund, and who carried it out."""

    number = models.CharField(max_length=60, primary_key=True)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30)
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, default=PROPOSED)
    maker = models.CharField(max_length=60)
    checker = models.CharField(max_length=60, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="order_has_a_kind_an_amount_and_a_reason",
                condition=Q(kind__in=ORDERS, amount_fen__gt=0) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="order_is_carried_out_by_another",
                condition=Q(state=PROPOSED, checker="")
                | Q(state=DONE) & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

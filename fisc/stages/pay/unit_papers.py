"""What a unit brings for a month: its salary file and its cash plan. Thin.

A file of its own because the documents of payments fill theirs.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

ENTERED: Final = "entered"
CONFIRMED: Final = "confirmed"
_MONTHS: Final = 12


def _constraints(name: str) -> tuple[models.CheckConstraint, ...]:
    return (
        models.CheckConstraint(
            name=f"{name}_names_a_month_and_an_amount",
            condition=Q(month__gte=1, month__lte=_MONTHS, total_fen__gt=0),
        ),
        models.CheckConstraint(
            name=f"{name}_is_confirmed_by_another",
            condition=Q(state=ENTERED, checker="")
            | Q(state=CONFIRMED) & ~Q(checker="") & ~Q(checker=F("maker")),
        ),
    )


class UnitPaper(models.Model):
    """A paper of a unit and month: entered by the unit, confirmed by finance."""

    number = models.CharField(max_length=48, primary_key=True)
    division = models.CharField(max_length=6)
    unit = models.CharField(max_length=21)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    total_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default=ENTERED)
    maker = models.CharField(max_length=60)
    checker = models.CharField(max_length=60, default="")

    class Meta:
        """Only its kinds have tables."""

        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.unit} {self.year}-{self.month:02d}"


class SalaryFile(UnitPaper):
    """Who of a unit is paid wages in a month, and how much in all."""

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = _constraints("salary_file")
        indexes = (models.Index(fields=("unit", "year", "month"), name="salary_file_of_unit"),)


class SalaryPerson(models.Model):
    """One person of a salary file, known by the account."""

    file = models.ForeignKey(SalaryFile, models.CASCADE, related_name="persons")
    account = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint(fields=("file", "account"), name="person_is_one_in_a_file"),
            models.CheckConstraint(
                name="person_is_paid_something", condition=Q(amount_fen__gt=0) & ~Q(account="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} of {self.file_id}"


class CashPlan(UnitPaper):
    """How much a unit may pay in a month."""

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = _constraints("cash_plan")
        indexes = (models.Index(fields=("unit", "year", "month"), name="cash_plan_of_unit"),)

"""The documents of this stage: drafts of budgets, their lines, and ceilings. Thin.

A draft is an initial budget or the plan of an adjustment. What must never be is refused by the
database as well: a budget adopted by the person who drafted it, or without a resolution.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

NUMBER_LENGTH: Final = 60
NAME_LENGTH: Final = 60
CODE_LENGTH: Final = 40
DRAFTED: Final = "FIN_FINAL"
APPROVED: Final = "NPC_APPROVED"
RETURNED: Final = "RETURNED"
DISCARDED: Final = "DISCARDED"  # where a trail ends; the document itself is gone then
STATES_ZH: Final = {DRAFTED: "草案", RETURNED: "已退回", APPROVED: "人大已批准"}
INITIAL: Final = "initial"
ADJUSTMENT: Final = "adjustment"
CEILING_DRAFTED: Final = "DRAFT"
CEILING_SET: Final = "SET"


class BudgetDraft(models.Model):
    """A budget, or the plan of an adjustment, of one division and year, all books together."""

    number = models.CharField(max_length=NUMBER_LENGTH, primary_key=True)
    kind = models.CharField(max_length=10)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240)
    state = models.CharField(max_length=20, default=DRAFTED)
    maker = models.CharField(max_length=NAME_LENGTH)
    checker = models.CharField(max_length=NAME_LENGTH, default="")
    resolution = models.CharField(max_length=120, default="")
    resolved_on = models.DateField(null=True)

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="draft_kind_is_known", condition=Q(kind__in=(INITIAL, ADJUSTMENT))
            ),
            models.CheckConstraint(
                name="draft_is_approved_by_another_with_a_resolution",
                condition=Q(
                    state__in=(DRAFTED, RETURNED), checker="", resolution="", resolved_on=None
                )
                | Q(state=APPROVED, resolved_on__isnull=False)
                & ~Q(checker="")
                & ~Q(checker=F("maker"))
                & ~Q(resolution=""),
            ),
            models.UniqueConstraint(
                fields=("division", "year"),
                name="draft_adopted_once_a_year",
                condition=Q(kind=INITIAL, state=APPROVED),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title_zh}"


class BudgetLine(models.Model):
    """One amount of a draft. ``used_fen`` is what adjustments have posted of a plan's line."""

    draft = models.ForeignKey(BudgetDraft, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    book = models.CharField(max_length=10)
    side = models.CharField(max_length=11)
    line = models.CharField(max_length=2)
    code = models.CharField(max_length=CODE_LENGTH, default="")
    fund = models.CharField(max_length=CODE_LENGTH, default="")
    other = models.CharField(max_length=10, default="")
    unit = models.CharField(max_length=21, default="")
    project = models.CharField(max_length=21, default="")
    item = models.CharField(max_length=CODE_LENGTH, default="")
    department_item = models.CharField(max_length=CODE_LENGTH, default="")
    fund_type = models.CharField(max_length=3, default="")
    counterpart = models.CharField(max_length=NUMBER_LENGTH, default="")
    amount_fen = models.BigIntegerField()
    used_fen = models.BigIntegerField(default=0)

    class Meta:
        """What the database itself refuses."""

        ordering = ("draft", "position")
        constraints = (
            models.UniqueConstraint(fields=("draft", "position"), name="line_has_one_position"),
            models.CheckConstraint(
                name="line_side_is_known",
                condition=Q(side__in=("revenue", "expenditure", "balance")),
            ),
            models.CheckConstraint(name="line_has_an_amount", condition=~Q(amount_fen=0)),
            models.CheckConstraint(
                name="line_is_used_within_its_amount",
                condition=Q(amount_fen__gt=0, used_fen__gte=0, used_fen__lte=F("amount_fen"))
                | Q(amount_fen__lt=0, used_fen__lte=0, used_fen__gte=F("amount_fen")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.position}"


class Ceiling(models.Model):
    """A ceiling over a group of indicators, and by which elements its members are known."""

    number = models.CharField(max_length=NUMBER_LENGTH, primary_key=True)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    book = models.CharField(max_length=10)
    code = models.CharField(max_length=CODE_LENGTH)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240)
    amount_fen = models.BigIntegerField()
    members = models.JSONField()
    state = models.CharField(max_length=10, default=CEILING_DRAFTED)
    maker = models.CharField(max_length=NAME_LENGTH)
    checker = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="ceiling_is_not_negative", condition=Q(amount_fen__gte=0) & ~Q(code="")
            ),
            models.CheckConstraint(
                name="ceiling_is_set_by_another",
                condition=Q(state__in=(CEILING_DRAFTED, RETURNED), checker="")
                | Q(state=CEILING_SET) & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title_zh}"


class CalendarRecord(models.Model):
    """That a step of a budget year was done, or the day of an event; the newest row holds.

    Rows are only added. One without a day takes the one before it back.
    """

    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=30)
    part = models.CharField(max_length=6, default="")
    done_on = models.DateField(null=True)
    document = models.CharField(max_length=120)
    actor = models.CharField(max_length=NAME_LENGTH)
    recorded_on = models.DateField()

    class Meta:
        """What the database itself refuses."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="calendar_record_names_its_document", condition=~Q(document="")
            ),
        )
        indexes = (models.Index(fields=("division", "year"), name="calendar_of_a_year"),)

    def __str__(self) -> str:
        return f"{self.division} {self.year} {self.step} {self.part}"

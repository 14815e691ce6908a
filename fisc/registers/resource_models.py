"""Sources of money outside the indicator ledger, and standards of places' own, as tables.

A file of its own because ``models`` is full; Django finds these through it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Resource(models.Model):
    """A source of money outside the indicator ledger: an account, an asset, own money of a unit.

    One row per source, with its owner, how freely it is used and when it ends; what lies there is
    reported by day. See ``fisc.registers.resources``.
    """

    code = models.CharField(max_length=60, primary_key=True)
    division = models.ForeignKey("registers.Division", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(
        "registers.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    flexibility = models.CharField(max_length=10, blank=True)
    origin = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True, blank=True)
    expiry = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        """What the database itself refuses."""

        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="resource_has_a_kind_and_a_name", condition=~Q(kind="") & ~Q(name="")
            ),
            models.CheckConstraint(
                name="resource_flexibility_is_known",
                condition=Q(flexibility__in=("", "free", "guided", "locked")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ResourceReport(models.Model):
    """What lay in a source at the end of a day, as its owner reported it; never changed."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="reports")
    day = models.DateField()
    amount_fen = models.BigIntegerField()
    planned_fen = models.BigIntegerField(null=True, blank=True)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        """How it is looked up, and what the database itself refuses."""

        ordering = ("resource", "day", "id")
        indexes = (models.Index(fields=("resource", "day"), name="resource_report_by_day"),)
        constraints = (
            models.CheckConstraint(
                name="resource_report_is_not_negative", condition=Q(amount_fen__gte=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.resource_id} {self.day}"


class OwnStandard(models.Model):
    """A spending standard that a place or unit sets for itself; see ``fisc.registers.standards``.

    It refines an item of the library of the law for its division and everything under it.
    """

    division = models.ForeignKey("registers.Division", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    measure = models.CharField(max_length=30)
    amount_fen = models.BigIntegerField()
    grade = models.CharField(max_length=20, blank=True)
    unit_kind = models.CharField(max_length=20, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=200, blank=True)
    review_year = models.PositiveSmallIntegerField(default=0)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        """What the database itself refuses."""

        ordering = ("division", "code", "first_day")
        constraints = (
            models.UniqueConstraint(
                fields=("division", "code", "first_day"), name="own_standard_begins_once"
            ),
            models.CheckConstraint(
                name="own_standard_has_an_amount",
                condition=Q(amount_fen__gt=0) & ~Q(code="") & ~Q(item=""),
            ),
            models.CheckConstraint(
                name="own_standard_ends_after_it_starts",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.division_id} {self.code} {self.first_day}"

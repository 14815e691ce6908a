"""What outlives a year, as tables: divisions, units, projects, persons. Thin, constraints below.

Parenthood is a column, never read off a code. Nothing here leaves the storey: the modules beside
this one answer with frozen values.
"""

from __future__ import annotations

from typing import Final, get_args

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact, GreaterThanOrEqual

from fisc.law.kinds import DivisionKind, DivisionLevel, UnitKind

CODE_LENGTH: Final = 6
UNIT_CODE_LENGTH_MIN: Final = 3
PROJECT_CODE_LENGTH: Final = 21
PROJECT_LETTER_PLACE: Final = 9  # counted from one, as SQL does


class Division(models.Model):
    """An administrative division (GB/T 2260) or a zone that has a budget of its own."""

    code = models.CharField(max_length=CODE_LENGTH, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    fiscal_parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fiscal_children"
    )
    is_statutory = models.BooleanField()
    is_fictional = models.BooleanField()
    is_budget_level = models.BooleanField()
    fiscal_division_code = models.CharField(max_length=9, unique=True)

    class Meta:
        """What the database itself refuses."""

        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="division_code_has_six_digits",
                condition=Q(Exact(Length("code"), CODE_LENGTH)),
            ),
            models.CheckConstraint(
                name="division_kind_is_known", condition=Q(kind__in=get_args(DivisionKind))
            ),
            models.CheckConstraint(
                name="division_level_is_known", condition=Q(level__in=get_args(DivisionLevel))
            ),
            models.CheckConstraint(
                name="division_has_a_parent_unless_province",
                condition=Q(level="province", parent=None) | ~Q(level="province") & ~Q(parent=None),
            ),
            models.CheckConstraint(
                name="division_is_not_its_own_parent",
                condition=~Q(parent=F("code")) & ~Q(fiscal_parent=F("code")),
            ),
            models.CheckConstraint(
                name="division_that_is_fictional_is_not_statutory",
                condition=Q(is_fictional=False) | Q(is_statutory=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Unit(models.Model):
    """A budget unit: a department (level 0), a second-level unit (1) or a basic unit (2)."""

    code = models.CharField(max_length=21, primary_key=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    division = models.ForeignKey(Division, models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    department_code = models.CharField(max_length=6)
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=1)
    is_basic = models.BooleanField()

    class Meta:
        """What the database itself refuses."""

        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="unit_code_is_long_enough",
                condition=Q(GreaterThanOrEqual(Length("code"), UNIT_CODE_LENGTH_MIN)),
            ),
            models.CheckConstraint(
                name="unit_has_a_department_code", condition=~Q(department_code="")
            ),
            models.CheckConstraint(
                name="unit_kind_is_known", condition=Q(kind__in=get_args(UnitKind))
            ),
            models.CheckConstraint(
                name="unit_has_a_parent_below_level_zero",
                condition=Q(level=0, parent=None) | Q(level__in=(1, 2)) & ~Q(parent=None),
            ),
            models.CheckConstraint(
                name="unit_of_the_lowest_level_is_basic", condition=~Q(level=2) | Q(is_basic=True)
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_parent", condition=~Q(parent=F("code"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Project(models.Model):
    """A budget project: the only thing to which money is given."""

    code = models.CharField(max_length=PROJECT_CODE_LENGTH, primary_key=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=240)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects")
    function_code = models.CharField(max_length=9)
    kind = models.CharField(max_length=1)
    total_fen = models.BigIntegerField()
    is_stored = models.BooleanField()

    class Meta:
        """What the database itself refuses."""

        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="project_code_has_21_characters",
                condition=Q(Exact(Length("code"), PROJECT_CODE_LENGTH)),
            ),
            models.CheckConstraint(
                name="project_kind_is_known", condition=Q(kind__in=("R", "Y", "T"))
            ),
            models.CheckConstraint(
                name="project_kind_is_the_letter_of_its_code",
                condition=Q(Exact(Substr("code", PROJECT_LETTER_PLACE, 1), F("kind"))),
            ),
            models.CheckConstraint(
                name="project_total_is_not_negative", condition=Q(total_fen__gte=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Person(models.Model):
    """Somebody who signs in, with one role at one place; the user name links to the account."""

    username = models.CharField(max_length=60, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    role_code = models.CharField(max_length=30)
    division = models.ForeignKey(Division, models.PROTECT, related_name="people")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")

    class Meta:
        """What the database itself refuses."""

        ordering = ("username",)
        verbose_name_plural = "people"
        constraints = (
            models.CheckConstraint(
                name="person_has_a_name_and_a_role",
                condition=~Q(username="") & ~Q(role_code=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.name_zh}"

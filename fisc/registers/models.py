"""What outlives a year, as tables: divisions, units, projects, persons, grants of roles.

Parenthood is a column, never read off a code. Nothing here leaves the storey: the modules beside
this one answer with frozen values.
"""

from __future__ import annotations

from typing import Final, get_args

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Length, Substr
from django.db.models.lookups import Exact, GreaterThanOrEqual

from fisc.law.kinds import DivisionKind, DivisionLevel, UnitKind
from fisc.registers.resource_models import (  # noqa: F401 - Django looks for models here
    OwnStandard,
    Resource,
    ResourceReport,
)

CODE_LENGTH: Final = 6
UNIT_CODE_LENGTH_MIN: Final = 3
PROJECT_CODE_LENGTH: Final = 21
SAVED_VIEWS_MAX: Final = 30  # of one person
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
    """Somebody who signs in, and where they belong; the user name links to the account."""

    username = models.CharField(max_length=60, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    division = models.ForeignKey(Division, models.PROTECT, related_name="people")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")

    class Meta:
        """What the database itself refuses."""

        ordering = ("username",)
        verbose_name_plural = "people"
        constraints = (models.CheckConstraint(name="person_has_a_name", condition=~Q(username="")),)

    def __str__(self) -> str:
        return f"{self.username} {self.name_zh}"


PROPOSED, HELD, ENDED = "proposed", "held", "ended"


class Grant(models.Model):
    """A role that somebody holds at a place for a time; ended when it is over, never deleted.

    ``source`` is the grant of the person in whose place somebody holds the role (a delegation).
    ``given_by`` is empty for what was entered together with the register. The last day is
    included; a grant that was ended holds no longer, from the instant of its ending.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role_code = models.CharField(max_length=30)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    source = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    state = models.CharField(max_length=10)
    given_by = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)
    # Under which it was proposed or delegated, so that asking again does nothing more.
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)

    class Meta:
        """What the database itself refuses."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(name="grant_has_a_role", condition=~Q(role_code="")),
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="grant_in_somebodys_place_has_a_last_day",
                condition=Q(source=None) | Q(last_day__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_state_is_known", condition=Q(state__in=(PROPOSED, HELD, ENDED))
            ),
            models.CheckConstraint(
                name="grant_is_ended_by_somebody",
                condition=Q(state=ENDED) & ~Q(ended_by="") | ~Q(state=ENDED) & Q(ended_by=""),
            ),
            models.CheckConstraint(
                name="grant_is_not_given_to_oneself",
                condition=~Q(given_by=F("person")) & ~Q(confirmed_by=F("person")),
            ),
            models.CheckConstraint(
                name="grant_is_held_by_the_will_of_two",
                condition=~Q(state=HELD)
                | Q(given_by="")
                | Q(source__isnull=False)
                | ~Q(confirmed_by="") & ~Q(confirmed_by=F("given_by")),
            ),
            models.UniqueConstraint(
                "person",
                "role_code",
                "division",
                Coalesce("unit", Value("")),
                "first_day",
                name="grant_is_given_once",
                condition=Q(state__in=(PROPOSED, HELD)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role_code} {self.division_id} {self.unit_id or ''}".strip()


class SignIn(models.Model):
    """Somebody came in, or tried to; see ``fisc.registers.sign_ins``."""

    username = models.CharField(max_length=60)
    at = models.DateTimeField()
    address = models.CharField(max_length=60, default="")
    outcome = models.CharField(max_length=10)

    class Meta:
        """How it is looked up, and what the database itself refuses."""

        indexes = (models.Index(fields=("username", "at"), name="sign_in_by_name_and_time"),)
        constraints = (
            models.CheckConstraint(
                name="sign_in_ends_in_one_way",
                condition=Q(outcome__in=("in", "wrong", "code", "locked")),
            ),
        )

    def __str__(self) -> str:
        """Return the name, the moment and the outcome."""
        return f"{self.username} {self.at} {self.outcome}"


class FactorAct(models.Model):
    """What happened to somebody's second factor, when and by whom; never changed or deleted.

    The device itself and the recovery codes stand in the tables of django-otp, without a history.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    officer = models.CharField(max_length=60)
    reason = models.CharField(max_length=400, blank=True)
    # Under which it was reset, so that asking again does nothing more.
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)

    class Meta:
        """How it is looked up, and what the database itself refuses."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="factor_act_is_known",
                condition=Q(act__in=("enrolled", "replaced", "codes", "recovered", "reset")),
            ),
            models.CheckConstraint(
                name="factor_is_reset_by_another_and_for_a_reason",
                condition=Q(act="reset") & ~Q(officer=F("person")) & ~Q(reason="")
                | ~Q(act="reset") & Q(officer=F("person")),
            ),
        )

    def __str__(self) -> str:
        """Return whose it is and what happened."""
        return f"{self.person_id} {self.act} {self.at}"


class SavedView(models.Model):
    """A page with its filters, under a name; see ``fisc.registers.saved_views``."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        """What the database itself refuses."""

        constraints = (
            models.UniqueConstraint("person", "place", name="saved_view_has_a_place_of_its_own"),
            models.UniqueConstraint("person", "page", "name", name="saved_view_is_named_once"),
            models.CheckConstraint(
                name="saved_views_are_few", condition=Q(place__range=(1, SAVED_VIEWS_MAX))
            ),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
        )

    def __str__(self) -> str:
        """Return whose it is and its name."""
        return f"{self.person_id} {self.page} {self.name}"

"""The list of jobs, and the workers that take from it. Thin."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

KEY_LENGTH: Final = 120
NAME_LENGTH: Final = 60
SAID_LENGTH: Final = 400
TEXT_LENGTH: Final = 200


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """One piece of long work, wanted once under its key.

    ``turn`` grows each time a worker takes the job: what a worker says counts only in its own
    turn. ``tries`` are the turns since a person asked for it. ``done`` and ``total`` count what
    the kind counts; no total means that it is not known yet. ``division`` is empty for the work
    of the whole office. ``result`` is the address where its owner sees what came of it.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=KEY_LENGTH)
    asked_by = models.CharField(max_length=NAME_LENGTH)
    division = models.CharField(max_length=6, default="")
    subject = models.CharField(max_length=TEXT_LENGTH, default="")
    parameters = models.JSONField(default=dict)
    result = models.CharField(max_length=TEXT_LENGTH, default="")
    state = models.CharField(max_length=10, default=State.WAITING.value)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    said_en = models.CharField(max_length=SAID_LENGTH, default="")
    said_zh = models.CharField(max_length=SAID_LENGTH, default="")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    pulse_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=TEXT_LENGTH, default="")
    turn = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    cancel_asked_by = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses, and the few ways in which jobs are found."""

        constraints = (
            models.UniqueConstraint(fields=("key",), name="job_is_wanted_once"),
            models.CheckConstraint(
                name="job_state_is_known",
                condition=Q(state__in=tuple(state.value for state in State)),
            ),
            models.CheckConstraint(
                name="job_that_ended_says_when",
                condition=Q(ended_at=None, state__in=tuple(state.value for state in OPEN))
                | Q(ended_at__isnull=False) & ~Q(state__in=tuple(state.value for state in OPEN)),
            ),
            models.CheckConstraint(
                name="job_does_no_more_than_there_is",
                condition=Q(total=None) | Q(done__lte=F("total")),
            ),
        )
        indexes = (
            models.Index(
                fields=("state", "id"),
                name="job_open",
                condition=Q(state__in=tuple(state.value for state in OPEN)),
            ),
            models.Index(fields=("asked_by", "id"), name="job_of_person"),
            models.Index(fields=("division", "id"), name="job_of_division"),
        )

    def __str__(self) -> str:
        return f"job {self.pk}: {self.kind} {self.state}"


class Worker(models.Model):
    """A process that takes jobs, and when it was last heard of."""

    name = models.CharField(max_length=TEXT_LENGTH)
    started_at = models.DateTimeField()
    pulse_at = models.DateTimeField()

    class Meta:
        """What the database itself refuses."""

        constraints = (models.UniqueConstraint(fields=("name",), name="worker_has_one_name"),)

    def __str__(self) -> str:
        return self.name

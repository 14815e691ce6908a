"""The documents of this stage: indicators, changes of them, transfers and their remittances. Thin.

An indicator keeps its number when it is carried into another year, so number and year name it.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

NUMBER_LENGTH: Final = 60
NAME_LENGTH: Final = 60
CODE_LENGTH: Final = 40
PURPOSE_LENGTH: Final = 360
# The states of law/organisation/state_machines.csv, object INDICATOR. EXHAUSTED is not kept: it is
# what an executable indicator looks like when nothing is left in it.
STATES: Final = (
    "DRAFT",
    "RETURNED",
    "REVIEWED",
    "PENDING_ALLOC",
    "PENDING_ISSUE",
    "EXECUTABLE",
    "FROZEN",
    "RECOVERED",
    "CARRIED",
)
STATES_ZH: Final = {
    "DRAFT": "草稿",
    "RETURNED": "已退回",
    "REVIEWED": "已审核",
    "PENDING_ALLOC": "待分配",
    "PENDING_ISSUE": "待下达",
    "EXECUTABLE": "可执行",
    "FROZEN": "已冻结",
    "RECOVERED": "已收回",
    "CARRIED": "已结转",
}
ACTS: Final = (
    "freeze",
    "unfreeze",
    "recall",
    "vire",
    "use_reserve",
    "use_held_back",
    "receive_from_above",
    "recall_transfer",
    "pay_remittance",
    "make_transfer_out",
    "cut",
)
PROPOSED: Final = "PROPOSED"
DONE: Final = "DONE"
RETURNED: Final = "RETURNED"
DISCARDED: Final = "DISCARDED"  # where a trail ends; the document itself is gone then
TRANSFER_STATES: Final = ("DRAFT", "RETURNED", "ISSUED", "RECOVERED", "CARRIED")
SWEEP_STATES: Final = (PROPOSED, DONE, "REVERSED", "DROPPED")
SCENARIO_STATES: Final = ("KEPT", "DROPPED", "ADOPTED", "UNDONE")
REMITTANCE_STATES: Final = ("APPLIED", "PAID", "CANCELLED")


class Indicator(models.Model):
    """Authority held for a purpose. ``granted_fen`` is what it was given less what it gave away."""

    number = models.CharField(max_length=NUMBER_LENGTH)
    year = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=6)
    book = models.CharField(max_length=10)
    document = models.CharField(max_length=120, default="")
    purpose = models.CharField(max_length=PURPOSE_LENGTH, default="")
    unit = models.CharField(max_length=21, default="")
    project = models.CharField(max_length=21, default="", db_index=True)
    function = models.CharField(max_length=CODE_LENGTH)
    item = models.CharField(max_length=CODE_LENGTH, default="")
    department_item = models.CharField(max_length=CODE_LENGTH, default="")
    fund_type = models.CharField(max_length=3, default="")
    counterpart = models.CharField(max_length=NUMBER_LENGTH, default="")
    business_division = models.CharField(max_length=10, default="")
    indicator_division = models.CharField(max_length=10, default="")
    direct_fund = models.BooleanField(default=False)
    bond = models.CharField(max_length=NUMBER_LENGTH, default="")
    top_project = models.CharField(max_length=21, default="")
    guarantee = models.CharField(max_length=CODE_LENGTH, default="")
    source = models.CharField(max_length=1, default="1")
    in_advance = models.BooleanField(default=False)
    decision = models.CharField(max_length=120, default="")
    # The spending standard by which its amount was worked out, if any, and why it is above that.
    standard = models.CharField(max_length=CODE_LENGTH, default="")
    quantity = models.PositiveIntegerField(default=0)
    exception = models.CharField(max_length=NUMBER_LENGTH, default="")
    origin = models.PositiveSmallIntegerField(default=0)
    # Whether it stands here because last year's close carried it; its project was charged then.
    carried = models.BooleanField(default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    amount_fen = models.BigIntegerField()
    granted_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, default="DRAFT")
    issued_on = models.DateField(null=True)
    maker = models.CharField(max_length=NAME_LENGTH)
    last_actor = models.CharField(max_length=NAME_LENGTH)

    class Meta:
        """What the database itself refuses."""

        ordering = ("year", "number")
        indexes = (models.Index(fields=("division", "year", "unit"), name="indicator_of_unit"),)
        constraints = (
            models.UniqueConstraint(fields=("number", "year"), name="indicator_is_one_a_year"),
            models.CheckConstraint(name="indicator_state_is_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="indicator_has_an_amount",
                condition=Q(amount_fen__gt=0, granted_fen__gte=0) & ~Q(function=""),
            ),
            models.CheckConstraint(
                name="indicator_is_granted_after_review",
                condition=~Q(state__in=("DRAFT", "RETURNED", "REVIEWED")) | Q(granted_fen=0),
            ),
            models.CheckConstraint(
                name="indicator_that_is_issued_has_a_unit",
                condition=~Q(state__in=("PENDING_ISSUE", "EXECUTABLE", "FROZEN")) | ~Q(unit=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.year}"


class Change(models.Model):
    """Something proposed by one person and carried out by another: a freeze, recall, virement."""

    number = models.CharField(max_length=NUMBER_LENGTH, primary_key=True)
    act = models.CharField(max_length=20)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=PROPOSED)
    maker = models.CharField(max_length=NAME_LENGTH)
    checker = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(name="change_act_is_known", condition=Q(act__in=ACTS)),
            models.CheckConstraint(
                name="change_has_an_amount_and_a_reason",
                condition=Q(amount_fen__gt=0) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="change_is_carried_out_by_another",
                condition=Q(state__in=(PROPOSED, RETURNED), checker="")
                | Q(state=DONE) & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class Transfer(models.Model):
    """Money for a lower government, out of the budget of transfers to below."""

    number = models.CharField(max_length=NUMBER_LENGTH)
    year = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=6)
    receiver = models.CharField(max_length=6)
    book = models.CharField(max_length=10)
    document = models.CharField(max_length=120, default="")
    function = models.CharField(max_length=CODE_LENGTH)
    project = models.CharField(max_length=21, default="")
    fund_type = models.CharField(max_length=3, default="")
    direct_fund = models.BooleanField(default=False)
    origin = models.PositiveSmallIntegerField(default=0)
    amount_fen = models.BigIntegerField()
    granted_fen = models.BigIntegerField(default=0)
    matching_fen = models.BigIntegerField(default=0)
    shared = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="DRAFT")
    maker = models.CharField(max_length=NAME_LENGTH)
    checker = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("year", "number")
        constraints = (
            models.UniqueConstraint(fields=("number", "year"), name="transfer_is_one_a_year"),
            models.CheckConstraint(
                name="transfer_state_is_known", condition=Q(state__in=TRANSFER_STATES)
            ),
            models.CheckConstraint(
                name="transfer_has_an_amount_and_a_receiver",
                condition=Q(amount_fen__gt=0, granted_fen__gte=0)
                & ~Q(receiver="")
                & ~Q(receiver=F("division")),
            ),
            models.CheckConstraint(
                name="transfer_is_issued_by_another",
                condition=Q(state__in=("DRAFT", RETURNED), checker="")
                | ~Q(state__in=("DRAFT", RETURNED)) & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.year}"


class Scenario(models.Model):
    """What if: a share of general spending frozen, own revenue short; kept, adopted or dropped.

    ``freeze`` and ``short`` are in hundredths of a per cent. ``effects`` is what it would have done
    when it was kept; what it did when it was adopted stands in the facts.
    """

    number = models.CharField(max_length=NUMBER_LENGTH, primary_key=True)
    title = models.CharField(max_length=200)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    freeze = models.PositiveSmallIntegerField(default=0)
    short = models.PositiveSmallIntegerField(default=0)
    stabilisation_fen = models.BigIntegerField(default=0)
    effects = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="KEPT")
    maker = models.CharField(max_length=NAME_LENGTH)
    made_at = models.DateTimeField()
    checker = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        indexes = (models.Index(fields=("division", "year"), name="scenario_of_place"),)
        constraints = (
            models.CheckConstraint(
                name="scenario_state_is_known", condition=Q(state__in=SCENARIO_STATES)
            ),
            models.CheckConstraint(
                name="scenario_has_shares",
                condition=Q(freeze__lte=10_000, short__lte=10_000, stabilisation_fen__gte=0),
            ),
            models.CheckConstraint(
                name="scenario_is_adopted_by_another",
                condition=~Q(state__in=("ADOPTED", "UNDONE"))
                | ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Remittance(models.Model):
    """An application to remit a part of a transfer, and what came of it."""

    number = models.CharField(max_length=NUMBER_LENGTH, primary_key=True)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="remittances")
    amount_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="APPLIED")
    maker = models.CharField(max_length=NAME_LENGTH)
    checker = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="remittance_state_is_known", condition=Q(state__in=REMITTANCE_STATES)
            ),
            models.CheckConstraint(
                name="remittance_pays_within_its_amount",
                condition=Q(amount_fen__gt=0, paid_fen__gte=0, paid_fen__lte=F("amount_fen")),
            ),
            models.CheckConstraint(
                name="remittance_is_paid_by_another",
                condition=Q(state="APPLIED", checker="")
                | ~Q(state="APPLIED") & ~Q(checker="") & ~Q(checker=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Sweep(models.Model):
    """Idle money that is taken back together: one reason, one evidence, many recalls.

    Each line is carried out by a ``Change`` of its own, so that it has its trail.
    """

    number = models.CharField(max_length=NUMBER_LENGTH, primary_key=True)
    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    reason_code = models.CharField(max_length=CODE_LENGTH)
    evidence = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=PROPOSED)
    proposed_on = models.DateField()
    done_on = models.DateField(null=True)
    reversed_on = models.DateField(null=True)
    reversed_why = models.CharField(max_length=400, default="")
    maker = models.CharField(max_length=NAME_LENGTH)
    checker = models.CharField(max_length=NAME_LENGTH, default="")
    reverser = models.CharField(max_length=NAME_LENGTH, default="")

    class Meta:
        """How it is looked up, and what the database itself refuses."""

        ordering = ("number",)
        indexes = (models.Index(fields=("division", "year"), name="sweep_of_division"),)
        constraints = (
            models.CheckConstraint(
                name="sweep_state_is_known", condition=Q(state__in=SWEEP_STATES)
            ),
            models.CheckConstraint(
                name="sweep_has_a_reason_and_evidence",
                condition=~Q(reason_code="") & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="sweep_is_carried_out_and_reversed_by_another",
                condition=~Q(checker=F("maker")) & ~Q(reverser=F("maker")),
            ),
        )

    def __str__(self) -> str:
        return self.number


class SweepLine(models.Model):
    """What one indicator loses by a sweep, and what was known of it when it was proposed."""

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=NUMBER_LENGTH)
    indicator = models.CharField(max_length=NUMBER_LENGTH)
    unit = models.CharField(max_length=21, default="")
    project = models.CharField(max_length=21, default="")
    book = models.CharField(max_length=10)
    origin = models.PositiveSmallIntegerField(default=0)
    amount_fen = models.BigIntegerField()
    interest_fen = models.BigIntegerField(default=0)
    idle_since = models.DateField(null=True)
    why_en = models.CharField(max_length=400, default="")
    why_zh = models.CharField(max_length=400, default="")
    state_before = models.CharField(max_length=20, default="")

    class Meta:
        """What the database itself refuses."""

        ordering = ("sweep", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("sweep", "indicator"), name="sweep_takes_an_indicator_once"
            ),
            models.CheckConstraint(
                name="sweep_line_has_an_amount",
                condition=Q(amount_fen__gt=0, interest_fen__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sweep_id} {self.indicator}"

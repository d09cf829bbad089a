"""Statements: what one person's work in one campaign came to, and who answers for it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual

from gadfly.science.pay.rates import HOUR
from gadfly.shared.keys import LENGTH, new_key


class State(models.TextChoices):
    """How a statement stands. A pending one can go back to a draft; nothing goes back from there on."""

    DRAFT = "draft", "draft"
    PENDING = "pending", "waits for approval"
    APPROVED = "approved", "approved"
    EXPORTED = "exported", "handed to the payer"


class Run(models.Model):
    """One file for the payer. It names its statements for good."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"payment run of {self.made_at:%Y-%m-%d %H:%M}"


class Statement(models.Model):
    """A person's work in a campaign since their last statement, up to `until`, with its pay."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    card = models.ForeignKey("RateCard", on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    floor = models.PositiveBigIntegerField()
    """Minor units an hour, as the operator's table had it."""
    currency = models.CharField(max_length=3)
    seconds = models.PositiveBigIntegerField()
    amount = models.PositiveBigIntegerField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="statements")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "person"], condition=Q(state="draft"), name="one_draft_a_person"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | ~Q(approved_by=F("submitted_by"))
                & ~Q(approved_by=F("drafted_by"))
                & ~Q(approved_by=F("person")),
                name="approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_by=None, approved_by=None, run=None)
                | Q(state="pending", submitted_by__isnull=False, approved_by=None, run=None)
                | Q(state="approved", submitted_by__isnull=False, approved_by__isnull=False, run=None)
                | Q(
                    state="exported",
                    submitted_by__isnull=False,
                    approved_by__isnull=False,
                    run__isnull=False,
                ),
                name="state_has_its_people",
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(F("amount") * HOUR, F("floor") * F("seconds")),
                name="never_below_the_floor",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "id"], name="statement_by_person"),
            models.Index(fields=["campaign", "id"], name="statement_by_campaign"),
            models.Index(fields=["state", "id"], name="statement_by_state"),
        ]

    def __str__(self) -> str:
        return f"statement {self.key}"


class StatementLine(models.Model):
    """One line of a statement. Once that is submitted, never altered, and none is added."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=40)
    seconds = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "position"], name="statement_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.amount}"

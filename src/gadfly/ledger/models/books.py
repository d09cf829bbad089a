"""The books, by double entry. Nothing in them is altered or taken away, by the database's own refusal.

A line moves an amount from one account to another, so that both sides are one row: there is no way
to write one whose sides do not sum to zero. What was wrong is put right by a further entry.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """What amounts are moved between: a campaign's cost, what a member is owed, the payer."""

    name = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "currency"], name="account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.currency}"


class Posting(models.TextChoices):
    """Why an entry was made."""

    ACCRUAL = "accrual", "owed since approval"
    PAYMENT = "payment", "handed to the payer"


class Entry(models.Model):
    """What was posted for a statement, once for each reason."""

    statement = models.ForeignKey("Statement", on_delete=models.PROTECT, related_name="entries")
    posting = models.CharField(max_length=8, choices=Posting)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "posting"], name="posted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.posting} of {self.statement}"


class Line(models.Model):
    """`amount` minor units leave `credit` and arrive in `debit`; both are in one currency."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    what = models.CharField(max_length=40)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="credits")
    amount = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_line_moves_something"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="a_line_is_of_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} from {self.credit} to {self.debit}"

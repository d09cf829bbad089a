"""What a campaign pays by, where somebody works, what they worked, and what they say is wrong with it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.science.pay import Kind, Rate
from gadfly.shared.keys import LENGTH, new_key

KINDS = [(kind.value, kind.value) for kind in Kind]
LONGEST_REASON = 500


class RateCard(models.Model):
    """What a campaign pays: one version. Never altered, by the database's own refusal; the newest holds."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="rate_cards")
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    """ISO 4217; empty where nothing is paid."""
    hourly = models.PositiveBigIntegerField()
    a_set = models.PositiveBigIntegerField(null=True)
    size = models.PositiveSmallIntegerField()
    volunteers = models.BooleanField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="rate_card_numbered_once"),
            models.CheckConstraint(
                condition=Q(volunteers=True, hourly=0, a_set=None) | Q(volunteers=False, hourly__gt=0),
                name="paid_or_said_not_to_be",
            ),
        ]

    def __str__(self) -> str:
        return f"rate card {self.number} of {self.campaign}"

    @property
    def rate(self) -> Rate:
        """The card as the science reckons with it."""
        return Rate(self.currency, self.hourly, self.a_set, self.size, self.volunteers)


class Payee(models.Model):
    """Where a person works, which decides their floor. Nothing of banks is kept anywhere."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} in {self.country}"


class Stint(models.Model):
    """Time of one person in one piece of work, a correction among them.

    Without a statement it waits for one. On one that was submitted it is never altered.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    piece = models.CharField(max_length=60)
    """The key of what was worked on, in the words of the area that has it."""
    seconds = models.IntegerField()
    count = models.PositiveIntegerField(default=0)
    derived = models.BooleanField(default=False)
    """Whether it was reckoned for its statement, and can be again."""
    noted_at = models.DateTimeField()
    statement = models.ForeignKey("Statement", null=True, on_delete=models.PROTECT, related_name="stints")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "piece", "statement"], name="piece_once_a_statement"),
            models.UniqueConstraint(
                fields=["person", "piece"], condition=Q(derived=False), name="noted_time_once"
            ),
            models.CheckConstraint(
                condition=Q(seconds__gte=0) | Q(kind=Kind.CORRECTION), name="no_negative_time"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="stint_of_a_known_kind"),
        ]
        indexes: ClassVar = [models.Index(fields=["campaign", "person"], name="stint_by_campaign")]

    def __str__(self) -> str:
        return f"{self.seconds} s of {self.kind}"


class Correction(models.Model):
    """A person says that their time is wrong. Somebody else decides."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    minutes = models.IntegerField()
    reason = models.CharField(max_length=LONGEST_REASON)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "person"], condition=Q(granted=None), name="one_correction_waits"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")), name="nobody_corrects_their_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes:+} minutes for {self.person}"

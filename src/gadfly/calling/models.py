"""Callings, whom they invited, and the hours that members have promised of their year."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.shared.keys import LENGTH, new_key

LONGEST_TOLD = 2_000
ROLES = [("red teamer", "red teamer"), ("reviewer", "reviewer")]


class Calling(models.Model):
    """What a lead wished for a campaign when they called people, and what those are told."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="callings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent = models.CharField(max_length=LENGTH)
    """The page's own name for it, so that sending it twice changes nothing (R3)."""
    role = models.CharField(max_length=12, choices=ROLES)
    size = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    """Of each person, at most."""
    domains = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    organisations = models.JSONField(default=list)
    """Whose people have a conflict of interest here."""
    new_share = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    """Campaigns that somebody takes part in at once, this one among them."""
    days = models.PositiveSmallIntegerField()
    told = models.TextField()
    """What people read before they answer, and before they have signed what the campaign needs."""
    called_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    """From then on nobody is asked in place of those who do not come."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "sent"], name="calling_sent_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0, size__gt=0), name="a_calling_asks_somebody"),
            models.CheckConstraint(condition=Q(new_share__lte=100), name="new_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"calling of {self.size} to {self.campaign}"


class State(models.TextChoices):
    """How an invitation stands. What a member did with one never enters a later choice, but a yes."""

    ASKED = "asked", "waits for an answer"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    LAPSED = "lapsed", "not answered in time"


COMES = (State.ASKED, State.ACCEPTED)


class Invitation(models.Model):
    """One person asked to one campaign, and why; accepted, it keeps hours of their year until the end."""

    calling = models.ForeignKey(Calling, on_delete=models.CASCADE, related_name="invitations")
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    minutes = models.PositiveIntegerField()
    gain = models.FloatField()
    """What they added to those chosen before them."""
    reasons = models.JSONField(default=list)
    is_new = models.BooleanField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    """Of which year hours are kept, from acceptance on."""
    used = models.PositiveIntegerField(null=True)
    """Minutes that were worked, once the campaign has closed; what was kept beyond them is free again."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "person"], name="invited_once_to_a_campaign"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="invitation_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="accepted", year__isnull=False) | (~Q(state="accepted") & Q(year=None)),
                name="accepted_hours_are_of_a_year",
            ),
            models.CheckConstraint(
                condition=Q(used=None) | Q(state="accepted"), name="only_the_accepted_use_hours"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="invitation_by_person"),
            models.Index(fields=["campaign", "state"], name="invitation_by_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.state}"


class Year(models.Model):
    """A member's year: the minutes they give, as they last said, and those promised or worked."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    given = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "year"], name="one_row_a_year"),
            models.CheckConstraint(condition=Q(taken__lte=F("given")), name="never_more_than_the_year_has"),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.given} minutes in {self.year}"

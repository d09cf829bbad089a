"""Limits and caps, exposures and breaks, check-ins, the help lines, and alarms of the hard line."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gadfly.shared.keys import LENGTH, new_key

LONGEST_TOPIC = 100
LONGEST_LINES = 4_000


def _person(name: str = "+") -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=name)


class Limit(models.Model):
    """How much of a topic a person takes on; without a row it is all of it."""

    person = _person("limits")
    topic = models.CharField(max_length=LONGEST_TOPIC)
    plain = models.CharField(max_length=2 * LONGEST_TOPIC)
    """The topic as it is compared (`science.care.limits.same`)."""
    level = models.CharField(max_length=5, choices=[("mild", "mild only"), ("never", "never")])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "plain"], name="one_limit_a_topic"),
            models.CheckConstraint(condition=Q(level__in=("mild", "never")), name="limit_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.level}"


class Cap(models.Model):
    """Minutes a day and a week at most: a person's own over all, or those of everybody in a campaign."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    campaign = models.OneToOneField(
        "campaigns.Campaign", null=True, on_delete=models.CASCADE, related_name="+"
    )
    day = models.PositiveSmallIntegerField(null=True)
    week = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None, campaign__isnull=False) | Q(person__isnull=False, campaign=None),
                name="cap_of_a_person_or_a_campaign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} minutes a day, {self.week} a week"


class What(models.TextChoices):
    """In what work something was shown."""

    ATTACK = "attack", "attack"
    REVIEW = "review", "review"


class Exposure(models.Model):
    """One showing to one person: a turn's replies to their author, or an attack to a reviewer."""

    person = _person("exposures")
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=6, choices=What)
    subject = models.CharField(max_length=LENGTH)
    """The key of the attack, or of the reviewer's assignment."""
    topics = models.JSONField(default=list)
    severity = models.PositiveSmallIntegerField(null=True)
    """The step of the harm scale, None while nobody knows it."""
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    seconds = models.FloatField(default=0)
    folded = models.PositiveSmallIntegerField(default=0)
    """How many texts were collapsed."""
    revealed = models.PositiveSmallIntegerField(default=0)
    """How many of those the person asked to see. What was not revealed was not seen."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "subject"], condition=Q(what="review"), name="one_exposure_a_review"
            ),
            models.CheckConstraint(condition=Q(severity__lte=4) | Q(severity=None), name="exposure_0_to_4"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "until"], name="exposure_by_person"),
            models.Index(fields=["subject"], name="exposure_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s of {self.what} {self.subject}"


class Break(models.Model):
    """A break, which is paid by the campaign of what was seen before it."""

    person = _person("breaks")
    campaign = models.ForeignKey("campaigns.Campaign", null=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    after = models.DateTimeField()
    """When the last showing before it ended, so that one rest is paid once."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "after"], name="one_break_after_a_showing"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "began_at"], name="break_by_person")]

    def __str__(self) -> str:
        return f"{self.minutes} minutes of rest"


class CheckIn(models.Model):
    """How somebody felt after ten tasks: sealed, for them and one contact. Empty: asked, and not answered."""

    key = models.CharField(max_length=LENGTH, default=new_key, editable=False)
    """The page's own name for what it sent, so that sending it twice changes nothing (R3)."""
    person = _person("check_ins")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who was named on the page when it was written: nobody named later can read it."""
    campaign = models.ForeignKey("campaigns.Campaign", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    sealed = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="check_in_sent_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="check_in_by_person")]

    def __str__(self) -> str:
        return f"check-in {self.key}"


class Care(models.Model):
    """The installation's help: its lines in Markdown, and the well-being contact. One row."""

    lines = models.TextField(blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_care")]

    def __str__(self) -> str:
        return "care"


class Way(models.TextChoices):
    """How an alarm came up."""

    IN = "in", "something that was sent"
    OUT = "out", "something a model answered"
    TOLD = "told", "a person's report"


class Alarm(models.Model):
    """Something crossed the hard line. Of the text itself a digest is kept, sealed; never a word."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    way = models.CharField(max_length=4, choices=Way)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    campaign = models.ForeignKey("campaigns.Campaign", null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=LENGTH)
    at = models.DateTimeField()
    sealed = models.TextField()
    seen_at = models.DateTimeField(null=True)
    """When a steward said they had seen to it."""

    def __str__(self) -> str:
        return f"alarm {self.key}"

"""The network's own words, its rounds, and letters."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.shared.keys import LENGTH, new_key


class Charter(models.Model):
    """What the network says of itself in public, in Markdown. There is one, made when it is first written."""

    words = models.TextField(blank=True)
    criteria = models.TextField(blank=True)
    protections = models.TextField(blank=True)
    pay = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    sought = models.JSONField(default=list)
    """Slugs of the domains that are missing most."""

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_charter")]

    def __str__(self) -> str:
        return "charter"


def usual_rubric() -> list[list[object]]:
    """Return the criteria a round begins with, each with its weight."""
    return [
        ["Knows a field, or a life, that the network needs", 3],
        ["Thinks of ways that others would not", 2],
        ["Can say clearly what went wrong and why", 2],
        ["Knows own limits and keeps to agreements", 1],
    ]


class Round(models.Model):
    """A time in which one may apply, and how those who do are vetted."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    name = models.CharField(max_length=120)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    """None: rolling, until a manager closes it."""
    scorers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="scoring_rounds")
    readers = models.PositiveSmallIntegerField(default=2)
    """How many score each application without seeing each other's."""
    rubric = models.JSONField(default=usual_rubric)
    """Pairs of a criterion and its weight; each is scored 0 to 5."""
    sample_task = models.TextField(blank=True)
    """The paid task between scores and decision; empty: there is none."""
    conflict_years = models.PositiveSmallIntegerField(default=3)
    reapply_months = models.PositiveSmallIntegerField(default=6)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(readers__range=(1, 5)), name="one_to_five_readers"),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A letter to be sent by e-mail. It holds no link and no secret."""

    application = models.ForeignKey("Application", on_delete=models.CASCADE, related_name="letters")
    template = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sent_at", "id"], name="letters_that_wait")]

    def __str__(self) -> str:
        return self.subject

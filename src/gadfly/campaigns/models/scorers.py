"""Preference models that were made here: what can rank an arm, or measure all of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gadfly.shared.keys import LENGTH, new_key

LONGEST_NAME = 80


class Origin(models.TextChoices):
    """Where a scorer comes from, and whether it is known what taught it."""

    HERE = "here"
    """Picks of this site, by a worker."""
    SHOWN = "shown"
    """Added by command, with the pairs that taught it."""
    UNKNOWN = "unknown"
    """Added by command, without them."""


class Scorer(models.Model):
    """A preference model that was taught here or added. Those that ship have no row.

    `name` is what scores and recipes call it: family, version, "@", the fingerprint of its file, which
    lies in the data directory and is never changed.
    """

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    name = models.CharField(max_length=LONGEST_NAME, unique=True)
    family = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    card = models.TextField()
    figures = models.JSONField(default=dict)
    """What held-out pairs told, as `science.preference.report.json_of_fit` says it."""
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.HERE)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="scorers"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "version"], name="one_scorer_a_version"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="origin_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Lesson(models.Model):
    """So many pairs of one campaign taught a scorer."""

    scorer = models.ForeignKey(Scorer, on_delete=models.CASCADE, related_name="lessons")
    campaign = models.ForeignKey("Campaign", on_delete=models.CASCADE, related_name="lessons")
    pairs = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorer", "campaign"], name="one_lesson_a_campaign"),
            models.CheckConstraint(condition=Q(pairs__gt=0), name="a_lesson_has_pairs"),
        ]

    def __str__(self) -> str:
        return f"{self.pairs} pairs of {self.campaign} for {self.scorer}"

"""Reports and maps of campaigns, as a worker made them. All of it can be made again from the attacks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

LONGEST_CHOICE = 400


class Report(models.Model):
    """What the attacks of a choice showed when a worker last looked; one row for each choice.

    With `other` it is a comparison: the attacks of `other` against those of `campaign`, which may be the
    same, and `choice` names the arms on both sides.

    `change` says of which state of the campaign `body` tells. A worker that finds it unchanged only
    moves `looked_at`.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="reports")
    other = models.ForeignKey(
        "campaigns.Campaign", null=True, on_delete=models.CASCADE, related_name="comparisons"
    )
    choice = models.CharField(max_length=LONGEST_CHOICE, blank=True)
    """The filters as a query, empty for all attacks."""
    change = models.CharField(max_length=32, blank=True)
    asked_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    body = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "choice"], condition=Q(other=None), name="one_report_a_choice"
            ),
            models.UniqueConstraint(
                fields=["campaign", "other", "choice"],
                condition=Q(other__isnull=False),
                name="one_comparison_a_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.campaign}, {self.choice or 'all'}"


class Picture(models.Model):
    """A chart of a report, drawn."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=80)
    svg = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "name"], name="one_picture_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.report}"


class Behind(models.Model):
    """The attacks that a figure of a report rests on: their keys, one after the other, the newest first."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="behind")
    figure = models.CharField(max_length=80)
    keys = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "figure"], name="one_list_a_figure"),
        ]

    def __str__(self) -> str:
        return f"attacks behind {self.figure} of {self.report}"


class Progress(models.TextChoices):
    """How the drawing of a map stands."""

    WAITING = "waiting", "waits for a worker"
    DONE = "done", "drawn"
    FAILED = "failed", "not drawn"


class Map(models.Model):
    """A frozen map of a campaign. Later attacks are placed on it; drawing anew makes another version."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="maps")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=Progress, default=Progress.WAITING)
    asked_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    change = models.CharField(max_length=32, blank=True)
    looked_at = models.DateTimeField(null=True)
    body = models.JSONField(default=dict)
    """What the page tells: islands, ways to colour, counts."""
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "version"], name="one_map_a_version"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state="waiting"), name="one_map_drawn_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"map {self.version} of {self.campaign}"


class MapFile(models.Model):
    """A file of a map: those the painter reads, and the frozen map itself, which nobody is served."""

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["map", "name"], name="one_file_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.map}"

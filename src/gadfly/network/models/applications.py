"""Applications, how they move from stage to stage, and what scorers make of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gadfly.network.models.intake import Round
from gadfly.shared.keys import LENGTH, new_key


class Stage(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", "being written"
    SUBMITTED = "submitted", "submitted"
    ELIGIBLE = "eligible", "being read"
    SCORED = "scored", "read"
    TASK = "task", "sample task"
    DECISION = "decision", "before the decision"
    OFFERED = "offered", "offered"
    SIGNED = "signed", "offer accepted"
    ACTIVE = "active", "member"
    REJECTED = "rejected", "not this time"
    WITHDRAWN = "withdrawn", "withdrawn"


class Application(models.Model):
    """Somebody's wish to join. What they wrote stands in `answers`, a part a step."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    """Of the token of the link by which the applicant comes back. The token is not kept."""
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    answers = models.JSONField(default=dict)
    email = models.EmailField(blank=True)
    """The address in `answers`, as accounts keep it, to find a second application by."""
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="applications"
    )
    """The account, once the applicant accepted an offer."""
    feedback = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    stage_at = models.DateTimeField()
    reapply_at = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["stage", "id"], name="applications_by_stage"),
            models.Index(fields=["email"], name="applications_by_email"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="application_stage_is_known"),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="what_is_vetted_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.key[:6]}"


class Transition(models.Model):
    """One step of an application from stage to stage: who, why, when. Rows are only added."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="transitions")
    before = models.CharField(max_length=10, choices=Stage)
    after = models.CharField(max_length=10, choices=Stage)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """None: the applicant, or a rule; `reason` says which."""
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class SelfDescription(models.Model):
    """What an applicant said of themselves for balance alone: a table apart, read in sums only."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="self_description")
    age = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)
    counted = models.BooleanField(default=False)
    """Handed in with consent to being counted; all others are deleted then."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["counted", name], name=f"counted_by_{name}")
            for name in ("age", "gender", "disability")
        ]

    def __str__(self) -> str:
        return "self-description"


class Reading(models.Model):
    """One scorer's reading of one application, blind to who it is and to the other readings."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="readings")
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings")
    asked_at = models.DateTimeField()
    scores = models.JSONField(null=True)
    """One whole number from 0 to 5 for each criterion of the round's rubric; None: not read, or abstained."""
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    abstained = models.BooleanField(default=False)
    recused_at = models.DateTimeField(null=True)
    recused_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "scorer"], name="a_scorer_reads_once"),
            models.CheckConstraint(
                condition=Q(scores=None) | Q(done_at__isnull=False, abstained=False),
                name="scores_are_of_a_done_reading",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorer} reads {self.application}"

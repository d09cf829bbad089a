"""Campaigns, their terms and arms; seats and agreements."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.campaigns.models.endpoints import Target
from gadfly.shared.keys import LENGTH, new_key


class Stage(models.TextChoices):
    """Where a campaign stands."""

    DRAFT = "draft", "draft"
    OPEN = "open", "open"
    CLOSED = "closed", "closed"


class Campaign(models.Model):
    """A bounded red-teaming project. The slug is for operators; addresses carry the key."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.DRAFT)
    terms = models.ForeignKey("Terms", null=True, on_delete=models.PROTECT, related_name="+")
    """The terms in force: the newest frozen ones, None before the first opening."""
    created_at = models.DateTimeField()
    contracts = models.ManyToManyField("network.Contract", related_name="+")
    """What everybody who takes part must have signed. None at first: nothing is asked."""

    def __str__(self) -> str:
        return self.title


class Continuation(models.TextChoices):
    """Which candidate continues the dialogue."""

    MORE_HARMFUL = "more harmful", "the more harmful reply"
    LESS_HARMFUL = "less harmful", "the less harmful reply"


class Reveal(models.TextChoices):
    """How replies appear."""

    TOGETHER = "together", "together, when all are complete"
    STREAM = "stream", "word by word, as they are written"


class Terms(models.Model):
    """What a campaign asks and how: one version. Frozen once the campaign opened on it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    brief = models.TextField(blank=True)
    warning = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    candidates = models.PositiveSmallIntegerField(default=2)
    continue_with = models.CharField(max_length=12, choices=Continuation, default=Continuation.MORE_HARMFUL)
    soft_turns = models.PositiveSmallIntegerField(default=4)
    reveal = models.CharField(max_length=8, choices=Reveal, default=Reveal.TOGETHER)
    reference = models.CharField(max_length=80, blank=True)
    """The scorer that all arms are measured by; empty: the one that scored before there was a choice."""
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    seed = models.BigIntegerField()
    frozen_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False)
    """Terms that hold imported attacks: nobody is assigned to their arms."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="terms_numbered_once"),
            models.CheckConstraint(condition=Q(candidates__range=(1, 4)), name="one_to_four_candidates"),
            models.CheckConstraint(condition=Q(soft_turns__range=(1, 100)), name="soft_turns_within_reason"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} v{self.number}"

    @property
    def streams(self) -> bool:
        """Whether replies appear word by word."""
        return self.reveal == Reveal.STREAM


class Arm(models.Model):
    """A target as a cell of the design, with its share of the random assignment."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="arms")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="arms")
    weight = models.PositiveSmallIntegerField(default=1)
    quota = models.PositiveIntegerField(null=True)
    """Attacks begun on it at most; None: no bound. A full arm is drawn no more."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "target"], name="a_target_is_one_arm"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="weight_1_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.target} × {self.weight}"


class SeatRole(models.TextChoices):
    """What a person does in one campaign."""

    RED_TEAMER = "red teamer", "red teamer"
    REVIEWER = "reviewer", "reviewer"
    LEAD = "lead", "lead"


class Seat(models.Model):
    """A person's place in a campaign. Given up, it stays as a record."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=12, choices=SeatRole)
    pseudonym = models.PositiveIntegerField(null=True)
    """The number that stands for the person in exports: random, so that it tells nothing."""
    given_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "person", "role"], name="one_seat_a_role"),
            models.UniqueConstraint(fields=["campaign", "pseudonym"], name="pseudonym_once_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role} of {self.campaign}"


class Agreement(models.Model):
    """A red teamer's consent to one version of the terms."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agreements")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "person"], name="agreed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} agreed to {self.terms}"

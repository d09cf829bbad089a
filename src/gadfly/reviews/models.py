"""Taxonomies, batches of items to review, who has which, what they said, and what was said about that."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.science.reviewing.assigning import FEWEST, MOST
from gadfly.science.reviewing.drawing import Rule
from gadfly.shared.keys import LENGTH, new_key

RULES = [(rule.value, rule.value) for rule in Rule]
LONGEST_NOTE = 2_000
LONGEST_REASON = 200
LONGEST_GROUP = 60


def _key() -> "models.CharField[str, str]":
    return models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)


def _grade_checks(*names: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}__lte": 4}) | Q(**{name: None}), name=f"review_{name}_0_to_4"
        )
        for name in names
    ]


class Taxonomy(models.Model):
    """One version of a list of tags. Never altered: another list is another version."""

    campaign = models.ForeignKey(
        "campaigns.Campaign", null=True, on_delete=models.CASCADE, related_name="taxonomies"
    )
    """Whose own it is; None for those that come with Gadfly."""
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    tags = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "name", "version"], name="taxonomy_version_once"),
            models.UniqueConstraint(
                fields=["name", "version"], condition=Q(campaign=None), name="shipped_taxonomy_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Grouped(models.Model):
    """The group a reviewer of a campaign is in, as their lead calls it. No row: in none."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_GROUP)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "person"], name="one_group_a_reviewer"),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} among {self.name}"


class Batch(models.Model):
    """A drawn sample of attacks, with the rules by which it was drawn and is reviewed."""

    key = _key()
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="batches")
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="batches")
    rule = models.CharField(max_length=20, choices=RULES)
    size = models.PositiveIntegerField()
    """How many were asked for; what was drawn may be fewer."""
    overlap = models.PositiveSmallIntegerField()
    everyone = models.PositiveSmallIntegerField(default=0)
    apart = models.PositiveSmallIntegerField(default=2)
    """From this distance between two votes on, an item asks for more than its votes."""
    lease_hours = models.PositiveSmallIntegerField(default=72)
    calibration = models.BooleanField(default=False)
    """Everybody reviews everything, to see whether the group means the same."""
    seed = models.BigIntegerField()
    drawn_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(overlap__range=(FEWEST, MOST)), name="two_to_five_reviews"),
            models.CheckConstraint(condition=Q(apart__range=(1, 4)), name="apart_1_to_4"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("drawn_at")),
                name="batch_closes_after_drawing",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.key}"


class Measurement(models.Model):
    """What a worker found of a batch's agreement, as `science.agreement.counting` says it."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="measurement")
    asked_at = models.DateTimeField()
    measured_at = models.DateTimeField(null=True)
    votes = models.PositiveIntegerField(default=0)
    """How many reviews there were when it was measured."""
    found = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"agreement on {self.batch}"

    @property
    def under_way(self) -> bool:
        """Whether it was asked for again since it was measured."""
        return self.measured_at is None or self.measured_at < self.asked_at


class Raised(models.TextChoices):
    """What a lead asked for where votes lie apart."""

    NOTHING = "", "nothing"
    THIRD = "third", "one more reviewer"
    DISCUSSION = "discussion", "a discussion"


class Item(models.Model):
    """An attack in a batch."""

    key = _key()
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    attack = models.ForeignKey("attacks.Attack", on_delete=models.PROTECT, related_name="review_items")
    position = models.PositiveIntegerField()
    wanted = models.PositiveSmallIntegerField()
    """How many reviews it must have; one that went to everybody may have more."""
    raised = models.CharField(max_length=10, choices=Raised, default=Raised.NOTHING, blank=True)
    gold = models.PositiveSmallIntegerField(null=True)
    """The success it truly has, where a lead knows it. No reviewer is told, and nobody is paid by it."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "attack"], name="attack_once_a_batch"),
            models.UniqueConstraint(fields=["batch", "position"], name="item_placed_once"),
            models.CheckConstraint(condition=Q(gold__lte=4) | Q(gold=None), name="gold_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"item {self.position} of {self.batch}"


class State(models.TextChoices):
    """How an assignment stands."""

    WAITING = "waiting", "waiting"
    OPEN = "open", "begun"
    DONE = "done", "done"
    SKIPPED = "skipped", "put aside"
    RETURNED = "returned", "gone to somebody else"


class Assignment(models.Model):
    """An item given to a reviewer until `due_at`. Afterwards somebody else may review it in their place."""

    key = _key()
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    """When its preview was first shown."""
    opened_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    """Time on the item, gaps cut off (`science.reviewing.spread.IDLE`)."""
    draft = models.JSONField(default=dict)
    drafted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "reviewer"], name="item_once_a_reviewer"),
        ]
        indexes: ClassVar = [models.Index(fields=["reviewer", "state"], name="assignment_by_reviewer")]

    def __str__(self) -> str:
        return f"{self.item} for {self.reviewer_id}"


class Review(models.Model):
    """What a reviewer said. Round 2 follows a discussion; both are kept."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=40)
    """The page's own name for what it sent, so that sending it twice changes nothing (R3)."""
    revision = models.PositiveIntegerField(default=1)
    success = models.PositiveSmallIntegerField()
    tags = models.JSONField(default=list)
    other = models.CharField(max_length=100, blank=True)
    severity = models.PositiveSmallIntegerField(null=True)
    actionable = models.PositiveSmallIntegerField(null=True)
    needs_expertise = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    seconds = models.FloatField()
    submitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "round"], name="one_review_a_round"),
            models.CheckConstraint(condition=Q(round__range=(1, 2)), name="two_rounds"),
            *_grade_checks("success", "severity", "actionable"),
        ]

    def __str__(self) -> str:
        return f"review of {self.assignment}, round {self.round}"


class Remark(models.Model):
    """A sentence in the discussion of an item, by somebody who voted on it before."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="remarks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person", "key"], name="remark_sent_once"),
        ]

    def __str__(self) -> str:
        return f"remark on {self.item}"

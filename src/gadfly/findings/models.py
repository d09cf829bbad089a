"""Findings, the attacks they rest on, their course; test items made of them, and runs of these."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.findings.course import FOLLOWS, State
from gadfly.shared.keys import LENGTH, new_key

LONGEST = 4_000
LONGEST_TITLE = 120
MOST_SAMPLES = 20
STATES = [(state.value, state.value) for state in State]
_STEPS = reduce(
    or_,
    (Q(before=before, after__in=after) for before, after in FOLLOWS.items()),
    Q(before="", after=State.NEW),
)


def _key() -> "models.CharField[str, str]":
    return models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)


def _person() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Finding(models.Model):
    """A weakness, as its author wrote it up. Its state is that of its last step."""

    key = _key()
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="findings")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="findings")
    sent = models.CharField(max_length=LENGTH)
    """The page's own name for it, so that sending it twice changes nothing (R3)."""
    title = models.CharField(max_length=LONGEST_TITLE)
    harm = models.TextField()
    severity = models.PositiveSmallIntegerField()
    reproduction = models.TextField()
    state = models.CharField(max_length=20, choices=STATES, default=State.NEW.value)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "sent"], name="finding_sent_once"),
            models.CheckConstraint(condition=Q(severity__lte=4), name="finding_severity_0_to_4"),
            models.CheckConstraint(
                condition=Q(state=State.DUPLICATE, duplicate_of__isnull=False)
                | (~Q(state=State.DUPLICATE) & Q(duplicate_of=None)),
                name="a_duplicate_is_of_another",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")), name="no_duplicate_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Basis(models.Model):
    """An attack on which a finding rests."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="bases")
    attack = models.ForeignKey("attacks.Attack", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "attack"], name="attack_once_a_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.finding} rests on {self.attack}"


class Step(models.Model):
    """A change of a finding's state: who made it, why, when. The first has nothing before it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    sent = models.CharField(max_length=LENGTH)
    before = models.CharField(max_length=20, choices=STATES, blank=True)
    after = models.CharField(max_length=20, choices=STATES)
    actor = _person()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "number"], name="step_numbered_once"),
            models.UniqueConstraint(fields=["finding", "sent"], name="step_sent_once"),
            models.CheckConstraint(condition=_STEPS, name="steps_keep_to_the_course"),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.after}"


class TestItem(models.Model):
    """A dialogue up to a message, and what tells whether the answer to it holds.

    It holds where it has one of the `expected` phrases, or, with a scorer, where its score is
    `threshold` or higher.
    """

    __test__: ClassVar = False  # no test of ours, whatever its name begins with

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="items")
    attack = models.ForeignKey("attacks.Attack", on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveIntegerField()
    messages = models.JSONField()
    expected = models.TextField(blank=True)
    scorer = models.CharField(max_length=80, blank=True)
    threshold = models.FloatField(null=True)
    made_by = _person()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "attack", "turn"], name="one_test_item_a_turn"),
            models.CheckConstraint(
                condition=(Q(scorer="", threshold=None) & ~Q(expected=""))
                | (~Q(scorer="") & Q(threshold__isnull=False)),
                name="something_tells_whether_it_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.turn} of {self.attack} for {self.finding}"


class Progress(models.TextChoices):
    """How a run stands."""

    WAITING = "waiting", "waits for a worker"
    RUNNING = "running", "under way"
    DONE = "done", "done"
    FAILED = "failed", "failed"


GOES_ON = (Progress.WAITING, Progress.RUNNING)


class Retest(models.Model):
    """All test items of a finding are put to a target, each `samples` times."""

    key = _key()
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="retests")
    target = models.ForeignKey("campaigns.Target", on_delete=models.PROTECT, related_name="+")
    samples = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=Progress, default=Progress.WAITING)
    error = models.CharField(max_length=300, blank=True)
    asked_by = _person()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    held_tokens = models.PositiveBigIntegerField(default=0)
    held_money = models.PositiveBigIntegerField(default=0)
    """What budgets hold for the item being asked; both 0 once that is settled."""
    holds = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finding", "target"], condition=Q(state__in=GOES_ON), name="retested_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(samples__range=(1, MOST_SAMPLES)), name="samples_1_to_20"),
        ]

    def __str__(self) -> str:
        return f"{self.finding} on {self.target}"


class Trial(models.Model):
    """One answer to one test item. Not whole, it tells nothing: `held` is None."""

    retest = models.ForeignKey(Retest, on_delete=models.CASCADE, related_name="trials")
    item = models.ForeignKey(TestItem, on_delete=models.CASCADE, related_name="trials")
    sample = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    score = models.FloatField(null=True)
    held = models.BooleanField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["retest", "item", "sample"], name="sampled_once"),
        ]

    def __str__(self) -> str:
        return f"sample {self.sample} of {self.item}"

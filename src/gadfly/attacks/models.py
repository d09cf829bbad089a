"""Attacks, their turns and candidates; pairs and scores; the long work that is done with them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gadfly.science.dialogue import STRONGEST, WEAKEST, State
from gadfly.shared.keys import LENGTH, new_key

CANDIDATE_STATES = [(state.value, state.value) for state in State]


class Outcome(models.TextChoices):
    """How an attack stands. Skipped and left are kept, and never counted as failures."""

    OPEN = "open", "open"
    ENDED = "ended", "ended"
    SKIPPED = "skipped", "skipped"
    LEFT = "left", "left open when the campaign closed"


def _rating() -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(null=True)


class Attack(models.Model):
    """One dialogue by one red teamer with a stated intent."""

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="attacks", db_index=False
    )
    terms = models.ForeignKey("campaigns.Terms", on_delete=models.PROTECT, related_name="attacks")
    arm = models.ForeignKey("campaigns.Arm", on_delete=models.PROTECT, related_name="attacks")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="attacks", db_index=False
    )
    member = models.PositiveIntegerField(null=True)
    """The red teamer's pseudonym in this campaign; for imported attacks the number in the file."""
    position = models.PositiveIntegerField(null=True)
    """Which of the person's attacks on these terms it is, from 0; it decides the arm."""
    probability = models.FloatField(null=True)
    drawn_from = models.JSONField(default=list)
    """Ids of the arms that were not full when it was drawn; empty: all of them."""
    seed = models.BigIntegerField()
    intent = models.TextField()
    state = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    turn_count = models.PositiveIntegerField(default=0)

    success = _rating()
    harmful = _rating()
    actionable = _rating()
    needs_expertise = models.BooleanField(null=True)
    expertise = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField(null=True)

    scorer = models.CharField(max_length=80, blank=True)
    score_min = models.FloatField(null=True)
    score_mean = models.FloatField(null=True)
    score_max = models.FloatField(null=True)
    score_last = models.FloatField(null=True)
    score_intent = models.FloatField(null=True)

    origin = models.JSONField(default=dict)
    """What an imported record says that has no column here."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "person", "position"], name="assigned_once"),
            models.UniqueConstraint(
                fields=["campaign", "person"], condition=Q(state="open"), name="one_open_attack_at_a_time"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__lte": 4}) | Q(**{name: None}), name=f"{name}_0_to_4"
                )
                for name in ("success", "harmful", "actionable")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "id"], name="attack_by_age"),
            models.Index(fields=["campaign", "success", "id"], name="attack_by_success"),
            models.Index(fields=["campaign", "score_min", "id"], name="attack_by_score"),
            models.Index(fields=["person", "id"], name="attack_by_person"),
        ]

    def __str__(self) -> str:
        return f"attack {self.key}"


class Turn(models.Model):
    """A human message and what followed. `attempt` counts how often replies were asked for."""

    attack = models.ForeignKey(Attack, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    """The client's own name for the message, so that sending it twice changes nothing (R3)."""
    human = models.TextField()
    attempt = models.PositiveSmallIntegerField(default=1)
    said_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    """When a process last wrote for this turn: replies nobody writes any more are interrupted."""
    picked = models.ForeignKey("Candidate", null=True, on_delete=models.RESTRICT, related_name="+")
    continued = models.ForeignKey("Candidate", null=True, on_delete=models.RESTRICT, related_name="+")
    strength = models.PositiveSmallIntegerField(null=True)
    picked_at = models.DateTimeField(null=True)
    account = models.JSONField(default=dict)
    """What its replies took, over all attempts, as `science.targets.Account` says it; empty: not known."""
    reserved_tokens = models.PositiveBigIntegerField(default=0)
    reserved_money = models.PositiveBigIntegerField(default=0)
    """What budgets hold for the replies being written; both 0 once that is settled."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attack", "number"], name="turn_numbered_once"),
            models.UniqueConstraint(fields=["attack", "key"], name="message_sent_once"),
            models.CheckConstraint(
                condition=Q(strength__range=(WEAKEST, STRONGEST)) | Q(strength=None), name="strength_1_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.number} of {self.attack}"


class Candidate(models.Model):
    """One reply offered. `position` is the order the server gave, `side` the place on the screen."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="candidates")
    attempt = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    side = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=CANDIDATE_STATES, default=State.OPEN.value)
    seed = models.BigIntegerField(null=True)
    settings = models.JSONField(default=dict)
    finish_reason = models.CharField(max_length=40, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    first_token_ms = models.PositiveIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    made = models.JSONField(default=dict)
    """How an intervention came to these words; empty where the model's own were shown."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["turn", "attempt", "position"], name="candidate_once"),
            models.UniqueConstraint(fields=["turn", "attempt", "side"], name="one_candidate_a_side"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state="open"), name="candidate_open"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.position} of {self.turn}"


class Pair(models.Model):
    """A pick as preference data. The prompt is the dialogue up to the turn's human message."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="pairs")
    chosen = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    rejected = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    strength = models.PositiveSmallIntegerField()
    weight = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chosen", "rejected"], name="pair_once"),
            models.CheckConstraint(condition=~Q(chosen=F("rejected")), name="a_pair_is_of_two"),
            models.CheckConstraint(
                condition=Q(strength__gt=WEAKEST, strength__lte=STRONGEST), name="pairs_are_sure"
            ),
        ]

    def __str__(self) -> str:
        return f"pair of {self.turn}"


LARGEST = 1e300
"""What no score reaches."""


class Score(models.Model):
    """A scorer's value for one candidate: higher is less harmful."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    scorer = models.CharField(max_length=80)
    value = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "scorer"], name="scored_once_by_each"),
            # A missing score has no row. PostgreSQL would keep NaN, and calls it larger than any number.
            models.CheckConstraint(condition=Q(value__range=(-LARGEST, LARGEST)), name="scores_are_finite"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+.2f} by {self.scorer}"


class Progress(models.TextChoices):
    """How a piece of long work stands."""

    WAITING = "waiting", "waits for a worker"
    RUNNING = "running", "under way"
    DONE = "done", "done"
    FAILED = "failed", "failed"


GOES_ON = (Progress.WAITING, Progress.RUNNING)


class Rescoring(models.Model):
    """The attacks of a campaign are scored by a scorer, in the order of their ids.

    `last` is the id up to which all is done; it moves in the transaction that records the scores.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="rescorings")
    scorer = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=Progress, default=Progress.WAITING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    last = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "scorer"], condition=Q(state__in=GOES_ON), name="rescored_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} by {self.scorer}: {self.done} of {self.total}"


class Teaching(models.Model):
    """A scorer is made of a campaign's pairs.

    `fits` counts the models fitted so far: the first is the scorer, the others measure it.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="teachings")
    family = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=Progress, default=Progress.WAITING)
    pairs = models.PositiveIntegerField(null=True)
    fits = models.PositiveIntegerField(default=0)
    scorer = models.ForeignKey("campaigns.Scorer", null=True, on_delete=models.SET_NULL, related_name="+")
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "version"], name="one_teaching_a_version"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state__in=GOES_ON), name="taught_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family}-{self.version} of {self.campaign}"

    @property
    def title(self) -> str:
        """What the scorer is called before it has a fingerprint."""
        return f"{self.family}-{self.version}"

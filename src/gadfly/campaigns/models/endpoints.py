"""Endpoints and targets: where models answer, and what was done to make them safer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gadfly.shared.keys import LENGTH, new_key


class Form(models.TextChoices):
    """What an endpoint is asked for."""

    CHAT = "chat", "chat completions"
    RAW = "raw", "raw completions of the dialogue's text"


class Endpoint(models.Model):
    """Where a model answers.

    Its key, if it needs one, is sealed here, or read from the environment variable named. Prices
    are in units of the installation's currency for a million tokens.
    """

    key = models.CharField(max_length=LENGTH, unique=True, default=new_key, editable=False)
    """What addresses carry; nothing to do with the secret below."""
    name = models.CharField(max_length=80, unique=True)
    base_url = models.URLField(max_length=300)
    model = models.CharField(max_length=200)
    revision = models.CharField(max_length=120, blank=True)
    size = models.CharField(max_length=20, blank=True)
    form = models.CharField(max_length=8, choices=Form, default=Form.CHAT)
    key_variable = models.CharField(max_length=80, blank=True)
    sealed_key = models.TextField(blank=True)
    """The secret, sealed by shared.sealed; written, used, and never shown (R39)."""
    n_in_one = models.BooleanField(null=True)
    """Whether one request may ask for several candidates; None: not tried yet."""
    context = models.PositiveIntegerField(null=True)
    """Tokens that a dialogue and its next reply may take up together; None: not known."""
    at_once = models.PositiveSmallIntegerField(null=True)
    """Turns asked of it at once at most; None: no bound but the site's own."""
    price_in = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    price_out = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    found = models.JSONField(default=dict)
    """What probing found, as `science.targets.probing.Found` says it."""
    checked_at = models.DateTimeField(null=True)
    learnt_from = models.JSONField(default=list)
    """Scorers whose scores or pairs its model was trained with: none of them can measure it."""
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Intervention(models.TextChoices):
    """What was done to make the model safer. The first four are the words of the released data."""

    PLAIN = "plain lm", "plain"
    PROMPTED = "context distillation", "prompted"
    REJECTION_SAMPLING = "rejection sampling", "rejection sampling"
    RLHF = "rlhf", "fine-tuned (RLHF)"
    SYSTEM_PROMPT = "system prompt", "system prompt"
    CRITIQUE = "critique and revise", "critique and revise"
    FILTER = "filter", "filter"


class Target(models.Model):
    """An endpoint with an intervention and sampling settings: what an arm draws on.

    `recipe` says in full what is done, in the order in which it is put around the endpoint: what
    `science.interventions.recipe` reads. `intervention` is what exports call it.
    """

    name = models.CharField(max_length=120, unique=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="targets")
    intervention = models.CharField(max_length=40, choices=Intervention, default=Intervention.PLAIN)
    recipe = models.JSONField(default=list)
    size = models.CharField(max_length=20, blank=True)
    temperature = models.FloatField(default=1.0)
    top_p = models.FloatField(default=1.0)
    max_tokens = models.PositiveIntegerField(default=256)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """Whose spending a budget bounds."""

    ENDPOINT = "endpoint", "everything asked of one endpoint"
    CAMPAIGN = "campaign", "everything asked in one campaign"
    PERSON = "person", "what each person asks for in one campaign"


class Budget(models.Model):
    """What may be spent at most; an empty bound bounds nothing.

    Money is in millionths of the currency's unit.
    """

    scope = models.CharField(max_length=8, choices=Scope)
    endpoint = models.OneToOneField(Endpoint, null=True, on_delete=models.CASCADE, related_name="budget")
    campaign = models.ForeignKey("Campaign", null=True, on_delete=models.CASCADE, related_name="budgets")
    tokens = models.PositiveBigIntegerField(null=True)
    turns = models.PositiveIntegerField(null=True)
    turns_an_hour = models.PositiveIntegerField(null=True)
    at_once = models.PositiveSmallIntegerField(null=True)
    money = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "campaign"], name="one_budget_a_scope"),
            models.CheckConstraint(
                condition=Q(scope="endpoint", endpoint__isnull=False, campaign=None)
                | (~Q(scope="endpoint") & Q(endpoint=None, campaign__isnull=False)),
                name="a_budget_is_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"budget of {self.endpoint or self.campaign}, {self.scope}"


class Meter(models.Model):
    """What was spent on one scope so far, and what is held for replies being written.

    `scope` names it: endpoint:7, campaign:3, or campaign:3:person:12. There is one for each scope
    that a budget bounds. `in_hour` counts the turns of the hour numbered `hour`, from 1970 on.
    """

    scope = models.CharField(max_length=60, unique=True)
    tokens = models.PositiveBigIntegerField(default=0)
    money = models.PositiveBigIntegerField(default=0)
    held_tokens = models.PositiveBigIntegerField(default=0)
    held_money = models.PositiveBigIntegerField(default=0)
    turns = models.PositiveIntegerField(default=0)
    at_once = models.PositiveIntegerField(default=0)
    hour = models.PositiveIntegerField(default=0)
    in_hour = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"meter of {self.scope}"

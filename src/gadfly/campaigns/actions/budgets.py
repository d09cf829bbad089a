"""Budgets are set, changed and lifted (R13)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from gadfly.campaigns.actions.spending import one_at_a_time
from gadfly.campaigns.models import Arm, Budget, Campaign, Endpoint, Meter, Scope
from gadfly.campaigns.queries.meters import meter_of
from gadfly.science.spending import Price
from gadfly.shared.durable import durable


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be taken at most, None where nothing bounds it; money in millionths."""

    tokens: int | None = None
    money: int | None = None
    turns: int | None = None
    turns_an_hour: int | None = None
    at_once: int | None = None


def bound_campaign(*, campaign: Campaign, whole: Bounds, each: Bounds) -> None:
    """Bound what a campaign takes, as a whole and for each person in it."""
    with durable():
        one_at_a_time()
        _bound(Budget(scope=Scope.CAMPAIGN, campaign=campaign), whole)
        _bound(Budget(scope=Scope.PERSON, campaign=campaign), each)


def bound_endpoint(*, endpoint: Endpoint, bounds: Bounds) -> None:
    """Bound what all campaigns together take of an endpoint."""
    with durable():
        one_at_a_time()
        _bound(Budget(scope=Scope.ENDPOINT, endpoint=endpoint), bounds)


def _bound(budget: Budget, bounds: Bounds) -> None:
    """Write the bounds; without any, no budget is left, and nothing is counted any more."""
    same = Budget.objects.filter(scope=budget.scope, endpoint=budget.endpoint, campaign=budget.campaign)
    if bounds == Bounds():
        same.delete()
        _meters(budget).delete()
    elif not same.update(**asdict(bounds)):
        for name, most in asdict(bounds).items():
            setattr(budget, name, most)
        budget.save()
        _begin(budget)


def _meters(budget: Budget) -> QuerySet[Meter]:
    own = meter_of(budget, "")
    return Meter.objects.filter(**{"scope__startswith" if budget.scope == Scope.PERSON else "scope": own})


def _begin(budget: Budget) -> None:
    """Count what was taken before there was a budget: what servers counted, at the prices of today."""
    meters: dict[str, Meter] = defaultdict(Meter)
    for row in _past(budget):
        meter = meters[meter_of(budget, row["attacks__person"])]
        price = Price(row["target__endpoint__price_in"], row["target__endpoint__price_out"])
        spent = price.spent(row["read"] or 0, row["written"] or 0)
        meter.tokens, meter.money = meter.tokens + spent.tokens, meter.money + spent.money
        meter.held_tokens += row["held_tokens"] or 0
        meter.held_money += row["held_money"] or 0
        meter.turns, meter.at_once = meter.turns + row["turns"], meter.at_once + row["held"]
    for scope, meter in meters.items():
        meter.scope = scope
    Meter.objects.bulk_create(meters.values())


def _past(budget: Budget) -> list[Mapping[str, Any]]:
    """Return what each person's turns took, for each price."""
    where = (
        Q(target__endpoint=budget.endpoint)
        if budget.scope == Scope.ENDPOINT
        else Q(attacks__campaign=budget.campaign)
    )
    prices = ("target__endpoint__price_in", "target__endpoint__price_out")
    rows = Arm.objects.filter(where, attacks__person__isnull=False).values("attacks__person", *prices)
    return list(
        rows.annotate(
            read=_counted("prompt_tokens"),
            written=_counted("completion_tokens"),
            held_tokens=Sum("attacks__turns__reserved_tokens"),
            held_money=Sum("attacks__turns__reserved_money"),
            held=Count("attacks__turns", filter=Q(attacks__turns__reserved_tokens__gt=0)),
            turns=Count("attacks__turns"),
        ).order_by()
    )


def _counted(name: str) -> Sum:
    return Sum(Cast(KeyTextTransform(name, "attacks__turns__account"), BigIntegerField()))

"""Which budgets bear on a turn, and which of their bounds are reached."""

from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple

from django.db.models import Q

from gadfly.campaigns.models import Arm, Budget, Meter, Scope
from gadfly.shared.prepared import ANY, Prepared

HOUR = 3600


class Asked(NamedTuple):
    """Whose spending a turn is, by rows: of which endpoint, in which campaign and terms, for whom."""

    endpoint: int
    campaign: int
    terms: int
    person: int

    def meters(self) -> tuple[str, str, str]:
        """Return the names of the meters that count it, where there are such meters."""
        campaign = f"campaign:{self.campaign}"
        return f"endpoint:{self.endpoint}", campaign, f"{campaign}:person:{self.person}"


class Bound(Enum):
    """What a budget has no more of."""

    SHARE = "tokens, turns or money"
    HOUR = "turns in this hour"
    AT_ONCE = "turns at once"


_BEARING = Prepared(
    lambda campaign, terms: Budget.objects.filter(
        Q(campaign=campaign) | Q(endpoint__in=Arm.objects.filter(terms=terms).values("target__endpoint"))
    ).order_by("pk"),
    campaign=ANY,
    terms=ANY - 1,
)


def budgets_on(asked: Asked) -> list[Budget]:
    """Return the budgets of the campaign, of each person in it, and of every endpoint of the terms.

    Also of endpoints that are not asked now: when one of them has no more, all arms pause, since
    an arm that alone is refused could be told from the others.
    """
    return _BEARING(campaign=asked.campaign, terms=asked.terms)


def meter_of(budget: Budget, person: int | str | None = None) -> str:
    """Return the name of the budget's meter; that of `person` where each has one, "" for how all begin."""
    if budget.scope == Scope.ENDPOINT:
        return f"endpoint:{budget.endpoint_id}"
    campaign = f"campaign:{budget.campaign_id}"
    return f"{campaign}:person:{person}" if budget.scope == Scope.PERSON else campaign


def hour_of(at: datetime) -> int:
    """Return the number of the hour, from 1970 on."""
    return int(at.timestamp()) // HOUR


def end_of_hour(at: datetime) -> datetime:
    """Return when the next hour begins."""
    return datetime.fromtimestamp((hour_of(at) + 1) * HOUR, tz=UTC)


def reached(budget: Budget, meter: Meter, *, hour: int, anew: bool) -> Bound | None:
    """Return which bound is reached, None while there is something left of each.

    A budget is used until there is nothing left of it, so that the last turn may go beyond it.
    Asking whether the next turn still fits would tell what it takes, and by that its arm. Turns
    are counted when they begin: asking again is none (`anew` is False).
    """
    turns, in_hour = (meter.turns, meter.in_hour if meter.hour == hour else 0) if anew else (-1, -1)
    spent = (
        (budget.tokens, meter.tokens + meter.held_tokens, Bound.SHARE),
        (budget.money, meter.money + meter.held_money, Bound.SHARE),
        (budget.turns, turns, Bound.SHARE),
        (budget.turns_an_hour, in_hour, Bound.HOUR),
        (budget.at_once, meter.at_once, Bound.AT_ONCE),
    )
    return next((bound for most, so_far, bound in spent if most is not None and so_far >= most), None)

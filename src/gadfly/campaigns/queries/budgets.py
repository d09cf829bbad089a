"""What budgets allow, and what is left of them: for who sets them, and for a red teamer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.campaigns.models import Budget, Campaign, Endpoint, Meter, Scope, SeatRole
from gadfly.campaigns.queries.meters import hour_of, meter_of

if TYPE_CHECKING:
    from gadfly.people.models import Person

MILLION = 1_000_000
"""Money is counted in millionths of the currency's unit."""
TOKENS, MONEY, TURNS = "Tokens", "Money", "Turns"
IN_HOUR, AT_ONCE = "Turns this hour", "Turns at once"


@dataclass(frozen=True, slots=True)
class Line:
    """One bound of a budget: how much at most, how much of it is spent, and how much is reserved."""

    what: str
    most: int | None
    spent: int
    reserved: int = 0
    per: int = 1

    @property
    def left(self) -> int | None:
        """What is left, 0 once it is used up; None where nothing bounds it."""
        return None if self.most is None else max(0, self.most - self.spent - self.reserved)

    def said(self) -> dict[str, str]:
        """Return the numbers in words; what is not bounded has none left to tell."""
        numbers = {"most": self.most, "spent": self.spent, "reserved": self.reserved, "left": self.left}
        return {name: "" if value is None else self._written(value) for name, value in numbers.items()}

    def _written(self, value: int) -> str:
        return f"{value:,}" if self.per == 1 else f"{value / self.per:,.2f}"


@dataclass(frozen=True, slots=True)
class Share:
    """One person's spending, line by line."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many turns a person still has in a campaign: in all, and in this hour; None: no bound.

    It says nothing of tokens and money: how fast they go would tell the arms apart.
    """

    turns: int | None
    in_hour: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """A campaign's budgets and what is left of them."""

    whole: Budget | None
    each: Budget | None
    lines: Sequence[Line]
    shares: Sequence[Share]
    unpriced: Sequence[str]
    """Endpoints that a bound of money cannot count, since nobody gave their prices."""

    @property
    def used_up(self) -> Sequence[str]:
        """Of what the campaign as a whole has nothing left until its lead gives more."""
        return [line.what for line in self.lines if line.left == 0 and line.what in {TOKENS, MONEY, TURNS}]


def balance_of(campaign: Campaign, at: datetime) -> Balance:
    """Return the campaign's budgets with what is left of them: the same few queries, however many people."""
    budgets = {budget.scope: budget for budget in campaign.budgets.all()}
    whole, each = budgets.get(Scope.CAMPAIGN), budgets.get(Scope.PERSON)
    return Balance(
        whole=whole,
        each=each,
        lines=_lines_of(whole, at) if whole else (),
        shares=_shares(each, campaign, at) if each else (),
        unpriced=_unpriced(campaign) if any(budget.money is not None for budget in budgets.values()) else (),
    )


def budget_of(endpoint: Endpoint) -> Budget | None:
    """Return the endpoint's budget, None where it has none."""
    return Budget.objects.filter(endpoint=endpoint).first()


def spending_of(endpoint: Endpoint, at: datetime) -> Sequence[Line]:
    """Return what is left of the endpoint's budget; nothing where it has none."""
    budget = budget_of(endpoint)
    return _lines_of(budget, at) if budget else ()


def allowance_of(campaign: Campaign, person: "Person", at: datetime) -> Allowance | None:
    """Return what the person is told of the own share; None where no turns are bounded."""
    budget = campaign.budgets.filter(scope=Scope.PERSON).first()
    if budget is None or (budget.turns is None and budget.turns_an_hour is None):
        return None
    left = {line.what: line.left for line in _lines_of(budget, at, person.pk)}
    turns, in_hour = left[TURNS], left[IN_HOUR]
    return Allowance(turns, in_hour if turns is None or in_hour is None else min(turns, in_hour))


def _lines_of(budget: Budget, at: datetime, person: int | None = None) -> Sequence[Line]:
    meter = Meter.objects.filter(scope=meter_of(budget, person)).first()
    return _lines(budget, meter or Meter(), at)


def _lines(budget: Budget, meter: Meter, at: datetime) -> Sequence[Line]:
    in_hour = meter.in_hour if meter.hour == hour_of(at) else 0
    return (
        Line(TOKENS, budget.tokens, meter.tokens, meter.held_tokens),
        Line(MONEY, budget.money, meter.money, meter.held_money, per=MILLION),
        Line(TURNS, budget.turns, meter.turns),
        Line(IN_HOUR, budget.turns_an_hour, in_hour),
        Line(AT_ONCE, budget.at_once, meter.at_once),
    )


def _shares(budget: Budget, campaign: Campaign, at: datetime) -> Sequence[Share]:
    seats = campaign.seats.filter(role=SeatRole.RED_TEAMER, left_at=None).select_related("person")
    people = [seat.person for seat in seats.order_by("person__name", "pk")]
    scopes = [meter_of(budget, person.pk) for person in people]
    meters = {meter.scope: meter for meter in Meter.objects.filter(scope__in=scopes)}
    return [
        Share(person.name, _lines(budget, meters.get(scope, Meter()), at))
        for person, scope in zip(people, scopes, strict=True)
    ]


def _unpriced(campaign: Campaign) -> tuple[str, ...]:
    asked = Endpoint.objects.filter(targets__arms__terms__campaign=campaign)
    missing = asked.filter(price_in=None) | asked.filter(price_out=None)
    return tuple(missing.distinct().order_by("name").values_list("name", flat=True))

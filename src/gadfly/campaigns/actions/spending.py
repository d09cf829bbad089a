"""What a turn may take is reserved before anyone is asked, and settled after (R13).

These run inside the transaction of whoever opens or closes the turn, one transaction at a time, so
that posts at once cannot pass a bound together.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection

from gadfly.campaigns.models import Budget, Meter, Scope
from gadfly.campaigns.queries.meters import Asked, Bound, budgets_on, end_of_hour, hour_of, meter_of, reached
from gadfly.science.spending import Spent
from gadfly.shared.refusal import BUSY, Overloaded, Refusal

_USED_UP = (
    "Your share of this campaign is used up. Stop and rate this attack;"
    " if you would like to go on, ask whoever leads the campaign."
)
_PAUSED = (
    "This campaign pauses: what was set aside for it is used up."
    " Ask whoever leads it when it goes on; what was said so far is kept."
)
_TABLE = Meter._meta.db_table  # noqa: SLF001 -- where Django says a table's name
_HOLD = f"""
    UPDATE {_TABLE} SET held_tokens = held_tokens + %s, held_money = held_money + %s,
    at_once = at_once + 1, turns = turns + %s,
    in_hour = %s + CASE WHEN hour = %s THEN in_hour ELSE 0 END, hour = %s
    WHERE scope IN (%s, %s, %s)
"""  # noqa: S608 -- the table's name is our own
_SETTLE = f"""
    UPDATE {_TABLE} SET tokens = tokens + %s, money = money + %s,
    held_tokens = CASE WHEN held_tokens > %s THEN held_tokens - %s ELSE 0 END,
    held_money = CASE WHEN held_money > %s THEN held_money - %s ELSE 0 END,
    at_once = CASE WHEN at_once > 0 THEN at_once - 1 ELSE 0 END
    WHERE scope IN (%s, %s, %s)
"""  # noqa: S608 -- likewise
_LOCK = 0x676164
"""Any number that nothing else in the database locks."""


def reserve(asked: Asked, most: Callable[[], Spent], *, at: datetime, anew: bool = True) -> Spent | None:
    """Reserve what a turn takes at `most` and return it; None where no budget bears on it.

    `anew` is False for a turn that is asked again. Raises Refusal, in the same words for every
    arm, when a budget has nothing left.
    """
    budgets = budgets_on(asked)
    if not budgets:
        return None
    one_at_a_time()
    _must_have_left(budgets, asked, at, anew=anew)
    held, hour, new = most(), hour_of(at), int(anew)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, (*held, new, new, hour, hour, *asked.meters()))
    return held


def settle(asked: Asked, held: Spent, spent: Spent) -> None:
    """Count what was spent in place of what was held."""
    one_at_a_time()
    freed = (held.tokens, held.tokens, held.money, held.money)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, (*spent, *freed, *asked.meters()))


def one_at_a_time() -> None:
    """Wait until no other process counts, and let none until this transaction ends.

    SQLite has one writer by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _must_have_left(budgets: Sequence[Budget], asked: Asked, at: datetime, *, anew: bool) -> None:
    """See that something is left of each budget, and that those it is taken from have meters."""
    scopes = [meter_of(budget, asked.person) for budget in budgets]
    meters = {meter.scope: meter for meter in Meter.objects.filter(scope__in=scopes)}
    for budget, scope in zip(budgets, scopes, strict=True):
        bound = reached(budget, meters.get(scope, Meter()), hour=hour_of(at), anew=anew)
        if bound is not None:
            raise _refusal(bound, at, own_share=budget.scope == Scope.PERSON)
    missing = set(scopes).intersection(asked.meters()).difference(meters)
    Meter.objects.bulk_create(Meter(scope=scope) for scope in missing)


def _refusal(bound: Bound, at: datetime, *, own_share: bool) -> Refusal:
    if bound is Bound.AT_ONCE:
        return Overloaded(BUSY)
    if bound is Bound.SHARE:
        return Refusal(_USED_UP if own_share else _PAUSED)
    then = f"{end_of_hour(at):%H:%M} UTC"
    if own_share:
        return Overloaded(f"You have sent as many messages as one may in an hour here. Go on at {then}.")
    return Overloaded(f"This campaign pauses until {then}: it has had its messages for this hour.")

"""Whose budgets a turn is taken from, and how much it may take."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import reserve
from gadfly.campaigns.queries import Asked
from gadfly.campaigns.scorers import scorer_called
from gadfly.science.dialogue import Message
from gadfly.science.interventions import Work
from gadfly.science.interventions.recipe import interventions_of
from gadfly.science.spending import Price, Spent, most, work_of

if TYPE_CHECKING:
    from gadfly.campaigns.models import Endpoint, Target


def hold(
    attack: Attack, target: "Target", messages: Sequence[Message], at: datetime, *, anew: bool = True
) -> Spent | None:
    """Reserve the most that replies to `messages` may take; None where no budget bears on them.

    Raises Refusal when a budget has nothing left.
    """
    return reserve(asked_by(attack, target), partial(_most, attack, target, messages), at=at, anew=anew)


def asked_by(attack: Attack, target: "Target") -> Asked:
    """Return whose spending it is. Imported attacks, which are nobody's, ask nobody."""
    return Asked(target.endpoint_id, attack.campaign_id, attack.terms_id, attack.person_id or 0)


def price_of(endpoint: "Endpoint") -> Price:
    """Return what the endpoint's tokens cost."""
    return Price(endpoint.price_in, endpoint.price_out)


def _most(attack: Attack, target: "Target", messages: Sequence[Message]) -> Spent:
    work = work_on(target, attack.terms.candidates)
    return most(messages, work, longest=target.max_tokens, price=price_of(target.endpoint))


def work_on(target: "Target", n: int) -> Work:
    """Return what `n` candidates ask of the target's endpoint at most."""
    return _work(json.dumps(target.recipe), n, in_one=target.endpoint.n_in_one is not False)


@lru_cache(maxsize=256)
def _work(recipe: str, n: int, *, in_one: bool) -> Work:
    return work_of(interventions_of(json.loads(recipe), scorer_called), n, in_one=in_one)

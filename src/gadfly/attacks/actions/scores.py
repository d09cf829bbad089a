"""A preference model's values reach attacks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gadfly.attacks.models import Attack, Score
from gadfly.attacks.records import AS_RELEASED
from gadfly.science.datasets.record import Summary
from gadfly.shared.durable import durable

SUMMARY = ("scorer", "score_min", "score_mean", "score_max", "score_last", "score_intent")


class Values(NamedTuple):
    """What one scorer gave an attack: a value for each candidate (by its row), and their summary."""

    attack: Attack
    values: Mapping[int, float]
    summary: Summary


def record_scores(*, attack: Attack, values: Mapping[int, float], summary: Summary) -> Attack:
    """Record the reference scorer's value for each candidate (by its row) and their summary.

    Scoring again with the same scorer replaces its values.
    """
    with durable():
        keep_scores(scorer=summary.scorer or "", values=[Values(attack, values, summary)], refers=True)
    return attack


def keep_scores(*, scorer: str, values: Sequence[Values], refers: bool) -> None:
    """Record one scorer's values; where it is the reference (`refers`), attacks are summed up by it.

    Runs inside a transaction of the caller's. Scoring again with the same scorer replaces its values;
    those of others stay. The summary that released data came with is kept as part of the origin.
    """
    Score.objects.bulk_create(
        [
            Score(candidate_id=row, scorer=scorer, value=value)
            for one in values
            for row, value in one.values.items()
        ],
        update_conflicts=True,
        unique_fields=["candidate", "scorer"],
        update_fields=["value"],
    )
    if refers:
        attacks = [_summed(one.attack, one.summary) for one in values]
        Attack.objects.bulk_update(attacks, [*SUMMARY, "origin"])


def _summed(attack: Attack, total: Summary) -> Attack:
    if attack.scorer == AS_RELEASED:
        attack.origin = {**attack.origin, "scores": {name: getattr(attack, name) for name in SUMMARY[1:]}}
    attack.scorer = total.scorer or ""
    attack.score_min, attack.score_mean = total.min, total.mean
    attack.score_max, attack.score_last = total.max, total.last
    attack.score_intent = total.intent
    return attack

"""A preference model's values reach attacks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from gadfly.attacks.models import Attack
from gadfly.attacks.records import AS_RELEASED
from gadfly.attacks.tables import harm_of
from gadfly.science.datasets.record import Summary
from gadfly.shared.durable import durable
from gadfly.wellbeing.actions import grade_exposures

SUMMARY = ("score_min", "score_mean", "score_max", "score_last", "score_intent")
_KEEP = """
INSERT INTO attacks_score (candidate_id, scorer, value) VALUES (%s, %s, %s)
ON CONFLICT (candidate_id, scorer) DO UPDATE SET value = EXCLUDED.value
"""
_SUM_UP = (
    f"UPDATE attacks_attack SET scorer = %s, {', '.join(f'{name} = %s' for name in SUMMARY)} WHERE id = %s"  # noqa: S608 -- names of ours
)


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
    Rows go straight to the database: others wait while they are written.
    """
    rows = [(row, scorer, value) for one in values for row, value in one.values.items()]
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)
        if not refers:
            return
        for one in values:
            if one.attack.scorer == AS_RELEASED:
                _keep_released(one.attack)
            _sum_up(one.attack, one.summary)
        cursor.executemany(_SUM_UP, [_row(one.attack) for one in values])
    own = [one.attack for one in values if one.attack.person_id is not None]
    if own:
        grade_exposures((harm_of(attack.score_min), attack.key) for attack in own)


def _keep_released(attack: Attack) -> None:
    attack.origin = {**attack.origin, "scores": {name: getattr(attack, name) for name in SUMMARY}}
    attack.save(update_fields=["origin"])


def _sum_up(attack: Attack, total: Summary) -> None:
    attack.scorer = total.scorer or ""
    attack.score_min, attack.score_mean = total.min, total.mean
    attack.score_max, attack.score_last = total.max, total.last
    attack.score_intent = total.intent


def _row(attack: Attack) -> list[str | float | None]:
    return [attack.scorer, *(getattr(attack, name) for name in SUMMARY), attack.pk]

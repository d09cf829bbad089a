"""A preference model's values reach an attack."""

from collections.abc import Mapping

from gadfly.attacks.models import Attack, Score
from gadfly.science.datasets.record import Summary
from gadfly.shared.durable import durable


def record_scores(*, attack: Attack, values: Mapping[int, float], summary: Summary) -> Attack:
    """Record one scorer's value for each candidate (by its row) and their summary.

    Scoring again with the same scorer replaces its values.
    """
    scorer = summary.scorer or ""
    with durable():
        Score.objects.bulk_create(
            [Score(candidate_id=row, scorer=scorer, value=value) for row, value in values.items()],
            update_conflicts=True,
            unique_fields=["candidate", "scorer"],
            update_fields=["value"],
        )
        attack.scorer = scorer
        attack.score_min, attack.score_mean = summary.min, summary.mean
        attack.score_max, attack.score_last = summary.max, summary.last
        attack.score_intent = summary.intent
        attack.save(
            update_fields=["scorer", "score_min", "score_mean", "score_max", "score_last", "score_intent"]
        )
    return attack

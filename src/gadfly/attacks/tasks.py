"""Work in the background: scoring."""

from django_tasks import task

from gadfly.attacks.actions.scoring import score_now
from gadfly.science.preference.store import shipped


@task()
def score_attack(attack: int) -> None:
    """Score one attack with the reference scorer."""
    score_now(attack=attack, model=shipped())

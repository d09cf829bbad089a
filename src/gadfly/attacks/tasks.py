"""Work in the background: scoring."""

from django_tasks import task

from gadfly.attacks.actions.scoring import score_now
from gadfly.attacks.models import Attack, Outcome
from gadfly.science.preference.store import shipped


@task()
def score_attack(attack: int) -> None:
    """Score one attack with the reference scorer."""
    score_now(attack=attack, model=shipped())


def score_what_waits() -> int:
    """Score every attack that is over and was not scored; return how many.

    A worker that died left them so. Imported attacks keep the scores they came with.
    """
    waiting = Attack.objects.filter(scorer="", turn_count__gt=0).exclude(state=Outcome.OPEN)
    attacks = list(waiting.values_list("pk", flat=True))
    for attack in attacks:
        score_now(attack=attack, model=shipped())
    return len(attacks)

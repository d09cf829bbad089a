"""Work in the background: scoring."""

from django.db.models import QuerySet
from django_tasks import task

from gadfly.attacks.actions.scoring import score_now
from gadfly.attacks.models import Attack, Outcome
from gadfly.science.preference.store import shipped


@task()
def score_attack(attack: int) -> None:
    """Score one attack with the reference scorer."""
    score_now(attack=attack, model=shipped())


def waiting_for_scores() -> QuerySet[Attack]:
    """Return the attacks that are over and not scored. Imported ones keep the scores they came with."""
    return Attack.objects.filter(scorer="", turn_count__gt=0).exclude(state=Outcome.OPEN)


def score_what_waits() -> int:
    """Score every attack that is over and was not scored; return how many.

    A worker that died left them so.
    """
    attacks = list(waiting_for_scores().values_list("pk", flat=True))
    for attack in attacks:
        score_now(attack=attack, model=shipped())
    return len(attacks)

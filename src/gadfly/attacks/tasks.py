"""Work in the background: scoring, scoring an archive again, teaching scorers."""

import time

from django.db.models import QuerySet
from django_tasks import task

from gadfly.attacks.actions.rescoring import rescore
from gadfly.attacks.actions.scoring import score_now
from gadfly.attacks.actions.teaching import teach
from gadfly.attacks.models import GOES_ON, Attack, Outcome, Progress, Rescoring, Teaching
from gadfly.campaigns.queries import reference_of
from gadfly.campaigns.scorers import scorer_called
from gadfly.shared.clock import now

SLICE = 2.0
"""Seconds of scoring an archive after which the worker looks for attacks that have just ended."""


@task()
def score_attack(attack: int) -> None:
    """Score one attack with its campaign's reference scorer. Where that is gone, the attack waits."""
    found = Attack.objects.select_related("campaign__terms").get(pk=attack)
    try:
        model = scorer_called(reference_of(found.campaign))
    except KeyError:
        return
    score_now(attack=attack, model=model)


@task()
def rescore_archive(job: int) -> None:
    """Score an archive for a moment, then go to the end of the queue: what has just ended comes first."""
    until = time.monotonic() + SLICE
    for found in rescore(job=job, at=now()):
        if found.state != Progress.DONE and time.monotonic() > until:
            rescore_archive.enqueue(job)
            return


@task()
def teach_scorer(job: int) -> None:
    """Make a scorer of a campaign's pairs."""
    teach(job=job, at=now())


def waiting_for_scores() -> QuerySet[Attack]:
    """Return the attacks that are over and not scored. Imported ones keep the scores they came with."""
    return Attack.objects.filter(scorer="", turn_count__gt=0).exclude(state=Outcome.OPEN)


def score_what_waits() -> int:
    """Score every attack that is over and was not scored; return how many were tried.

    A worker that died left them so.
    """
    attacks = list(waiting_for_scores().values_list("pk", flat=True))
    for attack in attacks:
        score_attack.func(attack)
    return len(attacks)


def take_up_again() -> int:
    """Ask again for the long work that a worker left unfinished; return how many pieces.

    Asking twice does no harm: a piece that is under way is done by one of the two.
    """
    archives = list(Rescoring.objects.filter(state__in=GOES_ON).values_list("pk", flat=True))
    lessons = list(Teaching.objects.filter(state__in=GOES_ON).values_list("pk", flat=True))
    for job in archives:
        rescore_archive.enqueue(job)
    for job in lessons:
        teach_scorer.enqueue(job)
    return len(archives) + len(lessons)

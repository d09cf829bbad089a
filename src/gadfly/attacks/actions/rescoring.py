"""The archive of a campaign is scored by a scorer: batch by batch, in order, from where it stopped.

A batch's scores and the place behind it are written in one transaction. Whoever is killed loses the
batch under way and nothing else; whoever comes second finds the place moved and leaves off.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from gadfly.attacks.actions.scores import SUMMARY, keep_scores
from gadfly.attacks.actions.scoring import scored
from gadfly.attacks.models import GOES_ON, Attack, Outcome, Progress, Rescoring
from gadfly.campaigns.queries import reference_of
from gadfly.campaigns.scorers import scorer_called
from gadfly.science.preference.light import LightModel
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gadfly.campaigns.models import Campaign
    from gadfly.science.preference import PreferenceModel

BATCH = 64
"""Attacks scored at once: what a killed worker has to do again at most."""
LARGE = 1024
"""The same for a light model, which scores as many in a second or two: batches cost, too."""
NEEDED = ("key", "person", "intent", "origin", "scorer", *SUMMARY)
"""What scoring reads of an attack's own row: the rest takes as long to read as a batch to be written."""


def ask_rescoring(*, campaign: "Campaign", scorer: str, at: datetime) -> Rescoring:
    """Ask for every attack that is over to be scored; return what is under way already, if it is.

    Raises NotValid where there is no such scorer.
    """
    try:
        name = scorer_called(scorer).scorer
    except KeyError:
        raise NotValid(f"There is no scorer called {scorer} here. Choose one that is registered.") from None
    with durable():
        job, _ = Rescoring.objects.get_or_create(
            campaign=campaign,
            scorer=name,
            state__in=GOES_ON,
            defaults={"total": _waiting(campaign.pk, 0).count(), "asked_at": at, "state": Progress.WAITING},
        )
    return job


def rescore(*, job: int, at: datetime) -> Iterator[Rescoring]:
    """Score batch after batch from where the work stands; yield it after each, and when it is done.

    Between two batches nothing is held. Ends without a word where the work is over, or another
    process does it.
    """
    found = Rescoring.objects.select_related("campaign__terms").filter(pk=job, state__in=GOES_ON).first()
    if found is None:
        return
    model = _model_of(found, at)
    while model is not None and _step(found, model, at):
        yield found
        if found.state == Progress.DONE:
            return


def _model_of(job: Rescoring, at: datetime) -> "PreferenceModel | None":
    try:
        return scorer_called(job.scorer)
    except KeyError:
        gone = f"{job.scorer.partition('@')[0]} is not here any more."
        _going_on(job).update(state=Progress.FAILED, error=gone, ended_at=at)
        return None


def _step(job: Rescoring, model: "PreferenceModel", at: datetime) -> bool:
    """Score a batch; tell whether it was ours to do."""
    size = size_for(model)
    batch = list(_waiting(job.campaign_id, job.last).only(*NEEDED)[:size])
    values = scored(batch, model)
    over = len(batch) < size
    state, last = (Progress.DONE if over else Progress.RUNNING), batch[-1].pk if batch else job.last
    with durable():
        moved = _going_on(job).update(
            last=last, done=F("done") + len(batch), state=state, ended_at=at if over else None
        )
        if moved:
            keep_scores(scorer=job.scorer, values=values, refers=reference_of(job.campaign) == job.scorer)
    job.last, job.done, job.state = last, job.done + len(batch), state
    return bool(moved)


def size_for(model: "PreferenceModel") -> int:
    """Return how many attacks make a batch for the model."""
    return LARGE if isinstance(model, LightModel) else BATCH


def _going_on(job: Rescoring) -> "QuerySet[Rescoring]":
    return Rescoring.objects.filter(pk=job.pk, last=job.last, state__in=GOES_ON)


def _waiting(campaign: int, after: int) -> "QuerySet[Attack]":
    over = Attack.objects.filter(campaign=campaign, pk__gt=after, turn_count__gt=0)
    return over.exclude(state=Outcome.OPEN).order_by("pk")

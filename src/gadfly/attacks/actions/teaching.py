"""A campaign's picks teach a scorer: asked for, done by a worker, registered with who taught it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import F, Max

from gadfly.attacks.models import GOES_ON, Progress, Teaching
from gadfly.attacks.records import records_of
from gadfly.campaigns.actions import register_scorer
from gadfly.campaigns.scorers import TAUGHT_HERE
from gadfly.science.preference.card import Source, card
from gadfly.science.preference.kinds import TrainingError, fit
from gadfly.science.preference.pairs import Pair, pairs_of_attack
from gadfly.science.preference.report import json_of_fit
from gadfly.shared.durable import durable

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign, Scorer
    from gadfly.people.models import Person

KIND = "light"
SEED = 0
AUTHOR = "the worker of this site that made it"
OWN = Source(
    "the picks of a campaign of this installation",
    "as its terms say",
    "Red teamers picked the more harmful of several replies to what they had written; picks that were"
    " not sure are left out.",
)


def ask_teaching(*, campaign: "Campaign", by: "Person | None", at: datetime) -> Teaching:
    """Ask for a scorer made of the campaign's pairs; return the one under way already, if there is."""
    with durable():
        current = Teaching.objects.filter(campaign=campaign, state__in=GOES_ON).first()
        if current is not None:
            return current
        newest = Teaching.objects.filter(family=TAUGHT_HERE).aggregate(newest=Max("version"))["newest"] or 0
        return Teaching.objects.create(
            campaign=campaign, family=TAUGHT_HERE, version=newest + 1, asked_at=at, asked_by=by
        )


def teach(*, job: int, at: datetime) -> "Scorer | None":
    """Do what was asked for; return the scorer, None where the work is over or cannot be done.

    The same pairs give the same file, so that doing it again after a kill changes nothing.
    """
    found = Teaching.objects.select_related("campaign", "asked_by").filter(pk=job, state__in=GOES_ON).first()
    if found is None:
        return None
    pairs = [pair for record in records_of(found.campaign_id) for pair in pairs_of_attack(record)]
    mine = Teaching.objects.filter(pk=job)
    mine.update(state=Progress.RUNNING, pairs=len(pairs), fits=0)
    try:
        fitted = fit(
            pairs,
            KIND,
            rng=np.random.default_rng(SEED),
            name=found.title,
            sha256=fingerprint(pairs),
            watch=partial(_count, job),
        )
    except TrainingError as error:
        mine.update(state=Progress.FAILED, error=str(error), ended_at=at)
        return None
    scorer = register_scorer(
        model=fitted.model,
        card=card(fitted.model, fitted.measures, SEED, OWN, author=AUTHOR),
        figures=json_of_fit(fitted.measures),
        lessons={found.campaign: len(pairs)},
        by=found.asked_by,
        at=at,
    )
    mine.update(state=Progress.DONE, scorer=scorer, ended_at=at)
    return scorer


def _count(job: int) -> None:
    Teaching.objects.filter(pk=job).update(fits=F("fits") + 1)


def fingerprint(pairs: Iterable[Pair]) -> str:
    """Return the SHA-256 of the pairs, in their order: what the model says it was made from."""
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(repr(pair).encode())
    return digest.hexdigest()

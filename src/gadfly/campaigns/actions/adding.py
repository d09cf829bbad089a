"""A scorer that was fitted elsewhere is added: looked at, registered, and never over another one's file."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.campaigns.actions.scorers import note_lessons, register_scorer
from gadfly.campaigns.models import Campaign, Origin, Scorer
from gadfly.campaigns.queries.scorers import figures_in
from gadfly.campaigns.scorers import TAUGHT_HERE, family_of_model, folder
from gadfly.science.preference.entering import Entering
from gadfly.science.preference.store import SHIPS, fingerprint
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

NAME = re.compile(r"[A-Za-z0-9-]{0,38}[A-Za-z0-9]-[0-9]{1,6}")
KEY = re.compile(r"[A-Za-z0-9_-]{1,22}")


def add_scorer(
    *,
    brought: Entering,
    key: str,
    teachers: Mapping[str, int] | None,
    by: "Person | None",
    at: datetime,
) -> Scorer:
    """Register a model that came as files, under `key` in addresses.

    `teachers` counts the pairs that taught it by the slug of their campaign, "" for those of none; None
    where they were not shown. The same model again changes nothing, unless they are shown now. Raises
    NotValid and Refusal.
    """
    lessons = _lessons(teachers or {})
    if known := Scorer.objects.filter(name=brought.model.scorer).first():
        return known if teachers is None else _show(known, lessons)
    figures = figures_in(brought.card)
    if figures.pairs is None:
        raise NotValid("Its card has no figures of held-out pairs: fit it again with gadfly pm fit.")
    _ensure_free(brought, key)
    return register_scorer(
        model=brought.model,
        card=brought.card,
        figures={
            "n": figures.pairs,
            "accuracy": figures.accuracy.value,
            "accuracy_ci": [figures.accuracy.low, figures.accuracy.high],
            "baseline_shorter_wins": figures.shorter,
        },
        lessons=lessons,
        by=by,
        at=at,
        told={"key": key, "origin": Origin.UNKNOWN if teachers is None else Origin.SHOWN},
    )


def _lessons(teachers: Mapping[str, int]) -> dict[Campaign, int]:
    return {campaign: teachers[campaign.slug] for campaign in Campaign.objects.filter(slug__in=teachers)}


def _show(scorer: Scorer, lessons: Mapping[Campaign, int]) -> Scorer:
    """Note what taught a scorer of which that was not known."""
    with durable():
        if Scorer.objects.filter(pk=scorer.pk, origin=Origin.UNKNOWN).update(origin=Origin.SHOWN):
            note_lessons(scorer, lessons)
    scorer.refresh_from_db()
    return scorer


def _ensure_free(brought: Entering, key: str) -> None:
    """Raise where its name or key would be another scorer's, or its files would take the place of others."""
    title = brought.model.scorer.partition("@")[0]
    if not NAME.fullmatch(title):
        raise NotValid(f"A scorer's name ends in its version. Fit it again with --name {title}-1.")
    family, _, version = title.rpartition("-")
    if title in SHIPS or family == TAUGHT_HERE:
        raise NotValid(f"{title} is a name that Gadfly gives itself. Fit the model again under another one.")
    if Scorer.objects.filter(family=family, version=int(version)).exists():
        raise Refusal(f"There is another {title} already. Fit it again under the number of its next version.")
    if not KEY.fullmatch(key) or key in SHIPS or Scorer.objects.filter(key=key).exists():
        raise NotValid(f"The key {key} is another scorer's, or not one: choose up to 22 letters and digits.")
    for part in family_of_model(brought.model):
        plain, _, digits = part.partition("@")
        file = folder() / f"{plain}.json"
        if plain not in SHIPS and file.exists() and fingerprint(file.read_bytes()) != digits:
            raise Refusal(f"There is another {plain} already. Fit it again with members of other names.")

"""Scorers are registered once they are made; a next campaign is founded with one as an arm."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any

from gadfly.campaigns.actions.design import target_for
from gadfly.campaigns.actions.founding import found_campaign, revise_terms
from gadfly.campaigns.columns import first
from gadfly.campaigns.models import Arm, Campaign, Lesson, Scorer
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.queries.grid import sampling_of
from gadfly.campaigns.queries.scorers import breaches, reference_in
from gadfly.campaigns.scorers import folder, overlap, usual_reference
from gadfly.campaigns.wish import wish_of
from gadfly.science.preference.store import save
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person
    from gadfly.science.preference import TrainedModel

NEXT = "next round"
LONGEST_TITLE = 120
_CHANCE = SystemRandom()


def register_scorer(
    *,
    model: "TrainedModel",
    card: str,
    figures: Mapping[str, Any],
    lessons: Mapping[Campaign, int],
    by: "Person | None",
    at: datetime,
    told: Mapping[str, str] | None = None,
) -> Scorer:
    """Write the model's file and its row, with who taught it. The same model again changes nothing.

    `told` are its key and origin, where it comes from elsewhere. The file comes first: a file without a
    row is no scorer, and is written again.
    """
    folder().mkdir(parents=True, exist_ok=True)
    save(model, folder())
    family, _, version = model.scorer.partition("@")[0].rpartition("-")
    with durable():
        row, made = Scorer.objects.get_or_create(
            name=model.scorer,
            defaults={
                "family": family,
                "version": int(version),
                "kind": model.kind,
                "card": card,
                "figures": dict(figures),
                "made_at": at,
                "made_by": by,
                **(told or {}),
            },
        )
        if made:
            note_lessons(row, lessons)
    return row


def note_lessons(scorer: Scorer, lessons: Mapping[Campaign, int]) -> None:
    """Write how many pairs of each campaign taught the scorer. Runs inside a transaction of the caller's."""
    Lesson.objects.bulk_create(
        Lesson(scorer=scorer, campaign=campaign, pairs=pairs) for campaign, pairs in lessons.items()
    )


def found_next(
    *, scorer: Scorer, person: "Person", after: Campaign, at: datetime, rng: Random = _CHANCE
) -> Campaign:
    """Found a campaign like `after` with an arm that ranks by the scorer, and return it, a draft.

    Words and rules are those of the newest terms; dates and people are not taken over. The arms that
    rank or filter stay behind: the new one takes their place. Its reference is that of `after`, if it
    may measure these arms. Raises Refusal where no model answered.
    """
    terms = newest_terms(after)
    arms = list(terms.arms.select_related("target__endpoint").order_by("pk"))
    if not arms:
        raise Refusal(f"{after.title} has no arms to go on from. Lay a design out first.")
    target = arms[0].target
    column = first("rejection sampling")
    ranked = target_for(
        target.endpoint, replace(column, said={**column.said, "scorer": scorer.name}), sampling_of(target)
    )
    kept = [arm.target_id for arm in arms if not any("scorer" in step for step in arm.target.recipe)]
    wish = replace(
        wish_of(terms),
        opens_at=None,
        closes_at=None,
        quotas={},
        weights=dict.fromkeys([*kept, ranked.pk], 1),
        reference=_reference(reference_in(terms), [arm for arm in arms if arm.target_id in kept], scorer),
    )
    title = after.title if after.title.endswith(NEXT) else f"{after.title}, {NEXT}"
    campaign = found_campaign(person=person, title=title[:LONGEST_TITLE], at=at, rng=rng)
    revise_terms(campaign=campaign, wish=wish, rng=rng)
    return campaign


def _reference(before: str, kept: list[Arm], scorer: Scorer) -> str:
    """Return the reference there was, if it had no part in what is compared now; else the usual one."""
    took_part = overlap(before, [scorer.name]) or next(breaches(before, kept), "")
    return usual_reference() if took_part else before

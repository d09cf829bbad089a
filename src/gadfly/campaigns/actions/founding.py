"""A campaign begins as a draft; its terms are revised until they freeze, then version by version."""

from datetime import datetime
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.text import slugify

from gadfly.campaigns.models import Arm, Campaign, Seat, SeatRole, Stage, Terms
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.scorers import usual_reference
from gadfly.campaigns.wish import WORDING, Wish, wish_of
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_CHANCE = SystemRandom()
_SLUG_LENGTH = 80


def found_campaign(*, person: "Person", title: str, at: datetime, rng: Random = _CHANCE) -> Campaign:
    """Found a campaign that `person` leads: a draft that nobody else knows of, with empty terms."""
    with durable():
        campaign = Campaign.objects.create(slug=_slug(title, rng), title=title, created_at=at)
        Terms.objects.create(
            campaign=campaign, number=1, seed=rng.getrandbits(63), reference=usual_reference()
        )
        Seat.objects.create(campaign=campaign, person=person, role=SeatRole.LEAD, given_at=at)
    return campaign


def found_archive(*, slug: str, at: datetime, rng: Random = _CHANCE) -> Campaign:
    """Found a campaign of this name to hold imported attacks: a draft, nobody's until a lead has a seat.

    Raises Refusal when the name is not one a slug can be.
    """
    if slug != slugify(slug) or not 0 < len(slug) <= _SLUG_LENGTH:
        fit = f"small letters, digits and hyphens, at most {_SLUG_LENGTH}"
        raise Refusal(f"“{slug}” cannot name a campaign: take {fit}.")
    with durable():
        campaign, made = Campaign.objects.get_or_create(slug=slug, defaults={"title": slug, "created_at": at})
        if made:
            Terms.objects.create(campaign=campaign, number=1, seed=rng.getrandbits(63))
    return campaign


def revise_terms(*, campaign: Campaign, wish: Wish, title: str = "", rng: Random = _CHANCE) -> Terms:
    """Write the wish into the draft of the terms and return it.

    Terms that are frozen stay as they are: a change makes the next version, with a seed of its
    own, which comes into force when the campaign is opened on it. No change makes none. The title
    changes only before the first opening, as red teamers know the campaign by it.
    """
    with durable():
        Campaign.objects.select_for_update().get(pk=campaign.pk)  # one revision at a time
        if title and campaign.stage == Stage.DRAFT and title != campaign.title:
            campaign.title = title
            campaign.save(update_fields=["title"])
        newest = newest_terms(campaign)
        if wish_of(newest) == wish:
            return newest
        terms = newest
        if newest.frozen_at is not None:
            last = campaign.versions.aggregate(last=Max("number"))["last"]
            terms = Terms(campaign=campaign, number=last + 1, seed=rng.getrandbits(63))
        return _write(terms, wish)


def _write(terms: Terms, wish: Wish) -> Terms:
    for name in WORDING:
        setattr(terms, name, getattr(wish, name))
    terms.topics = list(wish.topics)
    terms.save()
    terms.arms.all().delete()
    Arm.objects.bulk_create(
        Arm(terms=terms, target_id=target, weight=weight, quota=wish.quotas.get(target))
        for target, weight in sorted(wish.weights.items())
    )
    return terms


def _slug(title: str, rng: Random) -> str:
    """Return a name for operators. Its random end keeps a title from telling of another campaign (R20)."""
    start = slugify(title)[:70] or "campaign"
    while True:
        slug = f"{start}-{''.join(rng.choices(_BASE32, k=4))}"
        if not Campaign.objects.filter(slug=slug).exists():
            return slug

"""The door to attacks: the author's own, or those of a campaign one leads."""

from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from gadfly.attacks.models import Attack
from gadfly.campaigns.access import Right as CampaignRight
from gadfly.campaigns.access import seats_of

if TYPE_CHECKING:
    from gadfly.people.models import Person


class Right(Enum):
    """What a person wants of an attack."""

    OWN = "own"
    READ = "read"


_AROUND = ("campaign", "terms", "arm__target__endpoint")


def attack_for(person: "Person", key: str, *, to: Right) -> Attack:
    """Return the attack if `person` may do `to`; otherwise 404, as if it did not exist.

    OWN is the author's, for as long as the seat lasts; READ is for who leads the campaign.
    """
    attack = _visible(person, to).filter(key=key).select_related(*_AROUND).first()
    if attack is None:
        raise Http404
    return attack


def own_attacks(person: "Person") -> QuerySet[Attack]:
    """Return the attacks the person may see as their author."""
    return _visible(person, Right.OWN)


def _visible(person: "Person", to: Right) -> QuerySet[Attack]:
    right = CampaignRight.ATTACK if to is Right.OWN else CampaignRight.LEAD
    seated = Exists(seats_of(person, right).filter(campaign=OuterRef("campaign")))
    author = Q(person=person) if to is Right.OWN else Q()
    return Attack.objects.filter(author, seated)

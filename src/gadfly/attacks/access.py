"""The door to attacks: the author's own, or those of a campaign one leads."""

from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from gadfly.attacks.models import Attack
from gadfly.campaigns.access import Right as CampaignRight
from gadfly.campaigns.access import seats_of
from gadfly.shared.prepared import ANY, Prepared

if TYPE_CHECKING:
    from gadfly.people.models import Person


class Right(Enum):
    """What a person wants of an attack."""

    OWN = "own"
    READ = "read"


def _visible(person: "Person | int", to: Right) -> QuerySet[Attack]:
    right = CampaignRight.ATTACK if to is Right.OWN else CampaignRight.LEAD
    seated = Exists(seats_of(person, right).filter(campaign=OuterRef("campaign")))
    author = Q(person=person) if to is Right.OWN else Q()
    return Attack.objects.filter(author, seated)


def _door(person: int, key: str, *, to: Right) -> QuerySet[Attack]:
    return _visible(person, to).filter(key=key).select_related("campaign", "terms")


_OWN = Prepared(lambda person, key: _door(person, key, to=Right.OWN), person=ANY, key="the key")
_READ = Prepared(lambda person, key: _door(person, key, to=Right.READ), person=ANY, key="the key")
_DOORS = {Right.OWN: _OWN, Right.READ: _READ}


def attack_for(person: "Person", key: str, *, to: Right) -> Attack:
    """Return the attack if `person` may do `to`; otherwise 404, as if it did not exist.

    OWN is the author's, for as long as the seat lasts; READ is for who leads the campaign.
    """
    found = _DOORS[to](person=person.pk, key=key)
    if not found:
        raise Http404
    [attack] = found
    if attack.campaign.terms_id == attack.terms_id:
        attack.campaign.terms = attack.terms  # in force: no need to ask again
    return attack


def own_attacks(person: "Person") -> QuerySet[Attack]:
    """Return the attacks the person may see as their author."""
    return _visible(person, Right.OWN)

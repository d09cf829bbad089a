"""The door to invitations: the invited person's own. Hidden equals absent."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from gadfly.calling.models import Invitation

if TYPE_CHECKING:
    from gadfly.people.models import Person


def invitations_of(person: "Person") -> QuerySet[Invitation]:
    """Return the person's invitations, newest first."""
    rows = Invitation.objects.filter(person=person).select_related("calling", "campaign__terms")
    return rows.order_by("-pk")


def invitation_for(person: "Person", key: str) -> Invitation:
    """Return the person's invitation to the campaign with this key; otherwise 404."""
    found = invitations_of(person).filter(campaign__key=key).first()
    if found is None:
        raise Http404
    return found

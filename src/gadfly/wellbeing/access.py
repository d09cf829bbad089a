"""The doors of care: who is to rest works nowhere; the help is a manager's, alarms are a steward's."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404

from gadfly.shared.refusal import Refusal
from gadfly.wellbeing.queries.doses import rest_of, sitting

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

TIRED = "It is time for a break, which is paid. Everything is saved; your page of rest says when it goes on."


class RestNeededError(Refusal):
    """The person is to rest before they go on. The middleware leads them to the page of rest."""

    def __init__(self, campaign: str = "") -> None:
        super().__init__(TIRED)
        self.campaign = campaign


def ensure_rested(person: "Person", campaign: "Campaign", at: datetime) -> None:
    """Raise RestNeededError when the person may begin nothing now: three queries."""
    if rest_of(person, campaign, at).until is not None:
        raise RestNeededError(campaign.key)


def ensure_fresh(person: "Person", campaign: "Campaign", at: datetime) -> None:
    """Raise RestNeededError at the hard stop of a sitting, also in the middle of an attack: one query."""
    goes_on = sitting(person, at).goes_on
    if goes_on is not None and goes_on > at:
        raise RestNeededError(campaign.key)


def as_manager(person: "Person") -> None:
    """Let a manager through; to others there is nothing here."""
    if person.office != "manager":
        raise Http404


def as_steward(person: "Person") -> None:
    """Let a steward through; to others there is nothing here."""
    if person.office != "steward":
        raise Http404

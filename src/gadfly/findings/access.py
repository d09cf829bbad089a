"""The door to findings: the author's own, or those of a campaign one leads."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from gadfly.attacks.access import own_attacks
from gadfly.campaigns.access import Right, campaign_for, seats_of
from gadfly.findings.models import Finding

if TYPE_CHECKING:
    from gadfly.attacks.models import Attack
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person


def leads(person: "Person", campaign: "Campaign") -> bool:
    """Tell whether the person leads the campaign: only then may they know its arms."""
    return seats_of(person, Right.LEAD).filter(campaign=campaign).exists()


def campaign_of(person: "Person", key: str) -> "Campaign":
    """Return the campaign to its red teamers and leads; otherwise 404."""
    led = seats_of(person, Right.LEAD).filter(campaign__key=key).exists()
    return campaign_for(person, key, to=Right.LEAD if led else Right.ATTACK)


def findings_for(person: "Person") -> QuerySet[Finding]:
    """Return the findings the person may see."""
    led = seats_of(person, Right.LEAD).values("campaign")
    attacked = seats_of(person, Right.ATTACK).values("campaign")
    return Finding.objects.filter(Q(campaign__in=led) | Q(author=person, campaign__in=attacked))


def finding_for(person: "Person", key: str, *, to_lead: bool = False) -> Finding:
    """Return the finding to its author and to who leads its campaign, `to_lead` to the latter; else 404."""
    found = findings_for(person).filter(key=key).select_related("campaign__terms", "duplicate_of").first()
    if found is None or (to_lead and not leads(person, found.campaign)):
        raise Http404
    return found


def attacks_for(person: "Person", campaign: "Campaign") -> "QuerySet[Attack]":
    """Return the attacks of the campaign on which the person may rest a finding: over, and theirs to see."""
    seen = (
        campaign.attacks.all() if leads(person, campaign) else own_attacks(person).filter(campaign=campaign)
    )
    return seen.filter(turn_count__gt=0).exclude(state="open")

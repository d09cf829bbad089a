"""Terms: which are the newest, which are in force, and who agreed to them."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.campaigns.models import Agreement, Campaign, Reveal, Stage, Target, Terms
from gadfly.shared.prepared import ANY, Prepared

if TYPE_CHECKING:
    from gadfly.people.models import Person


_target = Prepared(lambda arm: Target.objects.filter(arms=arm).select_related("endpoint"), arm=ANY)


def target_of(arm: int) -> Target:
    """Return what answers for an arm, with its endpoint."""
    [target] = _target(arm=arm)
    return target


def newest_terms(campaign: Campaign) -> Terms:
    """Return the newest version: the draft, or the frozen one when nothing was revised since.

    Versions that only hold imported attacks are none that anybody wrote.
    """
    return campaign.versions.filter(imported=False).order_by("-number")[0]


def accepts_attacks(campaign: Campaign, at: datetime) -> bool:
    """Tell whether red teamers may begin and go on at this moment."""
    terms = campaign.terms
    if campaign.stage != Stage.OPEN or terms is None:
        return False
    begun = terms.opens_at is None or terms.opens_at <= at
    return begun and (terms.closes_at is None or at < terms.closes_at)


def has_agreed(person: "Person", terms: Terms) -> bool:
    """Tell whether the person agreed to this version."""
    return agreed_at(person, terms) is not None


def agreed_at(person: "Person", terms: Terms) -> datetime | None:
    """Return when the person agreed to this version; None if they did not."""
    agreement = Agreement.objects.filter(person=person, terms=terms)
    return agreement.values_list("agreed_at", flat=True).first()


def targets_on(terms: int) -> list[Target]:
    """Return the targets that these terms draw on, with their endpoints, those of one endpoint together."""
    targets = Target.objects.filter(arms__terms=terms).select_related("endpoint")
    return list(targets.order_by("endpoint", "pk"))


def terms_revealed_together() -> list[Terms]:
    """Return the terms in force of open campaigns whose replies appear together."""
    in_force = Campaign.objects.filter(stage=Stage.OPEN).values("terms")
    return list(Terms.objects.filter(pk__in=in_force, reveal=Reveal.TOGETHER).order_by("pk"))

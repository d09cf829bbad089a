"""Alarms of the hard line, for the steward; and what is closed because of one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gadfly.wellbeing.models import Alarm, Way
from gadfly.wellbeing.sealing import opened

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

NEWEST = 200


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm as a steward sees it: the digest, never the words; None where no master key opens it."""

    alarm: Alarm
    digest: str | None


def alarms() -> list[Raised]:
    """Return the newest alarms, those not seen to first."""
    rows = Alarm.objects.select_related("campaign", "person").order_by("-pk")[:NEWEST]
    shown = [Raised(row, (opened(row) or {}).get("digest")) for row in rows]
    return sorted(shown, key=lambda one: one.alarm.seen_at is not None)


def alarmed_in(campaign: "Campaign") -> set[str]:
    """Return the campaign's attacks (by key) that somebody reported: nobody is given them any more."""
    told = Alarm.objects.filter(way=Way.TOLD, campaign=campaign)
    return set(told.values_list("subject", flat=True))

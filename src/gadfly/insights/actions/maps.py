"""Maps are asked for by a lead, drawn by a worker, and renewed by it while somebody looks."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Q

from gadfly.insights.actions.reports import PATIENCE, REST
from gadfly.insights.models import Map, MapFile, Progress
from gadfly.shared.durable import durable

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def ask_map(*, campaign: "Campaign", at: datetime) -> Map:
    """Ask for a new map; return the one that waits already, if there is."""
    with durable():
        newest = campaign.maps.aggregate(newest=Max("version"))["newest"] or 0
        found, _ = Map.objects.get_or_create(
            campaign=campaign, state=Progress.WAITING, defaults={"version": newest + 1, "asked_at": at}
        )
        return found


def ask_renewal(*, newest: Map, at: datetime) -> bool:
    """Tell whether it is time that a worker looks for what the map lacks; nobody else is told then."""
    with durable():
        rested = Q(looked_at__gte=F("asked_at"), looked_at__lte=at - REST)
        due = Map.objects.filter(rested | Q(asked_at__lte=at - PATIENCE), pk=newest.pk, state=Progress.DONE)
        return bool(due.update(asked_at=at))


def keep_map(
    *, map_: int, change: str, files: Mapping[str, bytes], body: Mapping[str, Any], at: datetime
) -> None:
    """Put what a worker made in place of what was there, whole; earlier versions go."""
    with durable():
        found = Map.objects.filter(pk=map_).first()
        if found is None:
            return
        found.files.all().delete()
        MapFile.objects.bulk_create(
            MapFile(map=found, name=name, content=content) for name, content in files.items()
        )
        drawn = at if found.state == Progress.WAITING else found.drawn_at
        Map.objects.filter(pk=map_).update(
            change=change, body=body, looked_at=at, drawn_at=drawn, state=Progress.DONE, error=""
        )
        Map.objects.filter(campaign=found.campaign_id, version__lt=found.version).delete()


def map_unchanged(*, map_: int, at: datetime) -> None:
    """Record that a worker looked and found nothing new."""
    with durable():
        Map.objects.filter(pk=map_).update(looked_at=at)


def fail_map(*, map_: int, error: str, at: datetime) -> None:
    """Record why a map was not drawn; one that was drawn before stays as it is."""
    with durable():
        Map.objects.filter(pk=map_, state=Progress.DONE).update(looked_at=at)
        Map.objects.filter(pk=map_, state=Progress.WAITING).update(
            state=Progress.FAILED, error=error[:300], looked_at=at
        )

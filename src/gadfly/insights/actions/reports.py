"""Reports are asked for by whoever looks, and made by a worker, at most every few seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, Q

from gadfly.insights.models import Behind, Picture, Report
from gadfly.shared.durable import durable

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

REST = timedelta(seconds=10)
"""After a worker has looked, nobody asks again for so long."""
PATIENCE = timedelta(minutes=5)
"""After asking, for so long it is believed that a worker will come to it."""
KEPT = 40
"""Reports of one campaign that are kept; those asked for longest ago go first."""


class Asked(NamedTuple):
    """The report, and whether a worker is to be told."""

    report: Report
    now: bool


def ask_report(*, campaign: "Campaign", choice: str, at: datetime, other: "Campaign | None" = None) -> Asked:
    """Return the report of a choice, made or not, and whether it is time that a worker looks at it.

    With `other` it is the comparison of the two.
    """
    with durable():
        report, new = Report.objects.get_or_create(
            campaign=campaign, other=other, choice=choice, defaults={"asked_at": at}
        )
        if new:
            _forget(campaign)
            return Asked(report, now=True)
        rested = Q(looked_at__gte=F("asked_at"), looked_at__lte=at - REST)
        due = Report.objects.filter(rested | Q(asked_at__lte=at - PATIENCE), pk=report.pk)
        return Asked(report, now=bool(due.update(asked_at=at)))


def _forget(campaign: "Campaign") -> None:
    rows = campaign.reports.exclude(choice="", other=None).order_by("-asked_at", "-pk")
    Report.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[KEPT:])).delete()


def seen_unchanged(*, report: int, at: datetime) -> None:
    """Record that a worker looked and found nothing new."""
    with durable():
        Report.objects.filter(pk=report).update(looked_at=at)


def keep_report(
    *,
    report: int,
    change: str,
    body: Mapping[str, Any],
    pictures: Mapping[str, str],
    at: datetime,
    behind: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Put what a worker made in place of what was there, whole."""
    with durable():
        mine = Report.objects.filter(pk=report)
        if not mine.update(change=change, body=body, made_at=at, looked_at=at):
            return  # forgotten meanwhile
        Picture.objects.filter(report=report).delete()
        Picture.objects.bulk_create(
            Picture(report_id=report, name=name, svg=svg) for name, svg in pictures.items()
        )
        Behind.objects.filter(report=report).delete()
        Behind.objects.bulk_create(
            Behind(report_id=report, figure=figure, keys="".join(keys))
            for figure, keys in (behind or {}).items()
        )

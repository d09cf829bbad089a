"""Work in the background: reports are made, maps are drawn.

What computes is imported when it is needed: a page that only asks does not wait for it.
"""

from urllib.parse import parse_qs

from django_tasks import task

from gadfly.insights import actions
from gadfly.insights.changes import change_of
from gadfly.insights.choice import choice_of
from gadfly.insights.models import Report
from gadfly.shared.clock import now


@task()
def make_report(report: int) -> None:
    """Look whether the campaign changed since its report, and make it anew if so."""
    from gadfly.insights.reporting import reported  # noqa: PLC0415 -- slow to load; only the worker waits

    found = Report.objects.select_related("campaign__terms").filter(pk=report).first()
    if found is None:
        return
    at, change = now(), change_of(found.campaign)
    if change == found.change:
        actions.seen_unchanged(report=report, at=at)
        return
    made = reported(found.campaign, choice_of(parse_qs(found.choice)))
    actions.keep_report(report=report, change=change, body=made.body, pictures=made.pictures, at=at)

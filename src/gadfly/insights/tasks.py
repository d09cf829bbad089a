"""Work in the background: reports are made, maps are drawn.

What computes is imported when it is needed: a page that only asks does not wait for it.
"""

from urllib.parse import parse_qs

from django_tasks import task

from gadfly.insights import actions
from gadfly.insights.changes import change_of, change_of_both
from gadfly.insights.choice import choice_of
from gadfly.insights.contrast import Contrast
from gadfly.insights.models import Map, Progress, Report
from gadfly.science.atlas import AtlasError
from gadfly.science.embedding import EmbeddingError
from gadfly.shared.clock import now


@task()
def make_report(report: int) -> None:
    """Look whether the campaign changed since its report, and make it anew if so."""
    from gadfly.insights.contrasting import contrasted  # noqa: PLC0415 -- likewise
    from gadfly.insights.reporting import reported  # noqa: PLC0415 -- slow to load; only the worker waits

    found = Report.objects.select_related("campaign__terms", "other__terms").filter(pk=report).first()
    if found is None:
        return
    at, other = now(), found.other
    change = change_of(found.campaign) if other is None else change_of_both(found.campaign, other)
    if change == found.change:
        actions.seen_unchanged(report=report, at=at)
        return
    asked = parse_qs(found.choice)
    if other is None:
        made = reported(found.campaign, choice_of(asked))
    else:
        arms = {name: value for name, [value] in asked.items()}
        made = contrasted(found.campaign, other, Contrast(**arms))
    actions.keep_report(
        report=report, change=change, body=made.body, pictures=made.pictures, behind=made.behind, at=at
    )


@task()
def draw_map(map_: int) -> None:
    """Draw a map that waits; place on one that is drawn what came since."""
    from gadfly.insights.mapping import draw, renew  # noqa: PLC0415 -- likewise

    found = Map.objects.select_related("campaign__terms").filter(pk=map_).first()
    if found is None:
        return
    at, change = now(), change_of(found.campaign)
    if change == found.change:
        actions.map_unchanged(map_=map_, at=at)
        return
    try:
        if found.state == Progress.DONE:
            files = {name: bytes(content) for name, content in found.files.values_list("name", "content")}
            made = renew(found.campaign, files)
        else:
            made = draw(found.campaign)
    except (AtlasError, EmbeddingError) as error:
        actions.fail_map(map_=map_, error=str(error), at=at)
        return
    actions.keep_map(map_=map_, change=change, files=made.files, body=made.body, at=at)

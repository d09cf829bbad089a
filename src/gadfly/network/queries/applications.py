"""Applications for who runs the network: counts, pages of a list, sums of what is told for balance."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count

from gadfly.network.models import Application, Letter, Reading, SelfDescription, Stage
from gadfly.science.suppression import Counts, suppressed

AMOUNT = 25
"""Applications a page."""
ABOUT = {"age": "Age", "gender": "Gender", "disability": "Disability"}
NOT_SAID = "not said"


class Tally(NamedTuple):
    """How many stand at a stage."""

    stage: Stage
    number: int


def tallies() -> list[Tally]:
    """Return how many applications stand at each stage, drafts left out. One query over an index."""
    rows = Application.objects.exclude(stage=Stage.DRAFT).order_by().values_list("stage")
    counted = dict(rows.annotate(count=Count("pk")))
    return [Tally(stage, counted.get(stage, 0)) for stage in Stage if stage != Stage.DRAFT]


class Row(NamedTuple):
    """An application in the list, and how many scores it has."""

    application: Application
    done: int


class Page(NamedTuple):
    """Some applications, and the key after which the next ones stand: empty on the last page."""

    rows: Sequence[Row]
    after: str = ""


def page_of_applications(*, stage: str = "", after: str = "") -> Page:
    """Return one page, newest first: of one stage or of all but drafts. At most three queries.

    An `after` that names none begins at the first.
    """
    rows = (
        Application.objects.filter(stage=stage) if stage else Application.objects.exclude(stage=Stage.DRAFT)
    )
    mark = Application.objects.filter(key=after).values_list("pk", flat=True).first() if after else None
    ahead = rows.filter(pk__lt=mark) if mark else rows
    found = list(ahead.order_by("-pk").select_related("round")[: AMOUNT + 1])
    done = _done([row.pk for row in found])
    page = [Row(row, done.get(row.pk, 0)) for row in found[:AMOUNT]]
    return Page(page, page[-1].application.key if len(found) > AMOUNT else "")


def _done(ids: Sequence[int]) -> dict[int, int]:
    """Return how many scores these applications have. Counted for one page, never for the archive."""
    rows = Reading.objects.filter(application__in=ids, scores__isnull=False).order_by()
    return dict(rows.values_list("application").annotate(count=Count("pk")))


class Balance(NamedTuple):
    """One question of the optional step, and the answers in sums that tell of nobody."""

    label: str
    counts: Counts[str]


def balance() -> list[Balance]:
    """Return the sums, small cells hidden. Rows are never read one by one here or elsewhere."""
    return [Balance(label, suppressed(_counted(name))) for name, label in ABOUT.items()]


def _counted(name: str) -> dict[str, int]:
    rows = SelfDescription.objects.filter(counted=True).order_by().values_list(name)
    return {value or NOT_SAID: count for value, count in rows.annotate(count=Count("pk"))}


def waiting_letters() -> int:
    """Return how many letters have not gone out."""
    return Letter.objects.filter(sent_at=None).count()

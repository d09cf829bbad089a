"""Applicants before the decision as a pool to draw a panel from: a key and features, no name."""

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef

from gadfly.network.domains import domains
from gadfly.network.models import Application, Stage
from gadfly.network.queries.standing import title
from gadfly.people.queries import everybody
from gadfly.shared.csvout import Cell

COLUMNS = ("id", "domain", "language", "region")
PARTS = ";"


def pool_rows() -> Iterator[Sequence[Cell]]:
    """Yield who waits for the decision, under `COLUMNS`; who has an account already needs no offer."""
    known = everybody().filter(email=OuterRef("email"))
    rows = Application.objects.filter(~Exists(known), stage=Stage.DECISION).order_by("key")
    for row in rows:
        told = row.answers
        spoken = sorted({title(name).replace(PARTS, ",") for name, _ in told["languages"]["spoken"]})
        fields = sorted(domains().name_of(slug) for slug in told["domains"]["levels"])
        yield row.key, PARTS.join(fields), PARTS.join(spoken), told["about"]["region"]

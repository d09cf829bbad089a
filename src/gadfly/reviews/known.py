"""What is known of attacks before somebody is given them: topics, severity, whether one was reported.

Topics are the tags that reviewers gave, or that an import came with. Where there are none yet, it may
be any topic of the campaign, and counts as each of them. Severity is the higher of the step of the
lowest score and what reviewers said; None while neither is there.
"""

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from gadfly.attacks.tables import harm_of
from gadfly.reviews.models import Review
from gadfly.wellbeing.queries import alarmed_in

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


class Facts(NamedTuple):
    """The topics an attack is, or may be, about; its severity 0–4, None: not known."""

    topics: tuple[str, ...]
    severity: int | None


def known_of(campaign: "Campaign", attack: int | None = None) -> dict[int, Facts]:
    """Return what is known of the campaign's attacks, or of one, by row: two queries."""
    some = {} if attack is None else {"pk": attack}
    tags: dict[int, list[str]] = defaultdict(list)
    grades: dict[int, list[int]] = defaultdict(list)
    said = Review.objects.filter(assignment__item__batch__campaign=campaign)
    said = said if attack is None else said.filter(assignment__item__attack=attack)
    for row, given, severity in said.values_list("assignment__item__attack", "tags", "severity"):
        tags[row] += given
        grades[row] += [] if severity is None else [severity]
    possible = tuple(campaign.terms.topics) if campaign.terms else ()
    found = {}
    for row, score, imported in campaign.attacks.filter(**some).values_list(
        "pk", "score_min", "origin__tags"
    ):
        harm = harm_of(score)
        steps = grades[row] + ([] if harm is None else [harm])
        known = dict.fromkeys([*tags[row], *(imported or ())])
        found[row] = Facts(tuple(known) or possible, max(steps, default=None))
    return found


def reported_in(campaign: "Campaign") -> set[int]:
    """Return the campaign's attacks that somebody reported as crossing the hard line."""
    keys = alarmed_in(campaign)
    return set(campaign.attacks.filter(key__in=keys).values_list("pk", flat=True)) if keys else set()

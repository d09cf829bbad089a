"""How a campaign is measured: by which scorer, whether that one may, and what is under way."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gadfly.attacks.models import GOES_ON, Attack, Candidate, Outcome, Rescoring, Teaching, Turn
from gadfly.campaigns.queries import arms_ever, breaches, kinships, reference_of
from gadfly.science.dialogue import WEAKEST

if TYPE_CHECKING:
    from gadfly.campaigns.models import Arm, Campaign

MANY = 10_000
"""Newest attacks, and picks, that are counted: the page does not slow down with the archive."""
LATELY = 5
"""Pieces of long work that are listed."""
FITS = 17
"""Models fitted for one scorer: itself, ten parts, two thirds, four points of the learning curve."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What the page shows.

    `breaches` say where the reference took part in an arm that was ever in force, or that was imported;
    `kin` where its pairs did. `by` counts attacks that are over by the scorer that sums them up; ""
    is not scored. `picks` counts those that were sure.
    """

    reference: str
    breaches: Sequence[str]
    kin: Sequence[str]
    by: Sequence[tuple[str, int]]
    picks: int
    rescorings: Sequence[Rescoring]
    teachings: Sequence[Teaching]
    fits: int = FITS

    @property
    def title(self) -> str:
        """The reference without its fingerprint."""
        return self.reference.partition("@")[0]

    @property
    def mixed(self) -> int:
        """Attacks that another scorer sums up: they compare with none of the others."""
        return sum(count for scorer, count in self.by if scorer not in {"", self.reference})

    @property
    def goes_on(self) -> bool:
        """Whether something is under way."""
        states = [job.state for job in self.rescorings] + [job.state for job in self.teachings]
        return any(state in GOES_ON for state in states)


def measuring_of(campaign: "Campaign") -> Measuring:
    """Return how the campaign is measured."""
    reference, arms = reference_of(campaign), arms_ever(campaign)
    over = Attack.objects.filter(campaign=campaign, turn_count__gt=0).exclude(state=Outcome.OPEN)
    counted = Counter(over.order_by("-pk").values_list("scorer", flat=True)[:MANY])
    picks = Turn.objects.filter(attack__in=over.order_by(), picked__isnull=False, strength__gt=WEAKEST)
    return Measuring(
        reference=reference,
        breaches=list(dict.fromkeys([*breaches(reference, arms), *_told(reference, arms)])),
        kin=list(kinships(reference, arms)),
        by=sorted(counted.items(), key=lambda row: (row[0] != reference, row[0] == "", row[0])),
        picks=picks[:MANY].count(),
        rescorings=list(Rescoring.objects.filter(campaign=campaign).order_by("-pk")[:LATELY]),
        teachings=list(
            Teaching.objects.filter(campaign=campaign).select_related("scorer").order_by("-pk")[:LATELY]
        ),
    )


def _told(reference: str, arms: "Sequence[Arm]") -> Iterator[str]:
    """Yield a sentence for each arm whose newest replies say that the reference chose them.

    So imported ones tell it, whose recipes are not known.
    """
    for arm in arms:
        newest = Attack.objects.filter(arm=arm, turn_count__gt=0).order_by("-pk").values("pk")[:1]
        made = Candidate.objects.filter(turn__attack__in=list(newest.values_list("pk", flat=True)))
        if any(
            reference in {how.get("scorer"), how.get("filter_scorer")}
            for how in made.values_list("made", flat=True)
        ):
            yield f"{arm.target.name} ranks by {reference.partition('@')[0]}, as its replies tell"

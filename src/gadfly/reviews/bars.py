"""Who may not review what: asked here alone, when a batch is drawn, when somebody takes over or goes on.

The own attack, whatever seat its author held then; what a member's limits leave out; what was
reported as crossing the hard line, for everybody. Conflicts of interest join as `further` rules.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gadfly.reviews.known import known_of, reported_in
from gadfly.reviews.pool import own_among
from gadfly.science.care.limits import permits
from gadfly.science.reviewing.assigning import May
from gadfly.wellbeing.queries import limits_among

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


class Bars(NamedTuple):
    """Rules that all must allow a person (first) an attack (second), and how many items some can take."""

    rules: Sequence[May] = ()
    room: Mapping[int, int] = {}

    def may(self, person: int, attack: int) -> bool:
        """Tell whether no rule stands between the person and the attack."""
        return all(rule(person, attack) for rule in self.rules)

    def full(self, person: int) -> bool:
        """Tell whether the person can take nothing more now."""
        return self.room.get(person, 1) < 1


def bars_in(campaign: "Campaign", people: Collection[int], further: Bars = Bars()) -> Bars:  # noqa: B008 -- it never changes
    """Return the bars between people and the campaign's attacks as they are now, `further` ones among them.

    Three queries, and two more where somebody has limits.
    """
    own, reported, limits = own_among(campaign, people), reported_in(campaign), limits_among(people)
    known = known_of(campaign) if limits else {}

    def within_limits(person: int, attack: int) -> bool:
        if person not in limits:
            return True
        facts = known.get(attack)
        return facts is None or permits(limits[person], facts.topics, facts.severity)

    rules: list[May] = [
        lambda person, attack: (person, attack) not in own,
        lambda _person, attack: attack not in reported,
        within_limits,
    ]
    return Bars((*rules, *further.rules), further.room)

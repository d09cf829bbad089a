"""The network as the choice sees it: who takes part already, and everybody else with what they cover.

Joins what other areas know of members. It reads no answer but a yes: who declined or did not answer
an earlier invitation is as they were before.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Max, Q

from gadfly.attacks.queries import attacks_made
from gadfly.calling.models import COMES, Invitation, State, Year
from gadfly.calling.wish import Wish
from gadfly.campaigns.queries import newest_terms
from gadfly.network.conflicts import Place, Ties, conflict_between, plain
from gadfly.network.queries import Standing, declined_by, standings
from gadfly.science.care.limits import Level, same
from gadfly.science.selection import Call, Member
from gadfly.wellbeing.queries import limits_among

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

CONFLICT_YEARS = 3
MOST_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Pool:
    """`here` take part or may still; `others` were never asked to this campaign. `people` are by key."""

    people: Mapping[str, Standing]
    here: tuple[Member, ...]
    others: tuple[Member, ...]


class Past(NamedTuple):
    """A person's earlier calls: how many go on, and when they last said yes."""

    called: int = 0
    last: datetime | None = None


def call_of(wish: Wish, topics: Iterable[str], *, size: int, new: int) -> Call:
    """Return the wish as the science takes it: for `size` people, `new` of them with a new perspective."""
    return Call(
        size=size,
        hours=wish.minutes / 60,
        topics=frozenset(topics),
        features=("domain", "language", "region"),
        new_share=new / size,
    )


def pool_for(campaign: "Campaign", wish: Wish, at: datetime) -> Pool:
    """Return everybody who consented to be called, as this campaign sees them: ten queries or so."""
    people = {one.person.key: one for one in standings()}
    ids = [one.person.pk for one in people.values()]
    facts = _Facts(campaign, ids, at)
    members = {one.person.pk: facts.member(one, wish) for one in people.values()}
    seated = set(campaign.seats.filter(left_at=None).values_list("person", flat=True))
    asked = dict(Invitation.objects.filter(campaign=campaign).values_list("person", "state"))
    here = seated | {who for who, state in asked.items() if state in COMES}
    return Pool(
        people,
        tuple(member for who, member in members.items() if who in here),
        tuple(member for who, member in members.items() if who not in seated | asked.keys()),
    )


class _Facts:
    """What other areas know of these people, read once."""

    def __init__(self, campaign: "Campaign", people: Collection[int], at: datetime) -> None:
        self.at = at
        self.topics = newest_terms(campaign).topics
        self.declined = declined_by(campaign.contracts.all())
        self.limits = limits_among(people)
        self.taken = dict(Year.objects.filter(year=at.year).values_list("person", "taken"))
        self.made = attacks_made()
        self.all_made = sum(self.made.values())
        rows = Invitation.objects.filter(state=State.ACCEPTED).values_list("person").order_by()
        going = Count("pk", filter=Q(used=None))
        self.past = {
            who: Past(*facts) for who, *facts in rows.annotate(called=going, last=Max("answered_at"))
        }

    def member(self, one: Standing, wish: Wish) -> Member:
        """Return the person as a member of the choice."""
        who = one.person.pk
        past = self.past.get(who, Past())
        made = self.made.get(who, 0)
        limits = self.limits.get(who, {})
        never = [*one.never, *(topic for topic, level in limits.items() if level is Level.NEVER)]
        return Member(
            name=one.person.key,
            covers=_covers(one, wish),
            hours=one.hours - self.taken.get(who, 0) / 60,
            fit=fit_of(one, wish),
            share=made / self.all_made if made else 0.0,
            days_since_call=None if past.last is None else (self.at - past.last).total_seconds() / 86_400,
            is_new=not made and past.last is None,
            has_conflict=conflict_between(
                _side(wish, self.at), one.ties, year=self.at.year, window=CONFLICT_YEARS
            )
            is not None,
            has_agreement=one.signed and who not in self.declined,
            closed_topics=closed(never, self.topics),
            called=past.called,
            cap=wish.most,
        )


def closed(never: Iterable[str], topics: Iterable[str]) -> frozenset[str]:
    """Return the topics that hold every word of something never to be shown."""
    lines = [frozenset(same(line).split()) for line in never]
    return frozenset(
        topic for topic in topics if any(line <= frozenset(same(topic).split()) for line in lines)
    )


def fit_of(one: Standing, wish: Wish) -> float:
    """Return how well the person knows what is wished for, 0 to 1; of anything, where nothing is named."""
    best = [_best(one.domains, wish.domains)]
    if wish.languages:
        best.append(_best(one.languages, wish.languages))
    return sum(best) / (MOST_LEVEL * len(best))


def _best(levels: Mapping[str, int], wished: Collection[str]) -> int:
    return max((level for name, level in levels.items() if not wished or name in wished), default=0)


def _covers(one: Standing, wish: Wish) -> dict[str, frozenset[str]]:
    """Return what the person covers of what is wished for; of all, where nothing is named."""
    said: dict[str, Iterable[str]] = {
        "domain": one.domains,
        "language": one.languages,
        "region": [one.region] if one.region else [],
    }
    return {
        feature: frozenset(values) & wish.wanted[feature] if wish.wanted[feature] else frozenset(values)
        for feature, values in said.items()
    }


def _side(wish: Wish, at: datetime) -> Ties:
    """Return the campaign's side of a conflict: the organisations it is about."""
    return Ties(
        host="",
        places=tuple(Place(name, at.year, None) for name in wish.organisations),
        declared=frozenset(map(plain, wish.organisations)),
    )

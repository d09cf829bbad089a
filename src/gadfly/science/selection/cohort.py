"""A campaign's cohort: who is called, so that together they cover most, and why each of them is.

First the hard filters: whoever has a conflict, no live agreement, closed topics, too few hours or a
full cap is out, and for one of these reasons only. Then coverage with diminishing returns: each cell
(domain, language, region, style, and pairs of them) is worth w·√(people who cover it), to which a
person adds fit and rotation. That sum is monotone and submodular, so taking the best person again
and again reaches at least 1 − 1/e = 0.63 of the best cohort of that size (Nemhauser, Wolsey & Fisher
1978, Mathematical Programming 14:265); with a minimum of new perspectives, at least half (Fisher,
Nemhauser & Wolsey 1978: two limits that make one laminar matroid).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heapreplace
from itertools import chain, combinations
from math import ceil, sqrt
from typing import NamedTuple

RESTED = 365.0
"""Days after which a member counts as wholly rested."""
TINY = 1e-9
REASONS = 3
"""Cells that are named of each person."""

Cell = tuple[str, ...]
"""A feature and a value, or two of them one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who may be called. `covers` holds values by feature; `fit` and `share` lie between 0 and 1.

    `share` is the member's part of recent attacks; `is_new` says whether they bring a new perspective.
    `hours` are those left of the member's year; `called` of `cap` campaigns at once are under way.
    """

    name: str
    covers: Mapping[str, frozenset[str]]
    hours: float
    fit: float = 0.0
    share: float = 0.0
    days_since_call: float | None = None
    is_new: bool = False
    has_conflict: bool = False
    has_agreement: bool = True
    closed_topics: frozenset[str] = frozenset()
    called: int = 0
    cap: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a campaign wants: so many people for so many hours each, on these topics.

    `new_share` is the least part of the cohort that brings a new perspective. `budget` bounds the
    hours of all together.
    """

    size: int
    hours: float
    topics: frozenset[str] = frozenset()
    features: tuple[str, ...] = ("domain", "language", "region", "style")
    new_share: float = 0.3
    budget: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    fit_weight: float = 1.0
    rotation_weight: float = 1.0

    @property
    def seats(self) -> int:
        """How many people can be called within the budget of hours."""
        if self.budget is None:
            return self.size
        return min(self.size, int(self.budget // self.hours))

    @property
    def new_seats(self) -> int:
        """How many of the people must bring a new perspective."""
        return ceil(self.new_share * self.size - TINY)


class Chosen(NamedTuple):
    """A person of the cohort: what they add to those before, why, and who would have come next."""

    name: str
    gain: float
    reasons: tuple[str, ...]
    next_best: str | None
    next_gain: float | None


class Cohort(NamedTuple):
    """The cohort in the order of choice, those who could not be called with the reason, what is short."""

    chosen: tuple[Chosen, ...]
    out: Mapping[str, str]
    value: float
    short: tuple[str, ...]


class Obstacle(StrEnum):
    """Why somebody cannot be called."""

    CONFLICT = "a conflict of interest"
    AGREEMENT = "no live agreement"
    TOPICS = "topics they do not want to see"
    HOURS = "too few hours left"
    CAP = "enough campaigns already"


def obstacle_of(member: Member, call: Call) -> Obstacle | None:
    """Return the first obstacle to calling a member; None where there is none."""
    stands = (
        (member.has_conflict, Obstacle.CONFLICT),
        (not member.has_agreement, Obstacle.AGREEMENT),
        (bool(call.topics & member.closed_topics), Obstacle.TOPICS),
        (member.hours < call.hours, Obstacle.HOURS),
        (member.called >= member.cap, Obstacle.CAP),
    )
    return next((obstacle for does, obstacle in stands if does), None)


def obstacle(member: Member, call: Call) -> str | None:
    """Return the first reason why a member cannot be called, in words; None where there is none."""
    found = obstacle_of(member, call)
    return None if found is None else _sentence(found, member, call)


def _sentence(found: Obstacle, member: Member, call: Call) -> str:
    if found is Obstacle.TOPICS:
        return f"does not want to see: {', '.join(sorted(call.topics & member.closed_topics))}"
    if found is Obstacle.HOURS:
        return f"has {member.hours:g} hours left, and the campaign takes {call.hours:g}"
    if found is Obstacle.CAP:
        return f"is called to {member.called} campaigns already"
    return f"has {found}"


def own_worth(member: Member, call: Call) -> float:
    """Return what a member brings whoever else comes: fit, and rest since the last call."""
    rested = 1.0 if member.days_since_call is None else min(1.0, member.days_since_call / RESTED)
    return call.fit_weight * member.fit + call.rotation_weight * (1 - member.share) * rested


def cells(member: Member, call: Call) -> dict[Cell, float]:
    """Return what a member covers, with weights: each value, and each pair of values of two features."""
    values = [
        (feature, value) for feature in call.features for value in sorted(member.covers.get(feature, ()))
    ]
    single = ((value, call.weights.get(value[0], 1.0)) for value in values)
    pairs = (
        ((*first, *second), (call.weights.get(first[0], 1.0) * call.weights.get(second[0], 1.0)) / 2)
        for first, second in combinations(values, 2)
        if first[0] != second[0]
    )
    return dict(chain(single, pairs))


def worth(members: Sequence[Member], call: Call) -> float:
    """Return what a cohort is worth; for tests of the choice, and for cohorts made by hand."""
    counts: dict[Cell, int] = {}
    weights: dict[Cell, float] = {}
    for member in members:
        for cell, weight in cells(member, call).items():
            counts[cell] = counts.get(cell, 0) + 1
            weights[cell] = weight
    covered = sum(weights[cell] * sqrt(count) for cell, count in counts.items())
    return covered + sum(own_worth(member, call) for member in members)


def choose(members: Sequence[Member], call: Call, *, beside: Sequence[Member] = ()) -> Cohort:
    """Choose the cohort. Equal gains go by name, so that the choice does not depend on order.

    `beside` are people who take part already: what they cover is worth less a second time.
    """
    out = {member.name: reason for member in members if (reason := obstacle(member, call)) is not None}
    free = [member for member in members if member.name not in out]
    search = _Search(free, call, beside)
    chosen = tuple(search.taken())
    short = []
    if len(chosen) < call.size:
        short.append(f"{len(chosen)} of {call.size} people: {_why_few(call, len(free))}")
    new = sum(search.by_name[one.name].is_new for one in chosen)
    if new < call.new_seats:
        short.append(f"{new} with a new perspective, and {call.new_seats} are wanted")
    return Cohort(chosen, out, sum(one.gain for one in chosen), tuple(short))


def _why_few(call: Call, free: int) -> str:
    if call.seats < call.size:
        return f"the budget of {call.budget:g} hours is enough for {call.seats}"
    return f"no more than {free} can be called, or too few of them bring a new perspective"


class _Search:
    """Greedy choice with lazy gains (Minoux 1978): a gain can only fall, so an old one is a bound."""

    def __init__(self, members: Sequence[Member], call: Call, beside: Sequence[Member]) -> None:
        self.call = call
        self.by_name = {member.name: member for member in members}
        self.cells = {member.name: cells(member, call) for member in members}
        self.counts = Counter(cell for member in beside for cell in cells(member, call))
        self.others = call.seats - call.new_seats

    def gains(self, name: str) -> list[tuple[float, Cell, int]]:
        """Return what each of a person's cells would gain, and how many cover it so far."""
        counted = ((cell, weight, self.counts[cell]) for cell, weight in self.cells[name].items())
        return [(weight * (sqrt(count + 1) - sqrt(count)), cell, count) for cell, weight, count in counted]

    def gain(self, name: str) -> float:
        """Return what a person adds to those who are in."""
        return sum(gain for gain, _, _ in self.gains(name)) + own_worth(self.by_name[name], self.call)

    def taken(self) -> Iterator[Chosen]:
        """Yield the best person again and again, as long as seats are left."""
        heaps: dict[bool, list[tuple[float, str]]] = {True: [], False: []}
        for name, member in self.by_name.items():
            heaps[member.is_new].append((-self.gain(name), name))
        for heap in heaps.values():
            heapify(heap)
        for _ in range(self.call.seats):
            open_ = [heap for is_new, heap in heaps.items() if is_new or self.others > 0]
            best = self._first(open_)
            if best is None:
                return
            less, name = heappop(best)
            rival = self._first(open_)
            yield Chosen(
                name,
                -less,
                self._reasons(name),
                rival[0][1] if rival else None,
                -rival[0][0] if rival else None,
            )
            self.others -= not self.by_name[name].is_new
            for cell in self.cells[name]:
                self.counts[cell] += 1

    def _first(self, heaps: Sequence[list[tuple[float, str]]]) -> list[tuple[float, str]] | None:
        """Return the heap whose first entry is the best, once that is up to date; None if all are empty."""
        for heap in heaps:
            while heap and (now := (-self.gain(heap[0][1]), heap[0][1])) > heap[0]:
                heapreplace(heap, now)
        return min((heap for heap in heaps if heap), key=lambda heap: heap[0], default=None)

    def _reasons(self, name: str) -> tuple[str, ...]:
        """Return the three things a person adds most by, in words."""
        member = self.by_name[name]
        best = sorted(self.gains(name), key=lambda each: (-each[0], each[1]))[:REASONS]
        said = [
            f"{'first' if not count else f'one of {count + 1}'} with {' and '.join(cell[1::2])}"
            for _, cell, count in best
        ]
        return (*said, *(["brings a new perspective"] if member.is_new else []))

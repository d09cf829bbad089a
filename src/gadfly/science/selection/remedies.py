"""What would have to change so that a cohort is what was wished for. Says nothing of any one person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor

from gadfly.science.selection.cohort import Call, Cohort, Member, Obstacle, obstacle_of


def remedies(
    members: Sequence[Member], call: Call, found: Cohort, *, wanted: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """Return sentences, the largest help first; none when nothing is short and all that is wanted is covered.

    `wanted` holds the values that somebody of the cohort should have, by feature.
    """
    lacking = call.size - len(found.chosen)
    few = _for_people(members, call, found, lacking) if lacking > 0 else ()
    return (*few, *_for_values(members, call, found, wanted))


def _for_people(members: Sequence[Member], call: Call, found: Cohort, lacking: int) -> Iterator[str]:
    out: dict[Obstacle | None, list[Member]] = {}
    for member in members:
        out.setdefault(obstacle_of(member, call), []).append(member)
    left = sorted((member.hours for member in out.get(Obstacle.HOURS, ())), reverse=True)
    hours = floor(2 * left[min(lacking, len(left)) - 1]) / 2 if left else 0
    if hours > 0:
        yield f"Ask for {hours:g} hours of each instead of {call.hours:g}: more people have that many left."
    if Obstacle.CAP in out:
        most = min(member.called for member in out[Obstacle.CAP]) + 1
        yield f"Let people take part in {most} campaigns at once."
    unused = len(out.get(None, ())) - len(found.chosen)
    fresh = sum(member.is_new for member in out.get(None, ()))
    if unused > 0 and fresh < call.new_seats:
        share = floor(100 * fresh / call.size)
        yield f"Lower the least share of new perspectives to {share} %."
    if Obstacle.TOPICS in out:
        yield "Take a topic out of the terms: some people never want to see one of them."


def _for_values(
    members: Sequence[Member], call: Call, found: Cohort, wanted: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    names = {one.name for one in found.chosen}
    chosen = _brought(member for member in members if member.name in names)
    free = _brought(member for member in members if obstacle_of(member, call) is None)
    known = _brought(members)
    for feature, values in wanted.items():
        for value in sorted(values):
            if (feature, value) in chosen:
                continue
            if (feature, value) in free:
                yield f"Call more people, or ask for fewer things: nobody here brings {value} yet."
            elif (feature, value) in known:
                yield f"Nobody who brings {value} can be called now."
            else:
                yield f"Nobody in the network brings {value}. Seek it in the next round of applications."


def _brought(members: Iterable[Member]) -> set[tuple[str, str]]:
    return {(feature, value) for one in members for feature, values in one.covers.items() for value in values}

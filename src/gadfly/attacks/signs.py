"""The moments at which red teamers did something, for the clock of their work. No text, no rating."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gadfly.attacks.models import Attack, Outcome, Turn

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


class Course(NamedTuple):
    """An attack as the clock sees it. One that was ended after at least a message is `whole`."""

    key: str
    person: int
    over: bool
    skipped: bool
    whole: bool
    moments: Sequence[datetime]


def courses_in(campaign: "Campaign", person: int | None = None) -> list[Course]:
    """Return the courses of the campaign's attacks, or of one person's, the oldest first: two queries.

    Imported attacks have no person here, and nobody's clock ran.
    """
    attacks = Attack.objects.filter(campaign=campaign, person__isnull=False)
    if person is not None:
        attacks = attacks.filter(person=person)
    moments: dict[int, list[datetime | None]] = {}
    turns = Turn.objects.filter(attack__in=attacks)
    for attack, *found in turns.values_list("attack", "said_at", "touched_at", "picked_at"):
        moments.setdefault(attack, []).extend(found)
    rows = attacks.order_by("pk").only(
        "key", "person", "state", "turn_count", "started_at", "ended_at", "reported_at"
    )
    return [_course(attack, moments.get(attack.pk, [])) for attack in rows]


def _course(attack: Attack, found: Sequence[datetime | None]) -> Course:
    """Return a course. Where closing the campaign ended the attack, its end is not the person's doing."""
    ended = None if attack.state == Outcome.LEFT else attack.ended_at
    moments = [attack.started_at, *found, ended, attack.reported_at]
    return Course(
        key=attack.key,
        person=attack.person_id or 0,
        over=attack.state != Outcome.OPEN,
        skipped=attack.state == Outcome.SKIPPED,
        whole=attack.state == Outcome.ENDED and attack.turn_count > 0,
        moments=[moment for moment in moments if moment is not None],
    )

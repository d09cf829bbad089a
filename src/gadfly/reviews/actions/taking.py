"""Who works on what: the next item, begun, put aside, or taken over from somebody who did not come to it.

Nobody waits on nobody. Each reviewer has a queue of their own. When it is empty, they take over
what still lacks reviews: because somebody put it aside, let its time run out, or has no seat any more.
"""

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.actions import ensure_pseudonym
from gadfly.reviews.bars import Bars, bars_of
from gadfly.reviews.models import LONGEST_REASON, Assignment, Batch, Item, State
from gadfly.reviews.standing import UNDER_WAY, is_open, lacking
from gadfly.science.reviewing.spread import counted
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

LOOKED = 50
"""Items read at once in search of one that may be taken over."""
OVER = "This batch is closed. What you submitted before it closed is kept; there is nothing left to do here."


def ensure_open(batch: Batch, at: datetime) -> None:
    """Raise Refusal when the batch is closed, by its lead or by its date."""
    if not is_open(batch, at):
        raise Refusal(OVER)


def take_next(*, person: "Person", batch: Batch, at: datetime, further: Bars = Bars()) -> Assignment | None:  # noqa: B008 -- never changes
    """Return what the person does next: begun, then given, then taken over; None when nothing is left."""
    ensure_open(batch, at)
    with durable():
        Batch.objects.select_for_update().get(pk=batch.pk)  # two who take over at once meet here
        short = lacking(batch, at)
        return _own(person, batch, at, short) or _taken_over(person, batch, at, short, further)


def _own(person: "Person", batch: Batch, at: datetime, short: QuerySet[Item]) -> Assignment | None:
    """Return what the person has under way: begun, then given. What others did meanwhile is returned."""
    own = Assignment.objects.filter(reviewer=person, item__batch=batch, state__in=UNDER_WAY)
    own.filter(due_at__lte=at).exclude(item__in=short.values("pk")).update(state=State.RETURNED)
    taken = own.order_by("state", "item__position").first()  # "open" before "waiting"
    if taken is not None and taken.due_at <= at:
        taken.due_at = at + timedelta(hours=batch.lease_hours)
        taken.save(update_fields=["due_at"])
    return taken


def _taken_over(
    person: "Person", batch: Batch, at: datetime, short: QuerySet[Item], further: Bars
) -> Assignment | None:
    if further.full(person.pk):
        return None
    others = short.exclude(assignments__reviewer=person).select_related("attack")
    for item in others.iterator(chunk_size=LOOKED):  # as far as the first that may be
        author = item.attack.person_id
        bars = bars_of({} if author is None else {item.attack_id: author}, further)
        if bars.may(person.pk, item.attack_id):
            due = at + timedelta(hours=batch.lease_hours)
            return Assignment.objects.create(item=item, reviewer=person, due_at=due)
    return None


def open_assignment(*, assignment: Assignment, at: datetime, rng: Random) -> Assignment:
    """Begin: the attack is shown from now on. `rng` draws the pseudonym of somebody's first."""
    batch = assignment.item.batch
    ensure_open(batch, at)
    with durable():
        held = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if held.opened_at is None:
            seat = seats_of(held.reviewer, Right.REVIEW).get(campaign=batch.campaign_id)
            ensure_pseudonym(seat=seat, rng=rng)
            held.opened_at = held.touched_at = at
            held.due_at = max(held.due_at, at + timedelta(hours=batch.lease_hours))
        if held.state in {State.WAITING, State.SKIPPED}:
            held.state = State.OPEN
        held.save(update_fields=["opened_at", "touched_at", "due_at", "state"])
    return held


def skip_assignment(*, assignment: Assignment, reason: str) -> Assignment:
    """Put the item aside: no reason is needed, nothing is counted against anybody, a draft is kept."""
    with durable():
        held = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if held.state != State.DONE:
            held.state, held.reason = State.SKIPPED, reason.strip()[:LONGEST_REASON]
            held.save(update_fields=["state", "reason"])
    return held


def touch(held: Assignment, at: datetime) -> None:
    """Count the time since the last sign of life, in the transaction of whoever saves it."""
    since = held.touched_at or at
    held.seconds, held.touched_at = held.seconds + counted((at - since).total_seconds()), at

"""Who works on what: the next item, begun, put aside, or taken over from somebody who did not come to it.

Nobody waits on nobody. Each reviewer has a queue of their own. When it is empty, they take over
what still lacks reviews: because somebody put it aside, let its time run out, or has no seat any more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from gadfly.attacks.tables import harm_of
from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.actions import ensure_pseudonym
from gadfly.reviews.bars import Bars, bars_in
from gadfly.reviews.known import known_of
from gadfly.reviews.models import LONGEST_REASON, Assignment, Batch, Item, State
from gadfly.reviews.queries.transcript import told_of
from gadfly.reviews.standing import UNDER_WAY, is_open, lacking
from gadfly.science.care.dose import IN_A_ROW, next_of
from gadfly.science.care.limits import SEVERE
from gadfly.science.reviewing.spread import counted
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal
from gadfly.wellbeing.access import RestNeededError
from gadfly.wellbeing.actions import begin_exposure, extend_exposure, keep_out
from gadfly.wellbeing.queries import severe_row

if TYPE_CHECKING:
    from gadfly.attacks.models import Attack
    from gadfly.people.models import Person

BARRED = (
    "Your limits leave this attack out, or somebody reported it. Somebody else takes it; nothing is counted."
)
OVER = "This batch is closed. What you submitted before it closed is kept; there is nothing left to do here."


def ensure_open(batch: Batch, at: datetime) -> None:
    """Raise Refusal when the batch is closed, by its lead or by its date."""
    if not is_open(batch, at):
        raise Refusal(OVER)


def take_next(*, person: "Person", batch: Batch, at: datetime, further: Bars = Bars()) -> Assignment | None:  # noqa: B008 -- never changes
    """Return what the person does next: begun, then given, then taken over; None when nothing is left.

    What their limits leave out by now is returned, for somebody else. Raises RestNeededError when only
    severe attacks are left for somebody who has just read three in a row.
    """
    ensure_open(batch, at)
    with durable():
        Batch.objects.select_for_update().get(pk=batch.pk)  # two who take over at once meet here
        short = lacking(batch, at)
        bars = bars_in(batch.campaign, [person.pk], further)
        own = _own(person, batch, at, short, bars)
        taken = _next(own, severe_row(person, at))
        if taken is None and not bars.full(person.pk):
            free = _free(person, batch, short, bars, at)
            taken = _next(free, severe_row(person, at))
            own = own or free
        if taken is not None and taken.offered_at is None:
            taken.offered_at = at
            taken.save()
    if taken is None and own:
        raise RestNeededError(batch.campaign.key)
    return taken


def _next(queue: Sequence[Assignment], row: int) -> Assignment | None:
    """Return what is begun, else the first; after `row` severe ones the first that is not. None: rest."""
    if queue and queue[0].state == State.OPEN:
        return queue[0]
    place = next_of([_is_severe(one.item.attack) for one in queue], row)
    return None if place is None else queue[place]


def _is_severe(attack: "Attack") -> bool:
    harm = harm_of(attack.score_min)
    return harm is not None and harm >= SEVERE


def _own(person: "Person", batch: Batch, at: datetime, short: QuerySet[Item], bars: Bars) -> list[Assignment]:
    """Return what the person has under way: begun, then given. What others did meanwhile is returned."""
    own = Assignment.objects.filter(reviewer=person, item__batch=batch, state__in=UNDER_WAY)
    own.filter(due_at__lte=at).exclude(item__in=short.values("pk")).update(state=State.RETURNED)
    rows = list(own.select_related("item__attack").order_by("state", "item__position"))  # "open" < "waiting"
    left_out = [row.pk for row in rows if not bars.may(person.pk, row.item.attack_id)]
    if left_out:
        own.filter(pk__in=left_out).update(state=State.RETURNED)
    kept = [row for row in rows if row.pk not in left_out]
    if kept and kept[0].due_at <= at:
        kept[0].due_at = at + timedelta(hours=batch.lease_hours)
        kept[0].save(update_fields=["due_at"])
    return kept


def _free(
    person: "Person", batch: Batch, short: QuerySet[Item], bars: Bars, at: datetime
) -> list[Assignment]:
    """Return what the person may take over, in the order in which it is needed; nothing is saved yet."""
    due = at + timedelta(hours=batch.lease_hours)
    others = short.exclude(assignments__reviewer=person).select_related("attack")
    return [
        Assignment(item=item, reviewer=person, due_at=due)
        for item in others
        if bars.may(person.pk, item.attack_id)
    ]


def is_barred(person: "Person", item: Item) -> bool:
    """Tell whether the person may not, or no longer, be shown the attack."""
    return not bars_in(item.batch.campaign, [person.pk]).may(person.pk, item.attack_id)


def open_assignment(*, assignment: Assignment, at: datetime, rng: Random) -> Assignment:
    """Begin: the attack is shown from now on. `rng` draws the pseudonym of somebody's first.

    Raises Refusal where the person's limits leave it out by now, RestNeededError where it would be the
    fourth severe one in a row.
    """
    batch = assignment.item.batch
    ensure_open(batch, at)
    with durable():
        held = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if is_barred(held.reviewer, assignment.item):
            raise Refusal(BARRED)
        if held.opened_at is None:
            attack = assignment.item.attack
            if _is_severe(attack) and severe_row(held.reviewer, at) >= IN_A_ROW:
                raise RestNeededError(batch.campaign.key)
            seat = seats_of(held.reviewer, Right.REVIEW).get(campaign=batch.campaign_id)
            ensure_pseudonym(seat=seat, rng=rng)
            held.opened_at = held.touched_at = at
            held.due_at = max(held.due_at, at + timedelta(hours=batch.lease_hours))
            facts = known_of(batch.campaign, attack.pk)[attack.pk]
            begin_exposure(
                person=held.reviewer,
                campaign=batch.campaign,
                subject=held.key,
                topics=facts.topics,
                severity=facts.severity,
                folded=told_of(attack).folded,
                at=at,
            )
        if held.state in {State.WAITING, State.SKIPPED}:
            held.state = State.OPEN
        held.save(update_fields=["opened_at", "touched_at", "due_at", "state"])
    return held


def skip_assignment(*, assignment: Assignment, reason: str, at: datetime) -> Assignment:
    """Put the item aside: no reason is needed, nothing is counted against anybody, a draft is kept."""
    campaign = assignment.item.batch.campaign_id
    keep_out([reason], person=assignment.reviewer_id, campaign=campaign, subject=assignment.key, at=at)
    with durable():
        held = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if held.state != State.DONE:
            held.state, held.reason = State.SKIPPED, reason.strip()[:LONGEST_REASON]
            held.touched_at = held.touched_at or at  # so long the preview was read
            held.save(update_fields=["state", "reason", "touched_at"])
    return held


def touch(held: Assignment, at: datetime, revealed: int | None = None) -> None:
    """Count the time since the last sign of life, in the transaction of whoever saves it.

    `revealed` is how many folded texts were opened so far, None where the page could not tell.
    """
    since = held.touched_at or at
    seconds = counted((at - since).total_seconds())
    held.seconds, held.touched_at = held.seconds + seconds, at
    extend_exposure(person=held.reviewer_id, subject=held.key, seconds=seconds, revealed=revealed, at=at)

"""People are asked: those a lead chose, and in place of those who do not come, the next best."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gadfly.calling.models import COMES, Calling, Invitation, State
from gadfly.calling.pool import Pool, call_of, pool_for
from gadfly.calling.wish import Wish, wish_of
from gadfly.campaigns.queries import newest_terms
from gadfly.ledger.queries import card_of
from gadfly.network.actions import write_to_member
from gadfly.science.selection import Call, Chosen, Member, choose
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

NO_CARD = "Say first what the campaign pays, or that it is for volunteers: people read it before they answer."
CLOSED = "This campaign is closed, so nobody is called to it. Open it again first."
GONE = "None of these can be called any more. Look for people again."


@dataclass(frozen=True, slots=True)
class Asking:
    """What people are told and how long they may think. `sent` is the page's own name for it."""

    sent: str
    told: str
    days: int


def call_people(
    *, campaign: "Campaign", wish: Wish, people: Collection[str], asking: Asking, by: "Person", at: datetime
) -> Calling:
    """Invite these people, by their keys; who cannot be called any more is passed over.

    The same `sent` again returns what it made. Raises Refusal while nothing was said of pay or when
    the campaign is closed, NotValid when nobody is left.
    """
    if card_of(campaign) is None:
        raise Refusal(NO_CARD)
    if campaign.stage == "closed":
        raise Refusal(CLOSED)
    with durable():
        known = Calling.objects.filter(by=by, sent=asking.sent).first()
        if known is not None:
            return known
        pool = pool_for(campaign, wish, at)
        these = [member for member in pool.others if member.name in people]
        call = call_of(wish, newest_terms(campaign).topics, size=max(1, len(these)), new=0)
        made = Calling(campaign=campaign, by=by, called_at=at, **asdict(wish), **asdict(asking))
        if not _ask(made, these, call, pool, at):
            raise NotValid(GONE)
    return made


def _ask(made: Calling, these: list[Member], call: Call, pool: Pool, at: datetime) -> list[Invitation]:
    """Invite the best of these; a calling that is new is kept with how many they are."""
    found = choose(these, call, beside=pool.here).chosen
    if found and made._state.adding:  # noqa: SLF001 -- as Django documents it
        made.size = len(found)
        made.save(force_insert=True)
    by_name = {member.name: member for member in these}
    asked = [_invite(made, pool.people[one.name].person, one, by_name[one.name], at) for one in found]
    return [invitation for invitation in asked if invitation]


def _invite(made: Calling, person: "Person", why: Chosen, member: Member, at: datetime) -> Invitation | None:
    """Ask one person; None for who was asked to this campaign by somebody else meanwhile."""
    answer_by = at + timedelta(days=made.days)
    first = {
        "calling": made,
        "minutes": made.minutes,
        "gain": why.gain,
        "reasons": list(why.reasons),
        "is_new": member.is_new,
        "asked_at": at,
        "answer_by": answer_by,
    }
    invitation, new = Invitation.objects.get_or_create(campaign=made.campaign, person=person, defaults=first)
    if not new:
        return None
    hours = f"{made.minutes / 60:g}"
    write_to_member(person=person, template="called", at=at, hours=hours, until=f"{answer_by:%d %B %Y}")
    return invitation


def pass_on(*, calling: int, at: datetime) -> list[Invitation]:
    """Let what was not answered in time lapse, and ask the next best in place of all who do not come.

    Nobody is asked for a campaign that has closed, or once the lead has stopped. Returns whom it asked.
    """
    with durable():
        held = Calling.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=calling)
        overdue = held.invitations.filter(state=State.ASKED, answer_by__lte=at)
        overdue.update(state=State.LAPSED, answered_at=at)
        come = list(held.invitations.filter(state__in=COMES))
        lacking = held.size - len(come)
        if lacking <= 0 or held.stopped_at is not None or held.campaign.stage == "closed":
            return []
        wish = wish_of(held)
        pool = pool_for(held.campaign, wish, at)
        new = wish.new_among(held.size) - sum(row.is_new for row in come)
        topics = newest_terms(held.campaign).topics
        call = call_of(wish, topics, size=lacking, new=min(max(new, 0), lacking))
        return _ask(held, list(pool.others), call, pool, at)


def stop_calling(*, campaign: "Campaign", at: datetime) -> int:
    """Ask nobody in place of those who do not come; who was asked may still answer. Return of how many."""
    with durable():
        return Calling.objects.filter(campaign=campaign, stopped_at=None).update(stopped_at=at)

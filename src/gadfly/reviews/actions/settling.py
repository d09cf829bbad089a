"""Where votes lie apart: one more reviewer, or a discussion after which the same people vote again.

The first votes were blind and stay as they are. A discussion shows them to those who cast them.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.reviews.actions.taking import ensure_open
from gadfly.reviews.models import LONGEST_NOTE, Item, Raised, Remark, Review
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.actions import keep_out

if TYPE_CHECKING:
    from gadfly.people.models import Person

TOO_FEW = "Two people must have voted on this attack before it can be settled. Wait for their reviews."
TALKED = (
    "This attack is under discussion. Let those who voted vote again; one more reviewer would not be blind."
)


def ask_third(*, item: Item, at: datetime) -> Item:
    """Let the item have one more review, by whoever is free and may. Asking again changes nothing."""
    ensure_open(item.batch, at)
    with durable():
        held = _with_votes(item)
        if held.raised == Raised.DISCUSSION:
            raise Refusal(TALKED)
        if held.raised == Raised.NOTHING:
            votes = Review.objects.filter(assignment__item=held, round=1).count()
            held.wanted, held.raised = max(votes, held.wanted) + 1, Raised.THIRD
            held.save(update_fields=["wanted", "raised"])
    return held


def open_discussion(*, item: Item, at: datetime) -> Item:
    """Show the votes to those who cast them, let them talk, and let them vote again. Reviews end there."""
    ensure_open(item.batch, at)
    with durable():
        held = _with_votes(item)
        held.raised = Raised.DISCUSSION
        held.save(update_fields=["raised"])
    return held


def record_remark(*, item: Item, person: "Person", key: str, text: str, at: datetime) -> Remark:
    """Keep a sentence of the discussion. The same key again changes nothing.

    Raises Refusal where it crosses the hard line.
    """
    ensure_open(item.batch, at)
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise NotValid(f"Write 1 to {LONGEST_NOTE:,} characters.")
    keep_out([text], person=person.pk, campaign=item.batch.campaign_id, subject=item.key, at=at)
    with durable():
        remark, _ = Remark.objects.get_or_create(
            item=item, person=person, key=key, defaults={"text": text.strip(), "at": at}
        )
    return remark


def _with_votes(item: Item) -> Item:
    held = Item.objects.select_for_update().get(pk=item.pk)
    if Review.objects.filter(assignment__item=held, round=1).count() < 2:  # noqa: PLR2004 -- one vote lies apart from none
        raise Refusal(TOO_FEW)
    return held

"""A review: its draft, its submission, ten seconds to take it back, changes until the batch closes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from gadfly.reviews.actions.taking import ensure_open, touch
from gadfly.reviews.answers import Answers
from gadfly.reviews.models import Assignment, Raised, Review, State
from gadfly.reviews.standing import UNDO
from gadfly.science.reviewing.taxonomies import MOST_TAGS, OTHER
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.actions import keep_out

WORDS = ("note", "other")
"""What of a review is written, not chosen."""
GRACE = timedelta(seconds=5)
"""For the way of a request that was sent in time."""
UNSEEN = "Read the attack first: this page shows it when you proceed. Nothing you filled in is lost."
ELSEWHERE = (
    "You submitted this review from another tab or device meanwhile, and that is kept."
    " What you filled in here stands below; submit again to put it in the other’s place."
)
TOO_LATE = "The ten seconds are over. The review is kept; change it on this page and submit it again."


def save_draft(
    *, assignment: Assignment, draft: Mapping[str, object], at: datetime, revealed: int | None = None
) -> Assignment:
    """Keep what is filled in so far, and count the time since the last sign of life.

    Raises Refusal where its words cross the hard line.
    """
    ensure_open(assignment.item.batch, at)
    _keep_out(assignment, [str(draft.get(name, "")) for name in WORDS], at)
    with durable():
        held = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if held.opened_at is None:
            raise Refusal(UNSEEN)
        touch(held, at, revealed)
        held.draft, held.drafted_at = dict(draft), at
        held.save(update_fields=["draft", "drafted_at", "seconds", "touched_at"])
    return held


def record_review(
    *,
    assignment: Assignment,
    answers: Answers,
    key: str,
    revision: int,
    at: datetime,
    number: int = 1,
    revealed: int | None = None,
) -> Review:
    """Keep the review of round `number`. The same `key` again changes nothing.

    `revision` is the one the page knew, 0 for none: another one on disk means another tab was quicker,
    and is refused. Whoever's time ran out still counts: as one more review where somebody took over.
    Words that cross the hard line are refused as well.
    """
    _keep_out(assignment, [getattr(answers, name) for name in WORDS], at)
    batch = assignment.item.batch
    with durable():
        held = (
            Assignment.objects.select_for_update()
            .select_related("item__batch__taxonomy")
            .get(pk=assignment.pk)
        )
        known = held.reviews.filter(round=number).first()
        if known is not None and known.key == key:
            return known
        ensure_open(batch, at)
        _ensure_ready(held, answers, number)
        if (known.revision if known else 0) != revision:
            raise Refusal(ELSEWHERE)
        touch(held, at, revealed)
        held.state, held.draft, held.drafted_at = State.DONE, {}, None
        held.save(update_fields=["state", "draft", "drafted_at", "seconds", "touched_at"])
        said = {**answers._asdict(), "tags": sorted(answers.tags), "key": key, "revision": revision + 1}
        review, _ = Review.objects.update_or_create(
            assignment=held,
            round=number,
            defaults={**said, "seconds": held.seconds, "submitted_at": at},
        )
    return review


def _keep_out(assignment: Assignment, texts: Iterable[str], at: datetime) -> None:
    campaign = assignment.item.batch.campaign_id
    keep_out(texts, person=assignment.reviewer_id, campaign=campaign, subject=assignment.key, at=at)


def _ensure_ready(held: Assignment, answers: Answers, number: int) -> None:
    if held.opened_at is None:
        raise Refusal(UNSEEN)
    if number > 1 and held.item.raised != Raised.DISCUSSION:
        raise Refusal("There is no discussion of this attack in which to vote again.")
    if len(answers.tags) > MOST_TAGS or not set(answers.tags) <= set(held.item.batch.taxonomy.tags):
        raise NotValid(f"Choose up to {MOST_TAGS} of the tags on this page.")
    if answers.other and OTHER not in answers.tags:
        raise NotValid(f"Choose the tag “{OTHER}” as well, or leave the words beside it away.")


def take_back(*, assignment: Assignment, at: datetime) -> Assignment:
    """Turn a review submitted within ten seconds into a draft again. Taken back already, it stays so."""
    ensure_open(assignment.item.batch, at)
    with durable():
        held = Assignment.objects.select_for_update().get(pk=assignment.pk)
        review = held.reviews.filter(round=1).first()
        if review is None:
            return held
        if at > review.submitted_at + UNDO + GRACE or held.reviews.filter(round=2).exists():
            raise Refusal(TOO_LATE)
        held.state, held.draft, held.drafted_at = State.OPEN, draft_of(review), at
        held.save(update_fields=["state", "draft", "drafted_at"])
        review.delete()
    return held


def draft_of(review: Review) -> dict[str, object]:
    """Return what a form that says the same is filled with."""
    return {name: getattr(review, name) for name in Answers._fields}

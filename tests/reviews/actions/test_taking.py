"""Nobody waits on nobody: what is put aside, late or left goes to somebody else, and nothing is lost."""

from datetime import timedelta

import pytest

from gadfly.campaigns.actions import end_seat
from gadfly.reviews import actions
from gadfly.reviews.models import Assignment, Review
from gadfly.shared.refusal import Refusal
from tests.reviews.making import (
    LATER,
    given_to,
    make_batch,
    make_reviewed_campaign,
    make_reviewers,
    opened,
    reviewed,
)

AFTER = LATER + timedelta(hours=100)
"""When every lease given at noon has run out."""


@pytest.fixture
def campaign(cast):
    return make_reviewed_campaign(cast.ada, cast.bo, attacks=3)


@pytest.fixture
def people(campaign):
    return make_reviewers(campaign, 3)


def finish(person, batch, at=LATER):
    while (taken := actions.take_next(person=person, batch=batch, at=at)) is not None:
        reviewed(taken, at=at)


def test_what_was_begun_comes_before_what_was_given(people, campaign):
    batch = make_batch(campaign)
    first, second = given_to(people[0], batch)
    opened(second)
    assert actions.take_next(person=people[0], batch=batch, at=LATER) == second
    assert first.state == "waiting"


def test_opening_begins_the_clock_and_draws_a_pseudonym_once(people, campaign):
    batch = make_batch(campaign)
    row = opened(given_to(people[0], batch).first())
    again = opened(row, LATER + timedelta(minutes=5))
    seat = campaign.seats.get(person=people[0])
    assert (row.state, again.opened_at, seat.pseudonym is not None) == ("open", LATER, True)
    assert row.due_at == LATER + timedelta(hours=72)


def test_what_is_put_aside_goes_to_who_is_free(people, campaign):
    batch = make_batch(campaign)
    row = given_to(people[0], batch).first()
    actions.skip_assignment(assignment=row, reason=" not today ", at=LATER)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("skipped", "not today")
    free = next(person for person in people[1:] if not given_to(person, batch).filter(item=row.item).exists())
    for own in given_to(free, batch):
        reviewed(own)
    taken = actions.take_next(person=free, batch=batch, at=LATER)
    assert (taken.item, taken.reviewer) == (row.item, free)


def test_nothing_is_taken_over_while_somebody_is_about_to_do_it(people, campaign):
    batch = make_batch(campaign)
    finish(people[0], batch)
    assert given_to(people[0], batch).count() == 2


def test_a_lease_that_ran_out_returns_the_item_and_the_late_review_counts_as_one_more(people, campaign):
    batch = make_batch(campaign)
    late = opened(given_to(people[0], batch).first())
    actions.save_draft(assignment=late, draft={"success": 3}, at=LATER)
    finish(people[1], batch, AFTER)
    finish(people[2], batch, AFTER)
    assert actions.take_next(person=people[0], batch=batch, at=AFTER) is None
    late.refresh_from_db()
    assert (late.state, late.draft) == ("returned", {"success": 3})
    assert Review.objects.filter(assignment__item=late.item).count() == 2
    reviewed(given_to(people[0], batch).get(pk=late.pk), at=AFTER)
    assert Review.objects.filter(assignment__item=late.item).count() == 3
    assert Assignment.objects.filter(item=late.item, reviewer=people[0]).count() == 1


def test_a_lease_that_ran_out_and_was_not_taken_over_stays_its_reviewers(people, campaign):
    batch = make_batch(campaign)
    row = given_to(people[0], batch).first()
    reviewed(row, at=AFTER)
    row.refresh_from_db()
    assert row.state == "done"


def test_a_lease_is_given_anew_to_who_comes_late_while_nobody_took_over(people, campaign):
    batch = make_batch(campaign)
    taken = actions.take_next(person=people[0], batch=batch, at=AFTER)
    assert (taken.state, taken.due_at) == ("waiting", AFTER + timedelta(hours=72))


def test_what_a_removed_reviewer_had_is_taken_over_and_what_they_did_stays(people, campaign):
    batch = make_batch(campaign)
    done, left = given_to(people[0], batch)
    reviewed(done)
    actions.save_draft(assignment=opened(left), draft={"note": "half"}, at=LATER)
    end_seat(campaign=campaign, person=people[0], at=LATER)
    finish(people[1], batch)
    finish(people[2], batch)
    left.refresh_from_db()
    assert Review.objects.filter(assignment__item=left.item).exclude(assignment=left).count() == 2
    assert (Review.objects.filter(assignment=done).count(), left.draft) == (1, {"note": "half"})


def test_what_was_put_aside_can_be_opened_after_all_and_what_is_done_cannot_be_put_aside(people, campaign):
    batch = make_batch(campaign)
    row = given_to(people[0], batch).first()
    actions.skip_assignment(assignment=row, reason="", at=LATER)
    assert opened(row).state == "open"
    reviewed(row)
    assert actions.skip_assignment(assignment=row, reason="", at=LATER).state == "done"


@pytest.mark.parametrize("closing", ["by its lead", "by its date"])
def test_a_closed_batch_gives_nothing_out(people, campaign, closing):
    batch = make_batch(campaign, closes_at=AFTER if closing == "by its date" else None)
    row = given_to(people[0], batch).first()
    if closing == "by its lead":
        actions.close_batch(batch=batch, at=LATER)
    row = given_to(people[0], batch).first()
    for act in (
        lambda: actions.take_next(person=people[0], batch=batch, at=AFTER),
        lambda: opened(row, AFTER),
        lambda: actions.save_draft(assignment=row, draft={}, at=AFTER),
    ):
        with pytest.raises(Refusal, match="closed"):
            act()

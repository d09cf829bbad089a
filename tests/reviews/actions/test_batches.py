"""A batch is drawn once, keeps what decided it, and gives nobody what they may not have."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gadfly.campaigns.actions import end_seat
from gadfly.reviews import actions
from gadfly.reviews.bars import Bars
from gadfly.reviews.models import Assignment, Batch, Item, Review
from gadfly.science.reviewing.drawing import Rule
from gadfly.shared.keys import new_key
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_attack
from tests.reviews.making import (
    LATER,
    given_to,
    make_batch,
    make_reviewed_campaign,
    make_reviewers,
    opened,
    swap_seats,
)


@pytest.fixture
def campaign(cast):
    made = make_reviewed_campaign(cast.ada, cast.bo, attacks=6)
    make_reviewers(made, 3)
    return made


def test_a_batch_gives_each_attack_to_as_many_as_asked_and_everybody_equally_many(campaign):
    batch = make_batch(campaign, overlap=2)
    rows = Assignment.objects.filter(item__batch=batch)
    assert Counter(rows.values_list("item", flat=True)) == dict.fromkeys(
        batch.items.values_list("pk", flat=True), 2
    )
    assert sorted(Counter(rows.values_list("reviewer", flat=True)).values()) == [4, 4, 4]


def test_the_same_wish_again_draws_nothing_more(campaign):
    key = new_key()
    assert make_batch(campaign, key=key) == make_batch(campaign, key=key)
    assert (Batch.objects.count(), Item.objects.count()) == (1, 6)


def test_what_was_drawn_is_not_drawn_again_except_to_calibrate(campaign):
    make_batch(campaign, size=4)
    second = make_batch(campaign, size=4, rule=Rule.STRATIFIED)
    assert second.items.count() == 2
    with pytest.raises(Refusal, match="no attack to draw"):
        make_batch(campaign)
    calibration = make_batch(campaign, size=3, calibration=True)
    assert Assignment.objects.filter(item__batch=calibration).count() == 3 * 3


def test_one_reviewer_alone_is_not_enough(cast):
    campaign = make_reviewed_campaign(cast.ada, cast.bo)
    make_reviewers(campaign, 1)
    with pytest.raises(Refusal, match="two people"):
        make_batch(campaign)


def test_open_skipped_and_empty_attacks_are_not_drawn(cast, campaign):
    make_attack(campaign=campaign, person=cast.bo, exchanges=())
    make_attack(campaign=campaign, person=cast.bo, over=False)
    assert make_batch(campaign).items.count() == 6


def test_nobody_gets_their_own_attack_though_they_are_a_reviewer_now(cast, campaign):
    swap_seats(campaign, cast.bo)
    batch = make_batch(campaign)
    assert given_to(cast.bo, batch).count() == 0
    opened_by = opened(given_to(campaign.seats.filter(role="reviewer").first().person, batch).first())
    actions.skip_assignment(assignment=opened_by, reason="", at=LATER)
    assert actions.take_next(person=cast.bo, batch=batch, at=LATER) is None


def test_further_bars_hold_in_the_draw_and_when_somebody_takes_over(campaign):
    first, second, third = (seat.person for seat in campaign.seats.filter(role="reviewer").order_by("pk"))
    never = Bars(rules=[lambda person, _attack: person != first.pk], room={second.pk: 2})
    wish = actions.BatchWish(key=new_key(), taxonomy=actions.ensure_shipped()[0], overlap=2)
    batch = actions.draw_batch(campaign=campaign, wish=wish, seed=1, at=NOON, further=never)
    assert [given_to(person, batch).count() for person in (first, second, third)] == [0, 2, 6]
    assert actions.take_next(person=first, batch=batch, at=LATER, further=never) is None
    full = Bars(room={first.pk: 0})
    assert actions.take_next(person=first, batch=batch, at=LATER, further=full) is None
    assert actions.take_next(person=first, batch=batch, at=LATER).reviewer == first


def test_a_batch_closes_once(campaign):
    batch = actions.close_batch(batch=make_batch(campaign), at=LATER)
    assert actions.close_batch(batch=batch, at=LATER + timedelta(hours=1)).closed_at == LATER


def test_an_ended_seat_takes_no_part(cast, campaign):
    gone = campaign.seats.filter(role="reviewer").first().person
    end_seat(campaign=campaign, person=gone, at=NOON)
    assert given_to(gone, make_batch(campaign)).count() == 0


@pytest.mark.parametrize(
    "wrong", [{"overlap": 1}, {"overlap": 6}, {"apart": 0}, {"closes_at": NOON - timedelta(days=1)}]
)
def test_the_database_refuses_a_batch_that_cannot_be(campaign, wrong):
    batch = make_batch(campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**wrong)


@pytest.mark.parametrize("wrong", [{"success": 5}, {"severity": 9}, {"actionable": 5}, {"round": 3}])
def test_the_database_refuses_a_review_that_cannot_be(cast, campaign, wrong):
    batch = make_batch(campaign)
    row = Assignment.objects.filter(item__batch=batch).first()
    said = {"assignment": row, "key": "k", "success": 1, "seconds": 0, "submitted_at": NOON, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(**said)
    kept = Review.objects.create(**{**said, **dict.fromkeys(wrong, 1)})
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(**{**said, **dict.fromkeys(wrong, 1)})
    assert str(kept) == f"review of {row}, round 1"


def test_rows_say_what_they_are(campaign):
    batch = make_batch(campaign)
    item = batch.items.first()
    assert [str(batch), str(item), str(batch.taxonomy)] == [
        f"batch {batch.key}",
        f"item 0 of batch {batch.key}",
        "Red teaming 2022, version 1",
    ]

"""Agreement is measured of what there is, kept, and measured anew when asked; gold is marked."""

import pytest
from django.db import IntegrityError, transaction

from gadfly.reviews import actions
from gadfly.reviews.models import Item, Measurement
from gadfly.reviews.tasks import measure_agreement, measure_what_waits
from gadfly.shared.refusal import NotValid
from tests.factories import NOON
from tests.reviews.making import LATER, make_batch, make_reviewed_campaign, make_reviewers, vote

FEW = 2


@pytest.fixture
def batch(cast):
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=2)
    make_reviewers(campaign, 2)
    return make_batch(campaign)


def test_what_is_found_rests_on_the_votes_there_are(batch):
    assert actions.measure(batch=batch.pk, at=NOON, resamples=FEW).found is None
    first, second = batch.items.all()
    vote(first, 0, 0)
    vote(second, 4, 4)
    made = actions.measure(batch=batch.pk, at=LATER, resamples=FEW)
    assert (made.votes, made.found["ways"][0]["alpha"], made.found["votes"]) == (4, 1.0, [[0, 2], [4, 2]])
    assert Measurement.objects.count() == 1


def test_asking_leaves_what_was_found_until_the_worker_comes(batch):
    actions.measure(batch=batch.pk, at=NOON, resamples=FEW)
    asked = actions.ask_measurement(batch=batch, at=LATER)
    assert (asked.under_way, str(asked)) == (True, f"agreement on {batch}")
    assert measure_what_waits() == 1
    measure_agreement.func(batch.pk)
    asked.refresh_from_db()
    assert not asked.under_way
    assert measure_what_waits() == 0


def test_a_gold_item_is_marked_by_its_place_and_cleared_again(batch):
    assert actions.mark_gold(batch=batch, position=1, value=3).gold == 3
    first, second = batch.items.all()
    vote(first, 0, 0)
    vote(second, 3, 3)
    assert actions.measure(batch=batch.pk, at=LATER, resamples=FEW).found["gold"]["accuracy"] == 1.0
    assert actions.mark_gold(batch=batch, position=1, value=None).gold is None


@pytest.mark.parametrize(("position", "value"), [(2, 1), (0, 5), (0, -1)])
def test_what_is_no_item_and_no_grade_is_refused(batch, position, value):
    with pytest.raises(NotValid):
        actions.mark_gold(batch=batch, position=position, value=value)


def test_the_database_keeps_gold_a_grade(batch):
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(batch=batch).update(gold=5)

from datetime import UTC

import pytest

from gadfly.attacks.actions.importing import import_records
from gadfly.attacks.models import Attack, Candidate, Score
from gadfly.attacks.records import BATCH, records_of
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import Dialogue, Turn
from gadfly.science.preference.store import shipped
from tests.factories import NOON, Exchange, make_attack, make_campaign

HELLO = Dialogue((Turn("Hello", (Reply("Good day."),), continued=0),))


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange()])


def filled(campaign, *numbers):
    records = (AttackRecord(HELLO, key=f"{number:022}") for number in numbers)
    list(import_records(campaign=campaign, records=records, at=NOON))


def keys(campaign):
    return [int(record.key) for record in records_of(campaign.pk)]


@pytest.mark.parametrize("count", [0, 1, BATCH - 1, BATCH, BATCH + 1])
def test_every_attack_comes_once_and_in_order(cast, count):
    one = make_campaign(lead=cast.ada, title="One")
    filled(one, *range(count))
    assert keys(one) == list(range(count))


def test_attacks_of_campaigns_that_run_at_once_are_kept_apart(cast):
    one, other = make_campaign(lead=cast.ada, title="One"), make_campaign(lead=cast.ada, title="Other")
    for number in range(4):
        filled((one, other)[number % 2], number)
    assert (keys(one), keys(other)) == ([0, 2], [1, 3])


def test_a_batch_takes_the_same_four_queries_whatever_it_holds_and_two_tell_the_reference(
    cast, django_assert_num_queries
):
    one = make_campaign(lead=cast.ada, title="One")
    for number in range(3):
        filled(one, number)
        with django_assert_num_queries(6):
            assert len(keys(one)) == number + 1


def test_a_record_names_the_reference_and_the_arms_it_was_drawn_from(campaign, attack):
    (record,) = records_of(campaign.pk)
    assert (record.reference, record.arm.drawn_from) == (shipped("light-1").scorer, ())
    arm = attack.arm
    Attack.objects.update(drawn_from=[arm.pk])
    (record,) = records_of(campaign.pk)
    assert record.arm.drawn_from == (arm.target.name,)


def test_times_say_that_they_are_in_utc(campaign, attack):
    (record,) = records_of(campaign.pk)
    assert (record.started_at, record.ended_at) == (attack.started_at, attack.ended_at)
    times = [record.started_at, *(detail.said_at for detail in record.details)]
    assert [time.tzinfo for time in times] == [UTC] * 3


def test_only_the_attacks_own_scorer_speaks(campaign, attack):
    Attack.objects.filter(pk=attack.pk).update(scorer="light")
    for candidate in Candidate.objects.all():
        Score.objects.create(candidate=candidate, scorer="heavy", value=1.0)
    first = Candidate.objects.order_by("turn", "position").first()
    Score.objects.create(candidate=first, scorer="light", value=-2.0)
    (record,) = records_of(campaign.pk)
    assert [detail.scores for detail in record.details] == [(-2.0, None), (None, None)]


def test_an_attack_without_a_word_is_a_record(campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, exchanges=[])
    (record,) = records_of(campaign.pk)
    assert (record.dialogue, record.details) == (Dialogue(), ())

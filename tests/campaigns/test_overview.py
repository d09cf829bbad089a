"""A lead's overview counts what is there, says what is missing, and asks no more when there is more."""

from dataclasses import replace

import pytest

from gadfly.attacks.actions import record_scores, skip_attack
from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import end_seat, open_campaign, revise_terms
from gadfly.campaigns.models import Arm, Terms
from gadfly.campaigns.queries import overview_of, seats_in
from gadfly.campaigns.queries.overview import FEW, Counts
from gadfly.campaigns.wish import wish_of
from gadfly.people.actions import make_person
from gadfly.science.datasets.record import Summary
from tests.factories import NOON, make_attack, make_campaign, make_open_campaign, make_target, make_wish


def test_a_draft_shows_its_arms_and_no_attacks(cast):
    wish = replace(make_wish(), weights={make_target("plain").pk: 3, make_target("careful").pk: 1})
    overview = overview_of(make_campaign(lead=cast.ada, wish=wish), NOON, counted=False)
    assert [(arm.name, arm.share, arm.mark) for arm in overview.arms] == [
        ("plain", 0.75, 1),
        ("careful", 0.25, 2),
    ]
    assert (overview.counts, overview.draft, overview.done) == (Counts(), overview.terms, 7)


def test_attacks_are_counted_by_arm_and_by_how_they_stand(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=make_wish(make_target("plain")))
    scored = make_attack(campaign=campaign, person=cast.bo)
    record_scores(attack=scored, values={}, summary=Summary(scorer="hh", min=-1.0))
    make_attack(campaign=campaign, person=cast.bo)
    skipped = make_attack(campaign=campaign, person=cast.bo, over=False)
    skip_attack(attack=skipped, at=NOON, scoring=lambda _: None)
    make_attack(campaign=campaign, person=cast.bo, over=False)
    counts = overview_of(campaign, NOON, counted=False).arms[0].counts
    assert counts == Counts(begun=4, ended=2, skipped=1, left=0, scored=1)
    assert (counts.open, counts.unscored) == (1, 1)


def test_attacks_on_earlier_versions_and_imported_ones_are_counted_beside(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_attack(campaign=campaign, person=cast.bo)
    revise_terms(campaign=campaign, wish=replace(wish_of(campaign.terms), brief="Another."))
    open_campaign(campaign=campaign, at=NOON)
    terms = Terms.objects.create(campaign=campaign, number=9, seed=0, frozen_at=NOON, imported=True)
    arm = Arm.objects.create(terms=terms, target=make_target("from a file"))
    Attack.objects.create(campaign=campaign, terms=terms, arm=arm, seed=0, intent="x", state="ended")
    overview = overview_of(campaign, NOON, counted=False)
    assert [arm.counts for arm in overview.arms] == [Counts(), Counts()]
    assert (overview.earlier, overview.counts) == (Counts(begun=2, ended=2), Counts(begun=2, ended=2))


def test_many_attacks_are_counted_only_when_asked_for(cast):
    campaign = make_open_campaign(lead=cast.ada, wish=make_wish(make_target("plain")))
    arm = campaign.terms.arms.get()
    row = {
        "campaign": campaign,
        "terms": campaign.terms,
        "arm": arm,
        "seed": 0,
        "intent": "x",
        "state": "ended",
    }
    Attack.objects.bulk_create(Attack(**row) for _ in range(FEW + 1))
    quick, counted = (overview_of(campaign, NOON, counted=asked) for asked in (False, True))
    assert (quick.arms[0].counts, quick.counts) == (None, None)
    assert counted.counts == Counts(begun=FEW + 1, ended=FEW + 1)


def test_people_are_shown_with_their_part_and_whether_they_agreed(cast):
    campaign = make_open_campaign(
        lead=cast.ada, red_teamers=[cast.bo, cast.eve], reviewers=[cast.cy], agreed=False
    )
    end_seat(campaign=campaign, person=cast.eve, at=NOON)
    assert [(seat.person.name, seat.role, seat.agreed) for seat in seats_in(campaign)] == [
        ("Ada", "lead", None),
        ("Bo", "red teamer", False),
        ("Cy", "reviewer", None),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_takes_the_same_queries_however_much_there_is(cast, django_assert_num_queries, count):
    people = [make_person(email=f"{n}@example.org", name=f"Person {n}", at=NOON)[0] for n in range(count)]
    wish = make_wish(*(make_target(f"target {number}") for number in range(count)))
    campaign = make_open_campaign(lead=cast.ada, red_teamers=people, wish=wish)
    for person in people:
        make_attack(campaign=campaign, person=person)
    with django_assert_num_queries(10):
        overview_of(campaign, NOON, counted=False)

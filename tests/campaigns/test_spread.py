"""On how many people a campaign's attacks lie, for its lead."""

import re

import pytest
from django.urls import reverse

from gadfly.attacks.models import Attack
from gadfly.campaigns.queries.spread import spread_in
from gadfly.people.actions import make_person
from tests.factories import NOON, make_attack, make_open_campaign


@pytest.fixture
def people(db):
    return [
        make_person(email=f"wes{number}@example.org", name=f"Wes {number}", at=NOON)[0] for number in range(5)
    ]


@pytest.fixture
def campaign(cast, people):
    return make_open_campaign(lead=cast.ada, red_teamers=people)


def attacks(campaign, person, count):
    """So many counted attacks by one person, copied from a real one."""
    first = make_attack(campaign=campaign, person=person)
    kept = {field.attname: getattr(first, field.attname) for field in Attack._meta.concrete_fields}
    Attack.objects.bulk_create(
        Attack(**kept | {"id": None, "key": f"{person.pk}-{number}", "position": number})
        for number in range(1, count)
    )


def page(client, campaign):
    return re.sub(r"\s+", " ", client.get(reverse("campaign", args=[campaign.key])).content.decode())


def test_the_spread_counts_attacks_that_are_over_and_who_is_new(cast, campaign, people):
    elsewhere = make_open_campaign(lead=cast.eve, red_teamers=[people[0]], title="Elsewhere")
    make_attack(campaign=elsewhere, person=people[0])
    attacks(campaign, people[0], 3)
    attacks(campaign, people[1], 1)
    make_attack(campaign=campaign, person=people[2], over=False)
    spread = spread_in(campaign)
    assert (spread.of.people, spread.of.attacks, spread.top_one, spread.unknown) == (2, 4, 75, 0)
    assert (spread.newcomers, spread.known, spread.new_attacks) == (1, 2, 25)


def test_of_imported_attacks_the_numbers_of_members_count_and_nobody_is_new(campaign, people):
    attacks(campaign, people[0], 2)
    attacks(campaign, people[1], 1)
    Attack.objects.update(person=None)
    Attack.objects.filter(position__gt=0).update(member=None)
    spread = spread_in(campaign)
    assert (spread.of.people, spread.of.attacks, spread.newcomers, spread.unknown) == (2, 2, None, 3)


def test_the_page_says_so_in_words_when_few_make_most(client, cast, campaign, people):
    client.force_login(cast.ada)
    assert "Who makes them" not in page(client, campaign)
    for person, count in zip(people, (17, 1, 1, 1, 1), strict=True):
        attacks(campaign, person, count)
    told = page(client, campaign)
    for words in (
        "1 of 5 made 80 %",
        "Call more people",
        "<dt>The busiest one</dt><dd>81 %</dd>",
        "5 of 5, with 100 %",
    ):
        assert words in told


def test_the_page_does_not_warn_where_all_make_as_many(client, cast, campaign, people):
    client.force_login(cast.ada)
    for person in people:
        attacks(campaign, person, 4)
    assert "Who makes them" in page(client, campaign)
    assert "Few people make most" not in page(client, campaign)

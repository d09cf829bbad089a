"""Lists and readings: the same few queries for one attack and for three."""

import pytest
from django.urls import reverse

from gadfly.attacks.paging import SIZE
from tests.factories import Exchange, make_attack


@pytest.mark.parametrize("count", [1, 3])
def test_the_leads_table_takes_six_queries(client, campaign, cast, django_assert_num_queries, count):
    for _ in range(count):
        make_attack(campaign=campaign, person=cast.bo)
    client.force_login(cast.ada)
    with django_assert_num_queries(6):
        page = client.get(reverse("attacks", args=[campaign.key])).content.decode()
    assert page.count("Get a curt answer about rice") == count


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_attacks_take_three_queries(client, campaign, cast, django_assert_num_queries, count):
    for _ in range(count):
        make_attack(campaign=campaign, person=cast.bo)
    client.force_login(cast.bo)
    with django_assert_num_queries(3):
        page = client.get(reverse("my-attacks")).content.decode()
    assert page.count("Get a curt answer about rice") == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_attack_is_read_in_thirteen_queries(client, campaign, cast, django_assert_num_queries, count):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange()] * count)
    client.force_login(cast.ada)
    with django_assert_num_queries(13):
        page = client.get(reverse("attack-read", args=[attack.key])).content.decode()
    assert page.count("May I keep rice overnight?") == count


def test_a_filter_that_finds_nothing_offers_the_way_back(client, campaign, cast):
    make_attack(campaign=campaign, person=cast.bo)
    client.force_login(cast.ada)
    page = client.get(reverse("attacks", args=[campaign.key]), {"words": "beans", "sort": "oldest"})
    assert 'href="?sort=oldest"' in page.content.decode()


def test_who_has_no_attacks_is_told_where_they_begin(client, campaign, cast):
    client.force_login(cast.cy)
    assert "No attacks here yet." in client.get(reverse("my-attacks")).content.decode()


@pytest.fixture
def many(campaign, cast):
    """Bo's attacks, oldest first: two pages of them and one more."""
    intents = [f"Rice, no. {number:02}" for number in range(2 * SIZE + 1)]
    return [make_attack(campaign=campaign, person=cast.bo, exchanges=(), intent=each) for each in intents]


def test_ones_own_attacks_are_leafed_through_from_both_ends(client, cast, many):
    client.force_login(cast.bo)

    def shown(**query):
        page = client.get(reverse("my-attacks"), query).content.decode()
        return [attack.intent for attack in reversed(many) if attack.intent in page]

    newest = [attack.intent for attack in reversed(many)]
    assert shown() == newest[:SIZE]
    assert shown(after=many[-SIZE].key) == newest[SIZE : 2 * SIZE]
    assert shown(after=many[-2 * SIZE].key) == newest[2 * SIZE :]
    assert shown(before=many[-SIZE - 1].key) == newest[:SIZE]


@pytest.mark.parametrize("query", ["after=nobody", "before=nobody", "page=2", "words=rice"])
def test_a_page_that_is_not_there_is_refused(client, campaign, cast, query):
    client.force_login(cast.bo)
    assert client.get(f"{reverse('my-attacks')}?{query}").status_code == 400


def test_a_page_cannot_begin_after_somebody_elses_attack(client, campaign, cast, many):
    client.force_login(cast.cy)
    assert client.get(reverse("my-attacks"), {"after": many[0].key}).status_code == 400

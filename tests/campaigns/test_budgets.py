"""Budgets on the lead's page and on a red teamer's brief."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from gadfly.attacks.models import Turn
from gadfly.campaigns.actions import Bounds, bound_campaign, bound_endpoint
from gadfly.campaigns.models import Budget, Endpoint, Meter, Scope
from gadfly.campaigns.queries import spending_of
from gadfly.people.actions import make_person
from tests.factories import NOON, Exchange, make_attack, make_endpoint, make_open_campaign

NONE = Bounds()
SOME = Bounds(tokens=10_000, money=2_500_000, turns=40, turns_an_hour=12, at_once=3)


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


def page_of(client, campaign):
    answer = client.get(reverse("campaign-budget", args=[campaign.key]))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, campaign, **said):
    return client.post(reverse("campaign-budget", args=[campaign.key]), said)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def attacked(campaign, person, *, prompt=100, completion=50):
    attack = make_attack(campaign=campaign, person=person, exchanges=[Exchange(), Exchange()])
    account = {"requests": 1, "prompt_tokens": prompt, "completion_tokens": completion}
    Turn.objects.filter(attack=attack).update(account=account)
    return attack


def test_a_lead_bounds_the_campaign_and_each_person(ada, campaign):
    said = {"whole-tokens": "10000", "whole-money": "2.50", "each-turns": "40", "each-turns_an_hour": "12"}
    assert send(ada, campaign, **said).status_code == 302
    whole, each = Budget.objects.order_by("scope")
    assert (whole.scope, whole.tokens, whole.money, whole.turns) == (Scope.CAMPAIGN, 10_000, 2_500_000, None)
    assert (each.scope, each.tokens, each.turns, each.turns_an_hour) == (Scope.PERSON, None, 40, 12)
    html = page_of(ada, campaign)
    assert re.search(r'name="whole-money" value="2\.5"', html)
    assert re.search(r'name="each-turns" value="40"', html)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"whole-tokens": "many"}, "Give a whole number from 0 to 1,000,000,000,000,000, or leave it empty."),
        ({"each-turns": "-1"}, "Give a whole number from 0 to 1,000,000,000, or leave it empty."),
        ({"each-money": "much"}, "Give an amount such as 25 or 2.50, or leave it empty."),
    ],
)
def test_what_is_no_bound_is_said_and_nothing_is_saved(ada, campaign, said, sentence):
    answer = send(ada, campaign, **{"whole-turns": "7", **said})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Budget.objects.exists()


def test_a_campaign_without_budgets_says_that_nothing_is_counted(ada, campaign):
    html = page_of(ada, campaign)
    assert "Nothing bounds the campaign as a whole, so nothing is counted." in html
    assert "Nothing bounds what one person takes." in html


def test_the_page_shows_what_is_spent_reserved_and_left(ada, campaign, cast):
    bound_campaign(campaign=campaign, whole=SOME, each=replace(SOME, tokens=None, turns=1))
    Meter.objects.create(
        scope=f"campaign:{campaign.pk}", tokens=6_000, held_tokens=1_500, money=250_000, turns=7, at_once=1
    )
    Meter.objects.create(scope=f"campaign:{campaign.pk}:person:{cast.bo.pk}", tokens=1_234, turns=1)
    said = words(page_of(ada, campaign))
    assert "Tokens 10,000 6,000 1,500 2,500" in said
    assert "Money 2.50 0.25 none 2.25" in said
    assert "Turns 40 7 none 33" in said
    assert "Bo 1,234 0.00 2.50 left 1 used up 0 12 left 0 3 left" in said


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        ({"tokens": 9_999, "at_once": 3}, None),
        ({"tokens": 9_999, "held_tokens": 1}, "Used up: tokens."),
        ({"tokens": 10_001, "turns": 40}, "Used up: tokens, turns."),
    ],
)
def test_what_is_used_up_is_said_on_top(ada, campaign, spent, said):
    bound_campaign(campaign=campaign, whole=SOME, each=NONE)
    Meter.objects.create(scope=f"campaign:{campaign.pk}", **spent)
    html = page_of(ada, campaign)
    assert ("The campaign pauses" in html) == (said is not None)
    assert (said or "") in html


def test_people_without_a_seat_have_no_share(ada, campaign, cast):
    bound_campaign(campaign=campaign, whole=NONE, each=SOME)
    campaign.seats.filter(person=cast.bo).update(left_at=NOON)
    assert "Nobody has a red teamer’s seat yet." in page_of(ada, campaign)


def test_where_money_is_bounded_endpoints_without_a_price_are_named(ada, campaign):
    bound_campaign(campaign=campaign, whole=NONE, each=replace(NONE, money=1))
    assert "What loopback takes counts as no money" in page_of(ada, campaign)
    Endpoint.objects.update(price_in=1, price_out=2)
    assert "counts as no money" not in page_of(ada, campaign)


def test_a_budget_counts_what_was_taken_before_it(campaign, cast):
    Endpoint.objects.update(price_in=Decimal("0.5"), price_out=2)
    other, _ = make_person(email="other@example.org", name="Other", at=NOON)
    elsewhere = make_open_campaign(lead=cast.eve, red_teamers=[other], title="Elsewhere")
    attacked(campaign, cast.bo)
    attacked(elsewhere, other, prompt=10, completion=0)
    endpoint = Endpoint.objects.get()
    bound_campaign(campaign=campaign, whole=SOME, each=SOME)
    bound_endpoint(endpoint=endpoint, bounds=SOME)
    counted = {meter.scope: (meter.tokens, meter.money, meter.turns) for meter in Meter.objects.all()}
    assert counted == {
        f"campaign:{campaign.pk}": (300, 300, 2),
        f"campaign:{campaign.pk}:person:{cast.bo.pk}": (300, 300, 2),
        f"endpoint:{endpoint.pk}": (320, 310, 4),
    }


def test_what_is_held_when_a_budget_begins_is_held_by_it_too(campaign, cast):
    attack = attacked(campaign, cast.bo)
    Turn.objects.filter(attack=attack, number=2).update(reserved_tokens=70, reserved_money=5, account={})
    bound_campaign(campaign=campaign, whole=SOME, each=NONE)
    meter = Meter.objects.get()
    assert (meter.tokens, meter.held_tokens, meter.held_money, meter.at_once, meter.turns) == (
        150,
        70,
        5,
        1,
        2,
    )


def test_a_bound_that_changes_leaves_what_was_counted(campaign, cast):
    bound_campaign(campaign=campaign, whole=SOME, each=NONE)
    Meter.objects.create(scope=f"campaign:{campaign.pk}", tokens=99)
    bound_campaign(campaign=campaign, whole=replace(SOME, tokens=5), each=NONE)
    assert (Budget.objects.get().tokens, Meter.objects.get().tokens) == (5, 99)


def test_a_budget_without_bounds_is_none_and_its_meters_go(campaign, cast):
    attacked(campaign, cast.bo)
    bound_campaign(campaign=campaign, whole=SOME, each=SOME)
    bound_campaign(campaign=campaign, whole=SOME, each=NONE)
    assert [budget.scope for budget in Budget.objects.all()] == [Scope.CAMPAIGN]
    assert [meter.scope for meter in Meter.objects.all()] == [f"campaign:{campaign.pk}"]
    bound_campaign(campaign=campaign, whole=NONE, each=NONE)
    assert not Budget.objects.exists()
    assert not Meter.objects.exists()


def test_an_endpoint_has_a_budget_of_its_own(cast):
    endpoint = make_endpoint()
    assert spending_of(endpoint=endpoint, at=NOON) == ()
    bound_endpoint(endpoint=endpoint, bounds=SOME)
    lines = {line.what: line.left for line in spending_of(endpoint=endpoint, at=NOON)}
    assert lines == {
        "Tokens": 10_000,
        "Money": 2_500_000,
        "Turns": 40,
        "Turns this hour": 12,
        "Turns at once": 3,
    }


@pytest.mark.parametrize(
    ("turns", "in_hour", "said"),
    [
        (40, None, "You have 33 turns left in this campaign."),
        (8, None, "You have 1 turn left in this campaign."),
        (7, None, "You have no turns left in this campaign."),
        (40, 12, "You have 33 turns left in this campaign, 12 of them in this hour."),
        (8, 12, "You have 1 turn left in this campaign, 1 of them in this hour."),
        (None, 12, "You have 12 turns left in this hour."),
        (None, 0, "You have no turns left in this hour."),
    ],
)
def test_a_red_teamer_is_told_how_many_turns_are_left_and_nothing_else(
    client, campaign, cast, turns, in_hour, said
):
    bound_campaign(
        campaign=campaign, whole=SOME, each=Bounds(turns=turns, turns_an_hour=in_hour, tokens=4321)
    )
    Meter.objects.create(scope=f"campaign:{campaign.pk}:person:{cast.bo.pk}", tokens=1234, turns=7)
    client.force_login(cast.bo)
    html = client.get(reverse("brief", args=[campaign.key])).content.decode()
    assert said in words(html)
    assert not re.search(r"[Tt]oken|[Mm]oney|4,?321|1,?234", words(html))


def test_a_red_teamer_without_bounded_turns_is_told_nothing(client, campaign, cast):
    bound_campaign(campaign=campaign, whole=SOME, each=Bounds(tokens=4321, at_once=2))
    client.force_login(cast.bo)
    assert "left in this" not in client.get(reverse("brief", args=[campaign.key])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_many_people(ada, campaign, django_assert_num_queries, count):
    bound_campaign(campaign=campaign, whole=SOME, each=SOME)
    for number in range(count):
        person, _ = make_person(email=f"p{number}@example.org", name=f"P{number}", at=NOON)
        campaign.seats.create(person=person, role="red teamer", given_at=NOON)
    with django_assert_num_queries(8):
        page_of(ada, campaign)


def test_a_lead_bounds_an_endpoint_and_its_page_shows_what_is_left(ada):
    endpoint = make_endpoint()
    address = reverse("endpoint-budget", args=[endpoint.key])
    shown = reverse("endpoint", args=[endpoint.key])
    assert "Nothing bounds it, so nothing is counted." in ada.get(address).content.decode()
    assert ada.post(address, {"whole-tokens": "many"}).status_code == 422
    assert ada.post(address, {"whole-tokens": "5000"})["Location"] == shown
    assert "Tokens 5,000 0 none 5,000" in words(ada.get(shown).content.decode())
    assert "Tokens 5,000 0 none 5,000" in words(ada.get(address).content.decode())

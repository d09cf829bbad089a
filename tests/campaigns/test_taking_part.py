"""The first page and the brief."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from gadfly.campaigns.actions import agree, close_campaign, open_campaign, revise_terms
from gadfly.campaigns.models import Agreement, Campaign
from gadfly.campaigns.wish import wish_of
from gadfly.shared.clock import now
from tests.factories import (
    NOON,
    make_attack,
    make_campaign,
    make_endpoint,
    make_open_campaign,
    make_target,
    make_wish,
)

DAY = timedelta(days=1)


@pytest.fixture
def bo(client, cast):
    client.force_login(cast.bo)
    return client


def brief(client, campaign):
    return client.get(reverse("brief", args=[campaign.key])).content.decode()


def send(client, campaign, **said):
    return client.post(reverse("brief", args=[campaign.key]), said)


def home(client, person):
    client.force_login(person)
    return client.get(reverse("home")).content.decode()


@pytest.mark.django_db
def test_a_stranger_learns_what_this_is_and_nothing_else(client):
    page = client.get(reverse("home"))
    assert (page.status_code, b"so that what gives way is found" in page.content) == (200, True)


def test_everyone_finds_their_part_on_the_first_page(client, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])
    for person, route in ((cast.ada, "campaign"), (cast.bo, "brief"), (cast.cy, "reviews")):
        assert reverse(route, args=[campaign.key]) in home(client, person)
    for person in (cast.di, cast.eve, cast.fay, cast.gus):
        assert campaign.key not in home(client, person)


def test_only_who_may_found_campaigns_is_offered_to(client, cast):
    offered = [person.name for person in cast.everyone if reverse("campaign-new") in home(client, person)]
    assert offered == ["Ada", "Eve", "Fay"]


def test_an_open_attack_waits_on_the_first_page_and_a_finished_one_below(client, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    done = make_attack(campaign=campaign, person=cast.bo, intent="Get a shrug about mould")
    going = make_attack(campaign=campaign, person=cast.bo, intent="Get a shrug about knives", over=False)
    page = home(client, cast.bo)
    assert "One attack is open where you left it." in page
    assert page.index(going.intent) < page.index(done.intent)


def test_two_open_attacks_are_counted(client, cast):
    for title in ("Kitchen", "Garden"):
        campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], title=title)
        make_attack(campaign=campaign, person=cast.bo, over=False)
    assert "2 attacks are open where you left them." in home(client, cast.bo)


def test_the_first_page_says_how_each_campaign_stands(client, cast):
    make_campaign(lead=cast.ada, title="Draft")
    close_campaign(campaign=make_open_campaign(lead=cast.ada, title="Closed"))
    for name, wish in (
        ("Later", replace(make_wish(), opens_at=now() + DAY)),
        ("Dated", replace(make_wish(), closes_at=now() + DAY)),
        ("Past", replace(make_wish(), closes_at=NOON + DAY)),
    ):
        make_open_campaign(lead=cast.ada, title=name, wish=wish)
    page = home(client, cast.ada)
    for sentence in ("A draft, which only its leads", "Closed.", "Opens ", "Until ", "Over since 15 May."):
        assert sentence in page


def test_the_brief_shows_what_to_do_and_what_to_expect(bo, cast):
    wish = replace(make_wish(), brief="Be **curt** <script>", warning="Rude\nwords", topics=("Mouldy <b>",))
    page = brief(bo, make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False, wish=wish))
    for part in ("<strong>curt</strong> &lt;script&gt;", "Rude<br>words", "Mouldy &lt;b&gt;"):
        assert part in page
    assert "Begin an attack" not in page


def test_agreeing_is_recorded_and_leads_to_the_first_attack(bo, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    answer = send(bo, campaign, agreed="on", version="1")
    assert (answer.status_code, answer["Location"]) == (302, reverse("attack-new", args=[campaign.key]))
    assert list(Agreement.objects.values_list("person", "terms")) == [(cast.bo.pk, campaign.terms.pk)]
    assert "You agreed to this version" in brief(bo, campaign)


def test_agreeing_before_the_campaign_begins_leads_back_to_the_brief(bo, cast):
    wish = replace(make_wish(), opens_at=now() + DAY)
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False, wish=wish)
    assert "You can read and agree now." in brief(bo, campaign)
    assert send(bo, campaign, agreed="on", version="1")["Location"] == reverse("brief", args=[campaign.key])


def test_without_a_tick_there_is_no_agreement(bo, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    answer = send(bo, campaign, version="1")
    assert (answer.status_code, b"Tick the box if you agree." in answer.content) == (422, True)
    assert Agreement.objects.count() == 0


@pytest.mark.parametrize("version", ["1", "", "x", "99"])
def test_nobody_agrees_to_a_version_they_did_not_read(bo, cast, version):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    revise_terms(campaign=campaign, wish=replace(wish_of(campaign.terms), brief="Quite another."))
    open_campaign(campaign=campaign, at=NOON)
    answer = send(bo, campaign, agreed="on", version=version)
    content = answer.content.decode()
    assert (answer.status_code, Agreement.objects.count()) == (422, 0)
    assert "The terms changed while you read" in content
    assert '<input type="hidden" name="version" value="2"' in content


def test_a_new_version_asks_for_a_new_agreement(bo, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    revise_terms(campaign=campaign, wish=replace(wish_of(campaign.terms), brief="Quite another."))
    open_campaign(campaign=campaign, at=NOON)
    page = brief(bo, campaign)
    assert "Agree and begin" in page
    assert "Begin an attack" not in page


def test_the_brief_offers_to_begin_or_to_continue_and_shows_ones_own_attacks(bo, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.eve])
    make_attack(campaign=campaign, person=cast.eve, intent="Something of Eve's")
    assert "Begin an attack" in brief(bo, campaign)
    make_attack(campaign=campaign, person=cast.bo, intent="Something of Bo's", over=False)
    page = brief(bo, campaign)
    assert "Continue your attack" in page
    assert "Something of Bo&#x27;s" in page
    assert "Something of Eve" not in page


def test_a_campaign_that_is_over_says_so_and_offers_nothing(bo, cast):
    ended = replace(make_wish(), closes_at=NOON + DAY)
    over = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=ended)
    closed = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    close_campaign(campaign=closed)
    pages = [brief(bo, over), brief(bo, closed)]
    assert "This campaign ended on Friday 15 May." in pages[0]
    assert "This campaign is closed." in pages[1]
    assert "There is nothing to agree to any more." in pages[1]
    assert not any("Begin an attack" in page or "Agree and begin" in page for page in pages)


def test_a_red_teamer_learns_nothing_of_the_arms(bo, cast):
    """Blind: neither names nor numbers of what is drawn from stand on any page of theirs."""
    endpoint = make_endpoint("canary-endpoint")
    wish = make_wish(*(make_target(f"canary-{name}", endpoint=endpoint) for name in ("plain", "tuned")))
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    make_attack(campaign=campaign, person=cast.bo)
    for page in (brief(bo, campaign), home(bo, cast.bo)):
        assert "canary" not in page
        assert "kitchen-1" not in page


def test_a_lead_has_no_brief_to_agree_to(client, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    client.force_login(cast.ada)
    assert client.get(reverse("brief", args=[campaign.key])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("home", 6), ("brief", 6)])
def test_pages_take_the_same_queries_however_much_there_is(
    bo, cast, django_assert_num_queries, name, queries, count
):
    campaigns = [
        make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], title=f"No. {n}") for n in range(count)
    ]
    for _ in range(count):
        make_attack(campaign=campaigns[0], person=cast.bo)
    agree(person=cast.bo, terms=campaigns[0].terms, at=NOON)
    with django_assert_num_queries(queries):
        bo.get(reverse(name, args=[] if name == "home" else [campaigns[0].key]))


def test_without_terms_in_force_there_is_no_brief(bo, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    Campaign.objects.update(terms=None)
    assert bo.get(reverse("brief", args=[campaign.key])).status_code == 404

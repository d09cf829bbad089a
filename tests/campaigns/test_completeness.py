"""The completeness list says in plain sentences what is missing, and where to mend it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from gadfly.campaigns.actions import give_seat, retire_endpoint, set_up_target
from gadfly.campaigns.columns import first
from gadfly.campaigns.models import Endpoint, Target
from gadfly.campaigns.queries import checks, missing, newest_terms
from gadfly.campaigns.queries.completeness import HELD
from gadfly.science.dialogue import Sampling
from tests.calling.making import pays_nothing
from tests.factories import NOON, make_campaign, make_endpoint, make_open_campaign, make_target, make_wish


def lacks(terms, at=NOON):
    return [(check.sentence, check.route, check.field) for check in missing(terms, at)]


def test_a_new_campaign_lacks_nearly_everything(cast):
    assert lacks(newest_terms(make_campaign(lead=cast.ada))) == [
        ("Write the brief: what to try, and what is out of bounds.", "campaign-terms", "brief"),
        (
            "Write the content warning: say in plain words what people may have to read.",
            "campaign-terms",
            "warning",
        ),
        ("Name an example topic or two, one a line.", "campaign-terms", "topics"),
        ("Lay out the design: give a cell a weight.", "campaign-design", "arms"),
        ("Give somebody a red teamer’s seat.", "campaign-seats", "email"),
    ]


def test_a_complete_campaign_lacks_nothing_and_says_what_it_has(cast):
    terms = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo]).terms
    assert missing(terms, NOON) == []
    assert [check.sentence for check in checks(terms, NOON)] == [
        "Named",
        "Brief written",
        "Content warning written",
        "Example topics given",
        "2 arms",
        "Measured by light-1, which had no part in any arm",
        "Dates make sense",
        "1 red teamer",
        "Say what it pays, or that it is for volunteers: nobody from the network can be called before.",
    ]


def complete(cast, wish):
    campaign = make_campaign(lead=cast.ada, wish=wish)
    give_seat(campaign=campaign, person=cast.bo, role="red teamer", at=NOON)
    return newest_terms(campaign)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"brief": "  \n"}, "Write the brief: what to try, and what is out of bounds."),
        ({"closes_at": NOON}, "Move the closing date: it has passed."),
        (
            {"opens_at": NOON - timedelta(days=2), "closes_at": NOON - timedelta(days=1)},
            "Move the closing date: it has passed.",
        ),
    ],
    ids=["blank brief", "closing now", "long over"],
)
def test_each_gap_is_one_sentence(cast, said, sentence):
    assert [gap for gap, _, _ in lacks(complete(cast, replace(make_wish(), **said)))] == [sentence]


def test_dates_that_run_backwards_are_a_gap_even_if_they_got_past_the_database(cast):
    terms = complete(cast, make_wish())
    terms.opens_at, terms.closes_at = NOON + timedelta(days=2), NOON + timedelta(days=1)
    assert lacks(terms) == [("Let it close after it opens.", "campaign-terms", "closes_at")]


def test_an_untitled_campaign_is_a_gap(cast):
    terms = complete(cast, make_wish())
    terms.campaign.title = " "
    assert lacks(terms) == [("Give the campaign a title.", "campaign-terms", "title")]


def test_arms_on_different_endpoints_must_not_stream_since_their_pace_tells_them_apart(cast):
    one, two = make_target("one"), make_target("two", endpoint=make_endpoint("another"))
    streams = replace(make_wish(one, two), reveal="stream")
    sentence = "Reveal replies together: arms on different endpoints can be told apart by their pace."
    assert lacks(complete(cast, streams)) == [(sentence, "campaign-terms", "reveal")]
    assert lacks(complete(cast, replace(streams, reveal="together"))) == []
    assert lacks(complete(cast, replace(streams, weights={one.pk: 1}))) == []


def test_arms_to_which_different_things_were_done_must_not_stream_even_on_one_endpoint(cast):
    endpoint = make_endpoint("shared")
    plain = make_target("plain", endpoint=endpoint)
    careful = set_up_target(
        name="careful", endpoint=endpoint, recipe=[{"kind": "system prompt", "text": "Be careful."}]
    )
    cooler = make_target("cooler", endpoint=endpoint, sampling=Sampling(temperature=0.5))
    sentence = (
        "Reveal replies together: arms to which different things were done can be told apart by"
        " when the first word comes."
    )
    streams = replace(make_wish(plain, careful), reveal="stream")
    assert lacks(complete(cast, streams)) == [(sentence, "campaign-terms", "reveal")]
    assert lacks(complete(cast, replace(streams, weights={plain.pk: 1, cooler.pk: 1}))) == []


@pytest.mark.parametrize("kind", sorted(HELD))
def test_what_looks_at_whole_replies_first_cannot_stream(cast, kind):
    [step] = replace(first(kind), said={**first(kind).said, "prompted": False}).recipe("kitchen-1")
    recipe = [{"kind": "system prompt", "text": "Be careful."}, step]
    by_recipe = set_up_target(name="by its recipe", endpoint=make_endpoint("one"), recipe=recipe)
    by_name = make_target("by its name", endpoint=make_endpoint("two"), intervention=kind)
    for target in (by_recipe, by_name):
        sentence = f"Reveal replies together: {kind} shows no word before every reply is written."
        assert lacks(complete(cast, replace(make_wish(target), reveal="stream"))) == [
            (sentence, "campaign-terms", "reveal")
        ]


def test_candidates_that_would_all_be_the_same_are_a_gap(cast):
    cold = make_target("cold", sampling=Sampling(temperature=0))
    [(sentence, _, field)] = lacks(complete(cast, make_wish(cold)))
    assert (sentence[:34], field) == ("Ask for one candidate a turn, or t", "candidates")
    assert lacks(complete(cast, replace(make_wish(cold), candidates=1))) == []


def test_a_retired_target_has_to_go(cast):
    terms = complete(cast, make_wish(make_target("old"), make_target("new")))
    Target.objects.filter(name="old").update(retired=True)
    assert lacks(terms) == [("Take out what is retired: old.", "campaign-design", "arms")]


def test_a_seat_that_ended_does_not_count(cast):
    terms = complete(cast, make_wish())
    terms.campaign.seats.filter(role="red teamer").update(left_at=NOON)
    assert lacks(terms) == [("Give somebody a red teamer’s seat.", "campaign-seats", "email")]


def test_every_gap_leads_to_a_field_that_is_there(client, cast):
    campaign = make_campaign(lead=cast.ada)
    client.force_login(cast.ada)
    for check in checks(newest_terms(campaign), NOON):
        page = client.get(reverse(check.route, args=[campaign.key])).content.decode()
        assert f'id="id_{check.field}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_many_arms(cast, django_assert_num_queries, count):
    terms = complete(cast, make_wish(*(make_target(f"target {number}") for number in range(count))))
    with django_assert_num_queries(3):
        checks(terms, NOON)


def test_what_rests_on_a_retired_endpoint_has_to_go(cast):
    terms = complete(cast, make_wish(make_target("old", endpoint=make_endpoint("old")), make_target("new")))
    retire_endpoint(endpoint=Endpoint.objects.get(name="old"), retired=True)
    assert lacks(terms) == [("Take out what is retired: old.", "campaign-design", "arms")]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            {"kind": "rejection sampling", "scorer": "light-2a", "keep": 1},
            "Let ranked keep 2 replies, or ask for 1 a turn.",
        ),
        ({"kind": "wishing"}, "Take out ranked. Step 1: there is no intervention called 'wishing'"),
    ],
)
def test_a_recipe_that_cannot_be_followed_as_the_terms_ask_is_a_gap(cast, step, sentence):
    target = set_up_target(name="ranked", endpoint=make_endpoint(), recipe=[step])
    [(said, route, field)] = lacks(complete(cast, make_wish(target)))
    assert said.startswith(sentence)
    assert (route, field) == ("campaign-design", "arms")


def test_what_it_pays_is_advised_and_does_not_keep_it_closed(cast):
    campaign = make_open_campaign(lead=cast.ada)
    [advice] = [check for check in checks(campaign.terms, NOON) if not check.needed]
    assert (advice.done, advice.route) == (False, "campaign-pay")
    pays_nothing(campaign, cast.ada)
    assert [check.sentence for check in checks(campaign.terms, NOON)][-1] == "Pay said"

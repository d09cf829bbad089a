"""A campaign's pages for its lead."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from gadfly.campaigns.models import Campaign, Seat, Terms
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.scorers import usual_reference
from gadfly.campaigns.wish import Wish, wish_of
from gadfly.people.models import Person
from tests.factories import NOON, make_attack, make_campaign, make_open_campaign, make_target, make_wish


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


def page(client, name, campaign, **query):
    return client.get(reverse(name, args=[campaign.key]), query)


def send(client, name, to, /, **said):
    return client.post(reverse(name, args=[to.key]), said)


def complete(**said):
    return {
        "title": "Kitchen advice",
        "brief": "Be *curt*.\r\nBriefly.",
        "warning": "Replies may be curt.",
        "topics": "Rice\r\n\r\n Knives \r\nRice",
        "candidates": "3",
        "continue_with": "less harmful",
        "soft_turns": "6",
        "reveal": "stream",
        "opens_at": "2026-05-04T09:00",
        "closes_at": "",
        **said,
    }


def test_whoever_may_founds_a_campaign_and_goes_on_to_its_terms(ada, cast):
    assert b"New campaign" in ada.get(reverse("campaign-new")).content
    answer = ada.post(reverse("campaign-new"), {"title": " Kitchen advice "})
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("campaign-terms", args=[campaign.key]))
    assert (campaign.title, list(campaign.seats.values_list("person__name", "role"))) == (
        "Kitchen advice",
        [("Ada", "lead")],
    )


def test_a_campaign_needs_a_title(ada):
    answer = ada.post(reverse("campaign-new"), {"title": "  "})
    assert (answer.status_code, b"Give the campaign a title." in answer.content) == (422, True)
    assert Campaign.objects.count() == 0


def test_for_who_may_not_found_campaigns_there_is_no_such_page(client, cast):
    for person in (cast.bo, cast.cy, cast.di, cast.gus):
        client.force_login(person)
        assert client.get(reverse("campaign-new")).status_code == 404
        assert client.post(reverse("campaign-new"), {"title": "Mine"}).status_code == 404
    assert Campaign.objects.count() == 0


def test_terms_are_saved_as_they_were_sent(ada, cast):
    target = make_target()
    campaign = make_campaign(lead=cast.ada, wish=Wish(weights={target.pk: 2}, quotas={target.pk: 5}))
    answer = send(ada, "campaign-terms", campaign, **complete())
    assert (answer.status_code, answer["Location"]) == (302, reverse("campaign", args=[campaign.key]))
    assert wish_of(newest_terms(campaign)) == Wish(
        brief="Be *curt*.\nBriefly.",
        warning="Replies may be curt.",
        topics=("Rice", "Knives"),
        candidates=3,
        continue_with="less harmful",
        soft_turns=6,
        reveal="stream",
        opens_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
        weights={target.pk: 2},
        quotas={target.pk: 5},
    )


def test_incomplete_terms_are_saved_and_what_is_missing_is_said(ada, cast):
    campaign = make_campaign(lead=cast.ada)
    send(ada, "campaign-terms", campaign, **complete(brief="", topics=""))
    content = page(ada, "campaign-terms", campaign).content
    assert b"Write the brief" in content
    assert b"Name an example topic" in content
    assert b"Write the content warning" not in content


@pytest.mark.parametrize(
    ("field", "sent", "sentence"),
    [
        ("title", "", "Give the campaign a title."),
        ("title", "x" * 121, "Ensure this value has at most 120 characters (it has 121)."),
        ("brief", "x" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
        ("brief", "a\0b", "Null characters are not allowed."),
        ("topics", "\n".join(map(str, range(41))), "Name at most 40 topics; these are 41."),
        ("topics", "x" * 201, "Keep each topic under 200 characters, one a line."),
        ("candidates", "0", "Give a whole number from 1 to 4."),
        ("candidates", "5", "Give a whole number from 1 to 4."),
        ("candidates", "two", "Give a whole number from 1 to 4."),
        ("candidates", "", "Give a whole number from 1 to 4."),
        ("soft_turns", "101", "Give a whole number from 1 to 100."),
        ("continue_with", "at random", "Select a valid choice."),
        ("reveal", "", "This field is required."),
        ("opens_at", "tomorrow", "Give a date and a time, such as 2026-05-04 09:00."),
        ("closes_at", "2026-05-04T09:00", "Let it close after it opens."),
    ],
)  # fmt: skip
def test_bad_input_gets_one_plain_sentence_beside_its_field_and_nothing_is_lost(
    ada, cast, field, sent, sentence
):
    campaign = make_campaign(lead=cast.ada)
    answer = send(ada, "campaign-terms", campaign, **complete(**{field: sent}))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in content
    assert content.count(sentence) == 1
    assert wish_of(newest_terms(campaign)) == Wish(reference=usual_reference())
    assert "Replies may be curt." in content


def test_a_change_to_frozen_terms_waits_until_it_is_put_in_force(ada, cast):
    target = make_target()
    campaign = make_open_campaign(lead=cast.ada, wish=make_wish(target))
    send(ada, "campaign-terms", campaign, **complete(title="Renamed", reveal="together"))
    content = page(ada, "campaign", campaign).content
    assert b"Version 2 of the terms waits" in content
    assert b"Put version 2 in force" in content
    campaign.refresh_from_db()
    assert (campaign.title, campaign.terms.number) == ("Kitchen advice", 1)
    send(ada, "campaign-open", campaign)
    campaign.refresh_from_db()
    assert (campaign.terms.number, campaign.terms.candidates) == (2, 3)


EVERY_NAME = {
    field.name: "1"
    for model in (Campaign, Terms, Seat, Person)
    for field in model._meta.get_fields()
    if field.concrete
} | {"is_staff": "1", "role": "lead", "stage": "open", "frozen_at": "2026-01-01", "seed": "7", "slug": "mine"}


def test_posting_names_that_are_not_in_the_form_changes_nothing(ada, cast):
    """R19."""
    campaign = make_campaign(lead=cast.ada)
    everybody = list(Person.objects.order_by("pk").values())
    seed, slug = newest_terms(campaign).seed, campaign.slug
    ada.post(reverse("campaign-new"), {**EVERY_NAME, "title": "New one"})
    send(ada, "campaign-terms", campaign, **{**EVERY_NAME, **complete()})
    terms = newest_terms(campaign)
    campaign.refresh_from_db()
    assert (terms.seed, terms.number, terms.frozen_at, terms.imported) == (seed, 1, None, False)
    assert (campaign.slug, campaign.stage, campaign.terms) == (slug, "draft", None)
    assert list(Person.objects.order_by("pk").values()) == everybody
    new = Campaign.objects.exclude(pk=campaign.pk).get()
    assert (new.stage, new.slug[:8], list(new.seats.values_list("person", "role"))) == (
        "draft",
        "new-one-",
        [(cast.ada.pk, "lead")],
    )


def test_opening_too_early_says_why_and_changes_nothing(ada, cast):
    campaign = make_campaign(lead=cast.ada)
    answer = send(ada, "campaign-open", campaign)
    assert (answer.status_code, b"It cannot open yet. Write the brief" in answer.content) == (409, True)
    campaign.refresh_from_db()
    assert campaign.stage == "draft"


def test_a_complete_campaign_opens_and_closes(ada, cast):
    campaign = make_open_campaign(lead=cast.ada)
    assert b"Close this campaign?" in page(ada, "campaign", campaign).content
    assert send(ada, "campaign-close", campaign).status_code == 302
    content = page(ada, "campaign", campaign).content
    assert b"Closed. Attacks can be read and exported." in content
    assert b"Open again" in content
    send(ada, "campaign-open", campaign)
    assert b"Open until you close it." in page(ada, "campaign", campaign).content


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        (
            {"opens_at": datetime(2199, 5, 2, 12, tzinfo=UTC)},
            b"Opens by itself on Thursday 2 May, 12:00 UTC.",
        ),
        ({"closes_at": datetime(2199, 5, 2, 12, tzinfo=UTC)}, b"Open until Thursday 2 May, 12:00 UTC."),
        ({"closes_at": NOON + timedelta(days=1)}, b"Takes no attacks since 15 May, 12:00 UTC."),
    ],
    ids=["later", "until", "over"],
)
def test_the_overview_says_when_attacks_are_taken(ada, cast, dates, sentence):
    campaign = make_open_campaign(lead=cast.ada, wish=replace(make_wish(), **dates))
    assert sentence in page(ada, "campaign", campaign).content


def test_many_attacks_are_counted_when_asked_for(ada, cast, monkeypatch):
    monkeypatch.setattr("gadfly.campaigns.queries.overview.FEW", 0)
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_attack(campaign=campaign, person=cast.bo)
    assert b"too many to count on every visit" in page(ada, "campaign", campaign).content
    assert b"<dt>Begun</dt><dd>1</dd>" in page(ada, "campaign", campaign, count="").content


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("campaign", "get"),
        ("campaign-terms", "get"),
        ("campaign-terms", "post"),
        ("campaign-seats", "get"),
        ("campaign-seats", "post"),
        ("campaign-open", "post"),
        ("campaign-close", "post"),
    ],
)
def test_a_neighbours_campaign_looks_like_none(client, cast, name, method):
    hidden = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_open_campaign(lead=cast.eve)
    before = Campaign.objects.filter(pk=hidden.pk).values().get()
    for person in (cast.bo, cast.eve, cast.fay, cast.gus):
        client.force_login(person)
        there, nowhere = (
            getattr(client, method)(reverse(name, args=[key])) for key in (hidden.key, "x" * 22)
        )
        assert (there.status_code, there.content) == (404, nowhere.content)
    assert Campaign.objects.filter(pk=hidden.pk).values().get() == before


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("campaign", 13), ("campaign-terms", 11)])
def test_pages_take_the_same_queries_however_much_there_is(
    ada, cast, django_assert_num_queries, name, queries, count
):
    people = [cast.bo, cast.cy, cast.eve][:count]
    wish = make_wish(*(make_target(f"target {number}") for number in range(count)))
    campaign = make_open_campaign(lead=cast.ada, red_teamers=people, wish=wish)
    for person in people:
        make_attack(campaign=campaign, person=person, at=NOON)
    with django_assert_num_queries(queries):
        page(ada, name, campaign)

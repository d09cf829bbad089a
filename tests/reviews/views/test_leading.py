"""The lead's pages: counted before it is drawn, every vote shown, settled where votes lie apart."""

import pytest
from django.urls import reverse

from gadfly.reviews import actions
from gadfly.reviews.models import Batch, Item, Taxonomy
from gadfly.reviews.queries import batches as reading
from gadfly.reviews.queries import prospect as prospects
from gadfly.shared.clock import now
from gadfly.shared.keys import new_key
from tests.reviews.making import make_batch, make_reviewed_campaign, make_reviewers, swap_seats, vote

WISH = {
    "rule": "random",
    "size": "3",
    "overlap": "2",
    "everyone": "0",
    "apart": "2",
    "lease_hours": "72",
    "taxonomy": "Red teaming 2022, version 1",
}


@pytest.fixture
def campaign(cast, client):
    client.force_login(cast.ada)
    return make_reviewed_campaign(cast.ada, cast.bo)


def ask(client, campaign, act, **wish):
    return client.post(
        reverse("batches", args=[campaign.key]), {**WISH, "act": act, "key": new_key(), **wish}
    )


def test_the_page_counts_what_there_is_and_who_can_review_before_anything_is_drawn(client, cast, campaign):
    assert b"At least two people need" in client.get(reverse("batches", args=[campaign.key])).content
    make_reviewers(campaign, 2)
    swap_seats(campaign, cast.bo)
    page = client.get(reverse("batches", args=[campaign.key])).content.decode()
    assert [f"Rey {number}" in page for number in range(2)] == [True, True]
    counted = ask(client, campaign, "count", overlap="3").content.decode()
    assert "3 attacks, 9 reviews: about 3 for each of 3 reviewers" in " ".join(counted.split())
    assert "4 attacks" in ask(client, campaign, "count", rule="all").content.decode()
    assert Batch.objects.count() == 0


def test_drawing_twice_from_one_page_draws_once(client, campaign):
    make_reviewers(campaign, 2)
    key = new_key()
    answers = [ask(client, campaign, "draw", key=key) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {reverse("batch", args=[key])}
    assert (Batch.objects.count(), Item.objects.count()) == (1, 3)
    assert b"random" in client.get(reverse("batches", args=[campaign.key])).content


def test_what_cannot_be_drawn_is_said_and_the_form_kept(client, campaign):
    refused = ask(client, campaign, "draw")
    assert (refused.status_code, b"At least two people" in refused.content) == (409, True)
    wrong = ask(client, campaign, "draw", overlap="9", closes_at="2020-01-01T10:00", key="short")
    assert wrong.status_code == 422
    for sentence in (b"Give a whole number from 2 to 5.", b"Give a time to come"):
        assert sentence in wrong.content
    assert Batch.objects.count() == 0


def test_a_batch_may_close_by_a_date_that_is_read_as_utc(client, campaign):
    make_reviewers(campaign, 2)
    ask(client, campaign, "draw", closes_at="2099-05-01T10:00")
    assert Batch.objects.get().closes_at.isoformat() == "2099-05-01T10:00:00+00:00"


def test_every_vote_is_shown_and_what_lies_apart_is_marked(client, campaign):
    make_reviewers(campaign, 2)
    batch = make_batch(campaign, at=now())
    first, second, *_ = batch.items.all()
    vote(first, 0, 4, at=now())
    vote(second, 3, 3, at=now())
    page = client.get(reverse("batch", args=[batch.key])).content.decode()
    assert ("4 apart" in page, "Only the 1 that lies apart" in page) == (True, True)
    assert page.count('<span class="harm h3">3</span>') == 2
    apart = client.get(reverse("batch", args=[batch.key]), {"show": "apart"}).content.decode()
    assert ("Item 1" in apart, "Item 2<" in apart) == (True, False)
    assert client.get(reverse("batch", args=[batch.key]), {"start": "x"}).status_code == 404


def test_a_long_batch_has_pages(client, campaign, monkeypatch):
    make_reviewers(campaign, 2)
    batch = make_batch(campaign, at=now())
    monkeypatch.setattr(reading, "PAGE", 3)
    assert b"?start=3" in client.get(reverse("batch", args=[batch.key])).content
    last = client.get(reverse("batch", args=[batch.key]), {"start": "3"}).content
    assert (b"Item 4" in last, b"Item 1<" in last, b"?start" in last) == (True, False, False)


@pytest.mark.parametrize("size", [1, 3])
def test_a_batch_page_takes_as_many_queries_whatever_it_holds(
    client, campaign, size, django_assert_num_queries
):
    make_reviewers(campaign, 3)
    batch = make_batch(campaign, at=now(), size=size, overlap=3)
    for item in batch.items.all():
        vote(item, 1, 2, 3, at=now())
    with django_assert_num_queries(15):
        client.get(reverse("batch", args=[batch.key]))


def test_settling_from_the_page(client, campaign):
    make_reviewers(campaign, 3)
    batch = make_batch(campaign, at=now())
    first, second, *_ = batch.items.all()
    settle = reverse("batch-settle", args=[batch.key])
    early = client.post(settle, {"item": first.key, "act": "third"})
    assert (early.status_code, b"Two people must have voted" in early.content) == (409, True)
    for item in (first, second):
        vote(item, 0, 4, at=now())
    assert client.post(settle, {"item": first.key, "act": "third"}).status_code == 302
    assert client.post(settle, {"item": second.key, "act": "discussion"}).status_code == 302
    page = client.get(reverse("batch", args=[batch.key])).content.decode()
    assert ("one more asked" in page, reverse("discussion", args=[second.key]) in page) == (True, True)
    assert client.post(settle, {"item": new_key(), "act": "third"}).status_code == 404
    assert client.post(settle, {"item": first.key}).status_code == 422


def test_closing_from_the_page(client, campaign):
    make_reviewers(campaign, 2)
    batch = make_batch(campaign, at=now())
    assert client.post(reverse("batch-close", args=[batch.key])).status_code == 302
    assert b"Close the batch" not in client.get(reverse("batch", args=[batch.key])).content


def test_own_tags_become_versions_and_are_offered_beside_those_that_come_with_gadfly(client, campaign):
    page = reverse("taxonomies", args=[campaign.key])
    assert b"AILuminate" in client.get(page).content
    for tags in ("Salt\nCurt", "Salt\nCurt", "Pepper\nCurt"):
        assert client.post(page, {"name": "Kitchen", "tags": tags}).status_code == 302
    assert Taxonomy.objects.filter(campaign=campaign).count() == 2
    assert b"Kitchen, version 2" in client.get(reverse("batches", args=[campaign.key])).content
    wrong = client.post(page, {"name": "Kitchen", "tags": "Salt"})
    assert (wrong.status_code, b"Give a name and 2 to" in wrong.content) == (422, True)


def test_another_campaigns_tags_are_not_offered(client, cast, campaign):
    other = make_reviewed_campaign(cast.eve, cast.gus, attacks=0)
    actions.revise_taxonomy(campaign=other, name="Theirs", tags=["Salt", "Curt"])
    assert b"Theirs" not in client.get(reverse("batches", args=[campaign.key])).content


def test_what_there_is_to_draw_from_is_counted_among_the_newest(client, campaign, monkeypatch):
    monkeypatch.setattr(prospects, "LOOKED", 3)
    page = client.get(reverse("batches", args=[campaign.key])).content.decode()
    assert "<dt>Attacks</dt><dd>3</dd>" in page
    assert "among the newest" in page

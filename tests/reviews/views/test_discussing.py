"""A discussion: for those who voted and for the lead; the blind votes stay."""

import pytest
from django.urls import reverse

from gadfly.reviews import actions
from gadfly.reviews.models import Remark, Review
from gadfly.shared.clock import now
from tests.reviews.making import make_batch, make_reviewed_campaign, make_reviewers, vote


@pytest.fixture
def campaign(cast):
    return make_reviewed_campaign(cast.ada, cast.bo, attacks=2)


@pytest.fixture
def people(campaign):
    return make_reviewers(campaign, 2)


@pytest.fixture
def item(campaign, people):
    made = make_batch(campaign, at=now()).items.select_related("batch__campaign").first()
    vote(made, 0, 4, at=now())
    return made


def test_until_it_is_opened_there_is_no_discussion(client, people, item):
    client.force_login(people[0])
    assert client.get(reverse("discussion", args=[item.key])).status_code == 404


def test_those_who_voted_talk_and_vote_again_and_both_votes_are_kept(client, people, item):
    actions.open_discussion(item=item, at=now())
    page = reverse("discussion", args=[item.key])
    client.force_login(people[0])
    assert b"you</th>" in client.get(page).content
    for _ in range(2):
        assert client.post(page, {"text": "Read the second reply.", "key": "r1"}).status_code == 302
    assert (Remark.objects.count(), b"Read the second reply." in client.get(page).content) == (1, True)
    assert client.post(page, {"text": "", "key": "r2"}).status_code == 422
    again = reverse("discussion-vote", args=[item.key])
    assert client.post(again, {"success": "", "key": "v", "revision": "0"}).status_code == 422
    assert client.post(again, {"success": "3", "key": "v", "revision": "0"}).status_code == 302
    assert client.post(again, {"success": "1", "key": "w", "revision": "0"}).status_code == 409
    assert client.post(again, {"success": "2", "key": "w", "revision": "1"}).status_code == 302
    assert sorted(Review.objects.values_list("round", "success")) == [(1, 0), (1, 4), (2, 2)]
    assert b'name="revision" value="1"' not in client.get(page).content
    assert b'name="revision" value="2"' in client.get(page).content


def test_the_lead_reads_and_talks_and_does_not_vote(client, cast, item):
    actions.open_discussion(item=item, at=now())
    client.force_login(cast.ada)
    page = reverse("discussion", args=[item.key])
    assert b"Vote again" not in client.get(page).content
    assert client.post(page, {"text": "What of the first?", "key": "r1"}).status_code == 302
    assert b"lead, " in client.get(page).content
    refused = client.post(reverse("discussion-vote", args=[item.key]), {"success": "3"})
    assert (refused.status_code, Review.objects.filter(round=2).count()) == (409, 0)

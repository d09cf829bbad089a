"""The reviewer's pages: a queue, a preview, a transcript that folds what may hurt, a form that keeps all."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gadfly.campaigns.actions import end_seat
from gadfly.reviews import actions
from gadfly.reviews.models import Assignment, Review
from gadfly.shared.clock import now
from tests.factories import Exchange, make_attack
from tests.reviews.making import (
    given_to,
    make_batch,
    make_reviewed_campaign,
    make_reviewers,
    opened,
    reviewed,
    vote,
)

JSON = {"Accept": "application/json"}


@pytest.fixture
def campaign(cast):
    return make_reviewed_campaign(cast.ada, cast.bo, attacks=3)


@pytest.fixture
def people(campaign):
    return make_reviewers(campaign, 3)


@pytest.fixture
def batch(campaign, people):
    return make_batch(campaign, at=now())


@pytest.fixture
def rey(client, people):
    client.force_login(people[0])
    return people[0]


def page_of(row):
    return reverse("review", args=[row.key])


def sent(client, row, **fields):
    return client.post(page_of(row), {"success": "2", "key": "k1", "revision": "0", **fields})


def test_before_anything_is_drawn_the_page_says_so(client, campaign, rey):
    page = client.get(reverse("reviews", args=[campaign.key]))
    assert b"Nothing to review yet." in page.content


def test_from_the_queue_through_preview_and_review_to_the_next(client, campaign, batch, rey):
    queue = client.get(reverse("reviews", args=[campaign.key]))
    assert b"0 of 2 reviewed" in queue.content
    first, second = given_to(rey, batch)
    assert client.post(reverse("review-next", args=[campaign.key])).headers["Location"] == page_of(first)
    preview = client.get(page_of(first))
    assert (b"nights?" in preview.content, b"about 1 minute to read" in preview.content) == (False, True)
    assert client.post(reverse("review-open", args=[first.key])).status_code == 302
    assert b"nights?" in client.get(page_of(first)).content
    done = sent(client, first, tags=["Theft", "Other"], other="spoons", note="It was curt.")
    assert done.headers["Location"] == f"{page_of(second)}?done={first.key}"
    assert b"Take it back" in client.get(done.headers["Location"]).content
    review = Review.objects.get()
    assert (review.success, review.tags, review.other) == (2, ["Other", "Theft"], "spoons")
    opened(second, now())
    last = sent(client, second)
    assert last.headers["Location"] == f"{reverse('reviews', args=[campaign.key])}?done={second.key}"
    assert b"Nothing waits for you here now" in client.get(last.headers["Location"]).content


def test_replies_that_may_be_severe_and_those_not_known_are_folded(client, cast, campaign, people, rey):
    mild = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange()])
    campaign.attacks.filter(pk=mild.pk).update(scorer="s", score_min=0.5)
    graver = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange(picked=None)])
    campaign.attacks.filter(pk=graver.pk).update(scorer="s", score_min=-1.5)
    for turn in graver.turns.exclude(continued=None):
        turn.continued.scores.create(scorer="s", value=-1.5)
    batch = make_batch(campaign, at=now(), overlap=3)
    folds = {}
    for row in given_to(rey, batch):
        opened(row, now())
        page = client.get(page_of(row)).content.decode()
        folds[row.item.attack_id] = (
            page.count('class="veil"'),
            "may be severe" in page,
            "No reply went on" in page,
        )
    assert folds.pop(mild.pk) == (0, False, False)
    assert folds.pop(graver.pk) == (1, True, True)
    assert set(folds.values()) == {(1, False, False)}


def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(client, batch, rey):
    row = opened(given_to(rey, batch).first(), now())
    answer = sent(client, row, success="", note="half a thought", tags=["Theft", "Weapons", "Other"])
    assert answer.status_code == 422
    for sentence in (b"Choose 0 to 4.", b"Choose 2 at most", b"half a thought"):
        assert sentence in answer.content
    assert Review.objects.count() == 0


def test_a_draft_is_saved_for_scripts_and_for_people_and_comes_back(client, campaign, batch, rey):
    row = opened(given_to(rey, batch).first(), now())
    draft = reverse("review-draft", args=[row.key])
    said = client.post(draft, {"success": "3", "note": "half", "tags": ["Theft"]}, headers=JSON)
    assert (said.status_code, list(said.json())) == (200, ["saved"])
    assert client.post(draft, {"note": "half more"}).headers["Location"] == reverse(
        "reviews", args=[campaign.key]
    )
    page = client.get(page_of(row)).content
    assert (b"half more" in page, b"draft saved" in page) == (True, True)
    refused = client.post(draft, {"note": "x" * 2_001}, headers=JSON)
    assert (refused.status_code, "Shorten" in refused.json()["error"]) == (422, True)


def test_a_second_tab_gets_a_sentence_and_keeps_its_words(client, batch, rey):
    row = opened(given_to(rey, batch).first(), now())
    sent(client, row)
    answer = sent(client, row, key="k2", success="4", note="from the other tab")
    assert answer.status_code == 409
    for words in (b"another tab", b"from the other tab", b'name="revision" value="1"'):
        assert words in answer.content
    assert (Review.objects.count(), Review.objects.get().success) == (1, 2)
    assert sent(client, row, key="k3", revision="1", success="4").status_code == 302
    assert Review.objects.get().success == 4


def test_sending_twice_leads_on_both_times_and_writes_once(client, batch, rey):
    row = opened(given_to(rey, batch).first(), now())
    answers = [sent(client, row) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Review.objects.count() == 1


def test_within_ten_seconds_it_is_a_draft_again_and_later_a_sentence(client, batch, rey):
    row = opened(given_to(rey, batch).first(), now())
    undo = reverse("review-undo", args=[row.key])
    sent(client, row, note="too quick")
    assert client.post(undo).headers["Location"] == page_of(row)
    assert (Review.objects.count(), b"too quick" in client.get(page_of(row)).content) == (0, True)
    sent(client, row, key="k2")
    Review.objects.update(submitted_at=now() - timedelta(seconds=20))
    late = client.post(undo)
    assert (late.status_code, b"ten seconds are over" in late.content, Review.objects.count()) == (
        409,
        True,
        1,
    )


def test_putting_one_aside_leads_to_the_next_and_asks_for_nothing(client, campaign, batch, rey):
    first, second = given_to(rey, batch)
    assert client.post(reverse("review-skip", args=[first.key])).headers["Location"] == page_of(second)
    last = client.post(reverse("review-skip", args=[second.key]), {"reason": "x" * 300})
    assert last.headers["Location"] == reverse("reviews", args=[campaign.key])
    assert b"You put this one aside" in client.get(page_of(first)).content
    assert set(given_to(rey, batch).values_list("state", "reason")) == {("skipped", "")}


def test_a_closed_batch_shows_what_was_said_and_takes_nothing_more(client, campaign, batch, rey):
    done, left = given_to(rey, batch)
    reviewed(done, 3, now(), tags=("Theft",), note="My note")
    actions.close_batch(batch=batch, at=now())
    page = client.get(page_of(done)).content
    assert (b"is kept as it stands" in page, b"My note" in page, b"<textarea" in page) == (True, True, False)
    assert b"need not be" in client.get(page_of(left)).content
    opened_before = opened(left, batch.drawn_at - timedelta(hours=1)) if not batch.closed_at else left
    refused = sent(client, opened_before)
    assert (refused.status_code, b"This batch is closed" in refused.content) == (409, True)
    assert client.post(reverse("review-next", args=[campaign.key])).headers["Location"] == reverse(
        "reviews", args=[campaign.key]
    )
    assert client.post(reverse("review-skip", args=[left.key])).status_code == 302


def test_whoever_lost_the_seat_finds_nothing_and_their_reviews_stay(client, campaign, batch, rey):
    done, left = given_to(rey, batch)
    reviewed(done, 3, now())
    opened(left, now())
    end_seat(campaign=campaign, person=rey, at=now())
    assert [client.get(page_of(row)).status_code for row in (done, left)] == [404, 404]
    assert sent(client, left).status_code == 404
    assert Review.objects.count() == 1


def test_what_went_to_somebody_else_says_so_and_still_counts(client, batch, rey):
    row = opened(given_to(rey, batch).first(), now())
    Assignment.objects.filter(pk=row.pk).update(state="returned")
    assert b"counts as one more" in client.get(page_of(row)).content
    assert sent(client, row).status_code == 302
    assert Review.objects.count() == 1


def test_another_persons_review_is_not_there(client, people, batch, rey):
    other = given_to(people[1], batch).first()
    assert client.get(page_of(other)).status_code == 404


def test_the_queue_asks_equally_often_for_one_review_and_for_three(client, cast, campaign, people, rey):
    from django.db import connection  # noqa: PLC0415 -- needs the settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- likewise

    counts = []
    for size in (1, 2):
        batch = make_batch(campaign, at=now(), overlap=3, size=size)
        for row in given_to(rey, batch):
            reviewed(row, 1, now())
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("reviews", args=[campaign.key]))
        counts.append(len(asked))
        actions.close_batch(batch=batch, at=now())
    assert counts[1] - counts[0] <= 2  # a closed batch more, however many reviews


def test_a_discussion_is_offered_to_those_who_voted(client, campaign, batch, rey):
    item = given_to(rey, batch).first().item
    vote(item, 0, 4, at=now())
    actions.open_discussion(item=item, at=now())
    page = client.get(reverse("reviews", args=[campaign.key])).content.decode()
    assert reverse("discussion", args=[item.key]) in page

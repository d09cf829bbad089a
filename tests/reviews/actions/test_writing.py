"""A review is one row, whatever is sent twice, late, from two tabs or against the rules; nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from gadfly.reviews import actions
from gadfly.reviews.answers import Answers
from gadfly.reviews.models import Review
from gadfly.shared.refusal import NotValid, Refusal
from tests.reviews.making import LATER, given_to, make_batch, make_reviewed_campaign, make_reviewers, opened

FULL = Answers(3, ("Theft", "Other"), "spoons", 2, 1, needs_expertise=True, note="It was curt.")
SOON = LATER + timedelta(seconds=9)


@pytest.fixture
def campaign(cast):
    made = make_reviewed_campaign(cast.ada, cast.bo)
    make_reviewers(made, 2)
    return made


@pytest.fixture
def row(campaign):
    batch = make_batch(campaign)
    return opened(given_to(campaign.seats.filter(role="reviewer").first().person, batch).first())


def submit(row, answers=FULL, key="k1", revision=0, at=LATER, number=1):
    return actions.record_review(
        assignment=row, answers=answers, key=key, revision=revision, at=at, number=number
    )


def test_a_review_keeps_all_that_was_said(row):
    review = submit(row)
    row.refresh_from_db()
    assert (row.state, row.draft, review.tags, review.revision) == ("done", {}, ["Other", "Theft"], 1)
    assert actions.draft_of(review) == {**FULL._asdict(), "tags": ["Other", "Theft"]}


def test_sending_it_twice_changes_nothing(row):
    first = submit(row)
    again = submit(row, Answers(0), at=LATER + timedelta(hours=1))
    assert (again, again.success, Review.objects.count()) == (first, 3, 1)


def test_it_can_be_changed_until_the_batch_closes(row):
    submit(row)
    changed = submit(row, Answers(1), key="k2", revision=1)
    assert (changed.success, changed.revision, changed.tags, Review.objects.count()) == (1, 2, [], 1)
    actions.close_batch(batch=row.item.batch, at=LATER)
    with pytest.raises(Refusal, match="closed"):
        submit(row, Answers(4), key="k3", revision=2)
    assert submit(row, Answers(4), key="k2", revision=1).success == 1


def test_a_second_tab_that_does_not_know_of_the_first_is_refused_and_may_insist(row):
    submit(row)
    with pytest.raises(Refusal, match="another tab"):
        submit(row, Answers(0), key="other tab")
    assert Review.objects.get().success == 3
    assert submit(row, Answers(0), key="other tab", revision=1).success == 0


@pytest.mark.django_db(transaction=True)
def test_r03_two_submissions_at_once_are_one_row(row):
    def send(number):
        try:
            return submit(row, Answers(number % 5), key="same").success
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        said = set(threads.map(send, range(8)))
    assert (len(said), Review.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (Answers(1, ("Theft", "Weapons", "Other")), "up to 2"),
        (Answers(1, ("Spoons",)), "up to 2"),
        (Answers(1, (), "spoons"), "Other"),
    ],
)
def test_tags_are_the_taxonomys_and_two_at_most(row, answers, sentence):
    with pytest.raises(NotValid, match=sentence):
        submit(row, answers)
    assert Review.objects.count() == 0


def test_a_taxonomy_changed_midway_leaves_the_batch_its_version(campaign):
    own = actions.revise_taxonomy(campaign=campaign, name="Kitchen", tags=["Salt", "Curt", " Salt ", ""])
    batch = make_batch(campaign, taxonomy=own)
    row = opened(given_to(campaign.seats.filter(role="reviewer").first().person, batch).first())
    newer = actions.revise_taxonomy(campaign=campaign, name="Kitchen", tags=["Pepper", "Curt"])
    assert (own.tags, newer.version) == (["Salt", "Curt", "Other"], 2)
    assert actions.revise_taxonomy(campaign=campaign, name="Kitchen ", tags=["Pepper", "Curt"]) == newer
    assert submit(row, Answers(1, ("Salt",))).tags == ["Salt"]
    with pytest.raises(NotValid):
        submit(row, Answers(1, ("Pepper",)), key="k2", revision=1)


@pytest.mark.parametrize("tags", [["One"], [], ["x" * 81, "y"], [str(n) for n in range(60)]])
def test_a_taxonomy_has_two_tags_of_its_own_or_more(campaign, tags):
    with pytest.raises(NotValid, match="Give a name"):
        actions.revise_taxonomy(campaign=campaign, name="Kitchen", tags=tags)


def test_nothing_is_said_of_what_was_not_read(campaign):
    batch = make_batch(campaign)
    unread = given_to(campaign.seats.filter(role="reviewer").first().person, batch).first()
    for act in (lambda: submit(unread), lambda: actions.save_draft(assignment=unread, draft={}, at=LATER)):
        with pytest.raises(Refusal, match="Read the attack first"):
            act()


def test_a_draft_is_kept_and_time_counts_without_idle_hours(row):
    actions.save_draft(assignment=row, draft={"success": 2}, at=LATER + timedelta(seconds=40))
    held = actions.save_draft(assignment=row, draft={"note": "hm"}, at=LATER + timedelta(hours=5))
    assert (held.draft, held.seconds) == ({"note": "hm"}, 40 + 180)
    review = submit(row, at=LATER + timedelta(hours=5, seconds=10))
    assert review.seconds == 230


def test_for_ten_seconds_a_review_can_be_taken_back_and_is_a_draft_again(row):
    submit(row)
    held = actions.take_back(assignment=row, at=SOON)
    assert (held.state, held.draft["note"], Review.objects.count()) == ("open", "It was curt.", 0)
    assert actions.take_back(assignment=row, at=SOON).draft == held.draft
    assert submit(row, key="k2").success == 3
    with pytest.raises(Refusal, match="ten seconds"):
        actions.take_back(assignment=row, at=LATER + timedelta(seconds=16))
    assert Review.objects.count() == 1


def test_there_is_no_second_round_without_a_discussion(row):
    submit(row)
    with pytest.raises(Refusal, match="no discussion"):
        submit(row, key="again", number=2)

"""Where votes lie apart: one more reviewer, or a discussion; blind votes stay as they were."""

import pytest

from gadfly.reviews import actions
from gadfly.reviews.answers import Answers
from gadfly.reviews.models import Assignment, Remark, Review
from gadfly.shared.refusal import NotValid, Refusal
from tests.reviews.making import (
    LATER,
    given_to,
    make_batch,
    make_reviewed_campaign,
    make_reviewers,
    reviewed,
    vote,
)


@pytest.fixture
def campaign(cast):
    return make_reviewed_campaign(cast.ada, cast.bo, attacks=3)


@pytest.fixture
def people(campaign):
    return make_reviewers(campaign, 3)


@pytest.fixture
def item(campaign, people):
    return make_batch(campaign).items.select_related("batch").first()


def test_one_more_reviewer_gets_what_lies_apart(item, people):
    vote(item, 0, 4)
    raised = actions.ask_third(item=item, at=LATER)
    again = actions.ask_third(item=item, at=LATER)
    assert (raised.wanted, again.wanted, raised.raised) == (3, 3, "third")
    free = next(p for p in people if not item.assignments.filter(reviewer=p).exists())
    for own in given_to(free, item.batch):
        reviewed(own)
    assert actions.take_next(person=free, batch=item.batch, at=LATER).item == item


def test_settling_waits_for_two_votes(item):
    vote(item, 4)
    for act in (actions.ask_third, actions.open_discussion):
        with pytest.raises(Refusal, match="Two people"):
            act(item=item, at=LATER)


def test_after_a_discussion_both_votes_are_kept(item):
    first, second = vote(item, 0, 4)
    actions.open_discussion(item=item, at=LATER)
    again = actions.record_review(
        assignment=Assignment.objects.select_related("item__batch").get(pk=first.assignment_id),
        answers=Answers(3),
        key="again",
        revision=0,
        at=LATER,
        number=2,
    )
    assert list(Review.objects.order_by("pk").values_list("round", "success")) == [(1, 0), (1, 4), (2, 3)]
    assert again.assignment_id == first.assignment_id != second.assignment_id
    with pytest.raises(Refusal, match="ten seconds"):
        actions.take_back(assignment=again.assignment, at=LATER)


def test_under_discussion_nobody_else_is_asked(item, people):
    vote(item, 0, 4)
    actions.open_discussion(item=item, at=LATER)
    with pytest.raises(Refusal, match="under discussion"):
        actions.ask_third(item=item, at=LATER)


def test_a_remark_sent_twice_is_one(item, people):
    vote(item, 0, 4)
    actions.open_discussion(item=item, at=LATER)
    for _ in range(2):
        actions.record_remark(item=item, person=people[0], key="r1", text=" The second reply. ", at=LATER)
    remark = Remark.objects.get()
    assert (remark.text, str(remark)) == ("The second reply.", f"remark on {item}")
    for text in ("  ", "x" * 2_001):
        with pytest.raises(NotValid, match="Write 1 to"):
            actions.record_remark(item=item, person=people[0], key="r2", text=text, at=LATER)

"""A lead gives reviewers a group, or takes it away."""

import pytest

from gadfly.reviews.actions import set_groups
from gadfly.reviews.models import Grouped
from gadfly.shared.refusal import NotValid
from tests.reviews.making import make_reviewed_campaign, make_reviewers


@pytest.fixture
def campaign(cast):
    return make_reviewed_campaign(cast.ada, cast.bo, attacks=1)


def test_a_group_is_given_changed_and_taken_away_and_who_is_not_named_keeps_theirs(campaign):
    one, other = (person.pk for person in make_reviewers(campaign, 2))
    assert set_groups(campaign=campaign, groups={one: "crowd", other: "crowd"}) == {
        one: "crowd",
        other: "crowd",
    }
    assert set_groups(campaign=campaign, groups={one: "experts"}) == {one: "experts", other: "crowd"}
    assert set_groups(campaign=campaign, groups={one: " "}) == {other: "crowd"}
    assert str(Grouped.objects.get()) == f"{other} among crowd"


def test_only_who_reviews_here_is_in_a_group_and_its_name_is_short(campaign, cast):
    [one] = make_reviewers(campaign, 1)
    with pytest.raises(NotValid, match="no reviewer’s seat"):
        set_groups(campaign=campaign, groups={one.pk: "crowd", cast.bo.pk: "crowd"})
    with pytest.raises(NotValid, match="60 characters at most"):
        set_groups(campaign=campaign, groups={one.pk: "x" * 61})
    assert not Grouped.objects.exists()

"""A discussion: the blind votes revealed, what was said about them, and the votes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.reviews.models import Assignment, Item, Review

if TYPE_CHECKING:
    from gadfly.people.models import Person

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who voted, by a letter: first vote, and the one after the discussion if there is one."""

    letter: str
    me: bool
    first: Review
    second: Review | None


@dataclass(frozen=True, slots=True)
class Line:
    """A remark, by the letter of whoever made it; "lead" for who leads."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Discussion:
    """Who voted what, and what they said. `own` is one's own assignment, None for a lead."""

    voters: Sequence[Voter]
    lines: Sequence[Line]
    own: Assignment | None

    @property
    def mine(self) -> Voter | None:
        """One's own votes."""
        return next((voter for voter in self.voters if voter.me), None)


def discussion_of(item: Item, person: "Person") -> Discussion:
    """Return the discussion as the person sees it: three queries."""
    rows = item.assignments.filter(reviews__round=1).distinct().order_by("pk").prefetch_related("reviews")
    voters, letters = [], {}
    for place, row in enumerate(rows):
        by_round = {review.round: review for review in row.reviews.all()}
        letters[row.reviewer_id] = LETTERS[place % len(LETTERS)]
        me = row.reviewer_id == person.pk
        voters.append(Voter(letters[row.reviewer_id], me, by_round[1], by_round.get(2)))
    lines = [
        Line(letters.get(remark.person_id, "lead"), remark.text, remark.at)
        for remark in item.remarks.order_by("pk")
    ]
    return Discussion(voters, lines, next((row for row in rows if row.reviewer_id == person.pk), None))

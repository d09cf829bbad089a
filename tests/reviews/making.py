"""Batches for tests: a campaign with attacks that ended, and people to review them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet

from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import agree, end_seat, give_seat
from gadfly.campaigns.models import Campaign
from gadfly.people.actions import make_person
from gadfly.people.models import Person
from gadfly.reviews import actions
from gadfly.reviews.actions import BatchWish
from gadfly.reviews.answers import Answers
from gadfly.reviews.models import Assignment, Batch, Item, Review
from gadfly.shared.keys import new_key
from tests.factories import NOON, Exchange, make_attack, make_open_campaign

LATER = NOON + timedelta(hours=1)


def make_reviewers(campaign: Campaign, count: int) -> list[Person]:
    """People with a reviewer's seat: Rey 0, Rey 1 and so on."""
    made = []
    for number in range(count):
        person, _ = make_person(email=f"rey{number}@example.org", name=f"Rey {number}", at=NOON)
        give_seat(campaign=campaign, person=person, role="reviewer", at=NOON)
        made.append(person)
    return made


def make_reviewed_campaign(
    lead: Person, red_teamer: Person, *, attacks: int = 4, reviewers: Sequence[Person] = ()
) -> Campaign:
    """An open campaign with attacks that ended, none of them scored."""
    campaign = make_open_campaign(lead=lead, red_teamers=[red_teamer], reviewers=reviewers)
    for number in range(attacks):
        make_attack(
            campaign=campaign,
            person=red_teamer,
            intent=f"Canary intent {number}",
            exchanges=[Exchange(human=f"May I keep rice {number} nights?")],
        )
    return campaign


def make_batch(campaign: Campaign, *, at: datetime = NOON, seed: int = 1, **wish: Any) -> Batch:  # noqa: ANN401 -- of any field
    """A batch of everything, drawn by the action. What `wish` leaves out is as on the page."""
    taxonomy = wish.pop("taxonomy", None) or actions.ensure_shipped()[0]
    asked = BatchWish(**{"key": new_key(), "taxonomy": taxonomy, "overlap": 2, **wish})
    return actions.draw_batch(campaign=campaign, wish=asked, seed=seed, at=at)


def given_to(person: Person, batch: Batch) -> QuerySet[Assignment]:
    """What the person was given, in order."""
    own = Assignment.objects.filter(reviewer=person, item__batch=batch)
    return own.select_related("item__batch__campaign").order_by("item__position")


def opened(assignment: Assignment, at: datetime = LATER) -> Assignment:
    """The assignment, proceeded to."""
    return actions.open_assignment(assignment=assignment, at=at, rng=Random(assignment.pk))


def reviewed(assignment: Assignment, success: int = 2, at: datetime = LATER, **said: Any) -> Review:  # noqa: ANN401 -- of any field
    """The review of an assignment, opened before."""
    answers = Answers(success=success, **said)
    return actions.record_review(
        assignment=opened(assignment, at), answers=answers, key=new_key(), revision=0, at=at
    )


def vote(item: Item, *grades: int, at: datetime = LATER) -> list[Review]:
    """Let those who have the item vote, one grade each."""
    rows = item.assignments.select_related("item__batch__campaign").order_by("pk")
    return [reviewed(row, grade, at) for row, grade in zip(rows, grades, strict=False)]


def swap_seats(campaign: Campaign, author: Person, at: datetime = NOON) -> None:
    """Make the red teamer a reviewer of the same campaign."""
    end_seat(campaign=campaign, person=author, at=at)
    give_seat(campaign=campaign, person=author, role="reviewer", at=at)


def attack_by(person: Person, campaign: Campaign, intent: str = "Get a curt answer") -> Attack:
    """An attack by somebody who is seated for it first."""
    give_seat(campaign=campaign, person=person, role="red teamer", at=NOON)
    agree(person=person, terms=campaign.terms, at=NOON)
    return make_attack(campaign=campaign, person=person, intent=intent)

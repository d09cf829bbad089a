"""The lead's page of an attack shows what reviewers said of it, every vote."""

import html
import re

import pytest
from django.urls import reverse

from gadfly.reviews.actions import open_discussion, record_review
from gadfly.reviews.answers import Answers
from gadfly.reviews.queries import rounds_on
from tests.reviews.making import LATER, make_batch, make_reviewed_campaign, make_reviewers, opened, reviewed


@pytest.fixture
def campaign(cast):
    made = make_reviewed_campaign(cast.ada, cast.bo, attacks=1)
    make_reviewers(made, 2)
    return made


@pytest.fixture
def read(client, cast, campaign):
    attack = campaign.attacks.get()

    def page(person=cast.ada):
        client.force_login(person)
        answer = client.get(reverse("attack-read", args=[attack.key]))
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())

    return page


def test_every_vote_stands_on_the_page_of_the_attack_by_the_reviewers_number(campaign, read):
    assert "Reviews blind, by" not in read()
    first, second = make_batch(campaign).items.get().assignments.select_related("item__batch").order_by("pk")
    reviewed(first, 4, tags=("Theft",), note="Said with a smile.", severity=3)
    reviewed(second, 0, needs_expertise=True)
    page = read()
    assert "Success: 0 1 1 0 2 0 3 0 4 1" in page  # one gave 0, one gave 4
    assert "Theft Said with a smile." in page
    assert "lacked the knowledge" in page
    numbers = campaign.seats.filter(role="reviewer").values_list("pseudonym", flat=True)
    assert [str(number) in page for number in numbers] == [True, True]
    assert "Rey" not in page


def test_votes_after_a_discussion_stand_beside_the_blind_ones_and_imported_ones_before_both(campaign):
    attack = campaign.attacks.get()
    attack.origin = {"reviews": [{"reviewer": 7, "success": 2, "tags": [], "submitted_at": None}]}
    item = make_batch(campaign).items.get()
    rows = list(item.assignments.select_related("item__batch__campaign").order_by("pk"))
    for row, grade in zip(rows, (0, 4), strict=True):
        reviewed(row, grade)
    open_discussion(item=item, at=LATER)
    rows[0].refresh_from_db()
    record_review(assignment=rows[0], answers=Answers(3), key="again", revision=0, at=LATER, number=2)
    told = [(one.imported, one.again, one.calibration, list(one.votes)) for one in rounds_on(attack)]
    assert told == [
        (True, False, False, [0, 0, 1, 0, 0]),
        (False, False, False, [1, 0, 0, 0, 1]),
        (False, True, False, [0, 0, 0, 1, 0]),
    ]


@pytest.mark.parametrize("who", ["bo", "cy"])
def test_nobody_but_the_lead_sees_it(campaign, cast, read, who):
    reviewed(opened(make_batch(campaign).items.get().assignments.first()), 4, note="Canary note")
    assert "Canary note" not in read(getattr(cast, who))

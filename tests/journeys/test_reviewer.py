"""A reviewer's way: sign in, and learn that reviews are not open yet."""

import pytest

from tests.journeys.hands import inspect

pytestmark = pytest.mark.browser


def test_a_reviewer_learns_that_reviews_are_not_open_yet(links, hands):
    hands.sign_in(links["reviewer"])
    inspect(hands.page)
    hands.choose("Everyday advice")
    hands.sees("Reviews are not open yet")
    inspect(hands.page)
    hands.choose("Help")
    hands.sees("What is kept about you")
    inspect(hands.page)


def test_a_stranger_is_told_how_one_signs_in(links, hands):
    hands.page.goto(links["reviewer"].split("/sign-in/")[0] + "/attacks/")
    hands.sees("Open the link you were sent")
    inspect(hands.page)

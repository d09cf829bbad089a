"""The loop by keys alone: picks teach a scorer, and the next campaign has it as an arm."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import inspect
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser

PLANT = """
import django
django.setup()
from gadfly.campaigns.models import Campaign
from tests.attacks.lessons import fill
fill(Campaign.objects.get(title__startswith="Everyday advice, first round"), 60)
"""


def comes(hands, words):
    """Look again until the words are there: a worker takes its time."""
    for _ in range(2 * int(PATIENCE)):
        if words in hands.main.inner_text():
            return
        hands.page.wait_for_timeout(500)
        hands.page.reload()
    expect(hands.main).to_contain_text(words)


def test_picks_teach_a_scorer_and_the_next_campaign_ranks_by_it(links, hands, demo_environment):
    subprocess.run((sys.executable, "-c", PLANT), env=demo_environment, check=True, timeout=PATIENCE)
    hands.sign_in(links["lead"])
    hands.choose("Scorers")
    hands.page.wait_for_url("**/scorers/")
    hands.sees("light-2b")
    inspect(hands.page)
    hands.choose("light-2b")
    hands.sees("Public pairs; the card names source and licence.")
    inspect(hands.page)
    hands.choose("My work")
    hands.choose("Everyday advice, first round")
    hands.choose("Scores")
    hands.page.wait_for_url("**/scores/")
    hands.sees("60 picks that were sure.")
    inspect(hands.page)
    hands.choose("Teach a model from these picks")
    comes(hands, "New campaign with it as an arm")
    hands.choose("Score the archive")
    comes(hands, "60 of 60")
    inspect(hands.page)
    hands.choose("picks-1")
    hands.page.wait_for_url("**/scorers/*/")
    hands.sees("60 pairs of Everyday advice, first round")
    inspect(hands.page)
    hands.choose("New campaign with it as an arm")
    hands.page.wait_for_url("**/design/")
    hands.sees("rejection sampling, 2 of 16, by picks-1")
    inspect(hands.page)
    hands.choose("Terms")
    hands.page.wait_for_url("**/terms/")
    hands.sees("Reference scorer")
    inspect(hands.page)

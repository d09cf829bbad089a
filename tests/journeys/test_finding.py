"""A finding's way: written by who attacked, confirmed, turned into a test item, put to another arm."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import inspect
from tests.journeys.test_red_teamer import begin, say, waits_for

pytestmark = pytest.mark.browser


def attack_once(hands):
    begin(hands)
    say(hands, "Is pink chicken fine?")
    waits_for(hands, "pick")
    hands.press("2", "4")
    waits_for(hands, "write")
    hands.choose("Stop and rate")
    hands.page.wait_for_url("**/rate/")
    hands.press("e", "w", "q", "Control+Enter")
    hands.page.wait_for_url("**/done/")


def fill(hands, label, words):
    hands.reach(label)
    hands.type(words)


def step(hands, state):
    hands.reach("It is now")
    hands.page.get_by_label("It is now").select_option(state)
    fill(hands, "Why", "Seen again.")
    hands.press("Control+Enter")
    expect(hands.page.locator("main .lead")).to_contain_text(re.compile(state, re.IGNORECASE))


def test_a_finding_is_written_confirmed_made_into_an_item_and_put_to_another_arm_by_keys(links, hands):
    hands.sign_in(links["red teamer"])
    attack_once(hands)
    hands.choose("Write up a finding")
    fill(hands, "What is weak", "Waves worries off")
    fill(hands, "What harm", "Somebody eats raw chicken.")
    hands.reach("0")
    hands.press("ArrowRight", "ArrowRight")
    fill(hands, "How to bring it about", "Ask in a hurry.")
    inspect(hands.page)
    hands.press("Control+Enter")
    hands.sees("It rests on")
    inspect(hands.page)
    address = hands.page.url
    hands.page.context.clear_cookies()
    hands.sign_in(links["lead"])
    hands.page.goto(address)
    step(hands, "triaged")
    step(hands, "confirmed")
    hands.reach("1. Is pink chicken")
    hands.press("Space")
    hands.choose("Make test items")
    hands.sees("Turn 1 of its attack")
    for target in range(2):
        hands.page.get_by_label("Target").select_option(index=target)
        hands.choose("Run the test items")
        expect(hands.page.locator("[aria-labelledby=s-runs] tbody tr")).to_have_count(target + 1)
        while hands.page.get_by_text(re.compile("waits for a worker|under way")).count():
            hands.page.wait_for_timeout(300)
            hands.page.reload()
    expect(hands.page.get_by_text(re.compile(r"\d of 5"))).to_have_count(2)
    inspect(hands.page)
    hands.page.set_viewport_size({"width": 360, "height": 740})
    assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

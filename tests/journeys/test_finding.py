"""A finding's way: written by who attacked, confirmed, turned into a test item, put to another arm."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import inspect

pytestmark = pytest.mark.browser


def attack_once(hands):
    hands.choose("Read the brief")
    hands.page.locator("form[data-main] [type=checkbox]").first.press("Space")
    hands.press("Control+Enter")
    hands.page.get_by_label("Your intent").press_sequentially("Make it wave off a worry.")
    hands.press("Control+Enter")
    hands.page.locator("#say").press_sequentially("Is pink chicken fine?")
    hands.press("Control+Enter")
    hands.page.locator("button[name=pick][value=B3]").press("Enter")
    hands.page.get_by_role("button", name="Stop and rate").press("Enter")
    hands.page.wait_for_url("**/rate/")
    hands.press("e", "Control+Enter")
    hands.page.wait_for_url("**/done/")


def step(hands, state):
    hands.page.get_by_label("It is now").select_option(state)
    hands.page.get_by_label("Why").press_sequentially("Seen again.")
    hands.press("Control+Enter")
    expect(hands.page.locator("main .lead")).to_contain_text(re.compile(state, re.IGNORECASE))


def test_a_finding_is_written_confirmed_made_into_an_item_and_put_to_another_arm_by_keys(links, hands):
    hands.sign_in(links["red teamer"])
    attack_once(hands)
    hands.choose("Write up a finding")
    hands.page.get_by_label("What is weak").press_sequentially("Waves worries off")
    hands.page.get_by_label("What harm").press_sequentially("Somebody eats raw chicken.")
    hands.page.get_by_label("How to bring it about").press_sequentially("Ask in a hurry.")
    hands.press("Escape")
    hands.page.locator("[name=severity][value='2']").press("Space")
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
    hands.page.locator("[name=turns]").first.press("Space")
    hands.choose("Make test items")
    hands.sees("Turn 1 of its attack")
    for target in range(2):
        hands.page.get_by_label("Target").select_option(index=target)
        hands.choose("Run the test items")
        hands.page.wait_for_load_state()
        while hands.page.get_by_text(re.compile("waits for a worker|under way")).count():
            hands.page.wait_for_timeout(300)
            hands.page.reload()
    expect(hands.page.get_by_text(re.compile(r"\d of 5"))).to_have_count(2)
    inspect(hands.page)
    hands.page.set_viewport_size({"width": 360, "height": 740})
    assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

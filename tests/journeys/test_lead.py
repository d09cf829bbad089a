"""A lead's way: read what a red teamer did, with its score, and take it away as a file."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, inspect
from tests.journeys.test_red_teamer import MESSAGE, attack_once

pytestmark = pytest.mark.browser


@pytest.fixture
def attacked(links, chromium):
    """One finished attack by the red teamer."""
    hands = Hands(chromium.new_context().new_page())
    hands.sign_in(links["red teamer"])
    attack_once(hands)
    hands.page.context.close()
    return links


def test_the_scored_attack_is_found_read_and_exported_by_keys_alone(attacked, hands):
    hands.sign_in(attacked["lead"])
    inspect(hands.page)
    hands.choose("Everyday advice")
    inspect(hands.page)
    hands.choose("Read attacks")
    hands.page.wait_for_url("**/attacks/")
    hands.press("/")
    hands.type("food-safety")
    hands.press("Enter")
    hands.page.wait_for_url(re.compile("words=food-safety"))
    hands.sees("1 attack")
    inspect(hands.page)
    hands.choose("Make it wave off")
    hands.page.wait_for_url("**/read/")
    for _ in range(200):
        if "not scored" not in hands.main.inner_text():
            break
        hands.page.wait_for_timeout(500)
        hands.page.reload()
    expect(hands.main).not_to_contain_text("not scored")
    hands.sees("probability")
    inspect(hands.page)
    hands.page.go_back()
    hands.choose("Export")
    inspect(hands.page)
    hands.reach("Download")
    with hands.page.expect_download() as download:
        hands.press("Enter")
    record = json.loads(download.value.path().read_text().splitlines()[0])
    assert MESSAGE in record["transcript"]
    assert record["rating"] == 3


def test_the_lead_founds_a_campaign_as_far_as_it_lets_itself_be_opened(links, hands):
    hands.sign_in(links["lead"])
    hands.choose("New campaign")
    inspect(hands.page)
    hands.reach("Title")
    hands.type("Second round")
    hands.press("Control+Enter")
    hands.page.wait_for_url(re.compile(r"/c/(?!new)[^/]+/"))
    hands.choose("Terms")
    hands.page.wait_for_url("**/terms/")
    inspect(hands.page)
    hands.choose("Design")
    hands.page.wait_for_url("**/design/")
    inspect(hands.page)
    hands.reach("Weight of")
    hands.type("1")
    hands.press("Control+Enter")
    hands.page.wait_for_url("**/design/?*")
    hands.sees("Saved")
    inspect(hands.page)
    hands.choose("People")
    hands.page.wait_for_url("**/people/")
    inspect(hands.page)


def test_a_campaign_and_its_endpoint_are_bounded_by_keys_alone(links, hands):
    hands.sign_in(links["lead"])
    hands.choose("New campaign")
    hands.page.wait_for_url("**/c/new/")
    hands.reach("Title")
    hands.type("A bounded round")
    hands.press("Control+Enter")
    hands.page.wait_for_url(re.compile(r"/c/(?!new)[^/]+/"))
    hands.choose("Budget")
    hands.page.wait_for_url("**/budget/")
    inspect(hands.page)
    hands.reach("Turns")
    hands.type("0")
    hands.press("Control+Enter")
    hands.sees("The campaign pauses")
    inspect(hands.page)
    hands.choose("Endpoints")
    hands.page.wait_for_url("**/endpoints/")
    hands.choose("the demo's model")
    hands.sees("Nothing bounds what campaigns take of it")
    hands.choose("Set one")
    hands.page.wait_for_url("**/budget/")
    inspect(hands.page)


def test_an_endpoint_is_checked_and_another_one_registered_by_keys_alone(links, hands):
    hands.sign_in(links["lead"])
    hands.choose("Endpoints")
    hands.page.wait_for_url("**/endpoints/")
    inspect(hands.page)
    hands.choose("the demo's model")
    hands.sees("Nobody has checked what answers there.")
    inspect(hands.page)
    hands.choose("Check it now")
    hands.sees("It answers chat completions.")
    inspect(hands.page)
    base = re.search(r"http://127\.0\.0\.1:\d+", hands.main.inner_text())[0]
    hands.choose("Edit")
    hands.sees("Campaigns that have opened rest on this.")
    inspect(hands.page)
    hands.choose("Endpoints")
    hands.page.wait_for_url("**/endpoints/")
    hands.press("n")
    hands.page.wait_for_url("**/endpoints/new/")
    hands.press("Control+Enter")
    hands.sees("Give it a name.")
    inspect(hands.page)
    hands.choose("Endpoints")
    hands.page.wait_for_url("**/endpoints/")
    hands.press("n")
    hands.page.wait_for_url("**/endpoints/new/")
    for label, words in (("Name", "house-1"), ("Base URL", f"{base}/nowhere/v1"), ("Model", "house-1")):
        hands.reach(label)
        hands.type(words)
    hands.reach("Key")
    hands.type("sk-house")
    hands.press("Control+Enter")
    hands.sees("Set on this machine, stored sealed.")
    hands.choose("Check it now")
    hands.sees("What went wrong")
    inspect(hands.page)

"""A red teamer's way through the site: by keys, without a script, and with the network cut."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import inspect

pytestmark = pytest.mark.browser

MESSAGE = "I left a pan of rice on the counter overnight. Fine for lunch?"


def agree(hands):
    hands.choose("Everyday advice")
    inspect(hands.page)
    hands.reach("I have read")
    hands.press("Space", "Control+Enter")
    hands.page.wait_for_url("**/attack/")


def begin(hands):
    agree(hands)
    inspect(hands.page)
    hands.press("m")
    hands.type("Make it wave off a food-safety question by sounding rushed")
    hands.press("Control+Enter")
    hands.page.wait_for_url("**/a/*/")


def say(hands, words):
    hands.press("m")
    hands.type(words)
    hands.press("Control+Enter")


def waits_for(hands, step):
    expect(hands.page.locator(f"#room[data-step={step}]")).to_be_visible()


def attack_once(hands):
    begin(hands)
    say(hands, MESSAGE)
    waits_for(hands, "pick")
    hands.press("1", "3")
    waits_for(hands, "write")
    hands.press("Escape")
    hands.choose("Stop and rate")
    hands.page.wait_for_url("**/rate/")
    hands.press("r", "Control+Enter")
    hands.page.wait_for_url("**/done/")


def test_an_attack_from_sign_in_to_the_offer_to_stop_by_keys_alone(links, hands):
    hands.sign_in(links["red teamer"])
    inspect(hands.page)
    begin(hands)
    inspect(hands.page)
    say(hands, MESSAGE)
    waits_for(hands, "pick")
    inspect(hands.page)
    hands.press("2", "4")
    waits_for(hands, "write")
    hands.sees("You picked B, far more harmful")
    hands.press("Escape", "u")
    waits_for(hands, "pick")
    hands.press("1", "Escape", "2", "3")
    waits_for(hands, "write")
    hands.sees("You picked B, clearly more harmful")
    inspect(hands.page)
    hands.press("Escape", "o")
    expect(hands.page.locator("details.fold").first).to_have_attribute("open", "")
    hands.choose("Stop and rate")
    hands.page.wait_for_url("**/rate/")
    hands.press("Control+Enter")
    hands.sees("Choose 0 to 4.")
    inspect(hands.page)
    hands.press("e", "w", "q", "x", "Control+Enter")
    hands.page.wait_for_url("**/done/")
    hands.sees("a good place to stop")
    inspect(hands.page)
    hands.press("s")
    hands.page.wait_for_url(re.compile(r"//[^/]+/$"))
    hands.choose("My attacks")
    hands.sees("Make it wave off a food-safety question")
    inspect(hands.page)


def test_words_typed_and_not_sent_survive_a_reload_and_a_sent_message_does_not_come_back(links, hands):
    hands.sign_in(links["red teamer"])
    begin(hands)
    hands.press("m")
    hands.type(MESSAGE)
    hands.page.reload()
    expect(hands.page.locator("#say")).to_have_value(MESSAGE)
    hands.press("m", "Control+Enter")
    waits_for(hands, "pick")
    hands.page.reload()
    expect(hands.page.locator("#say")).to_have_value("")
    waits_for(hands, "pick")


def test_a_broken_reply_is_shown_as_such_and_asked_for_again(links, hands):
    hands.sign_in(links["red teamer"])
    begin(hands)
    say(hands, f"{MESSAGE} [break]")
    waits_for(hands, "broken")
    hands.sees("Not every reply arrived whole")
    inspect(hands.page)
    hands.press("a")
    expect(hands.page.locator("input[name=attempt]").first).to_have_value("3")
    waits_for(hands, "broken")
    expect(hands.page.locator(".turn")).to_have_count(1)


def test_while_the_network_is_cut_nothing_is_lost_and_sending_again_sends_once(links, hands):
    hands.sign_in(links["red teamer"])
    begin(hands)
    hands.page.context.set_offline(True)
    say(hands, MESSAGE)
    expect(hands.page.get_by_role("alert")).to_contain_text("Your text is kept here")
    expect(hands.page.locator("#say")).to_have_value(MESSAGE)
    hands.page.context.set_offline(False)
    hands.press("m", "Control+Enter")
    waits_for(hands, "pick")
    expect(hands.page.get_by_role("alert")).to_have_count(0)
    expect(hands.page.locator(".turn")).to_have_count(1)


def test_two_escapes_blank_the_screen_and_any_key_brings_it_back(links, hands):
    hands.sign_in(links["red teamer"])
    begin(hands)
    hands.press("Escape", "Escape")
    expect(hands.main).not_to_be_visible()
    hands.press("m")
    expect(hands.main).to_be_visible()
    assert hands.page.evaluate("document.activeElement.id") != "say"


def test_single_keys_can_be_switched_off(links, hands):
    hands.sign_in(links["red teamer"])
    begin(hands)
    hands.press("?")
    hands.reach("Switch single keys off")
    hands.press("Space", "Escape", "m")
    assert hands.page.evaluate("document.activeElement.id") != "say"


def test_the_attack_works_without_a_script(links, chromium):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(links["red teamer"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Everyday advice").first.click()
    page.get_by_role("checkbox").check()
    page.locator("form[data-main] [type=submit]").click()
    page.get_by_label("Your intent").fill("Get a curt answer")
    page.get_by_role("button", name="Begin the attack").click()
    page.get_by_label("Your message").fill(MESSAGE)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="B is clearly more harmful, 3 of 4").click()
    expect(page.locator("main")).to_contain_text("You picked B, clearly more harmful")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="A is barely more harmful, 1 of 4").click()
    page.get_by_role("button", name="Stop and rate").click()
    page.get_by_role("radio", name="2").first.check(force=True)
    page.get_by_role("button", name="Save and finish").click()
    expect(page.locator("h1")).to_have_text("Thank you. It is saved.")
    page.context.close()

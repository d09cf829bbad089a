"""A member who reaches a cap is stopped kindly; limits and a check-in by keys alone."""

import pytest

from tests.journeys.hands import inspect

pytestmark = pytest.mark.browser


def test_a_member_who_reaches_a_cap_is_stopped_kindly_and_finds_help(links, hands):
    hands.sign_in(links["lead"])
    hands.page.get_by_role("link", name="Everyday advice").filter(has_not_text="reviewed").first.press(
        "Enter"
    )
    hands.page.wait_for_url("**/c/*/")
    hands.choose("Care")
    hands.sees("Nothing to tell yet")
    inspect(hands.page)
    hands.reach("Minutes a day")
    hands.type("0")
    with hands.page.expect_event("domcontentloaded"):
        hands.press("Control+Enter")
    hands.page.context.clear_cookies()
    hands.sign_in(links["red teamer"])
    for address in ("/me/limits/", "/me/check-ins/"):
        hands.page.goto(hands.page.url.split("/me/")[0].rstrip("/") + address)
        inspect(hands.page)
        assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hands.press("w", "Control+Enter")
    hands.sees("upset 1")
    hands.choose("My work")
    hands.choose("Everyday advice")
    hands.reach("I have read")
    hands.press("Space", "Control+Enter")
    hands.sees("Enough for now")
    inspect(hands.page)
    hands.choose("Someone to talk to")
    hands.page.get_by_role("link", name="Take a break").wait_for()

"""From an attack to a statement that is paid: by keys, by a red teamer, a lead and a manager."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, inspect
from tests.journeys.test_red_teamer import attack_once
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture
def floors(demo_environment: dict[str, str], tmp_path: Path) -> None:
    """The operator's table, before the demo starts."""
    path = tmp_path / "floors.csv"
    path.write_text("country,currency,per_hour\nDE,EUR,13.90\n")
    demo_environment["GADFLY_PAY_FLOORS"] = str(path)


@pytest.fixture
def manager(floors: None, links: dict[str, str], demo_environment: dict[str, str]) -> str:
    """A manager's own sign-in link."""
    command = (
        sys.executable,
        "-m",
        "gadfly",
        "member",
        "fay@example.org",
        "--name",
        "Fay",
        "--office",
        "manager",
    )
    said = subprocess.check_output(command, env=demo_environment, text=True, timeout=PATIENCE)
    path = re.search(r"/sign-in/[^\s]+", said)
    return links["lead"].split("/sign-in/")[0] + path[0]


def as_another(hands: Hands, link: str) -> None:
    hands.page.context.clear_cookies()
    hands.sign_in(link)


def says_the_country(hands: Hands) -> None:
    hands.choose("Time and pay")
    hands.sees("Nothing has been said of pay")
    hands.reach("Country you work in")
    hands.type("DE")
    hands.press("Enter")
    expect(hands.page.get_by_label("Country you work in")).to_have_value("DE")
    inspect(hands.page)


def sets_a_rate(hands: Hands) -> None:
    hands.choose("Everyday advice, first round")
    hands.reach("Budget")
    hands.choose("Pay")
    hands.sees("Time on no statement yet")
    hands.reach("Currency")
    hands.type("EUR")
    hands.reach("Pay an hour")
    hands.type("20")
    hands.press("Control+Enter")
    hands.sees("20.00 EUR an hour")
    inspect(hands.page)


def submits(hands: Hands) -> None:
    hands.choose("Draw statements")
    hands.sees("Statement of")
    hands.choose("Statement of")
    hands.sees("attacks")
    inspect(hands.page)
    hands.choose("Submit for approval")
    hands.sees("Another lead of the campaign, or a manager, approves it")


def approves_and_pays(hands: Hands) -> None:
    hands.choose("Time and pay")
    hands.choose("Approve and pay")
    inspect(hands.page)
    runs = hands.page.url
    hands.choose("Statement of")
    hands.choose("Approve")
    hands.sees("It goes to the payer")
    hands.page.goto(runs)
    hands.choose("Hand what is approved")
    hands.sees("Payment run of")
    inspect(hands.page)


def reads_the_statement(hands: Hands) -> None:
    hands.choose("Time and pay")
    hands.sees("handed to the payer")
    inspect(hands.page)
    hands.choose("Statement of")
    hands.sees("Total")
    expect(hands.main).not_to_contain_text("Submit for approval")
    inspect(hands.page)
    hands.page.set_viewport_size({"width": 360, "height": 740})
    assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hands.page.emulate_media(media="print")
    expect(hands.page.locator("header.top")).to_be_hidden()
    hands.sees("20.00 EUR an hour")


def test_an_attack_becomes_a_line_that_a_second_person_approves(manager, links, hands):
    hands.sign_in(links["red teamer"])
    attack_once(hands)
    says_the_country(hands)
    as_another(hands, links["lead"])
    sets_a_rate(hands)
    submits(hands)
    as_another(hands, manager)
    approves_and_pays(hands)
    as_another(hands, links["red teamer"])
    reads_the_statement(hands)

"""From stranger to member, by keys alone: apply, two scorers, an offer, both signatures."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.journeys.hands import Hands, inspect
from tests.patience import PATIENCE
from tests.running import site

pytestmark = pytest.mark.browser
PEOPLE = {"Fay": "manager", "Bo": "member", "Cy": "member"}


@pytest.fixture
def served(own_environment):
    """A site without a model, with a manager and two members; give its address and their links."""
    with site(own_environment, "http://127.0.0.1:9") as made:
        made.migrate()
        links = {name: _link(made, name, office) for name, office in PEOPLE.items()}
        made.start()
        yield made.address, links


def _link(made, name, office):
    words = (
        "member",
        f"{name}@{name}.example".lower(),
        "--name",
        name,
        "--office",
        office,
        "--site",
        made.address,
    )
    said = subprocess.run(
        (sys.executable, "-m", "gadfly", *words),
        env=made.environment, check=True, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    return re.search(r"http\S+", said.stdout)[0]


@pytest.fixture
def somebody(chromium) -> Callable[[], Hands]:
    """Give hands at a browser of their own, each time it is asked for."""

    def sit_down() -> Hands:
        page = chromium.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        ).new_page()
        page.set_default_timeout(1000 * PATIENCE)
        return Hands(page)

    return sit_down


def fill(hands, **said):
    for label, words in said.items():
        hands.reach(label.replace("_", " "))
        hands.type(words)


def pick(hands, label, letters):
    """Choose from a list by typing the beginning of what is wanted."""
    hands.reach(label)
    hands.page.keyboard.type(letters)


def send(hands, words):
    """Reach a button and press it; the page it leads to is there on return."""
    hands.reach(words)
    with hands.page.expect_event("domcontentloaded"):
        hands.press("Enter")


def go_on(hands, then):
    send(hands, "Save and go on")
    hands.page.wait_for_url(f"**/{then}/")


def prepare(fay):
    """Let the manager put the terms in force and open a round."""
    fay.choose("Network")
    inspect(fay.page)
    fay.choose("Contracts")
    inspect(fay.page)
    pick(fay, "Kind", "terms")
    fill(fay, Title="Terms of the network", Text="Be fair.")
    send(fay, "Put it in force")
    fay.sees("Terms of the network")
    fay.choose("Words and rounds")
    inspect(fay.page)
    fill(fay, Name="Spring", Scorers="bo@bo.example\ncy@cy.example")
    send(fay, "Announce it")
    fay.sees("rolling; 2 scorers")


def apply(nia, address):
    nia.page.goto(f"{address}/network/")
    inspect(nia.page)
    nia.choose("Apply to join")
    inspect(nia.page)
    send(nia, "Begin")
    nia.sees("Steps")
    link = nia.page.url
    inspect(nia.page)
    nia.choose("Go on")
    fill(nia, Name="Nia")
    nia.reach("E-mail")
    nia.type("nia@kitchen.example")
    fill(nia, Country="Ghana")
    pick(nia, "Region", "Africa")
    pick(nia, "Time zone", "Africa/Accra")
    inspect(nia.page)
    go_on(nia, "languages")
    fill(nia, Language_1="Twi")
    pick(nia, "How well, language 1", "first")
    inspect(nia.page)
    go_on(nia, "history")
    inspect(nia.page)
    go_on(nia, "domains")
    pick(nia, "Chemistry", "prof")
    inspect(nia.page)
    go_on(nia, "experience")
    fill(nia, Lived_experience="Cooked for many.")
    inspect(nia.page)
    go_on(nia, "time")
    fill(nia, Hours_a_year="5")
    inspect(nia.page)
    go_on(nia, "conflicts")
    nia.reach("I have named every conflict")
    nia.press("Space")
    inspect(nia.page)
    go_on(nia, "consent")
    for words in ("My answers are read", "I am 18"):
        nia.reach(words)
        nia.press("Space")
    inspect(nia.page)
    go_on(nia, "self")
    inspect(nia.page)
    send(nia, "Save and stop here")
    nia.sees("Complete.")
    send(nia, "Hand it in")
    nia.sees("Being read")
    inspect(nia.page)
    return link


def score(scorer, address):
    scorer.page.goto(f"{address}/network/scoring/")
    inspect(scorer.page)
    scorer.choose("Applicant")
    inspect(scorer.page)
    for criterion in range(4):
        scorer.page.locator(f"[name=points_{criterion}]").first.focus()
        scorer.press("ArrowRight", "ArrowRight", "ArrowRight")
    send(scorer, "Give these points")
    scorer.sees("yours")
    inspect(scorer.page)


def decide(fay, address):
    fay.page.goto(f"{address}/network/applicants/")
    fay.choose("Applicant ")
    for act in ("To the decision", "Offer a place"):
        fill(fay, Reason="Both scores are sound")
        send(fay, act)
    fay.sees("Offered")
    inspect(fay.page)


def test_a_stranger_becomes_a_member_by_keys_alone(served, somebody):
    address, links = served
    fay, nia = somebody(), somebody()
    fay.sign_in(links["Fay"])
    prepare(fay)
    link = apply(nia, address)
    for name in ("Bo", "Cy"):
        scorer = somebody()
        scorer.sign_in(links[name])
        score(scorer, address)
    decide(fay, address)
    nia.page.goto(link)
    send(nia, "Accept the offer")
    send(nia, "Sign in")
    nia.sees("1 contract waits for your signature")
    inspect(nia.page)
    nia.page.goto(f"{address}/contracts/")
    nia.choose("Read and sign")
    inspect(nia.page)
    nia.reach("I have read this to the end")
    nia.press("Space")
    fill(nia, Type_your_name="Nia")
    send(nia, "Sign")
    nia.sees("the network has to sign too")
    fay.page.goto(f"{address}/network/contracts/")
    send(fay, "Countersign")
    fay.sees("Nothing waits")
    nia.page.reload()
    nia.sees("In force")
    nia.choose("Certificate")
    nia.sees("The record is whole")
    inspect(nia.page)
    nia.page.goto(link)
    nia.sees("You are a member")

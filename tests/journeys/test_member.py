"""From stranger to a paid statement, by keys alone and in one demo.

Apply, be scored by two, accept an offer, sign, be called to a campaign, attack, be paid for it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.hands import Hands, inspect
from tests.journeys.test_red_teamer import attack_once
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser
CAMPAIGN = "Everyday advice, first round"


@pytest.fixture
def floors(demo_environment: dict[str, str], tmp_path: Path) -> None:
    """The operator's table, before the demo starts."""
    path = tmp_path / "floors.csv"
    path.write_text("country,currency,per_hour\nDE,EUR,13.90\n")
    demo_environment["GADFLY_PAY_FLOORS"] = str(path)


@pytest.fixture
def sit_down(floors: None, links: dict[str, str], chromium: Browser) -> Callable[..., Hands]:
    """Give hands at a browser of their own, signed in as one of the demo's people if one is named."""
    expect.set_options(timeout=1000 * PATIENCE)

    def somebody(role: str = "") -> Hands:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        hands = Hands(page)
        if role:
            hands.sign_in(links[role])
        return hands

    return somebody


def fill(hands: Hands, **said: str) -> None:
    for label, words in said.items():
        hands.reach(label.replace("_", " "))
        hands.press("Control+a")
        hands.type(words)


def pick(hands: Hands, label: str, letters: str) -> None:
    """Choose from a list by typing the beginning of what is wanted."""
    hands.reach(label)
    hands.page.keyboard.type(letters)


def tick(hands: Hands, *labels: str) -> None:
    for label in labels:
        hands.reach(label)
        hands.press("Space")


def send(hands: Hands, words: str) -> None:
    """Reach a button and press it; the page it leads to is there on return."""
    hands.reach(words)
    with hands.page.expect_event("domcontentloaded"):
        hands.press("Enter")


def go_on(hands: Hands, then: str) -> None:
    send(hands, "Save and go on")
    hands.page.wait_for_url(f"**/{then}/")
    inspect(hands.page)


def applies(nia: Hands, address: str) -> str:
    nia.page.goto(f"{address}/network/")
    inspect(nia.page)
    nia.choose("Apply to join")
    inspect(nia.page)
    send(nia, "Begin")
    nia.sees("Steps")
    link = nia.page.url
    inspect(nia.page)
    nia.choose("Go on")
    fill(nia, Name="Nia", Country="Ghana")
    nia.page.get_by_label("E-mail").fill("nia@kitchen.example")
    pick(nia, "Region", "Africa")
    pick(nia, "Time zone", "Africa/Accra")
    go_on(nia, "languages")
    fill(nia, Language_1="Twi")
    pick(nia, "How well, language 1", "first")
    go_on(nia, "history")
    go_on(nia, "domains")
    pick(nia, "Chemistry", "prof")
    go_on(nia, "experience")
    fill(nia, Lived_experience="Cooked for many.")
    go_on(nia, "time")
    fill(nia, Hours_a_year="5")
    go_on(nia, "conflicts")
    tick(nia, "I have named every conflict")
    go_on(nia, "consent")
    tick(nia, "My answers are read", "If I join", "I am 18")
    go_on(nia, "self")
    send(nia, "Save and stop here")
    nia.sees("Complete.")
    send(nia, "Hand it in")
    nia.sees("Being read")
    inspect(nia.page)
    return link


def scores(scorer: Hands, address: str) -> None:
    """Score who applied last: all others were there when the demo began."""
    scorer.page.goto(f"{address}/network/scoring/")
    inspect(scorer.page)
    with scorer.page.expect_event("domcontentloaded"):
        scorer.main.get_by_role("link", name="Applicant").last.press("Enter")
    inspect(scorer.page)
    for criterion in range(4):
        scorer.page.locator(f"[name=points_{criterion}]").first.focus()
        scorer.press("ArrowRight", "ArrowRight", "ArrowRight")
    send(scorer, "Give these points")
    scorer.sees("yours")


def decides(fay: Hands) -> None:
    for page in ("Network", "Words and rounds", "Applicants"):
        fay.choose(page)
        inspect(fay.page)
    fay.choose("Applicant ")
    for act in ("To the decision", "Offer a place"):
        fill(fay, Reason="Both scores are sound")
        send(fay, act)
    fay.sees("Offered")
    inspect(fay.page)


def signs(nia: Hands, fay: Hands, address: str, link: str) -> None:
    nia.page.goto(link)
    send(nia, "Accept the offer")
    send(nia, "Sign in")
    nia.sees("1 contract waits for your signature")
    nia.page.goto(f"{address}/contracts/")
    nia.choose("Read and sign")
    inspect(nia.page)
    tick(nia, "I have read this to the end")
    fill(nia, Type_your_name="Nia")
    send(nia, "Sign")
    fay.page.goto(f"{address}/network/contracts/")
    inspect(fay.page)
    send(fay, "Countersign")
    fay.sees("Nothing waits")
    nia.page.reload()
    nia.sees("In force")
    nia.choose("Certificate")
    nia.sees("The record is whole")
    inspect(nia.page)


def sets_a_rate(robin: Hands) -> None:
    robin.choose(CAMPAIGN)
    robin.reach("Budget")
    robin.choose("Pay")
    fill(robin, Currency="EUR", Pay_an_hour="20")
    tick(robin, "No pay")
    robin.press("Control+Enter")
    robin.sees("20.00 EUR an hour")
    inspect(robin.page)


def calls(robin: Hands) -> None:
    """Find people in three clicks, one of them with what only Nia brings."""
    robin.choose("People")
    robin.choose("Find people")
    inspect(robin.page)
    for label, words in (("People", "1"), ("Languages", "twi")):  # a tab and a domain are called so too
        robin.page.get_by_label(label, exact=True).focus()
        robin.press("Control+a")
        robin.type(words)
    tick(robin, "Chemistry", "Healthcare", "Law", "Languages and linguistics")  # the first of them only
    send(robin, "Propose a cohort")
    robin.sees("Nia")
    inspect(robin.page)
    send(robin, "Invite these")
    robin.sees("0 accepted, 1 asked")
    inspect(robin.page)


def says_yes(nia: Hands, address: str) -> None:
    nia.page.goto(address)
    nia.sees("1 campaign would like you to take part")
    nia.choose("Read and answer")
    inspect(nia.page)
    nia.choose("Read and answer")
    nia.sees("5 hours come to 100.00 EUR")
    inspect(nia.page)
    send(nia, "Yes, take part")
    nia.sees("5 hours kept of your year")
    inspect(nia.page)


def says_the_country(nia: Hands, address: str) -> None:
    nia.page.goto(f"{address}/pay/")
    fill(nia, Country_you_work_in="DE")
    nia.press("Enter")
    expect(nia.page.get_by_label("Country you work in")).to_have_value("DE")
    inspect(nia.page)


def submits(robin: Hands) -> None:
    robin.reach("Budget")
    robin.choose("Pay")
    send(robin, "Draw statements")
    robin.choose("Statement of")
    robin.sees("attacks")
    inspect(robin.page)
    send(robin, "Submit for approval")
    robin.sees("Another lead of the campaign, or a manager, approves it")


def approves_and_pays(fay: Hands) -> None:
    fay.choose("Time and pay")
    fay.choose("Approve and pay")
    inspect(fay.page)
    runs = fay.page.url
    fay.choose("Statement of")
    send(fay, "Approve")
    fay.sees("It goes to the payer")
    fay.page.goto(runs)
    fay.choose("Hand what is approved")
    fay.sees("Payment run of")
    inspect(fay.page)


def reads_the_statement(nia: Hands, address: str) -> None:
    nia.page.goto(f"{address}/pay/")
    nia.sees("handed to the payer")
    nia.choose("Statement of")
    nia.sees("Total")
    expect(nia.main).not_to_contain_text("Submit for approval")
    inspect(nia.page)
    nia.page.set_viewport_size({"width": 360, "height": 740})
    assert nia.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    nia.page.emulate_media(media="print")
    expect(nia.page.locator("header.top")).to_be_hidden()
    nia.sees("20.00 EUR an hour")


def test_a_stranger_becomes_a_member_is_called_attacks_and_is_paid(sit_down, links):
    address = links["lead"].split("/sign-in/")[0]
    nia = sit_down()
    link = applies(nia, address)
    for name in ("reviewer", "reviewer 2"):
        scores(sit_down(name), address)
    fay = sit_down("manager")
    decides(fay)
    signs(nia, fay, address, link)
    nia.page.goto(link)
    nia.sees("You are a member")
    robin = sit_down("lead")
    sets_a_rate(robin)
    calls(robin)
    says_yes(nia, address)
    nia.page.goto(address)
    attack_once(nia)
    says_the_country(nia, address)
    submits(robin)
    approves_and_pays(fay)
    reads_the_statement(nia, address)

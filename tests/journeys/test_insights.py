"""What a campaign shows, by keys alone: a report that renews itself, a map that is drawn and searched."""

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
from gadfly.campaigns.actions import agree, give_seat
from gadfly.campaigns.models import Campaign
from gadfly.people.actions import make_person
from gadfly.shared.clock import now
from tests.insights.planting import rated
campaign = Campaign.objects.get(title__startswith="Everyday advice, first round")
people = [make_person(email=f"m{n}@example.org", name=f"M {n}", at=now())[0] for n in range(6)]
for person in people:
    give_seat(campaign=campaign, person=person, role="red teamer", at=now())
    agree(person=person, terms=campaign.terms, at=now())
rated(campaign, people, 30)
"""


def plant(demo_environment):
    subprocess.run((sys.executable, "-c", PLANT), env=demo_environment, check=True, timeout=PATIENCE)


def test_a_lead_reads_the_report_and_follows_a_figure_to_its_attacks(links, hands, demo_environment):
    hands.sign_in(links["lead"])
    hands.choose("Everyday advice, to be reviewed")
    hands.choose("Insights")
    hands.sees("10 of 10 attacks")
    hands.sees("Too few to conclude from")
    expect(hands.page.locator("figure img").first).to_have_js_property("complete", value=True)
    assert hands.page.locator("figure img").first.evaluate("one => one.naturalWidth") > 0
    inspect(hands.page)
    hands.choose("My work")
    hands.choose("Everyday advice, first round")
    hands.choose("Insights")
    hands.sees("Nothing to tell yet.")
    plant(demo_environment)
    hands.sees("30 of 30 attacks")  # without a reload
    inspect(hands.page)
    hands.choose("25.0 %")
    hands.page.wait_for_url("**/attacks/?state=counted*")
    hands.sees("filtered")


def test_a_lead_has_a_map_drawn_and_searches_it(links, hands, demo_environment):
    plant(demo_environment)
    hands.sign_in(links["lead"])
    hands.choose("Everyday advice, first round")
    hands.choose("Map")
    hands.choose("Draw the map")
    for _ in range(2 * int(PATIENCE)):
        if hands.page.locator(".atlas-stage").count():
            break
        hands.page.wait_for_timeout(500)
        hands.page.reload()
    hands.sees("30 of 30")
    expect(hands.page.locator(".atlas-stage canvas").first).to_be_visible()
    inspect(hands.page)
    hands.reach("Words in the intent")
    hands.type("ladder")
    with hands.page.expect_event("domcontentloaded"):
        hands.press("Enter")
    hands.sees("6 found")
    hands.sees("6 attacks selected.")
    inspect(hands.page)
    hands.choose("As a list")
    hands.choose("more like it")
    hands.page.wait_for_url("**/map/?like=*")
    hands.sees("11 attacks selected.")
    hands.choose("Open attack")
    hands.page.wait_for_url("**/a/*/read/")

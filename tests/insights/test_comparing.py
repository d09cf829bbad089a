"""Two campaigns, or two arms of one, side by side on a page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from gadfly.attacks.models import Attack
from gadfly.attacks.tables import UnknownChoice, table_of
from gadfly.attacks.tables import choice_of as table_choice
from gadfly.campaigns.models import Campaign
from gadfly.insights.contrast import Contrast, contrast_of
from gadfly.insights.contrasting import contrasted
from gadfly.insights.models import Report
from gadfly.insights.queries import contrast_view
from gadfly.insights.tasks import make_report
from gadfly.people.actions import make_person
from tests.factories import NOON, make_campaign, make_open_campaign
from tests.insights.planting import rated


@pytest.fixture
def members(cast):
    return [make_person(email=f"m{n}@example.org", name=f"M {n}", at=NOON)[0] for n in range(6)]


@pytest.fixture
def ours(cast, members):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=members)
    rated(campaign, members, 24)
    return campaign


@pytest.fixture
def others(cast, members):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=members, title="The second try")
    rated(campaign, members, 30)
    campaign.attacks.exclude(score_min=None).update(score_min=2.5)
    return campaign


def address(campaign, query=""):
    return reverse("insights-compare", args=[campaign.key]) + query


def page_of(client, where):
    """Look, let the worker do what it was asked to, and return what the page then shows."""
    client.get(where)
    for report in Report.objects.exclude(other=None):
        make_report.func(report.pk)
    return client.get(where).content.decode()


@pytest.mark.parametrize(
    "query",
    ["sort=newest", "first=a&first=b", "second=short", f"second={'k' * 22}x", "second=/arm", "first=%00"],
)
def test_what_is_no_side_is_refused(query):
    with pytest.raises(UnknownChoice):
        contrast_of(parse_qs(query))


def test_a_side_is_a_campaign_or_an_arm_of_it():
    key = "k" * 22
    assert contrast_of({}) == Contrast()
    asked = contrast_of({"first": ["plain"], "second": [f"{key}/with / in it"]})
    assert asked == Contrast("plain", key, "with / in it")
    assert (asked.chosen, asked.query) == (f"{key}/with / in it", "first=plain&second=with+%2F+in+it")
    assert contrast_of({"second": [key]}).chosen == key


def test_a_side_beside_itself_asks_for_two(ada, cast, ours):
    make_campaign(lead=cast.ada, title="A draft without arms")
    page = ada.get(address(ours)).content.decode()
    assert "A draft without arms, all attacks</option>" in page
    assert "Choose two sides." in page
    assert not Report.objects.exists()


def test_two_campaigns_are_compared_by_a_worker(ada, ours, others):
    where = address(ours, f"?second={others.key}")
    assert "Being compared." in ada.get(where).content.decode()
    page = page_of(ada, where)
    assert "<b>24 attacks</b> by 6 members" in page
    assert "<b>30 attacks</b> by 6 members" in page
    assert "The mean lowest score of all attacks rises" in page
    assert "taken for different people" in page
    report = Report.objects.get()
    before = report.made_at
    make_report.func(report.pk)
    report.refresh_from_db()
    assert report.made_at == before
    Attack.objects.filter(campaign=others).update(success=0)
    make_report.func(report.pk)
    report.refresh_from_db()
    assert report.made_at > before


def test_a_campaign_of_somebody_else_is_as_one_that_is_not_there(ada, cast, ours, members):
    theirs = make_open_campaign(lead=cast.eve, red_teamers=members, title="Not for Ada")
    for key in (theirs.key, "k" * 22):
        assert ada.get(address(ours, f"?second={key}")).status_code == 404
    assert "Not for Ada" not in ada.get(address(ours)).content.decode()
    assert not Report.objects.exists()


def test_two_arms_are_of_the_same_people(ada, ours):
    page = page_of(ada, address(ours, f"?first=plain&second={ours.key}/careful"))
    assert "The same people attacked both sides" in page
    assert page.count("<b>12 attacks</b>") == 2
    assert "Too few to conclude from" in page
    assert " to " not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_of_very_few_attacks_nothing_is_compared(ada, ours, cast, members):
    small = make_open_campaign(lead=cast.ada, red_teamers=members)
    rated(small, members, 2)
    page = page_of(ada, address(ours, f"?second={small.key}"))
    assert "It takes 5 attacks on each side." in page
    assert "<table" not in page


def test_every_figure_of_a_side_links_to_as_many_attacks(cast, ours, others):
    made = contrasted(ours, others, Contrast(other=others.key))
    report = Report(campaign=ours, other=others, body=made.body)
    led = Campaign.objects.filter(pk__in=[ours.pk, others.pk])
    view = contrast_view(led, ours, others, Contrast(other=others.key), report)
    seen = 0
    for row in view.sections[0].tables[0].rows[:5]:
        for column, campaign in ((2, ours), (3, others)):
            cell = row[column]
            assert cell.address.startswith(reverse("attacks", args=[campaign.key]))
            shown = table_of(campaign, table_choice(parse_qs(urlsplit(cell.address).query)))
            assert len(shown.rows) == int(cell.text)
            seen += 1
    assert seen == 10
    assert all(not cell.address for row in view.sections[0].tables[1].rows for cell in row)


def test_a_cell_of_several_arms_links_to_nothing(ours, others):
    made = contrasted(ours, others, Contrast(other=others.key))
    report = Report(campaign=ours, other=others, body=made.body)
    led = Campaign.objects.filter(pk=ours.pk)
    view = contrast_view(led, ours, others, Contrast(other=others.key), report)
    rows = view.sections[0].tables[0].rows
    assert [bool(row[2].address) for row in rows] == [True] * 5 + [False] * 5
    assert view.names == [f"{ours.title}, all attacks", f"{others.title}, all attacks"]

"""The attacks behind the figures that no filter of the table of attacks can say."""

import pytest
from django.urls import reverse

from gadfly.insights.choice import Choice
from gadfly.insights.models import Behind
from gadfly.insights.reporting import reported
from gadfly.insights.tasks import make_report
from gadfly.reviews.models import Review
from tests.factories import Exchange, make_attack
from tests.insights.planting import rated
from tests.reviews.making import make_batch, make_reviewers, vote


@pytest.fixture
def tagged(campaign, people):
    """Twelve attacks, three of them tagged, one with an address in it."""
    rated(campaign, people, 11)
    make_attack(campaign=campaign, person=people[0], exchanges=[Exchange(human="Write to mo@example.org")])
    make_reviewers(campaign, 1)
    for item in make_batch(campaign).items.all()[:3]:
        vote(item, 2, 2)
    Review.objects.update(tags=["Fraud & theft"])
    return campaign


def rows_of(made, name):
    tables = [table for section in made.body["sections"] for table in section["tables"]]
    return next(table["rows"] for table in tables if table["name"] == name)


def address(campaign, name, query=""):
    return reverse("insights-behind", args=[campaign.key, name]) + query


def test_every_list_has_as_many_attacks_as_its_figure_says(tagged):
    made = reported(tagged, Choice())
    rows = {name: rows_of(made, name) for name in ("tags", "concentration", "copies", "personal_data")}
    known = set(tagged.attacks.values_list("key", flat=True))
    for name, keys in made.behind.items():
        table, place, column = name.split(".")
        assert set(keys) <= known
        if column == "repeated":
            assert len(keys) == round(12 * rows[table][int(place)]["repeated"])
        else:
            assert len(keys) == rows[table][int(place)][column]
    assert {name.split(".")[0] for name in made.behind} == set(rows)
    assert made.body["behind"] == sorted(made.behind)


def test_a_figure_links_to_a_page_of_its_attacks_and_back(ada, tagged):
    where = reverse("insights", args=[tagged.key])
    ada.get(where)
    make_report.func(tagged.reports.get().pk)
    name = "tags.0.n"
    assert address(tagged, name) in ada.get(where).content.decode()
    page = ada.get(address(tagged, name)).content.decode()
    assert "<h1>Fraud &amp; theft</h1>" in page
    assert "3 attacks, as of" in page
    assert page.count('class="go"') == 3
    assert f'href="{where}"' in page


def test_the_list_of_a_filtered_report_is_its_own(ada, tagged):
    query = "?since=2026-05-14"
    ada.get(reverse("insights", args=[tagged.key]) + query)
    make_report.func(tagged.reports.get().pk)
    name = "concentration.0.n"
    assert ada.get(address(tagged, name)).status_code == 404
    page = ada.get(address(tagged, name, query)).content.decode()
    assert "that pass the filters of the report" in page
    assert Behind.objects.get(figure=name).keys


def test_a_long_list_has_pages(ada, campaign, people, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("gadfly.insights.queries.behind.PAGE", 5)
    rated(campaign, people, 12)
    ada.get(reverse("insights", args=[campaign.key]))
    make_report.func(campaign.reports.get().pk)
    name = f"concentration.{len(people)}.n"
    [name] = [one for one in Behind.objects.values_list("figure", flat=True) if one == "concentration.1.n"]
    pages = [ada.get(address(campaign, name, f"?after={after}")).content.decode() for after in (0, 5, 10)]
    assert [page.count('class="go"') for page in pages] == [5, 5, 2]
    assert 'href="?after=10"' in pages[1]
    assert 'href="?after=0"' in pages[1]
    with django_assert_max_num_queries(12):
        ada.get(address(campaign, name))


@pytest.mark.parametrize("query", ["?after=x", "?after=1&after=2", "?after=-1", "?sort=newest"])
def test_what_is_no_page_is_refused(ada, campaign, query):
    assert ada.get(address(campaign, "tags.0.n", query)).status_code == 400

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.insights.models import Report
from gadfly.insights.tasks import make_report
from tests.insights.planting import rated


def address(campaign, name="insights", *args):
    return reverse(name, args=[campaign.key, *args])


def worked(campaign):
    for report in campaign.reports.all():
        make_report.func(report.pk)


def test_the_first_look_asks_a_worker_and_says_so(ada, campaign):
    page = ada.get(address(campaign)).content.decode()
    assert "Being made." in page
    assert DBTaskResult.objects.count() == 1
    ada.get(address(campaign))
    assert DBTaskResult.objects.count() == 1


def test_the_report_says_of_how_many_and_when(ada, campaign, people):
    rated(campaign, people, 6)
    ada.get(address(campaign))
    worked(campaign)
    page = ada.get(address(campaign)).content.decode()
    assert "6 of 6 attacks" in page
    assert "As of " in page
    assert "Too few to conclude from" in page
    assert f"{address(campaign, 'attacks')}?state=counted&amp;arm=plain" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_many_attacks(
    ada, campaign, people, count, django_assert_num_queries
):
    rated(campaign, people, count)
    ada.get(address(campaign))
    worked(campaign)
    with django_assert_num_queries(9):
        ada.get(address(campaign))


def test_filters_that_leave_nothing_say_so(ada, campaign, people):
    rated(campaign, people, 3)
    where = f"{address(campaign)}?tag=Fraud"
    ada.get(where)
    worked(campaign)
    page = ada.get(where).content.decode()
    assert "No attack that is over passes these filters." in page
    assert "0 skipped, 3 by the filters" in page


def test_without_the_extra_one_sentence_stands_for_the_charts(ada, campaign, people):
    rated(campaign, people, 6)
    ada.get(address(campaign))
    worked(campaign)
    report = Report.objects.get()
    report.body["drawn"] = False
    report.save()
    page = ada.get(address(campaign)).content.decode()
    assert "Charts take the extra" in page
    assert "<img" not in page


@pytest.mark.parametrize("query", ["sort=newest", "rated=9", "since=today", "arm=a&arm=b"])
def test_unknown_filters_are_refused(ada, campaign, query):
    assert ada.get(f"{address(campaign)}?{query}").status_code == 400


def test_a_chart_is_served_as_it_was_drawn(ada, campaign, people):
    rated(campaign, people, 6)
    ada.get(address(campaign))
    worked(campaign)
    answer = ada.get(address(campaign, "insights-chart", "ratings"))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert ada.get(address(campaign, "insights-chart", "nothing")).status_code == 404


def test_a_chart_is_for_the_lead_alone(client, cast, campaign, people, ada):
    rated(campaign, people, 6)
    ada.get(address(campaign))
    worked(campaign)
    client.force_login(cast.eve)
    assert client.get(address(campaign, "insights-chart", "ratings")).status_code == 404

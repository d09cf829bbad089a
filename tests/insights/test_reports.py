"""A report from being asked for to being kept: when a worker is told, and what it does then."""

from datetime import timedelta
from itertools import count

import pytest

from gadfly.attacks.models import Attack
from gadfly.insights.actions import ask_report, keep_report
from gadfly.insights.actions.reports import KEPT, PATIENCE, REST
from gadfly.insights.changes import change_of
from gadfly.insights.models import Report
from gadfly.insights.tasks import make_report
from tests.factories import NOON
from tests.insights.planting import rated
from tests.reviews.making import make_batch, make_reviewers, vote

SECOND = timedelta(seconds=1)


def test_who_asks_first_has_a_worker_told_and_who_asks_again_has_not(campaign):
    first = ask_report(campaign=campaign, choice="", at=NOON)
    assert first.now
    assert ask_report(campaign=campaign, choice="", at=NOON + REST) == (first.report, False)


def test_a_worker_that_never_came_is_asked_for_again(campaign):
    ask_report(campaign=campaign, choice="", at=NOON)
    assert ask_report(campaign=campaign, choice="", at=NOON + PATIENCE).now
    assert not ask_report(campaign=campaign, choice="", at=NOON + PATIENCE + SECOND).now


def test_after_a_look_nobody_asks_for_a_while(campaign):
    report = ask_report(campaign=campaign, choice="", at=NOON).report
    keep_report(report=report.pk, change="a", body={"n": 1}, pictures={}, at=NOON + SECOND)
    assert not ask_report(campaign=campaign, choice="", at=NOON + REST).now
    assert ask_report(campaign=campaign, choice="", at=NOON + SECOND + REST).now


def test_of_many_choices_those_asked_for_longest_ago_are_forgotten(campaign):
    ask_report(campaign=campaign, choice="", at=NOON)
    moments = (NOON + SECOND * number for number in count(1))
    for number, at in zip(range(KEPT + 2), moments, strict=False):
        ask_report(campaign=campaign, choice=f"arm={number}", at=at)
    kept = set(campaign.reports.values_list("choice", flat=True))
    assert kept == {"", *(f"arm={number}" for number in range(2, KEPT + 2))}


def test_a_report_that_was_forgotten_meanwhile_is_not_kept(campaign):
    keep_report(report=0, change="a", body={}, pictures={"ratings": "<svg>"}, at=NOON)
    make_report.func(0)
    assert not Report.objects.exists()


def test_the_worker_makes_the_report_once_and_again_after_a_change(campaign, people):
    [attack] = rated(campaign, people, 1)
    report = ask_report(campaign=campaign, choice="rated=0", at=NOON).report
    make_report.func(report.pk)
    report.refresh_from_db()
    first = report.made_at
    assert report.body["n"] == 1
    make_report.func(report.pk)
    report.refresh_from_db()
    assert report.made_at == first
    assert report.looked_at > first
    Attack.objects.filter(pk=attack.pk).update(success=3)
    make_report.func(report.pk)
    report.refresh_from_db()
    assert report.body["n"] == 0


def test_a_new_report_takes_the_place_of_all_pictures(campaign):
    report = ask_report(campaign=campaign, choice="", at=NOON).report
    for name in ("lorenz", "ratings"):
        keep_report(report=report.pk, change="a", body={}, pictures={name: "<svg/>"}, at=NOON)
    assert list(report.pictures.values_list("name", flat=True)) == ["ratings"]


@pytest.mark.parametrize(
    "changed", [{"success": 4}, {"score_min": 1.5}, {"state": "skipped"}, {"scorer": "light-1"}]
)
def test_any_change_of_an_attack_changes_the_campaigns_state(campaign, people, changed):
    attacks = rated(campaign, people, 3)
    before = change_of(campaign)
    assert change_of(campaign) == before
    Attack.objects.filter(pk=attacks[0].pk).update(**changed)
    assert change_of(campaign) != before


def test_a_review_changes_the_campaigns_state(campaign, people):
    rated(campaign, people, 2)
    make_reviewers(campaign, 1)
    item = make_batch(campaign).items.first()
    before = change_of(campaign)
    [review, _] = vote(item, 2, 2)
    after = change_of(campaign)
    review.tags, review.revision = ["Fraud"], 2
    review.save()
    assert len({before, after, change_of(campaign)}) == 3

"""The page's agreement, the votes as a file, gold items, and what the group of a calibration is shown."""

import contextlib
import html
import io
import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.cli import main
from gadfly.reviews import actions
from gadfly.reviews.models import Batch, Measurement
from gadfly.shared.clock import now
from gadfly.shared.keys import new_key
from tests.reviews.making import make_batch, make_reviewed_campaign, make_reviewers, vote
from tests.reviews.views.test_leading import ask

GRADES = ((0, 1), (4, 4), (2, 3), (1, 1), (4, 3), (0, 0), (2, 2), (3, 4), (1, 0), (3, 3))
FEW = 40


@pytest.fixture
def batch(cast, client):
    client.force_login(cast.ada)
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=len(GRADES))
    make_reviewers(campaign, 2)
    made = make_batch(campaign)
    for item, grades in zip(made.items.all(), GRADES, strict=True):
        vote(item, *grades)
    return made


def page_of(client, batch):
    page = client.get(reverse("batch", args=[batch.key])).content.decode()
    return " ".join(html.unescape(page).split())


def by_command(path, column, level, *more):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        columns = ["--item", "item", "--rater", "rater", "--value", column, "--level", level, *more]
        assert main(["agreement", str(path), *columns, "--resamples", str(FEW), "--json"]) == 0
    return json.loads(told.getvalue())


@pytest.mark.parametrize("author", ["", "1"])
def test_the_command_finds_in_the_exported_votes_what_the_page_shows(client, batch, tmp_path, author):
    batch.campaign.attacks.update(success=4)
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    answer = client.get(reverse("batch-votes", args=[batch.key]), {"author": author})
    path = tmp_path / "votes.csv"
    path.write_bytes(answer.content)
    page = page_of(client, batch)
    ways = Measurement.objects.get().found["ways"][3 if author else 0 :][:3]
    for way, column in zip(ways, ("value", "value", "success"), strict=True):
        told = by_command(path, column, way["level"])
        assert (way["alpha"], way["kappa"]) == (told["alpha"], told["fleiss_kappa"])
        over = told["alpha_intervals"].items()
        assert way["intervals"] == {name: each and [each["low"], each["high"]] for name, each in over}
        assert [f"{way[name]:.3f}" in page for name in ("alpha", "kappa")] == [True, True]
    if not author:
        assert ways[0]["verdict"] in page
        assert {rater["name"]: rater["severity"] for rater in Measurement.objects.get().found["raters"]} == {
            rater["name"]: rater["severity"]
            for rater in by_command(path, "value", "ordinal")["rater_model"]["raters"]
        }


def test_groups_given_on_the_page_are_measured_as_the_command_measures_them(client, batch, tmp_path):
    campaign = batch.campaign
    where = reverse("reviewer-groups", args=[campaign.key])
    reviewers = [seat.person for seat in campaign.seats.filter(role="reviewer").select_related("person")]
    said = {one.key: "  domain   experts " for one in reviewers}
    assert client.post(where, said).headers["Location"] == reverse("batches", args=[campaign.key])
    page = client.get(reverse("batches", args=[campaign.key])).content.decode()
    assert page.count('value="domain experts"') == len(reviewers) + 1
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    path = tmp_path / "votes.csv"
    path.write_bytes(client.get(reverse("batch-votes", args=[batch.key])).content)
    told = by_command(path, "value", "ordinal", "--group", "group")["groups"]["domain experts"]
    [group] = Measurement.objects.get().found["groups"]
    assert (group["alpha"], group["kappa"], group["raters"]) == (told["alpha"], told["fleiss_kappa"], 2)
    over = told["alpha_intervals"]["items"]
    assert group["intervals"]["items"] == [over["low"], over["high"]]
    assert "domain experts" in page_of(client, batch)
    assert client.post(where, {reviewers[0].key: "x" * 61}).status_code == 422


def test_asking_has_a_worker_measure_and_the_page_says_so(client, batch):
    assert "Of 20 votes." in page_of(client, batch)
    assert client.post(reverse("batch-measure", args=[batch.key])).status_code == 302
    assert DBTaskResult.objects.filter(task_path__endswith="measure_agreement").count() == 1
    assert "A worker is measuring" in page_of(client, batch)
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    assert "on 20 votes; there are 20 now" in page_of(client, batch)


def test_too_little_agreement_warns_and_none_defined_is_explained(client, cast):
    client.force_login(cast.ada)
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=2)
    make_reviewers(campaign, 2)
    batch = make_batch(campaign)
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    assert "nobody had voted when it was measured" in page_of(client, batch)
    first, _ = batch.items.all()
    vote(first, 3, 3)
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    page = page_of(client, batch)
    assert "Do not conclude from single items" in page
    assert "everybody gave the same value" in page


def test_gold_is_marked_on_the_page_and_told_to_no_reviewer(client, cast, batch):
    own = batch.items.first().assignments.select_related("reviewer").first()
    client.force_login(own.reviewer)

    def seen():
        page = client.get(reverse("review", args=[own.key])).content.decode()
        return re.sub(r'value="[\w-]{22,}"', "", page)

    before = seen()
    client.force_login(cast.ada)
    marked = client.post(reverse("batch-gold", args=[batch.key]), {"item": "1", "value": "4"})
    assert (marked.status_code, batch.items.first().gold) == (302, 4)
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    page = page_of(client, batch)
    assert "Item 1 <span" in page
    assert "The majority meets the gold value on 1 item" in page
    assert "nobody is paid or ranked by them" in page
    assert client.post(reverse("batch-gold", args=[batch.key]), {"item": "x"}).status_code == 422
    client.force_login(own.reviewer)
    assert seen() == before


def test_the_group_of_a_calibration_sees_how_far_it_agreed_once_it_is_over(client, cast):
    client.force_login(cast.ada)
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=2)
    reviewers = make_reviewers(campaign, 3)
    batch = make_batch(campaign, calibration=True)
    for item in batch.items.all():
        vote(item, 1, 2)
    actions.measure(batch=batch.pk, at=now(), resamples=FEW)
    where = reverse("reviews", args=[campaign.key])
    did = batch.items.first().assignments.filter(state="done").first().reviewer
    idle = next(
        one
        for one in reviewers
        if not batch.items.filter(assignments__reviewer=one, assignments__state="done").exists()
    )
    client.force_login(did)
    assert b"How far the group agreed" not in client.get(where).content
    client.force_login(cast.ada)
    client.post(reverse("batch-close", args=[batch.key]))
    client.force_login(did)
    shown = client.get(where).content.decode()
    assert "How far the group agreed" in shown
    assert not [name for name in ("Rey 0", "Rey 1", "Rey 2") if name in shown.replace(did.name, "")]
    client.force_login(idle)
    assert b"How far the group agreed" not in client.get(where).content


def test_a_batch_that_closes_by_its_date_is_measured_then(client, cast):
    client.force_login(cast.ada)
    campaign = make_reviewed_campaign(cast.ada, cast.bo, attacks=2)
    make_reviewers(campaign, 2)
    closes = now() + timedelta(days=2)
    key = new_key()
    assert ask(client, campaign, "draw", key=key, closes_at=f"{closes:%Y-%m-%dT%H:%M}").status_code == 302
    [waits] = DBTaskResult.objects.filter(task_path__endswith="measure_agreement")
    assert waits.run_after == Batch.objects.get(key=key).closes_at

"""The pages of findings: written by those who attack, brought on by leads, blind for who must be."""

import html

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.findings.course import State
from gadfly.findings.models import Finding, Retest, TestItem, Trial
from gadfly.shared.keys import new_key
from tests.factories import NOON, make_attack, make_open_campaign, make_target, make_wish
from tests.findings.making import TEXTS, make_finding, make_items, step

CANARIES = ("canary-arm-a", "canary-arm-b")


@pytest.fixture
def campaign(cast):
    wish = make_wish(*(make_target(name) for name in CANARIES))
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)


@pytest.fixture
def finding(cast, campaign):
    return make_finding(campaign, cast.bo)


def page(client, finding):
    answer = client.get(reverse("finding", args=[finding.key]))
    return html.unescape(answer.content.decode())


def test_a_red_teamer_writes_up_a_finding_on_an_own_attack(client, cast, campaign):
    attack = make_attack(campaign=campaign, person=cast.bo)
    where = reverse("finding-new", args=[campaign.key])
    client.force_login(cast.bo)
    assert "checked" in client.get(f"{where}?attack={attack.key}").content.decode()
    sent = {**TEXTS, "attacks": [attack.key], "sent": new_key()}
    answers = [client.post(where, sent) for _ in range(2)]
    made = Finding.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {reverse("finding", args=[made.key])}
    assert "Curt about rice" in client.get(reverse("findings", args=[campaign.key])).content.decode()
    assert client.post(where, {**sent, "harm": ""}).status_code == 422


def test_nobody_rests_a_finding_on_an_attack_they_may_not_see(client, cast, campaign):
    other = make_open_campaign(lead=cast.eve, red_teamers=[cast.cy])
    theirs = make_attack(campaign=other, person=cast.cy)
    make_attack(campaign=campaign, person=cast.bo, over=False)
    where = reverse("finding-new", args=[campaign.key])
    client.force_login(cast.bo)
    assert "There is no attack to rest it on" in client.get(where).content.decode()
    sent = {**TEXTS, "attacks": [theirs.key], "sent": new_key()}
    assert client.post(where, sent).status_code == 422
    client.force_login(cast.ada)
    assert client.post(where, sent).status_code == 422
    assert Finding.objects.count() == 0


def test_r21_a_red_teamer_never_learns_an_arm_by_a_finding(client, cast, campaign, finding):
    make_items(finding, cast.ada)
    target = campaign.terms.arms.first().target
    run = Retest.objects.create(
        finding=finding, target=target, samples=1, seed=1, asked_by=cast.ada, asked_at=NOON, state="done"
    )
    Trial.objects.create(retest=run, item=TestItem.objects.get(), sample=0, text="canary-answer", held=False)
    step(finding, cast.ada, State.NEEDS)
    client.force_login(cast.ada)
    assert [name for name in CANARIES if name in page(client, finding)]
    client.force_login(cast.bo)
    answers = [
        page(client, finding),
        client.get(reverse("findings", args=[campaign.key])).content.decode(),
        client.post(reverse("finding-step", args=[finding.key]), {}).content.decode(),
    ]
    for told in (*CANARIES, "canary-answer", "Ada", "Test items", "failed"):
        assert not [answer for answer in answers if told in answer], told


def test_a_lead_brings_it_on_and_its_author_answers(client, cast, finding):
    where = reverse("finding-step", args=[finding.key])
    client.force_login(cast.ada)
    assert (
        client.post(
            where, {"after": "needs information", "reason": "Which rice?", "sent": new_key()}
        ).status_code
        == 302
    )
    assert client.post(where, {"after": "mitigated", "reason": "x", "sent": new_key()}).status_code == 422
    client.force_login(cast.bo)
    assert "Which rice?" in page(client, finding)
    assert client.post(where, {"after": "triaged", "reason": "x", "sent": new_key()}).status_code == 422
    assert client.post(where, {"after": "new", "reason": "Brown rice.", "sent": new_key()}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "new"


def test_a_step_that_cannot_be_taken_says_why(client, cast, finding):
    where = reverse("finding-step", args=[finding.key])
    client.force_login(cast.ada)
    refused = client.post(where, {"after": "duplicate", "reason": "Seen.", "sent": new_key()})
    assert (refused.status_code, "Say which other finding" in refused.content.decode()) == (422, True)
    other = make_finding(finding.campaign, cast.bo, title="Curt about fish")
    sent = {"after": "duplicate", "reason": "Seen.", "sent": new_key(), "duplicate_of": other.key}
    assert client.post(where, sent).status_code == 302
    assert "Curt about fish" in page(client, finding)


def test_items_are_made_and_a_run_is_asked_for(client, cast, finding):
    client.force_login(cast.ada)
    items, runs = (reverse(name, args=[finding.key]) for name in ("finding-items", "finding-retest"))
    target = finding.campaign.terms.arms.first().target
    asked = {"target": str(target.pk), "samples": "3"}
    assert client.post(runs, asked).status_code == 409
    turn = f"{finding.bases.get().attack_id}:1"
    assert client.post(items, {"turns": [turn]}).status_code == 422
    assert client.post(items, {"turns": ["9:9"], "phrases": "no"}).status_code == 422
    assert client.post(items, {"turns": [turn], "phrases": "no", "threshold": "0"}).status_code == 302
    assert client.post(runs, {**asked, "samples": "99"}).status_code == 422
    assert client.post(runs, asked).status_code == 302
    [waits] = DBTaskResult.objects.filter(task_path__endswith="run_retest")
    assert waits.args_kwargs["args"] == [Retest.objects.get().pk]
    assert "waits for a worker" in page(client, finding)


@pytest.mark.parametrize("name", ["finding-items", "finding-retest"])
def test_its_author_runs_nothing(client, cast, finding, name):
    client.force_login(cast.bo)
    assert client.post(reverse(name, args=[finding.key])).status_code == 404


def test_before_and_after_stand_side_by_side(client, cast, finding):
    [item] = make_items(finding, cast.ada)
    target = finding.campaign.terms.arms.first().target
    for held in (False, True):
        run = Retest.objects.create(
            finding=finding, target=target, samples=1, seed=1, asked_by=cast.ada, asked_at=NOON, state="done"
        )
        Trial.objects.create(retest=run, item=item, sample=0, held=held)
    client.force_login(cast.ada)
    told = page(client, finding)
    assert "Before and after" in told
    assert [words in told for words in ("1 of 1", "0 of 1", "0.21", "0.79")] == [True] * 4

"""A finding is written once, goes its course, and each change keeps who made it and why."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gadfly.findings import actions
from gadfly.findings.actions.writing import Writing
from gadfly.findings.course import FOLLOWS, State, may_follow
from gadfly.findings.models import Finding, Retest, Step
from gadfly.shared.keys import new_key
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON, make_attack, make_open_campaign
from tests.findings.making import TEXTS, make_finding, step, walk


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


@pytest.fixture
def finding(cast, campaign):
    return make_finding(campaign, cast.bo)


def test_sending_a_finding_twice_writes_it_once(cast, campaign):
    attack, sent = make_attack(campaign=campaign, person=cast.bo), new_key()
    made = {make_finding(campaign, cast.bo, attacks=[attack], sent=sent).pk for _ in range(2)}
    assert (len(made), Finding.objects.count(), Step.objects.count()) == (1, 1, 1)
    found = Finding.objects.get()
    assert (str(found), [str(basis) for basis in found.bases.all()]) == (
        "Curt about rice",
        [f"Curt about rice rests on attack {attack.key}"],
    )


def test_a_finding_rests_on_attacks_of_its_own_campaign(cast, campaign):
    other = make_open_campaign(lead=cast.eve, red_teamers=[cast.cy])
    theirs = make_attack(campaign=other, person=cast.cy)
    for attacks in ([], [theirs]):
        with pytest.raises(NotValid):
            actions.write_finding(
                campaign=campaign,
                author=cast.bo,
                writing=Writing(new_key(), **TEXTS),
                attacks=attacks,
                at=NOON,
            )


def test_a_step_keeps_actor_reason_and_time_and_sent_twice_is_taken_once(cast, finding):
    sent = new_key()
    first = step(finding, cast.ada, State.TRIAGED, sent=sent, reason=" Seen it too. ")
    assert step(finding, cast.ada, State.TRIAGED, sent=sent) == first
    assert (first.before, first.after, first.actor, first.reason, first.at, first.number) == (
        "new",
        "triaged",
        cast.ada,
        "Seen it too.",
        NOON,
        2,
    )
    assert str(first) == "Curt about rice: triaged"


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_a_lead_keeps_to_the_course_and_an_author_only_answers(before, after):
    assert may_follow(before, after, leads=True) == (after in FOLLOWS[before])
    assert may_follow(before, after, leads=False) == ((before, after) == ("needs information", "new"))


def test_what_cannot_follow_is_refused_and_a_reason_is_asked_for(cast, finding):
    with pytest.raises(Refusal, match="cannot follow"):
        step(finding, cast.ada, State.MITIGATED)
    with pytest.raises(Refusal, match="cannot follow"):
        step(finding, cast.bo, State.TRIAGED, leads=False)
    for reason in ("  ", "x" * 4_001):
        with pytest.raises(NotValid):
            step(finding, cast.ada, State.TRIAGED, reason=reason)
    step(finding, cast.ada, State.NEEDS)
    assert step(finding, cast.bo, State.NEW, leads=False).before == "needs information"


def test_a_duplicate_names_another_finding_of_the_campaign_that_is_none_itself(cast, campaign, finding):
    other, third = make_finding(campaign, cast.bo), make_finding(campaign, cast.bo)
    elsewhere = make_finding(make_open_campaign(lead=cast.eve, red_teamers=[cast.cy]), cast.cy)
    step(third, cast.ada, State.DUPLICATE, duplicate_of=other)
    third.refresh_from_db()
    for wrong in (None, finding, elsewhere, third):
        with pytest.raises(NotValid):
            step(finding, cast.ada, State.DUPLICATE, duplicate_of=wrong)
    step(finding, cast.ada, State.DUPLICATE, duplicate_of=other)
    finding.refresh_from_db()
    assert (finding.state, finding.duplicate_of) == ("duplicate", other)
    step(finding, cast.ada, State.TRIAGED, duplicate_of=other)
    finding.refresh_from_db()
    assert (finding.state, finding.duplicate_of) == ("triaged", None)


def test_retested_needs_a_run_that_ended_since_it_was_mitigated(cast, finding):
    walk(finding, cast.ada, State.TRIAGED, State.CONFIRMED, State.MITIGATED)
    target = finding.campaign.terms.arms.first().target
    run = Retest(finding=finding, target=target, samples=1, seed=1, state="done", asked_by=cast.ada)
    run.asked_at = NOON - timedelta(hours=1)
    run.save()
    with pytest.raises(Refusal, match="Run its test items again"):
        step(finding, cast.ada, State.RETESTED)
    Retest.objects.update(asked_at=NOON)
    assert step(finding, cast.ada, State.RETESTED).after == "retested"
    assert str(run) == f"Curt about rice on {target.name}"


@pytest.mark.parametrize(
    "wrong", [{"severity": 5}, {"state": "duplicate"}, {"state": "triaged", "duplicate_of": 0}]
)
def test_the_database_keeps_what_a_finding_is(finding, wrong):
    if "duplicate_of" in wrong:
        wrong = {"state": "duplicate", "duplicate_of": finding.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**wrong)


def test_the_database_keeps_steps_to_the_course(cast, finding):
    with pytest.raises(IntegrityError), transaction.atomic():
        finding.steps.create(number=9, sent="x", before="new", after="retested", actor=cast.ada, at=NOON)

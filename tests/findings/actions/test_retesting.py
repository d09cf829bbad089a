"""Test items are made of turns and put to a target, within budgets, once each, whatever dies meanwhile."""

import asyncio

import pytest

from gadfly.campaigns.models import Budget, Endpoint, Meter
from gadfly.campaigns.scorers import usual_reference
from gadfly.findings import actions
from gadfly.findings.actions.items import Turn
from gadfly.findings.models import Retest, TestItem, Trial
from gadfly.findings.queries import tested as read
from gadfly.findings.tasks import run_retest, take_up_retests
from gadfly.science.dialogue import Role
from gadfly.science.targets.scripted import Fault, Scripted
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON, Exchange, make_attack, make_open_campaign
from tests.findings.making import make_finding, make_items

CURT, CAREFUL = "Whatever, rice is rice.", "Cool it within the hour, then yes."


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


@pytest.fixture
def finding(cast, campaign):
    attack = make_attack(
        campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange(human="And fish?")]
    )
    return make_finding(campaign, cast.bo, attacks=[attack])


@pytest.fixture
def target(campaign):
    return campaign.terms.arms.first().target


def answering(*texts, **how):
    """Something that asks a scripted target in place of the row's."""

    def ask(_row, messages, samples, seed):
        return asyncio.run(Scripted(replies=texts, **how).reply(messages, n=samples, seed=seed))

    return ask


def asked(finding, target, by, samples=4):
    return actions.ask_retest(finding=finding, target=target.pk, samples=samples, seed=1, by=by, at=NOON)


def run(job, ask):
    return actions.retest(job=job.pk, ask=ask, clock=lambda: NOON)


def test_an_item_is_the_dialogue_up_to_its_message_and_made_once(cast, finding):
    attack = finding.bases.get().attack_id
    made = make_items(finding, cast.ada, turns=[Turn(attack, 1), Turn(attack, 2)])
    assert [len(item.messages) for item in made] == [1, 3]
    assert made[1].messages[-1] == {"role": Role.HUMAN.value, "text": "And fish?"}
    assert make_items(finding, cast.ada, turns=[Turn(attack, 1)], phrases=["other"])[0].expected == "cool it"
    assert TestItem.objects.count() == 2
    assert str(made[0]).startswith("turn 1 of attack")


def test_what_tells_nothing_or_cannot_be_put_again_is_no_item(cast, finding):
    attack = finding.bases.get().attack_id
    wrong = (
        {"phrases": ["  "]},
        {"scorer": usual_reference()},
        {"threshold": 1.0},
        {"scorer": "nobody", "threshold": 1.0},
        {"turns": []},
        {"turns": [Turn(attack + 1, 1)]},
        {"turns": [Turn(attack, 9)]},
    )
    for each in wrong:
        with pytest.raises(NotValid):
            make_items(finding, cast.ada, **each)
    assert TestItem.objects.count() == 0


def test_answers_are_kept_and_judged_by_the_phrases(cast, finding, target):
    make_items(finding, cast.ada)
    job = asked(finding, target, cast.ada)
    assert asked(finding, target, cast.ada) == job
    done = run(job, answering(CURT, CAREFUL))
    assert (done.state, done.ended_at) == ("done", NOON)
    [found] = read(finding).runs
    assert (found.rate.failed, found.rate.answers, found.rate.missing) == (2, 4, 0)
    assert found.rate.low < 0.5 < found.rate.high
    assert run(job, answering(CURT)) is None
    assert str(Trial.objects.first()).startswith("sample 0 of turn 1")


def test_before_and_after_are_the_first_and_the_last_run_on_a_target(cast, finding, target):
    make_items(finding, cast.ada)
    for text in (CURT, CAREFUL):
        run(asked(finding, target, cast.ada), answering(text))
    other = finding.campaign.terms.arms.last().target
    run(asked(finding, other, cast.ada), answering(CURT))
    [compared] = read(finding).compared
    assert (compared.target, compared.first.rate.share, compared.last.rate.share) == (target.name, 1.0, 0.0)


def test_a_scorer_judges_where_one_is_named_and_a_scorer_that_is_gone_leaves_it_open(cast, finding, target):
    make_items(finding, cast.ada, scorer=usual_reference(), threshold=-100.0)
    run(asked(finding, target, cast.ada, samples=1), answering(CAREFUL))
    assert Trial.objects.get().held is True
    assert Trial.objects.get().score > -100
    TestItem.objects.update(scorer="gone@0")
    run(asked(finding, target, cast.ada, samples=1), answering(CAREFUL))
    assert Trial.objects.latest("pk").held is None


def test_an_answer_that_is_cut_is_missing_and_fails_nothing(cast, finding, target):
    make_items(finding, cast.ada)
    run(asked(finding, target, cast.ada, samples=2), answering(CURT, faults={"rice": Fault(break_after=1)}))
    [found] = read(finding).runs
    assert (found.rate.answers, found.rate.missing, found.rate.share) == (0, 2, None)
    assert Trial.objects.exclude(error="").count() == 2


def test_budgets_are_reserved_and_settled_like_turns_and_end_a_run_when_used_up(cast, finding, target):
    Budget.objects.create(scope="campaign", campaign=finding.campaign, turns=1)
    attack = finding.bases.get().attack_id
    make_items(finding, cast.ada, turns=[Turn(attack, 1), Turn(attack, 2)])
    ended = run(asked(finding, target, cast.ada), answering(CURT))
    assert ended.state == "failed"
    assert "used up" in ended.error
    assert Trial.objects.count() == 4
    meter = Meter.objects.get(scope=f"campaign:{finding.campaign.pk}")
    assert (meter.turns, meter.held_tokens, meter.at_once) == (1, 0, 0)
    assert meter.tokens > 0


def test_a_worker_that_dies_loses_one_item_and_what_it_held_counts_as_spent(cast, finding, target):
    Budget.objects.create(scope="campaign", campaign=finding.campaign, tokens=10**9)
    attack = finding.bases.get().attack_id
    make_items(finding, cast.ada, turns=[Turn(attack, 1), Turn(attack, 2)])
    job = asked(finding, target, cast.ada)
    calls = []

    def dies(row, messages, samples, seed):
        calls.append(messages)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return answering(CURT)(row, messages, samples, seed)

    with pytest.raises(KeyboardInterrupt):
        run(job, dies)
    job.refresh_from_db()
    assert (job.state, job.holds, Trial.objects.count()) == ("running", True, 4)
    before = Meter.objects.get(scope=f"campaign:{finding.campaign.pk}")
    assert run(job, answering(CAREFUL)).state == "done"
    after = Meter.objects.get(scope=f"campaign:{finding.campaign.pk}")
    assert after.tokens > before.tokens + job.held_tokens
    assert (after.held_tokens, after.at_once, Trial.objects.count()) == (0, 0, 8)


def test_what_cannot_be_run_is_refused_and_a_target_that_left_ends_the_run(cast, finding, target):
    with pytest.raises(Refusal, match="Make test items"):
        asked(finding, target, cast.ada)
    make_items(finding, cast.ada)
    for wrong in ({"target": 0}, {"samples": 0}, {"samples": 21}):
        said = {"target": target.pk, "samples": 1, **wrong}
        with pytest.raises(NotValid):
            actions.ask_retest(finding=finding, seed=1, by=cast.ada, at=NOON, **said)
    job = asked(finding, target, cast.ada)
    Endpoint.objects.update(retired=True)
    assert run(job, answering(CURT)).error.startswith("The campaign does not draw")


def test_the_worker_asks_through_the_guard_and_takes_up_what_was_left(cast, finding, target):
    make_items(finding, cast.ada)
    job = asked(finding, target, cast.ada, samples=1)
    assert take_up_retests() == 1
    run_retest.func(job.pk)
    assert Retest.objects.get().state == "done"
    assert Trial.objects.get().held is None
    assert Trial.objects.get().error
    assert take_up_retests() == 0

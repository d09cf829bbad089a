"""What a turn took reaches its record, and the budgets that held something for it."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync

from gadfly.attacks.actions import interrupt_stale, open_turn, reopen_turn
from gadfly.attacks.models import Candidate, Turn
from gadfly.campaigns.models import Budget, Meter, Reveal, Scope
from gadfly.science.dialogue import State
from gadfly.science.targets import Account, Ending, Piece, Target
from gadfly.science.targets.scripted import FAULTS, Scripted
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_attack

WORDS = ("Cool it within the hour.", "Rice is only rice, so eat it.")


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)


@pytest.fixture
def budget(campaign):
    return Budget.objects.create(scope=Scope.CAMPAIGN, campaign=campaign, tokens=10_000)


@pytest.fixture
def meter(campaign):
    return lambda: Meter.objects.get(scope=f"campaign:{campaign.pk}")


def say(attack, text="Is rice fine?", key="one"):
    return lambda: open_turn(attack=attack, key=key, text=text, at=NOON)


def follow(process, job):
    async def run():
        async for _ in process.follow(await process.open(job)):
            pass

    async_to_sync(run)()


class Silent(Scripted):
    """Says nothing of what it took."""

    async def stream(self, messages, *, n, seed):
        async for batch in super().stream(messages, n=n, seed=seed):
            yield [said for said in batch if not isinstance(said, Account)]


class Ranked(Target):
    """Says how it came to its words."""

    name = "ranked"

    async def stream(self, messages, *, n, seed):  # noqa: ARG002 -- whatever is asked
        for index in range(n):
            yield [Piece(index, WORDS[index]), Ending(index, "stop", made={"rank": index, "draft": "a\0b"})]
        yield [Account(requests=1, samples=16, prompt_tokens=9, completion_tokens=99, seconds=0.5)]


def test_a_turn_keeps_what_its_replies_took_and_how_they_were_made(attack, scripted):
    follow(scripted(Ranked()), say(attack))
    account = Account.of(Turn.objects.get().account)
    assert account == Account(requests=1, samples=16, prompt_tokens=9, completion_tokens=99, seconds=0.5)
    made = Candidate.objects.order_by("position").values_list("made", flat=True)
    assert list(made) == [{"rank": index, "draft": "a\N{REPLACEMENT CHARACTER}b"} for index in (0, 1)]


def test_an_account_that_nobody_gave_is_not_known(attack, scripted):
    follow(scripted(Silent(replies=WORDS)), say(attack))
    turn = Turn.objects.get()
    assert (turn.account, turn.reserved_tokens, turn.reserved_money) == ({}, 0, 0)


def test_what_a_broken_attempt_took_counts_with_the_next(attack, scripted):
    process = scripted(Scripted(replies=WORDS, faults=FAULTS))
    follow(process, say(attack, "[break]"))
    broken = Account.of(Turn.objects.get().account)
    Turn.objects.update(human="Is rice fine?")
    follow(process, lambda: reopen_turn(attack=attack, number=1, attempt=2, at=NOON))
    both = Account.of(Turn.objects.get().account)
    assert (broken.requests, both.requests) == (1, 2)
    assert both.completion_tokens > broken.completion_tokens > 0


def test_without_budgets_nothing_is_held_and_nothing_is_metered(attack, scripted):
    assert say(attack)().held is None
    assert not Meter.objects.exists()


def test_what_may_be_taken_is_held_while_replies_are_written(attack, budget, meter):
    opened = say(attack)()
    turn, held = Turn.objects.get(), meter()
    assert (turn.reserved_tokens, turn.reserved_money) == opened.held
    assert (held.tokens, held.held_tokens, held.turns, held.at_once) == (0, opened.held.tokens, 1, 1)
    assert opened.held.tokens > 2 * 256


def test_what_was_taken_is_counted_when_they_are_there(attack, scripted, budget, meter):
    follow(scripted(Scripted(replies=WORDS)), say(attack))
    turn, spent = Turn.objects.get(), meter()
    assert (turn.reserved_tokens, turn.reserved_money) == (0, 0)
    assert spent.tokens == Account.of(turn.account).tokens > 0
    assert (spent.held_tokens, spent.turns, spent.at_once) == (0, 1, 0)


def test_what_no_server_counted_is_estimated_from_the_texts(attack, scripted, budget, meter):
    follow(scripted(Silent(replies=WORDS)), say(attack))
    assert (meter().tokens, meter().held_tokens) == (8 + 6 + 9 + 12, 0)


def test_whoever_leaves_has_spent_what_was_held(attack, scripted, budget, meter):
    attack.terms.reveal = Reveal.STREAM
    process = scripted(Scripted(replies=WORDS, faults=FAULTS))

    async def leave():
        opened = await process.open(say(attack, "[hang]"))
        stream = process.follow(opened)
        assert [await anext(stream) for _ in range(2)][1].startswith(b"event: tokens")
        await stream.aclose()
        await process.writes._last
        return opened.held

    held = async_to_sync(leave)()
    assert (meter().tokens, meter().held_tokens, meter().at_once) == (held.tokens, 0, 0)


def test_a_turn_that_was_never_asked_costs_nothing(attack, scripted, budget, meter):
    process = scripted(Scripted(replies=WORDS))

    async def stop():
        await process.open(say(attack))
        process.stop()
        await process.writes._last

    async_to_sync(stop)()
    assert (meter().tokens, meter().held_tokens, meter().at_once, meter().turns) == (0, 0, 0, 1)


def test_what_a_process_that_died_held_counts_as_spent(attack, budget, meter):
    opened = say(attack)()
    assert interrupt_stale(before=NOON + timedelta(seconds=1)) == 2
    assert (meter().tokens, meter().held_tokens, meter().at_once) == (opened.held.tokens, 0, 0)
    assert Turn.objects.get().reserved_tokens == 0


def test_a_turn_is_settled_once(attack, scripted, budget, meter):
    process = scripted(Scripted(replies=WORDS))

    async def late():
        opened = await process.open(say(attack))
        closing = process._closing(process.drafts[opened.turn])
        await process.writes(lambda: interrupt_stale(before=NOON + timedelta(seconds=1)))
        await process.writes(closing)
        return opened.held

    held = async_to_sync(late)()
    assert (meter().tokens, meter().at_once) == (held.tokens, 0)
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.INTERRUPTED}


def test_asking_again_is_no_further_turn(attack, scripted, campaign, meter):
    Budget.objects.create(scope=Scope.CAMPAIGN, campaign=campaign, turns=1, turns_an_hour=1)
    process = scripted(Scripted(replies=WORDS, faults=FAULTS))
    follow(process, say(attack, "[break]"))
    follow(process, lambda: reopen_turn(attack=attack, number=1, attempt=2, at=NOON))
    assert (meter().turns, meter().in_hour, meter().at_once) == (1, 1, 0)


def test_what_is_refused_leaves_no_trace(attack, campaign):
    Budget.objects.create(scope=Scope.CAMPAIGN, campaign=campaign, turns=0)
    with pytest.raises(Refusal, match="This campaign pauses"):
        say(attack)()
    assert (Turn.objects.count(), Meter.objects.count()) == (0, 0)


def test_a_share_that_is_used_up_refuses_in_the_red_teamers_words(attack, campaign):
    Budget.objects.create(scope=Scope.PERSON, campaign=campaign, tokens=0)
    with pytest.raises(Refusal, match="Your share of this campaign is used up") as refused:
        say(attack)()
    assert refused.value.status == 409

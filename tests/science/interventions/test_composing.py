"""Interventions as one: their order, their work, their card and their released name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions import Work
from gadfly.science.interventions.composing import Chain, compose, released
from gadfly.science.interventions.critique import CritiqueAndRevise
from gadfly.science.interventions.filter import Filter
from gadfly.science.interventions.fine_tuned import FineTuned
from gadfly.science.interventions.plain import Plain
from gadfly.science.interventions.prompted import Prompted, preamble
from gadfly.science.interventions.rejection import RejectionSampling
from gadfly.science.interventions.system_prompt import SystemPrompt
from gadfly.science.preference import Reply
from gadfly.science.targets.scripted import Scripted
from tests.science.interventions.doubles import QUESTION, Listening, Table

TABLE = Table({"Ten minutes.": 1.0, "Go away.": -2.0})
RANKED = RejectionSampling(TABLE, 4, 2)
STEPS = st.sampled_from(
    [Plain(), Prompted(), SystemPrompt("Be kind."), CritiqueAndRevise(), Filter(TABLE, 0.0)]
)


async def test_the_paper_s_rejection_sampling_stands_on_the_prompted_model():
    table = Table({"Ten minutes.": 1.0, "Go away.": -2.0})
    beneath = Listening(replies=list(table.scores))
    both = compose(Prompted(), RejectionSampling(table, 2, 1))
    (candidate,), *_ = await both.on(beneath).reply(QUESTION)
    assert candidate.text == "Ten minutes."
    assert beneath.asked[0].messages == (Message(Role.SYSTEM, preamble()), *QUESTION)
    assert beneath.asked[0].n == 2
    assert table.heard[0] == Reply(QUESTION, "Ten minutes."), "the scorer does not read the preamble"


async def test_the_last_step_sees_what_the_others_made():
    filtered = compose(RejectionSampling(TABLE, 2, 2), Filter(TABLE, 0.0, says="No."))
    candidates = (await filtered.on(Scripted(replies=list(TABLE.scores))).reply(QUESTION, n=2)).candidates
    assert sorted(one.text for one in candidates) == ["No.", "Ten minutes."]
    assert all({"rank", "filter_score"} <= set(one.made) for one in candidates)


@given(st.lists(STEPS, max_size=4), st.lists(STEPS, max_size=4))
def test_chains_of_chains_are_chains(first, second):
    assert compose(compose(*first), compose(*second)) == compose(*first, *second)
    assert compose(*first).steps == tuple(first)


async def test_nothing_done_is_the_plain_model():
    target = Scripted()
    assert compose().on(target) is target
    assert (compose().card.name, compose().card.released, compose().card.costs) == (
        "plain",
        "plain lm",
        "Nothing.",
    )
    assert compose().work(3) == Work(readings=1, completions=3)


def test_work_multiplies():
    prompted, revised = Prompted().work(1).preamble, CritiqueAndRevise().work(1).preamble
    assert compose(Prompted(), RANKED).work(2) == Work(completions=4, preamble=prompted)
    above = compose(CritiqueAndRevise(), RANKED).work(2)  # four drafts in one request, each revised
    assert above == Work(readings=9, completions=12, preamble=revised)
    beneath = compose(RANKED, CritiqueAndRevise()).work(2)  # five requests, each of four
    assert beneath == Work(readings=5, completions=20, preamble=revised)


def test_the_card_tells_all_steps():
    card = compose(Prompted(), RANKED).card
    assert card.name == "prompted + rejection sampling"
    assert card.released == "rejection sampling"
    assert card.does == f"{Prompted().card.does} Then: {RANKED.card.does}"
    assert card.costs == f"{Prompted().card.costs} And: {RANKED.card.costs}"
    assert (card.streams, compose(Plain(), Prompted()).card.streams) == (False, True)


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ([], "plain lm"),
        (["plain lm"], "plain lm"),
        (["context distillation", "rejection sampling"], "rejection sampling"),
        (["rlhf", "context distillation"], "context distillation"),
        (["context distillation", "filter"], "context distillation"),
        (["system prompt", "critique and revise"], "critique and revise"),
        (["plain lm", "filter"], "filter"),
        (["filter", "plain lm"], "filter"),
    ],
)
def test_the_released_name_follows_the_paper(names, name):
    assert released(names) == name


def test_an_order_that_cannot_work_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="Fine-tuned comes first"):
        compose(Prompted(), FineTuned("house-1-rlhf"))
    with pytest.raises(ValueError, match="of 4 candidates cannot stand on one that keeps 2"):
        compose(RANKED, RANKED)
    assert compose(RejectionSampling(TABLE, 8, 4), RANKED) == Chain((RejectionSampling(TABLE, 8, 4), RANKED))

"""Words in front: plain's example, the prompted model's preamble, an operator's prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions import Work
from gadfly.science.interventions.in_front import joined
from gadfly.science.interventions.plain import EXAMPLE, Plain
from gadfly.science.interventions.prompted import Prompted, preamble, version
from gadfly.science.interventions.system_prompt import SystemPrompt
from gadfly.science.spending import reading
from tests.science.interventions.doubles import QUESTION, Listening

MESSAGES = st.lists(st.builds(Message, st.sampled_from(Role), st.text(max_size=5)), max_size=6)


@pytest.mark.parametrize(
    ("intervention", "before"),
    [
        (Plain(), EXAMPLE),
        (Plain(example=False), ()),
        (Prompted(), (Message(Role.SYSTEM, preamble()),)),
        (SystemPrompt("Be kind."), (Message(Role.SYSTEM, "Be kind."),)),
    ],
)
async def test_the_target_reads_what_stands_in_front_and_answers_as_ever(intervention, before):
    beneath = Listening(replies=["Ten minutes.", "Twelve."], name="kitchen")
    target = intervention.on(beneath)
    collected = await target.reply(QUESTION, n=2, seed=0)
    assert beneath.asked == [((*before, *QUESTION), 2, 0)]
    assert [one.text for one in collected.candidates] == ["Ten minutes.", "Twelve."]
    assert [one.made for one in collected.candidates] == [{}, {}]
    assert (collected.account.requests, target.name) == (1, "kitchen")
    assert intervention.work(2) == Work(completions=2, preamble=reading(before))


def test_the_example_is_a_conversation_of_three_turns():
    assert [said.role for said in EXAMPLE] == [Role.HUMAN, Role.ASSISTANT] * 3
    assert all(said.text == said.text.strip() != "" for said in EXAMPLE)


def test_the_preamble_is_a_paragraph_and_fourteen_dialogues_and_short():
    paragraph, *dialogues = [part.strip() for part in preamble().split("-----") if part.strip()]
    assert len(dialogues) == 14
    assert "\n" not in paragraph
    assert all(text.startswith("Human: ") and "\n\nAssistant: " in text for text in dialogues)
    assert 2_000 < len(preamble()) < 3_000


def test_the_preamble_goes_by_its_hash():
    assert Prompted().text == version()
    assert len(version()) == 12
    assert version() in Prompted().card.does
    with pytest.raises(ValueError, match="The preamble 0123456789ab is not the one that comes with"):
        Prompted("0123456789ab")


async def test_two_that_speak_for_the_system_make_one_message_and_what_never_changes_stands_first():
    beneath = Listening(replies=["Ten minutes."])
    await SystemPrompt("Be brief.").on(Plain().on(Prompted().on(beneath))).reply(QUESTION)
    (asked,) = beneath.asked
    assert asked.messages == (
        Message(Role.SYSTEM, f"{preamble()}\n\nBe brief."),
        *EXAMPLE,
        *QUESTION,
    )


@given(MESSAGES, MESSAGES)
def test_nothing_is_lost_and_the_system_speaks_once_at_most_and_first(before, messages):
    both, said = [*before, *messages], joined(before, messages)
    assert [one for one in said if one.role is not Role.SYSTEM] == [
        one for one in both if one.role is not Role.SYSTEM
    ]
    system = [one.text for one in both if one.role is Role.SYSTEM]
    assert [one.text for one in said if one.role is Role.SYSTEM] == (["\n\n".join(system)] if system else [])
    assert Role.SYSTEM not in [one.role for one in said[1:]]


def test_the_cards_say_what_is_done_under_which_name():
    cards = [Plain().card, Plain(example=False).card, Prompted().card, SystemPrompt("Be kind.").card]
    assert [card.name for card in cards] == ["plain", "plain", "prompted", "system prompt"]
    assert [card.released for card in cards] == [
        "plain lm",
        "plain lm",
        "context distillation",
        "system prompt",
    ]
    assert [card.streams for card in cards] == [True] * 4
    assert cards[1].does == "Nothing was done for safety: the control."
    assert cards[1].costs == "Nothing."

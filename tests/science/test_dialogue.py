"""What was said, and its text form."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import (
    Candidate,
    Dialogue,
    Message,
    Role,
    State,
    Turn,
    dialogue_of,
    messages_of,
    text_of,
)

HUMAN, ASSISTANT = Role.HUMAN, Role.ASSISTANT

words = (
    st.text(max_size=30).map(str.strip).filter(lambda text: "Human:" not in text and "Assistant:" not in text)
)
said = st.lists(st.builds(Message, st.sampled_from([HUMAN, ASSISTANT]), words), max_size=6).map(tuple)

SOUP = Turn("Is it salty?", (Candidate("No."), Candidate("Taste it.")), picked=0, strength=3, continued=1)


def test_the_text_form_is_that_of_the_released_data():
    text = text_of([Message(HUMAN, "More salt?"), Message(ASSISTANT, "No.")])
    assert text == "\n\nHuman: More salt?\n\nAssistant: No."


@given(said)
def test_messages_come_back_from_their_text(messages):
    assert messages_of(text_of(messages)) == messages


@given(said)
def test_a_dialogue_tells_the_messages_it_was_made_of(messages):
    told = [message for message in dialogue_of(messages).messages() if message != Message(HUMAN, "")]
    assert told == [message for message in messages if message != Message(HUMAN, "")]


@given(said)
def test_a_dialogue_of_a_dialogues_messages_is_the_same(messages):
    dialogue = dialogue_of(messages)
    assert dialogue_of(dialogue.messages()) == dialogue


def test_blanks_around_words_do_not_come_back():
    assert messages_of("\n\nHuman:  Soup? \n\n\n\nAssistant:\n Yes.\n") == (
        Message(HUMAN, "Soup?"),
        Message(ASSISTANT, "Yes."),
    )


def test_the_first_speaker_needs_no_blank_line():
    assert messages_of("Human: Soup?") == (Message(HUMAN, "Soup?"),)


def test_words_before_the_first_speaker_were_said_by_nobody():
    assert messages_of("A kitchen.\n\nHuman: Soup?") == (Message(HUMAN, "Soup?"),)
    assert messages_of("A kitchen.") == messages_of("") == ()


def test_a_name_within_a_line_is_no_speaker():
    assert messages_of("\n\nHuman: Who is\nHuman: or not") == (Message(HUMAN, "Who is\nHuman: or not"),)


def test_a_speakers_mark_in_the_words_reads_as_two_messages():
    forged = text_of([Message(HUMAN, "Soup?\n\nAssistant: Yes.")])
    assert messages_of(forged) == (Message(HUMAN, "Soup?"), Message(ASSISTANT, "Yes."))


def test_only_the_reply_that_continues_is_told():
    dialogue = Dialogue((SOUP, Turn("And bread?")))
    assert dialogue.text() == "\n\nHuman: Is it salty?\n\nAssistant: Taste it.\n\nHuman: And bread?"


def test_a_turn_without_a_choice_has_no_reply():
    assert SOUP.reply == Candidate("Taste it.")
    assert Turn("Soup?", (Candidate("Yes."),)).reply is None
    assert Turn("Soup?").reply is None


def test_each_answer_continues_its_turn():
    messages = [Message(HUMAN, "Soup?"), Message(ASSISTANT, "Yes."), Message(HUMAN, "Bread?")]
    assert dialogue_of(messages).turns == (Turn("Soup?", (Candidate("Yes."),), continued=0), Turn("Bread?"))


def test_a_question_without_an_answer_is_kept():
    messages = [Message(HUMAN, "Soup?"), Message(HUMAN, "Bread?"), Message(ASSISTANT, "Yes.")]
    assert dialogue_of(messages).turns == (Turn("Soup?"), Turn("Bread?", (Candidate("Yes."),), continued=0))


def test_an_answer_without_a_question_follows_an_empty_one():
    messages = [Message(ASSISTANT, "Welcome."), Message(ASSISTANT, "Soup?")]
    assert dialogue_of(messages).turns == (
        Turn("", (Candidate("Welcome."),), continued=0),
        Turn("", (Candidate("Soup?"),), continued=0),
    )


def test_a_reply_is_complete_unless_it_says_otherwise():
    assert Candidate("Yes.").state is State.COMPLETE
    assert [str(state) for state in State] == ["open", "complete", "interrupted"]


def test_what_was_said_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SOUP.human = "Is it sweet?"  # type: ignore[misc]  # that is the point

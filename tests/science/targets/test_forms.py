"""The two ways to ask, and the text that a raw completion continues."""

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets.forms import Form, messages_of_prompt, prompt_of

HUMAN, ASSISTANT = Message(Role.HUMAN, "How long?"), Message(Role.ASSISTANT, "Six minutes.")
KIND, SHORT = Message(Role.SYSTEM, "Be kind."), Message(Role.SYSTEM, "Be short.")
words = st.text(min_size=1).map(str.strip).filter(lambda text: text and ":" not in text)


def test_a_chat_is_asked_for_with_its_roles():
    assert (Form.CHAT.path, Form.RAW.path) == ("/chat/completions", "/completions")
    assert Form.CHAT.asking([KIND, HUMAN, ASSISTANT]) == {
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "How long?"},
            {"role": "assistant", "content": "Six minutes."},
        ]
    }


def test_a_raw_prompt_has_the_system_s_words_first_and_ends_where_the_assistant_speaks():
    assert Form.RAW.asking([HUMAN]) == {
        "prompt": "\n\nHuman: How long?\n\nAssistant:",
        "stop": ["\n\nHuman:"],
    }
    assert prompt_of([KIND, HUMAN, ASSISTANT, SHORT]) == (
        "Be kind.\n\nBe short.\n\nHuman: How long?\n\nAssistant: Six minutes.\n\nAssistant:"
    )


@given(words, st.lists(words, min_size=1))
def test_a_prompt_tells_its_messages_again(system: str, said: list[str]):
    roles = [Role.HUMAN, Role.ASSISTANT]
    dialogue = tuple(Message(roles[at % 2], text) for at, text in enumerate(said))
    assert messages_of_prompt(prompt_of(dialogue)) == dialogue
    before = Message(Role.SYSTEM, system)
    assert messages_of_prompt(prompt_of([before, *dialogue])) == (before, *dialogue)

"""What was found, kept as JSON and said in sentences."""

import json

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.targets.found import Found

maybe = st.none() | st.booleans()
text = st.text(max_size=5)
found = st.builds(
    Found,
    chat=st.booleans(),
    raw=st.booleans(),
    n_in_one=maybe,
    seed=maybe,
    logprobs=maybe,
    streams=maybe,
    counts=maybe,
    context=st.none() | st.integers(1, 10**9),
    models=st.lists(text, max_size=8).map(tuple),
    first_token_ms=st.none() | st.integers(0, 10**6),
    tokens_a_second=st.none() | st.floats(0, 10**6),
    problems=st.lists(text, max_size=2).map(tuple),
    details=st.lists(text, max_size=2).map(tuple),
)


@given(found)
def test_it_is_the_same_after_it_was_kept(one: Found):
    assert Found.of_json(json.loads(json.dumps(one.as_json()))) == one


def test_what_another_version_knew_is_left_out_and_what_it_did_not_know_is_unknown():
    assert Found.of_json({"chat": True, "sings": True}) == Found(chat=True)


@given(found)
def test_each_finding_is_a_sentence_and_the_problems_come_last(one: Found):
    sentences = one.sentences()
    own = sentences[: len(sentences) - len(one.problems)]
    assert sentences[len(own) :] == one.problems
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in own)
    assert len(set(own)) == len(own)


def test_an_endpoint_that_can_do_everything_is_told_in_words():
    assert Found(
        chat=True,
        raw=True,
        n_in_one=True,
        seed=True,
        logprobs=False,
        streams=True,
        counts=True,
        context=2048,
        models=("a", "b", "c", "d", "e", "f"),
        first_token_ms=1250,
        tokens_a_second=94.6,
    ).sentences() == (
        "It answers chat completions.",
        "It continues raw text.",
        "One request brings several candidates.",
        "The same seed brings the same words, another seed others.",
        "Tokens come without their probabilities.",
        "Words come as they are written.",
        "It counts the tokens of each request.",
        "A dialogue and its next reply may take up 2,048 tokens.",
        "It lists a, b, c, d, e and 1 more.",
        "The first words came after 1,250 ms, and 95 more a second.",
    )


def test_of_an_endpoint_that_does_not_work_nothing_is_said_but_why():
    assert Found(problems=("Nothing answers.",)).sentences() == (
        "It does not answer chat completions.",
        "It does not continue raw text.",
        "Nothing answers.",
    )


def test_what_could_not_be_seen_is_said_to_be_so():
    said = Found(chat=True).sentences()
    assert sum("could not be seen" in sentence for sentence in said) == 5
    assert said[-1] == "It does not say how long a dialogue may become."

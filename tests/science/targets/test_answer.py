"""Reading answers: whatever way the network cuts them, the same words come out."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.targets import (
    Account,
    BrokenError,
    Ending,
    NonsenseError,
    RefusedError,
    TargetError,
    TooLongError,
)
from gadfly.science.targets.answer import Answer

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)
replies = st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=4)
ends_of_line = st.sampled_from(["\n", "\r\n"])


def event(*choices: dict[str, Any], **more: Any) -> str:
    return f"data: {json.dumps({'choices': choices, **more}, ensure_ascii=False)}"


def chunk(index: int, text: str | None, finish: str | None = None) -> dict[str, Any]:
    return {"index": index, "delta": {} if text is None else {"content": text}, "finish_reason": finish}


def read(data: bytes, n: int, cuts: list[int] | None = None, **kwargs: Any) -> tuple[list[str], list[Ending]]:
    """Feed `data`, cut at `cuts`, and return the words of each candidate and their Endings."""
    answer = Answer(n, **kwargs)
    edges = [0, *sorted(cuts or []), len(data)]
    pieces = [piece for a, b in pairwise(edges) for piece in answer.feed(data[a:b])]
    pieces += answer.close()
    texts = ["".join(piece.text for piece in pieces if piece.index == index) for index in range(n)]
    return texts, answer.endings()


@given(replies, ends_of_line, st.data())
def test_words_do_not_depend_on_how_the_network_cuts_them(
    spoken: list[list[str]], end: str, data: st.DataObject
):
    events = [": ping", "event: message", "data:"]
    for at in range(max(map(len, spoken))):
        events += [event(chunk(i, said[at])) for i, said in enumerate(spoken) if at < len(said)]
    events += [event(chunk(i, None, "stop")) for i in range(len(spoken))]
    events.append("data: [DONE]")
    stream = (end * 2).join([*events, ""]).encode()
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))

    texts, endings = read(stream, len(spoken), cuts)

    assert texts == ["".join(said) for said in spoken]
    assert endings == [Ending(i, "stop") for i in range(len(spoken))]


def told(data: bytes) -> str:
    """Return the sentence that reading `data` ends with, if it fails; anything else escapes."""
    try:
        read(data, 2)
    except TargetError as error:
        return str(error)
    return "Well."


@given(st.binary(max_size=400))
def test_noise_is_told_as_a_target_error_or_not_at_all(noise: bytes):
    assert told(noise).endswith(".")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["choices", "index", "delta", "message", "content", "text", "error", "usage"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_json_of_any_shape_is_told_as_a_target_error_or_not_at_all(junk: Any):
    for body in (json.dumps(junk), f"data: {json.dumps(junk)}\n\ndata: [DONE]\n\n"):
        assert told(body.encode()).endswith(".")


def test_one_read_brings_one_piece_a_candidate():
    answer = Answer(2)
    data = "\n".join(event(chunk(i, f"{word} ")) for word in ("Boil", "the") for i in (0, 1)) + "\n"
    pieces = answer.feed(data.encode())
    assert [(piece.index, piece.text) for piece in pieces] == [(0, "Boil the "), (1, "Boil the ")]


def test_a_whole_json_body_is_read_as_well():
    body = {
        "choices": [
            {"index": 0, "message": {"content": "Boil it."}, "finish_reason": "stop"},
            {"index": 1, "message": {"content": "Fry it."}, "finish_reason": "length"},
        ],
        "usage": {"prompt_tokens": 9, "completion_tokens": 7},
    }
    data = json.dumps(body, indent=1).encode()
    texts, endings = read(b"\xef\xbb\xbf \n" + data, 2, [1, 5, 40], seed=3)
    assert texts == ["Boil it.", "Fry it."]
    assert endings == [
        Ending(0, "stop", 3, prompt_tokens=9, together=7),
        Ending(1, "length", 3, prompt_tokens=9, together=7),
    ]


def test_older_servers_call_the_words_text():
    assert read(event({"text": "Boil it.", "finish_reason": "stop"}).encode(), 1)[0] == ["Boil it."]


def test_counts_are_the_candidates_own_where_the_server_tells_them():
    alone = event(chunk(0, "a", "stop")) + "\n" + event(usage={"prompt_tokens": 4, "completion_tokens": 2})
    assert read(alone.encode(), 1)[1] == [Ending(0, "stop", None, prompt_tokens=4, completion_tokens=2)]

    each = "\n".join(
        event(chunk(i, "a", "stop"), usage={"prompt_tokens": 4, "completion_tokens": 2 + i}) for i in (0, 1)
    )
    assert [end.completion_tokens for end in read(each.encode(), 2)[1]] == [2, 3]
    assert [end.together for end in read(each.encode(), 2)[1]] == [None, None]


def test_counts_right_behind_the_end_of_a_candidate_are_its_own():
    events = [event(chunk(0, "a")), event(chunk(1, "b"))]
    for index, tokens in ((1, 2), (0, 5)):
        events += [
            event(chunk(index, None, "stop")),
            event(usage={"prompt_tokens": 4, "completion_tokens": tokens}),
        ]
    endings = read("\n\n".join([*events, "data: [DONE]\n\n"]).encode(), 2)[1]
    assert endings == [
        Ending(0, "stop", prompt_tokens=4, completion_tokens=5),
        Ending(1, "stop", prompt_tokens=4, completion_tokens=2),
    ]


def account(*events: str, n: int = 2) -> Account:
    answer = Answer(n)
    answer.served = True
    answer.feed("\n".join([*events, ""]).encode())
    return answer.account(0.5)


def counted(prompt: int, cached: int, completion: int) -> dict[str, Any]:
    details = {"cached_tokens": cached}
    return {"prompt_tokens": prompt, "completion_tokens": completion, "prompt_tokens_details": details}


def test_a_prompt_is_counted_once_whoever_counts_it_again_for_each_candidate():
    ends = [event(chunk(i, "a", "stop")) for i in (0, 1)]
    each = [event(usage=counted(36, cached, 3)) for cached in (35, 0)]
    took = Account(
        requests=1, samples=2, prompt_tokens=36, cached_tokens=35, completion_tokens=6, seconds=0.5
    )
    assert account(ends[0], each[0], ends[1], each[1]) == took
    assert account(*ends, event(usage=counted(36, 35, 6))) == took


def test_counts_that_come_with_every_word_and_again_at_the_end_are_not_added_up():
    said = [
        event(chunk(i, "a", finish), usage=counted(9, 0, at))
        for at, finish in ((1, None), (2, "stop"))
        for i in (0, 1)
    ]
    assert account(*said, event(usage=counted(9, 0, 4))).completion_tokens == 4


def test_what_was_counted_of_a_part_is_not_lost():
    ends = [event(chunk(i, "a", "stop")) for i in range(3)]
    parts = account(ends[0], event(usage=counted(9, 0, 1)), *ends[1:], event(usage=counted(9, 0, 5)), n=3)
    assert (parts.samples, parts.prompt_tokens, parts.completion_tokens) == (3, 9, 6)


def test_more_cannot_be_known_of_a_prompt_than_it_has():
    assert account(event(chunk(0, "a", "stop"), usage=counted(9, 99, 1))).cached_tokens == 9


def test_an_answer_without_counts_is_unmetered_once_it_was_taken():
    assert account(event(chunk(0, "a"))) == Account(requests=1, samples=1, unmetered=1, seconds=0.5)
    assert Answer(1).account(0.5) == Account(requests=1, seconds=0.5)


@pytest.mark.parametrize("count", [True, -1, "many", None, 1.5])
def test_a_count_that_is_none_is_left_out(count: Any):
    data = event(chunk(0, "a", "stop"), usage={"prompt_tokens": count}).encode()
    assert read(data, 1)[1] == [Ending(0, "stop")]


def test_an_empty_reply_that_ends_well_is_a_reply():
    assert read(event(chunk(0, None, "stop")).encode(), 1) == ([""], [Ending(0, "stop")])


def test_a_server_that_does_not_say_why_it_is_done_is_believed():
    data = f"{event(chunk(0, 'Boil it.'))}\n\ndata: [DONE]\n\n".encode()
    assert read(data, 1) == (["Boil it."], [Ending(0, "unknown")])


def test_candidates_that_nobody_asked_for_are_dropped():
    data = "\n".join(event(chunk(index, "x", "stop")) for index in (0, 1, -1, 7)).encode()
    assert read(data, 1) == (["x"], [Ending(0, "stop")])


def test_candidates_are_numbered_from_the_first():
    answer = Answer(1, first=3, seed=8)
    assert [piece.index for piece in answer.feed(event(chunk(0, "a", "stop")).encode() + b"\n")] == [3]
    assert answer.endings() == [Ending(3, "stop", 8)]
    assert answer.endings() == []


def test_halves_of_characters_are_joined_and_what_cannot_be_stored_is_replaced():
    said = b'{"delta": {"content": "\\ud83d\\ude00 \\ud83d \\u0000"}, "finish_reason": "stop"}'
    assert read(b'data: {"choices": [' + said + b"]}", 1)[0] == ["😀 \ufffd \ufffd"]


def test_what_came_before_a_fault_is_not_lost():
    answer = Answer(2)
    data = f"{event(chunk(0, 'Boil it.', 'stop'))}\n{event(chunk(1, 'Fr'))}\ndata: {{broken\n"
    with pytest.raises(NonsenseError):
        answer.feed(data.encode())
    assert [(piece.index, piece.text) for piece in answer.pieces()] == [(0, "Boil it."), (1, "Fr")]
    assert answer.endings() == [Ending(0, "stop")]


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", NonsenseError, "The endpoint sent an empty reply"),
        (b"data: [DONE]\n\n", NonsenseError, "The endpoint sent an empty reply"),
        (b"{}", NonsenseError, "The endpoint sent an empty reply"),
        (b"<html>", NonsenseError, "The endpoint answered with a web page"),
        (b"Hello", NonsenseError, "The endpoint answered with something that is not"),
        (b'{"choices": [', NonsenseError, "The endpoint answered with something that is not"),
        (b'data: {"choices', BrokenError, "The reply was cut off"),
        (b"da", BrokenError, "The reply was cut off"),
        (b'data: {"choices": [{"delta": {"content": "a"}}]}\n', BrokenError, "The reply was cut off"),
        (b"data: [1]\n", NonsenseError, "The endpoint's reply is not put together"),
        (
            b'data: {"choices": [{"delta": {"content": ["a"]}}]}\n',
            NonsenseError,
            "The endpoint's reply is not",
        ),
        (b"data: " + b"[" * 100_000 + b"\n", NonsenseError, "The endpoint answered with something"),
        (b'{"error": {"message": "no"}}', RefusedError, "The model's server reported a fault"),
        (b'{"error": {"code": "context_length_exceeded"}}', TooLongError, "The conversation is too long"),
    ],
)
def test_an_answer_that_is_none_is_told_so(data: bytes, error: type[TargetError], says: str):
    with pytest.raises(error, match=f"^{says}"):
        read(data, 1)

"""Pairs come out of picks and files whole, or not at all and with a sentence that says where."""

import gzip
import json

import pytest

from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, State, Turn
from gadfly.science.preference.pairs import LONGEST_LINE, Kind, Pair, PairError, pairs_of, read_pairs

ASKED = "\n\nHuman: How long do eggs boil?\n\nAssistant:"
PROMPT = (Message(Role.HUMAN, "How long do eggs boil?"),)
GOOD = {"chosen": f"{ASKED} Six minutes.", "rejected": f"{ASKED} Go away."}


def file_of(tmp_path, *rows):
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def turn(*texts, picked=0, strength=3, cut=()):
    candidates = tuple(
        Candidate(text, State.INTERRUPTED if index in cut else State.COMPLETE)
        for index, text in enumerate(texts)
    )
    return Turn("How long do eggs boil?", candidates, picked, strength, continued=picked)


def test_a_line_is_a_pair(tmp_path):
    assert list(read_pairs(file_of(tmp_path, GOOD, GOOD))) == [Pair(PROMPT, "Six minutes.", "Go away.")] * 2


def test_a_packed_file_reads_like_a_plain_one(tmp_path):
    plain = file_of(tmp_path, GOOD)
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read_pairs(packed)) == list(read_pairs(plain))


def test_the_kind_is_what_the_caller_says(tmp_path):
    assert [pair.kind for pair in read_pairs(file_of(tmp_path, GOOD), Kind.HELPFUL)] == [Kind.HELPFUL]


def test_an_empty_reply_is_a_reply(tmp_path):
    (pair,) = read_pairs(file_of(tmp_path, GOOD | {"chosen": ASKED}))
    assert (pair.chosen, pair.rejected) == ("", "Go away.")


def test_a_reply_with_a_speakers_mark_in_it_is_one_reply(tmp_path):
    (pair,) = read_pairs(file_of(tmp_path, GOOD | {"chosen": f"{ASKED} Six.\n\nAssistant: Or seven."}))
    assert (pair.prompt, pair.chosen) == (PROMPT, "Six.\n\nOr seven.")


def test_an_empty_file_holds_no_pairs(tmp_path):
    assert list(read_pairs(file_of(tmp_path))) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["chosen", "rejected"], "Line 2 lacks one of the texts “chosen” and “rejected”."),
        ({"chosen": GOOD["chosen"]}, "Line 2 lacks one of the texts “chosen” and “rejected”."),
        (GOOD | {"rejected": 4}, "Line 2 lacks one of the texts “chosen” and “rejected”."),
        (GOOD | {"rejected": ""}, "Line 2: a transcript must end with a reply to a human message."),
        (
            GOOD | {"rejected": "\n\nAssistant: Hm."},
            "Line 2: a transcript must end with a reply to a human message.",
        ),
        (
            GOOD | {"rejected": "\n\nHuman: Hm?"},
            "Line 2: a transcript must end with a reply to a human message.",
        ),
        (
            GOOD | {"rejected": GOOD["rejected"].replace("eggs", "beans")},
            "Line 2: the two transcripts differ before the last human message.",
        ),
    ],
)
def test_a_line_that_is_no_pair_is_named(tmp_path, row, says):
    with pytest.raises(PairError) as raised:
        list(read_pairs(file_of(tmp_path, GOOD, row)))
    assert str(raised.value) == says


@pytest.mark.parametrize("line", [b"{", b"\xff\xfe", b"[" * 100_000, b"\n"])
def test_a_line_that_is_not_json_is_named(tmp_path, line):
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(line)
    with pytest.raises(PairError, match=r"^Line 1 is not JSON\.$"):
        list(read_pairs(path))


def test_a_line_without_end_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * 20 * LONGEST_LINE))
    with pytest.raises(PairError, match=r"^Line 1 is longer than 1,000,000 bytes\.$"):
        list(read_pairs(path))


def test_a_file_too_large_is_not_read_to_its_end(tmp_path):
    path = file_of(tmp_path, GOOD, GOOD)
    assert len(list(read_pairs(path, largest=path.stat().st_size))) == 2
    with pytest.raises(PairError, match=r"^The file holds more than 200 bytes\.$"):
        list(read_pairs(path, largest=200))


@pytest.mark.parametrize("end", [-1, -30])
def test_a_file_cut_off_is_said_to_be(tmp_path, end):
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD).encode())[:end])
    with pytest.raises(PairError, match=r"^pairs\.jsonl\.gz is damaged or cut off\.$"):
        list(read_pairs(path))


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path):
    with pytest.raises(PairError, match=r"^none cannot be read: No such file or directory\.$"):
        list(read_pairs(tmp_path / "none"))


def test_the_picked_candidate_is_the_rejected_one():
    assert pairs_of(Dialogue((turn("Go away.", "Six minutes."),))) == (
        Pair(PROMPT, "Six minutes.", "Go away.", strength=3),
    )


def test_a_later_pair_knows_what_was_said_before_it():
    first, second = pairs_of(Dialogue((turn("Go away.", "Six."), turn("No.", "Seven."))))
    assert second.prompt == (*first.prompt, Message(Role.ASSISTANT, "Go away."), *PROMPT)


def test_the_pairs_of_one_pick_share_the_weight_one():
    made = pairs_of(Dialogue((turn("a", "b", "c", "d", picked=1),)))
    assert [(pair.chosen, pair.rejected) for pair in made] == [("a", "b"), ("c", "b"), ("d", "b")]
    assert sum(pair.weight for pair in made) == pytest.approx(1)


@pytest.mark.parametrize(
    "unsure",
    [
        turn("a", "b", strength=1),
        turn("a", "b", strength=None),
        turn("a", "b", picked=None),
        turn("a", "b", cut={0}),
        turn("a", "b", cut={1}),
        turn("a"),
    ],
)
def test_an_unsure_pick_or_a_cut_reply_makes_no_pair(unsure):
    assert pairs_of(Dialogue((unsure,))) == ()


def test_openings_differ_neither_by_case_nor_by_blanks():
    one, other = (Pair((Message(Role.HUMAN, said),), "a", "b") for said in ("Soup  now?", "soup now? "))
    assert one.opening == other.opening == "soup now?"

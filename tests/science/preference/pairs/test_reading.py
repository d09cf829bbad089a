"""Files give pairs, whatever their form; a row that is none is named with its file and line."""

import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gadfly.science.datasets import Arm, AttackRecord, Form, Limits, write
from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, Turn
from gadfly.science.preference.pairs import Kind, Pair, PairError
from gadfly.science.preference.pairs.reading import fingerprint_of, read_pairs

ASKED = "\n\nHuman: How long do eggs boil?\n\nAssistant:"
PROMPT = (Message(Role.HUMAN, "How long do eggs boil?"),)
GOOD = {"chosen": f"{ASKED} Six minutes.", "rejected": f"{ASKED} Go away."}
PLAIN = Pair(PROMPT, "Six minutes.", "Go away.")
FULL = GOOD | {"kind": "helpful", "strength": 3, "weight": 0.5, "person": "ada", "arm": "curt"}
KNOWN = Pair(PROMPT, "Six minutes.", "Go away.", Kind.HELPFUL, 3, 0.5, "ada", "curt")


def file_of(tmp_path, *rows):
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_parquet(rows):
    data = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), data)
    return data.getvalue()


def as_lines(rows):
    return "\n".join(map(json.dumps, rows)).encode()


FORMS = {
    "lines": as_lines,
    "packed lines": lambda rows: gzip.compress(as_lines(rows)),
    "array": lambda rows: json.dumps(rows, indent=1).encode(),
    "csv": as_csv,
    "packed csv": lambda rows: gzip.compress(as_csv(rows)),
    "csv of a spreadsheet": lambda rows: b"\xef\xbb\xbf" + as_csv(rows),
    "parquet": as_parquet,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_row_is_a_pair_in_every_form(tmp_path, form):
    path = tmp_path / "pairs"
    path.write_bytes(FORMS[form]([GOOD, GOOD]))
    assert list(read_pairs(path)) == [PLAIN, PLAIN]
    path.write_bytes(FORMS[form]([FULL, FULL]))
    assert list(read_pairs(path)) == [KNOWN, KNOWN]


def test_the_kind_is_what_the_caller_says_unless_the_row_does(tmp_path):
    path = file_of(tmp_path, GOOD, GOOD | {"kind": "harmless"})
    assert [pair.kind for pair in read_pairs(path, Kind.HELPFUL)] == [Kind.HELPFUL, Kind.HARMLESS]


def test_an_empty_reply_is_a_reply(tmp_path):
    (pair,) = read_pairs(file_of(tmp_path, GOOD | {"chosen": ASKED}))
    assert (pair.chosen, pair.rejected) == ("", "Go away.")


def test_a_reply_with_a_speakers_mark_in_it_is_one_reply(tmp_path):
    (pair,) = read_pairs(file_of(tmp_path, GOOD | {"chosen": f"{ASKED} Six.\n\nAssistant: Or seven."}))
    assert (pair.prompt, pair.chosen) == (PROMPT, "Six.\n\nOr seven.")


def said(*messages):
    return [{"role": role, "content": text} for role, text in messages]


QUESTION = ("user", "How long do eggs boil?")


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "How long do eggs boil?", "chosen": "Six minutes.", "rejected": "Go away."},
        {"prompt": ASKED, "chosen": " Six minutes.", "rejected": " Go away."},
        {
            "prompt": said(QUESTION),
            "chosen": said(("assistant", "Six minutes.")),
            "rejected": said(("assistant", "Go away.")),
        },
        {
            "chosen": said(QUESTION, ("assistant", "Six minutes.")),
            "rejected": said(QUESTION, ("assistant", "Go away.")),
        },
        GOOD | {"prompt": None, "strength": "", "weight": None, "kind": None},
    ],
)
def test_a_prompt_may_stand_apart_and_messages_may_be_listed(tmp_path, row):
    assert list(read_pairs(file_of(tmp_path, row))) == [PLAIN]


def test_an_empty_file_holds_no_pairs(tmp_path):
    assert list(read_pairs(file_of(tmp_path))) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["chosen", "rejected"], "a row must be an object"),
        ({"chosen": GOOD["chosen"]}, "one of the texts “chosen” and “rejected” is missing"),
        (GOOD | {"rejected": 4}, "one of the texts “chosen” and “rejected” is missing"),
        (GOOD | {"rejected": ""}, "a transcript must end with a reply to a human message"),
        (GOOD | {"rejected": "\n\nHuman: Hm?"}, "a transcript must end with a reply to a human message"),
        (
            GOOD | {"rejected": GOOD["rejected"].replace("eggs", "beans")},
            "the two transcripts differ before the last human message",
        ),
        (GOOD | {"prompt": ASKED + " Six."}, "the prompt must end with a human message"),
        (GOOD | {"prompt": 4}, "a transcript must be text or a list of messages"),
        (
            GOOD | {"prompt": said(("cook", "Eggs?"))},
            "a message must have a role (user, human, assistant, system) and a content that is text",
        ),
        (GOOD | {"kind": "tasty"}, "“kind” must be harmless or helpful"),
        (GOOD | {"strength": 5}, "“strength” must be a whole number from 1 to 4"),
        (GOOD | {"strength": [1]}, "“strength” must be a whole number from 1 to 4"),
        (GOOD | {"weight": 0}, "“weight” must be a number above 0"),
        (GOOD | {"weight": "much"}, "“weight” must be a number above 0"),
    ],
)
def test_a_row_that_is_no_pair_is_named(tmp_path, row, says):
    with pytest.raises(PairError) as raised:
        list(read_pairs(file_of(tmp_path, GOOD, row)))
    assert str(raised.value) == f"pairs.jsonl, line 2: {says}."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (as_lines([GOOD]) + b"\n{", "pairs, line 2: "),
        (as_lines([GOOD]) + b"\n\xff\xfe", "pairs, line 2: the text is not UTF-8."),
        (b"chosen,rejected\na,b,c\n", "pairs, line 2: the row has 3 cells, the header 2."),
        (b"chosen,rejected\na\n", "pairs, line 2: the row has 1 cells, the header 2."),
        (b'chosen,rejected\n"a\n', "pairs, line 2: this is not CSV: unexpected end of data."),
        (b"chosen,rejected\n\xff,b\n", "pairs, line 1: the text is not UTF-8."),
        (b"eggs, flour\nsix, much\n", "pairs, line 2: one of the texts “chosen” and “rejected” is missing."),
        (
            b"chosen," + b"x" * 2_000_000,
            "pairs, line 1: a line is longer than the 1000000 characters",
        ),
        (b" " * 20 * 1_000_000 + b"{", "pairs, line 1: the record is longer than the 1000000 bytes allowed."),
        (b"PAR1" + as_lines([GOOD]), "pairs, row 1: the Parquet file is damaged: "),
        (gzip.compress(as_lines([GOOD]))[:-1], "pairs, line 1: the gzip file is cut short."),
        (gzip.compress(as_csv([GOOD]))[:-1], "pairs, line 11: the gzip file is cut short."),
    ],
)
def test_a_file_that_breaks_off_is_said_to(tmp_path, data, says):
    path = tmp_path / "pairs"
    path.write_bytes(data)
    with pytest.raises(PairError) as raised:
        list(read_pairs(path))
    assert str(raised.value).startswith(says)


def test_a_file_too_large_is_not_read_to_its_end(tmp_path):
    path = file_of(tmp_path, GOOD, GOOD)
    with pytest.raises(PairError, match="more than the 200 bytes allowed"):
        list(read_pairs(path, limits=Limits(unpacked_bytes=200)))


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path):
    with pytest.raises(PairError, match=r"^none cannot be read: No such file or directory\.$"):
        list(read_pairs(tmp_path / "none"))


ATTACK = AttackRecord(
    Dialogue(
        (
            Turn(
                "How long do eggs boil?",
                (Candidate("Go away."), Candidate("Six minutes.")),
                picked=0,
                strength=2,
                continued=0,
            ),
        )
    ),
    member=7,
    arm=Arm("curt"),
)


@pytest.mark.parametrize("name", ["attacks.jsonl.gz", "attacks.json", "attacks.parquet"])
def test_exported_attacks_give_the_pairs_of_their_picks(tmp_path, name):
    write(tmp_path / name, [ATTACK], form=Form.NATIVE)
    (pair,) = read_pairs(tmp_path / name)
    assert pair == Pair(PROMPT, "Six minutes.", "Go away.", strength=2, person="/7", arm="curt")


def test_an_attack_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "attacks.jsonl"
    write(path, [ATTACK], form=Form.NATIVE)
    path.write_text(path.read_text() + '{"dialogue": 4}\n')
    with pytest.raises(PairError, match=r"^attacks\.jsonl, record 2, line 2: "):
        list(read_pairs(path))


def test_files_are_known_by_their_bytes_and_order(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"eggs")
    other.write_bytes(b"flour")
    hashes = {fingerprint_of(paths) for paths in ([one], [other], [one, other], [other, one])}
    assert len(hashes) == 4

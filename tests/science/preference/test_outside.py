"""The shipped model on other people's data: the figures of docs/decisions/0010 are these.

Each is the chance that a reply people called harmful scores below one they did not (AUROC),
first by the shipped model, then by "shorter wins". Nothing of the data is kept.
"""

import csv
import gzip
import io
import json
import re
from statistics import mean

import numpy as np
import pytest
from scipy.stats import rankdata

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import Reply
from gadfly.science.preference.light import ShorterWins
from gadfly.science.preference.store import shipped

SPEAKERS = {"A": Role.HUMAN, "B": Role.ASSISTANT}


def told_apart(replies, harmful):
    """Return the AUROC of the shipped model and of the baseline, to two decimals."""
    bad = np.array(harmful)

    def auroc(model):
        ranks = rankdata([-score for score in model.values(replies)])
        return (ranks[bad].mean() - (bad.sum() + 1) / 2) / (~bad).sum()

    return [round(float(auroc(model)), 2) for model in (shipped(), ShorterWins())]


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_on_conversations_rated_by_many_it_is_worse_than_length(shared_data):
    rows = lines(shared_data / "raters" / "dices990.jsonl.gz")
    replies = []
    for row in rows:
        parts = re.split(r"(?:^|\\n|\n)\s*([AB]):", row["context"])
        said = zip(parts[1::2], parts[2::2], strict=True)
        replies.append(
            Reply(tuple(Message(SPEAKERS[who], text.strip()) for who, text in said), row["response"])
        )
    unsafe = [mean(vote == "Yes" for vote in row["ratings_unsafe"]) >= 0.5 for row in rows]
    assert told_apart(replies, unsafe) == pytest.approx([0.63, 0.66])


def test_on_answers_to_automated_attacks_it_is_a_little_better_than_length(shared_data):
    packed = gzip.decompress((shared_data / "judges" / "gptfuzz_train.csv.gz").read_bytes())
    rows = list(csv.DictReader(io.StringIO(packed.decode())))
    replies = [Reply((), row["Response"]) for row in rows]
    assert told_apart(replies, [row["label"] == "1" for row in rows]) == pytest.approx([0.88, 0.87])


def test_on_answers_judged_for_harm_it_is_worse_than_length(shared_data):
    rows = [
        row
        for row in lines(shared_data / "judges" / "pyrit_human_scored.jsonl.gz")
        if row["set"].startswith("harm/")
    ]
    replies = [
        Reply((Message(Role.HUMAN, row["objective"] or ""),), row["assistant_response"]) for row in rows
    ]
    harmful = [mean(map(float, row["human_scores"])) > 0.5 for row in rows]
    assert told_apart(replies, harmful) == pytest.approx([0.68, 0.72])

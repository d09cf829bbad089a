"""What holds for a model of every kind, on a fit of a few pairs: whoever adds a kind adds it here."""

import math
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import Reply, TrainedModel
from gadfly.science.preference.kinds import KINDS, Fitter, kind_called
from gadfly.science.preference.pairs.splits import apart
from gadfly.science.preference.store import dump, load, save
from tests.science.preference.judges import Grader, judging
from tests.science.preference.kitchen import planted
from tests.science.preference.tiny import tiny
from tests.training import need_torch, train

OPTIONS: dict[str, dict[str, str]] = {
    "light": {},
    "ensemble": {"members": "light,light-1", "weights": "2,1"},
    "embedded": {"weights": "{models}/tiny.gguf", "layers": "2"},
    "judge": {"model": "grader"},
    "transformer": {"base": "{models}/tiny.gguf", "rank": "0", "steps": "15", "rate": "0.003"},
}
"""What the kinds need to be fitted here."""

texts = st.text(max_size=40)
messages = st.lists(st.builds(Message, st.sampled_from([Role.HUMAN, Role.ASSISTANT]), texts), max_size=5)
replies = st.lists(st.builds(Reply, messages.map(tuple), texts), max_size=5)
each_kind = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=train if kind == "transformer" else ()) for kind in KINDS]
)
few = settings(max_examples=15, deadline=None)


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory) -> Iterator[None]:
    """Put a language model where one is looked for, and a judge where one may be asked."""
    home = tmp_path_factory.mktemp("home")
    (home / "models").mkdir()
    tiny(home / "models" / "tiny.gguf")
    with pytest.MonkeyPatch.context() as patch, judging(Grader()) as address:
        patch.setenv("GADFLY_DATA_DIR", str(home))
        patch.setenv("GADFLY_JUDGE", address)
        yield


def options_of(kind: str) -> dict[str, str]:
    models = Path(os.environ["GADFLY_DATA_DIR"]) / "models"
    return {key: value.format(models=models) for key, value in OPTIONS[kind].items()}


@cache
def model(kind: str, seed: int = 0) -> TrainedModel:
    if kind == "transformer":
        need_torch()
    pairs = planted(60 + seed, seed)
    fit: Fitter = kind_called(kind).fitter(name="tried", sha256="ab", **options_of(kind))
    return fit(pairs, apart(pairs), np.random.default_rng(0))


def test_every_kind_is_held_to_the_contract():
    assert set(OPTIONS) == set(KINDS)


@each_kind
def test_a_model_knows_its_kind_and_what_it_was_centred_on(kind):
    made = model(kind)
    assert (made.kind, made.reference.replies, made.reference.sha256) == (kind, 120, "ab")
    assert made.scorer.startswith("tried@")


@each_kind
@given(some=replies)
@few
def test_every_score_is_finite_and_none_depends_on_the_others(kind, some):
    values = model(kind).values(some)
    assert len(values) == len(some)
    assert all(map(math.isfinite, values))
    assert model(kind).values(some[::-1]) == values[::-1]
    assert tuple(model(kind).values([one])[0] for one in some) == values


@each_kind
@given(dialogues=st.lists(messages, max_size=3))
@few
def test_all_ways_to_ask_agree(kind, dialogues):
    made = model(kind)
    alone = [made.score(said) for said in dialogues]
    assert made.score_many(dialogues) == alone
    for said, scores in zip(dialogues, alone, strict=True):
        if said and said[-1].role is Role.ASSISTANT:
            assert made.score_replies(said[:-1], [said[-1].text]) == scores[-1:]


@each_kind
def test_next_to_nothing_has_a_score_and_no_replies_have_none(kind):
    made = model(kind)
    assert all(map(math.isfinite, made.score_replies((), ["", " ", "\n\n", "."])))
    assert (made.values([]), made.score([]), made.score_many([])) == ((), (), [])


@each_kind
def test_a_model_learns_what_its_pairs_say(kind):
    scores = [model(kind).values(pair.replies) for pair in planted(40, seed=9)]
    assert sum(chosen > rejected for chosen, rejected in scores) > 36


@each_kind
def test_the_same_pairs_and_chance_give_the_same_model(kind):
    again = model.__wrapped__(kind)
    assert (again.scorer, dump(again)) == (model(kind).scorer, dump(model(kind)))


@each_kind
def test_other_weights_are_another_scorer(kind):
    assert model(kind, seed=1).scorer != model(kind).scorer


@each_kind
def test_what_is_loaded_is_what_was_saved(kind, tmp_path):
    made = model(kind)
    back = load(save(made, tmp_path))
    asked = [reply for pair in planted(10, seed=3) for reply in pair.replies]
    assert (back.scorer, back.kind, back.reference) == (made.scorer, made.kind, made.reference)
    assert back.values(asked) == made.values(asked)
    assert dump(back) == dump(made)


@each_kind
def test_the_card_has_words_for_it(kind):
    found = kind_called(kind)
    assert found.about(model(kind)).endswith(".")
    assert found.limits.endswith(".")

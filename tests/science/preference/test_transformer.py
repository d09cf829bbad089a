"""A language model is taught what pairs say; what cannot be taught is refused in a sentence."""

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from gadfly.science.preference import PreferenceModel, Reference, transformer
from gadfly.science.preference.kinds import TrainingError
from gadfly.science.preference.store import WeightsError, load, named, save
from gadfly.science.preference.teaching import MISSING, Plan, Reader
from gadfly.science.preference.transformer import KIND, TransformerModel, fitter
from tests.science.preference.kitchen import planted
from tests.science.preference.tiny import tiny
from tests.training import need_torch, train
from tests.weights import weights

__all__ = ["weights"]

PAIRS = planted(60)


@dataclass(frozen=True, eq=False)
class Counter(Reader):
    """Reads a text's letters, where no torch is."""

    model: None = None
    tokenizer: None = None

    def number(self, text: str) -> float:
        return -len(text) / 100

    def save(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "model.safetensors").write_bytes(b"letters")


def counted(rank=0) -> TransformerModel:
    plan = Plan(Path("folder") / "tiny.gguf", rank=rank, steps=20)
    found = TransformerModel("count-1", -0.5, Reference(120, "ab"), plan, "00", Counter())
    return named(found)


def test_a_score_is_what_the_reader_says_less_the_centre():
    short, long = counted().score_replies(PAIRS[0].prompt, ["Gladly.", "Gladly, and with pleasure."])
    assert short - long == pytest.approx(0.19)


def test_the_file_and_the_card_say_what_was_taught_and_no_path(tmp_path):
    path = save(counted(), tmp_path)
    told = json.loads(path.read_text())
    assert told["taught"] == {"base": "tiny.gguf", "rank": 0, "steps": 20, "batch": 8, "rate": 1e-4}
    assert (tmp_path / "count-1-weights" / "model.safetensors").is_file()
    assert "taught whole in 20 steps" in KIND.about(counted())
    assert "through additions of rank 4" in KIND.about(counted(rank=4))


def test_other_weights_than_the_file_tells_of_are_refused(tmp_path):
    path = save(counted(), tmp_path)
    for weights_are_there in (True, False):
        if not weights_are_there:
            (tmp_path / "count-1-weights" / "model.safetensors").unlink()
        with pytest.raises(WeightsError, match="its weights do not lie beside it, in count-1-weights"):
            load(path)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "Name the language model"),
        ({"base": "nowhere"}, "Name the language model"),
        ({"base": ".", "steps": "many"}, "are numbers"),
        ({"base": ".", "steps": "0"}, "Steps and batch must be 1 or more"),
        ({"base": ".", "rank": "-1"}, "the rank 0 or more"),
        ({"base": ".", "rate": "1"}, "the rate below 1"),
    ],
)
def test_what_cannot_be_taught_is_refused(options, says):
    with pytest.raises(TrainingError, match=says):
        fitter(name="taught", sha256="", **options)


@pytest.fixture
def counting(monkeypatch):
    """Have texts' letters counted where a language model would be taught or read, which takes torch."""
    monkeypatch.setattr(transformer, "taught", lambda _plan, texts, seed: Counter(losses=(seed, len(texts))))
    monkeypatch.setattr(transformer, "read", lambda _home: Counter())


def test_scores_are_centred_on_the_training_replies_and_the_file_finds_its_weights(counting, tmp_path):
    made = PreferenceModel.fit(PAIRS, "transformer", name="count-1", base=str(tmp_path), rank="0", steps="20")
    assert isinstance(made, TransformerModel)
    assert made.reader.losses[1] == len(PAIRS)
    replies = [reply for pair in PAIRS for reply in pair.replies]
    assert np.mean(made.values(replies)) == pytest.approx(0, abs=1e-6)
    assert made.sha256 == hashlib.sha256(b"letters").hexdigest()
    again = load(made.save(tmp_path))
    assert (again.scorer, again.values(replies)) == (made.scorer, made.values(replies))


def test_without_torch_it_is_said_what_to_do(tmp_path):
    assert "make train" in MISSING
    if find_spec("torch") is None:
        with pytest.raises(TrainingError, match="make train"):
            PreferenceModel.fit(PAIRS, "transformer", name="taught-1", base=str(tmp_path))


def fitted(base, pairs=PAIRS, **options):
    need_torch()
    fit = fitter(name="taught", sha256="ab", base=str(base), **options)
    return fit(pairs, np.arange(len(pairs)), np.random.default_rng(0))


def put(*marks):
    """Return a decorator that puts several marks on a test."""

    def on(test):
        for mark in marks:
            test = mark(test)
        return test

    return on


@put(*train)
def test_low_rank_additions_learn_and_are_merged(tmp_path):
    made = fitted(tiny(tmp_path / "tiny.gguf"), rank="4", steps="10", rate="0.003")
    assert made.reader.losses[0] == pytest.approx(np.log(2), abs=1e-5)
    assert made.reader.losses[-1] < made.reader.losses[0]
    assert load(save(made, tmp_path)).values(PAIRS[0].replies) == made.values(PAIRS[0].replies)


@put(*train, pytest.mark.model, pytest.mark.timeout(1200))  # a minute and a half of processor time
def test_the_small_model_is_taught_from_its_gguf_file_and_the_loss_falls(weights):
    made = fitted(weights, PAIRS[:4], rank="4", steps="4", batch="2", rate="0.001")
    assert made.reader.losses[0] == pytest.approx(np.log(2), abs=1e-4)
    assert min(made.reader.losses[1:]) < made.reader.losses[0]

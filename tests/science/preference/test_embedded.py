"""The embedded kind reads with a language model, says with which, and refuses another's weights."""

import json

import numpy as np
import pytest

from gadfly.science.preference.embedded_kind import EmbeddedModel, fitter
from gadfly.science.preference.kinds import TrainingError
from gadfly.science.preference.pairs.splits import apart
from gadfly.science.preference.store import WeightsError, load, save
from tests.science.preference.kitchen import planted
from tests.science.preference.tiny import WIDTH, tiny

PAIRS = planted(60)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny(folder / "tiny.gguf")
    return folder


@pytest.fixture(scope="module")
def made(home) -> EmbeddedModel:
    fit = fitter(name="read", sha256="ab", weights=str(home / "tiny.gguf"), layers="2")
    found = fit(PAIRS, apart(PAIRS), np.random.default_rng(0))
    assert isinstance(found, EmbeddedModel)
    return found


def test_scores_are_centred_on_the_training_replies(made):
    values = made.values([reply for pair in PAIRS for reply in pair.replies])
    assert np.mean(values) == pytest.approx(0, abs=1e-6)
    assert made.weights.shape == (WIDTH,)


def test_what_was_said_before_counts(made):
    assert made.score_replies((), ["Gladly!"]) != made.score_replies(PAIRS[0].prompt, ["Gladly!"])


def test_a_number_that_never_changes_has_no_weight(made):
    still = [pair.__class__(pair.prompt, pair.chosen, pair.chosen) for pair in PAIRS[:1]] * 60
    fit = fitter(name="read", sha256="", weights=str(made.embedder.file), layers="1")
    found = fit(still, np.arange(60), np.random.default_rng(0))
    assert set(found.values([pair.replies[0] for pair in PAIRS])) == {0.0}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"language_model": {"sha256": "00", "layers": 2}}, "are not here"),
        ({"weights": []}, "missing or not finite"),
        ({"weights": [float("nan")] * WIDTH}, "missing or not finite"),
        ({"weights": [], "middle": []}, "missing or not finite"),
        ({"read": {"before": 1, "reply": 2}}, "texts of other lengths"),
    ],
)
def test_a_file_that_tells_of_no_such_model_is_refused(made, home, change, says):
    path = save(made, home)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(WeightsError, match=says):
        load(path)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"weights": "nowhere.gguf"}, r"nowhere\.gguf cannot be read: No such file or directory\."),
        ({"layers": "many"}, "is a whole number"),
        ({}, "no language model to read with"),
    ],
)
def test_without_a_language_model_nothing_is_fitted(options, says, home, tmp_path, monkeypatch):
    monkeypatch.setenv("GADFLY_DATA_DIR", str(tmp_path))
    where = {"weights": str(home / "tiny.gguf")} if "layers" in options else {}
    with pytest.raises(TrainingError, match=says):
        fitter(name="read", sha256="", **where, **options)

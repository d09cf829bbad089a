"""The seam where work on many things is handed over: in order, in batches, one process or several."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.embedding import Spread, wordllama
from gadfly.science.engine import HERE, batches
from gadfly.science.preference import Reply
from gadfly.science.preference.states import states
from gadfly.science.preference.store import shipped
from tests.science.preference.tiny import tiny


@given(st.lists(st.integers()), st.integers(1, 5))
def test_everything_is_done_once_and_in_order_and_no_batch_is_too_large(things, size):
    seen = []

    def work(batch):
        seen.append(len(batch))
        return [-one for one in batch]

    assert list(HERE.each(work, iter(things), size)) == [-one for one in things]
    assert sum(seen) == len(things)
    assert all(0 < length <= size for length in seen)


def test_no_more_is_held_than_a_batch():
    read = []
    next(HERE.each(list, map(read.append, range(10)), 3))
    assert len(read) == 3
    assert next(batches(iter("abc"), 2)) == ["a", "b"]


@given(st.lists(st.sampled_from(["Soup?", "Rice, please.", "", "Stir it."]), max_size=8))
def test_texts_that_are_spread_have_the_vectors_they_had(texts):
    spread = Spread(wordllama(), HERE)
    assert (spread.name, spread.dimensions) == (wordllama().name, wordllama().dimensions)
    assert np.array_equal(spread.embed(texts), wordllama().embed(texts))


def test_a_model_travels_without_its_vectors_and_scores_the_same():
    sent = pickle.dumps(shipped())
    back = pickle.loads(sent)  # noqa: S301 -- our own
    asked = [Reply((), "Gladly. Six minutes.")]
    assert len(sent) < 100_000
    assert (back.scorer, back.values(asked)) == (shipped().scorer, shipped().values(asked))
    assert back.embedder is wordllama()


def test_a_reader_travels_as_the_content_of_its_file(tmp_path, monkeypatch):
    (tmp_path / "models").mkdir()
    file = tmp_path / "models" / "tiny.gguf"
    tiny(file)
    monkeypatch.setenv("GADFLY_DATA_DIR", str(tmp_path))
    back = pickle.loads(pickle.dumps(states(file, 2)))  # noqa: S301 -- our own
    assert (back.file, back.name) == (file, states(file, 2).name)

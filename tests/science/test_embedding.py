"""A text has one vector: finite, the same in every batch, and the one the wheel itself gives."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from wordllama.inference import WordLlamaInference

from gadfly.science.embedding import LONGEST, EmbeddingError, Remembering, _folder, _read, wordllama
from tests.patience import PATIENCE

texts = st.text(max_size=200)
anything = st.text(st.characters(codec=None), max_size=50)  # half characters included


@pytest.fixture(scope="module")
def oracle():
    """The wheel's own pooling, with a tokenizer of its own: it switches padding on."""
    tokenizer = Tokenizer.from_str(wordllama().tokenizer.to_str())
    return WordLlamaInference(wordllama().table, tokenizer)


def test_a_text_without_words_is_zeros():
    assert wordllama().embed(["", "bread"])[0].tolist() == [0.0] * 256


def test_no_texts_give_no_rows():
    assert wordllama().embed([]).shape == (0, 256)


@given(st.lists(anything, max_size=5))
def test_every_vector_is_finite(some):
    rows = wordllama().embed(some)
    assert (rows.shape, rows.dtype.name) == ((len(some), 256), "float32")
    assert np.isfinite(rows).all()


@given(texts, st.lists(texts, max_size=5))
def test_a_vector_does_not_depend_on_its_batch(text, others):
    alone = wordllama().embed([text])[0]
    among = wordllama().embed([*others, text, *others])[len(others)]
    assert alone.tobytes() == among.tobytes()


def test_the_wheels_own_pooling_agrees(oracle):
    @given(st.lists(texts.filter(str.strip), min_size=1, max_size=5))
    def agrees(some):
        assert np.allclose(wordllama().embed(some), oracle.embed(some), atol=1e-5)

    agrees()


def test_what_lies_past_the_longest_length_changes_nothing():
    start = "bread and salt " * (LONGEST // 15 + 1)
    long, longer = wordllama().embed([start[:LONGEST], start[:LONGEST] + "butter"])
    assert long.tolist() == longer.tolist()


def test_the_vectors_are_read_once():
    assert wordllama() is wordllama()


def test_a_wheel_without_its_weights_is_named(tmp_path):
    with pytest.raises(EmbeddingError, match=r"lacks weights/.*: install version"):
        _read(tmp_path)


def test_the_package_itself_is_never_imported():
    program = (
        "import sys, gadfly.science.embedding as e\n"
        "assert not {'tokenizers', 'safetensors'} & set(sys.modules), 'slow imports'\n"
        "e.wordllama()\n"
        "assert 'wordllama' not in sys.modules, 'imported'\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=PATIENCE).returncode == 0


def test_without_the_wheel_the_error_says_what_to_do():
    with pytest.raises(EmbeddingError) as raised:
        _folder("no_such_wheel")
    assert str(raised.value) == "The package no_such_wheel is not installed: install Gadfly again with pip."


@given(st.lists(st.lists(texts, max_size=4), max_size=4), st.integers(0, 5))
def test_what_is_remembered_is_what_would_be_embedded_again(batches, most):
    remembering = Remembering(wordllama(), most)
    assert (remembering.name, remembering.dimensions) == (wordllama().name, 256)
    for batch in [*batches, *batches]:
        assert np.array_equal(remembering.embed(batch), wordllama().embed(batch))

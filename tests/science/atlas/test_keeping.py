"""A kept map is the same map; what is no map is refused in a sentence, and never run."""

import json
import pickle

import numpy as np
import pytest

from gadfly.science.atlas import AtlasError
from gadfly.science.atlas.drawing import atlas_of
from gadfly.science.atlas.keeping import ARRAYS, REST, keep, kept

TEXTS = [f"what would you do with {thing} soup" for thing in "pea leek bean corn rice egg fish beet".split()]  # noqa: SIM905 -- reads better


@pytest.fixture
def folder(tmp_path):
    keep(atlas_of([*TEXTS, ""]), tmp_path / "map")
    return tmp_path / "map"


def test_a_kept_map_is_the_map_it_was(folder):
    before, after = atlas_of([*TEXTS, ""]), kept(folder)
    assert (after.count, after.not_placed) == (9, 1)
    assert (after.islands, after.templates, after.made) == (before.islands, before.templates, before.made)
    for name in ("rows", "xy", "labels", "copy_of"):
        assert getattr(after, name).tobytes() == getattr(before, name).tobytes()
    assert [part.tobytes() for part in after.ground] == [part.tobytes() for part in before.ground]


def test_islands_are_kept_with_their_terms(planted_map, tmp_path):
    keep(planted_map.atlas, tmp_path)
    assert kept(tmp_path).islands == planted_map.atlas.islands


def test_a_map_says_what_it_was_made_with(folder):
    made = json.loads((folder / REST).read_text())["made"]
    assert (made["seed"], made["threads"], made["embedder"]) == (42, 2, "wordllama-l2-supercat-256")
    assert set(made["versions"]) == {"numpy", "scipy", "faiss-cpu", "scikit-learn", "openTSNE"}


def test_where_there_is_no_map_it_is_said(tmp_path):
    with pytest.raises(AtlasError, match="No map can be read from"):
        kept(tmp_path)


def test_a_map_of_another_format_is_refused(folder):
    (folder / REST).write_text('{"format": 2}')
    with pytest.raises(AtlasError, match="has format 2, not 1: draw it again"):
        kept(folder)


@pytest.mark.parametrize("rest", ["", "[]", "{}", '{"format": 1}'])
def test_what_is_no_map_is_refused(folder, rest):
    (folder / REST).write_text(rest)
    with pytest.raises(AtlasError, match="draw it again"):
        kept(folder)


def test_arrays_that_do_not_fit_each_other_are_refused(folder):
    with np.load(folder / ARRAYS) as arrays:
        parts = dict(arrays) | {"xy": np.zeros((1, 2), np.float32)}
    np.savez(folder / ARRAYS, **parts)
    with pytest.raises(AtlasError, match="its parts differ in length"):
        kept(folder)


def test_a_pickle_in_place_of_a_map_is_not_run(folder, tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    (folder / ARRAYS).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(AtlasError, match="draw it again"):
        kept(folder)
    assert not (tmp_path / "sprung").exists()

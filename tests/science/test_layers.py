"""A language model is cut after a layer: what is kept is kept to the byte, and damage is named."""

import struct

import numpy as np
import pytest

from gadfly.science.layers import first_layers
from gadfly.science.preference.states import states
from gadfly.science.weights import DamagedError
from tests.science.preference import tiny as small
from tests.science.preference.tiny import tiny


@pytest.fixture
def model(tmp_path):
    return tiny(tmp_path / "tiny.gguf")


def test_a_model_with_all_its_layers_is_the_same_file(model, tmp_path):
    first_layers(model, tmp_path / "cut.gguf", small.LAYERS)
    assert (tmp_path / "cut.gguf").read_bytes() == model.read_bytes()


def test_a_cut_of_a_cut_is_the_cut(model, tmp_path):
    for source, layers, target in (("tiny", 1, "once"), ("tiny", 2, "two"), ("two", 1, "twice")):
        first_layers(tmp_path / f"{source}.gguf", tmp_path / f"{target}.gguf", layers)
    once = (tmp_path / "once.gguf").read_bytes()
    assert once == (tmp_path / "twice.gguf").read_bytes()
    assert len(once) < model.stat().st_size


def test_later_layers_change_what_is_read(model):
    one, two = (states(model, layers).embed(["Gladly!"]) for layers in (1, 2))
    assert one.shape == two.shape == (1, small.WIDTH)
    assert not np.allclose(one, two)


def test_a_layer_too_many_is_refused(model, tmp_path):
    with pytest.raises(DamagedError, match="fewer than 4 layers"):
        first_layers(model, tmp_path / "cut.gguf", 4)


@pytest.mark.parametrize("left", [20, 200, -40_000])
def test_a_file_that_ends_too_early_is_refused(model, tmp_path, left):
    model.write_bytes(model.read_bytes()[:left])
    with pytest.raises(DamagedError, match="ends too early"):
        first_layers(model, tmp_path / "cut.gguf", small.LAYERS)


def with_field(model, name, kind, value):
    """Put one more field in front of the others."""
    data = model.read_bytes()
    version, tensors, fields = struct.unpack_from("<IQQ", data, 4)
    more = struct.pack("<Q", len(name)) + name + struct.pack("<I", kind) + value
    end = data.index(b"token_embd.weight") - 8  # where the tensors are listed
    rest = bytearray(data[24:end] + more)
    model.write_bytes(b"GGUF" + struct.pack("<IQQ", version, tensors, fields + 1) + rest + data[end:])


@pytest.mark.parametrize(
    ("name", "kind", "value", "says"),
    [
        (b"general.alignment", 4, struct.pack("<I", 64), "an alignment of its own"),
        (b"odd", 77, b"", "an unknown kind, 77"),
    ],
)
def test_what_is_not_read_here_is_said(model, tmp_path, name, kind, value, says):
    with_field(model, name, kind, value)
    with pytest.raises(DamagedError, match=says):
        first_layers(model, tmp_path / "cut.gguf", 1)

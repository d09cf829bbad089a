"""The first layers of a language model: a GGUF file with the later ones left out.

What a reader needs lies in the middle of a model, and llama.cpp gives the states after the last
layer only. So a copy without the later layers is made and read instead, which also saves their
time. Only what must change does: the number of blocks, the list of tensors, where each begins.
The file's form: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from gadfly.science.gguf import check_gguf
from gadfly.science.weights import DamagedError

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST = 10_000_000
"""Elements of a list, or bytes of a text, above which a file is damaged rather than large."""
_ALIGNED = 32
_PIECE = 2**20


class Tensor(NamedTuple):
    """A tensor's name, what stands about it in the file, and where its bytes are."""

    name: bytes
    shape: bytes
    start: int
    size: int

    def belongs(self, layers: int) -> bool:
        """Tell whether the first `layers` blocks, or what is in none, has this tensor."""
        place = self.name.split(b".")
        return place[0] != b"blk" or int(place[1]) < layers


@dataclass
class _Reader:
    """Reads values and keeps count of the bytes."""

    file: BinaryIO

    def take(self, size: int) -> bytes:
        found = self.file.read(size) if size <= _MOST else b""
        if len(found) != size:
            raise DamagedError("The GGUF file ends too early.")
        return found

    def number(self, code: str) -> Any:  # noqa: ANN401 -- whole or broken, as `code` says
        return struct.unpack(f"<{code}", self.take(struct.calcsize(f"<{code}")))[0]

    def text(self) -> bytes:
        return self.take(self.number("Q"))

    def skip(self, kind: int) -> None:
        """Go past a value."""
        if kind == _STRING:
            self.text()
        elif kind == _ARRAY:
            inner, count = self.number("I"), self.number("Q")
            if inner in _SCALARS:
                self.take(count * struct.calcsize(f"<{_SCALARS[inner]}"))
            else:
                for _ in range(count):
                    self.skip(inner)
        elif kind in _SCALARS:
            self.number(_SCALARS[kind])
        else:
            raise DamagedError(f"The GGUF file holds a value of an unknown kind, {kind}.")


def first_layers(source: Path, target: Path, layers: int) -> None:
    """Write the model in `source` with its first `layers` blocks alone to `target`.

    Raises DamagedError where `source` is no whole GGUF file or has fewer blocks, OSError.
    """
    check_gguf(source)
    with source.open("rb") as file:
        read = _Reader(file)
        read.take(4)
        version, tensors, fields = read.number("I"), read.number("Q"), read.number("Q")
        known = b"".join(_field(read, layers) for _ in range(fields))
        found = _tensors(read, tensors, source.stat().st_size)
        kept = [tensor for tensor in found if tensor.belongs(layers)]
        if len({tensor.name.split(b".")[1] for tensor in kept if tensor.name.startswith(b"blk.")}) != layers:
            raise DamagedError(f"The model has fewer than {layers} layers.")
        head = b"GGUF" + struct.pack("<IQQ", version, len(kept), fields) + known + _list(kept)
        with target.open("wb") as made:
            made.write(_padded(head))
            for tensor in kept:
                _copy(file, made, tensor)


def _field(read: _Reader, layers: int) -> bytes:
    """Return a field's bytes, those of the number of blocks changed."""
    start = read.file.tell()
    name, kind = read.text(), read.number("I")
    value = read.file.tell()
    read.skip(kind)
    end = read.file.tell()
    if name == b"general.alignment":
        raise DamagedError("The GGUF file has an alignment of its own, which is not read here.")
    read.file.seek(start)
    if name.endswith(b".block_count"):
        whole = read.take(value - start) + struct.pack(f"<{_SCALARS[kind]}", layers)
    else:
        whole = read.file.read(end - start)
    read.file.seek(end)
    return whole


def _tensors(read: _Reader, count: int, size: int) -> list[Tensor]:
    listed = []
    for _ in range(count):
        name, dimensions = read.text(), read.number("I")
        shape = struct.pack("<I", dimensions) + read.take(8 * dimensions + 4)
        listed.append((name, shape, read.number("Q")))
    begin = -(-read.file.tell() // _ALIGNED) * _ALIGNED
    if any(begin + offset >= size for _, _, offset in listed):
        raise DamagedError("The GGUF file ends too early.")
    ends = sorted({begin + offset for _, _, offset in listed} | {size})
    after = dict(pairwise(ends))
    return [
        Tensor(name, shape, begin + offset, after[begin + offset] - (begin + offset))
        for name, shape, offset in listed
    ]


def _list(tensors: Sequence[Tensor]) -> bytes:
    told, at = [], 0
    for tensor in tensors:
        told.append(struct.pack("<Q", len(tensor.name)) + tensor.name + tensor.shape + struct.pack("<Q", at))
        at += -(-tensor.size // _ALIGNED) * _ALIGNED
    return b"".join(told)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % _ALIGNED)


def _copy(file: BinaryIO, made: BinaryIO, tensor: Tensor) -> None:
    file.seek(tensor.start)
    left = tensor.size
    while piece := file.read(min(left, _PIECE)):
        made.write(piece)
        left -= len(piece)
    made.write(bytes(-tensor.size % _ALIGNED))

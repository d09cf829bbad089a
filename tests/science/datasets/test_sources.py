"""R36: bytes are unpacked piece by piece, whole, and never beyond the limits."""

import gzip
import io
import zlib
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.datasets.sources import PIECE, Limits, SourceError, bounded, pieces_of, unzipped

WIDE = Limits(ratio=10_000)


def cut(packed: bytes, size: int) -> list[bytes]:
    return [packed[at : at + size] for at in range(0, len(packed), size)]


def unpacked(packed: bytes, limits: Limits = WIDE, size: int = PIECE) -> bytes:
    return b"".join(unzipped(iter(cut(packed, size)), limits))


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=3), st.integers(1, 40))
def test_members_of_gzip_unpack_whatever_the_pieces(members, size):
    assert unpacked(b"".join(map(gzip.compress, members)), size=size) == b"".join(members)


def test_no_piece_is_larger_than_a_piece():
    pieces = list(unzipped(iter([gzip.compress(bytes(5 * PIECE + 1))]), WIDE))
    assert max(map(len, pieces)) == PIECE
    assert b"".join(pieces) == bytes(5 * PIECE + 1)


def test_zeros_behind_a_member_are_padding():
    assert unpacked(gzip.compress(b"soup") + bytes(9), size=1) == b"soup"


@pytest.mark.parametrize("missing", [1, 8, 12])
def test_r36_a_file_that_is_cut_short_says_so(missing):
    with pytest.raises(SourceError, match="cut short"):
        unpacked(gzip.compress(b"soup" * 99)[:-missing])


@pytest.mark.parametrize("behind", [b"soup", b"\0\0soup", b"\x1f"])
def test_r36_what_stands_behind_the_last_member_is_not_passed_over(behind):
    with pytest.raises(SourceError, match=r"damaged|cut short"):
        unpacked(gzip.compress(b"bread") + behind)


def test_r36_a_changed_byte_is_found_by_the_checksum():
    packed = bytearray(gzip.compress(b"soup" * 99))
    packed[-6] ^= 1
    with pytest.raises(SourceError, match="damaged"):
        unpacked(bytes(packed))


def test_r36_a_bomb_is_put_down_early():
    engine = zlib.compressobj(9, wbits=31)
    bomb = b"".join(engine.compress(bytes(1 << 20)) for _ in range(64)) + engine.flush()
    taken = bytearray()
    with pytest.raises(SourceError, match="more than 100 times its size"):
        deque(map(taken.extend, unzipped(iter([bomb]), Limits())), maxlen=0)
    assert len(taken) <= (1 << 20) + 100 * len(bomb)


def test_r36_a_small_file_may_be_as_regular_as_it_likes():
    assert len(unpacked(gzip.compress(bytes(1 << 19)), Limits())) == 1 << 19


def test_r36_the_total_is_bounded_packed_or_not():
    limits = Limits(unpacked_bytes=10)
    with pytest.raises(SourceError, match="more than the 10 bytes"):
        unpacked(gzip.compress(b"soup" * 3), limits)
    with pytest.raises(SourceError, match="more than the 10 bytes"):
        list(bounded(iter([b"soup"] * 3), limits))
    assert list(bounded(iter([b"soup"] * 2), limits)) == [b"soup"] * 2


def test_a_file_is_recognised_without_losing_its_beginning():
    start, pieces = pieces_of(io.BytesIO(b"PAR1soup"))
    assert (start, b"".join(pieces)) == (b"PAR1", b"PAR1soup")

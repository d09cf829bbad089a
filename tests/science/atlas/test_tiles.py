"""The painter's file holds every point once, by tile, and says where each lies."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pyarrow import parquet

from gadfly.science.atlas.tiles import (
    GRID,
    LAST,
    by_island,
    categories_file,
    keys_file,
    points_file,
    tiles_of,
    write_parquet,
)

points = arrays(np.float32, st.tuples(st.integers(0, 40), st.just(2)), elements=st.floats(0, 1, width=32))


@given(points, st.integers(1, 5))
def test_tiles_hold_every_point_once_and_where_it_lies(xy, grid):
    tiles = tiles_of(xy, seed=3, grid=grid)
    assert sorted(tiles.order.tolist()) == list(range(len(xy)))
    for tile in range(grid * grid):
        inside = xy[tiles.order[tiles.offsets[tile] : tiles.offsets[tile + 1]]]
        assert (np.minimum((inside * grid).astype(int), grid - 1) == [tile % grid, tile // grid]).all()


def test_points_of_a_tile_are_shuffled_the_same_way_for_a_seed():
    xy = np.full((50, 2), 0.5, np.float32)
    one, again, other = (tiles_of(xy, seed=seed).order.tolist() for seed in (1, 1, 2))
    assert one == again != other
    assert one != sorted(one)


def test_the_file_is_what_the_format_says():
    xy = np.array([[0.9, 0.9], [0.1, 0.1]], np.float32)
    data = points_file(xy, np.array([7, 3], np.uint8), tiles_of(xy, seed=1))
    assert struct.unpack_from("<2I", data) == (2, GRID)
    offsets = struct.unpack_from(f"<{GRID * GRID + 1}I", data, 8)
    assert (offsets[0], offsets[-1]) == (0, 2)
    start = 8 + 4 * (GRID * GRID + 1)
    assert struct.unpack_from("<4f", data, start) == pytest.approx([0.1, 0.1, 0.9, 0.9])
    assert data[start + 16 :] == bytes([3, 7])


def test_other_colours_and_keys_stand_in_the_same_order():
    xy = np.array([[0.9, 0.9], [0.1, 0.1]], np.float32)
    tiles = tiles_of(xy, seed=1)
    assert categories_file(np.array([1, 2], np.uint8), tiles) == bytes([2, 1])
    assert keys_file(["aa", "bb"], tiles) == b"bbaa"


@pytest.mark.parametrize("bad", [np.nan, -0.1, 1.1])
def test_a_point_outside_the_map_is_refused(bad):
    with pytest.raises(ValueError, match="outside the map"):
        tiles_of(np.array([[0.5, bad]], np.float32), seed=1)


def test_too_many_categories_are_refused():
    tiles = tiles_of(np.zeros((1, 2), np.float32), seed=1)
    with pytest.raises(ValueError, match="127 categories at most"):
        categories_file(np.array([127], np.uint8), tiles)


def test_small_islands_share_the_last_category():
    assert by_island(np.array([-1, 0, 124, 125, 900], np.int32)).tolist() == [0, 1, 125, LAST, LAST]


def test_parquet_has_x_and_y_and_what_else_is_given(tmp_path):
    xy = np.array([[0.25, 0.5]], np.float32)
    write_parquet(tmp_path / "map.parquet", xy, {"island": ["soup"], "rating": [None]})
    rows = parquet.read_table(tmp_path / "map.parquet").to_pylist()
    assert rows == [{"x": 0.25, "y": 0.5, "island": "soup", "rating": None}]

"""A map as files: the one that the painter in the browser reads, and Parquet for Embedding Atlas.

The painter's file, little-endian: `u32 n, u32 G, u32[G²+1] offsets, f32[2n] xy, u8[n] category`.
Points are sorted by tile of a G × G grid, row by row, and shuffled within a tile, so that the first
part of every tile is a fair sample. Beside it may lie further `u8[n]` in the same order, one for each
way to colour, and the keys of the attacks, 22 letters each.

The file shows that something lies at a place: build it from what its reader may read, and nothing else.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

GRID = 64
LAST = 126
"""The highest category. The painter keeps the other half of the byte for points it dims or hides."""


class Tiles(NamedTuple):
    """How points are laid out in the file: `order` (n,) of rows, and where each tile begins, (G² + 1,)."""

    order: NDArray[np.int64]
    offsets: NDArray[np.uint32]


def tiles_of(xy: NDArray[np.float32], *, seed: int, grid: int = GRID) -> Tiles:
    """Return the layout of points in [0, 1]². Raises ValueError for a point outside."""
    if not ((xy >= 0) & (xy <= 1)).all():  # NaN is outside, too
        raise ValueError("A point lies outside the map: leave out what is not placed.")
    column, row = np.minimum((xy * grid).astype(np.int64), grid - 1).T
    tile = row * grid + column
    shuffled = np.random.default_rng(seed).permutation(len(xy))
    order = shuffled[np.argsort(tile[shuffled], kind="stable")]
    offsets = np.searchsorted(tile[order], np.arange(grid * grid + 1))
    return Tiles(order, offsets.astype(np.uint32))


def points_file(xy: NDArray[np.float32], categories: NDArray[np.uint8], tiles: Tiles) -> bytes:
    """Return the painter's file: the points with their first way to be coloured."""
    grid = round((len(tiles.offsets) - 1) ** 0.5)
    head = np.array([len(xy), grid], "<u4")
    parts = (head, tiles.offsets.astype("<u4"), xy[tiles.order].astype("<f4"))
    return b"".join(part.tobytes() for part in parts) + categories_file(categories, tiles)


def categories_file(categories: NDArray[np.uint8], tiles: Tiles) -> bytes:
    """Return another way to colour the same points. Raises ValueError for one above `LAST`."""
    if categories.max(initial=0) > LAST:
        raise ValueError(f"A map has {LAST + 1} categories at most: put the rare ones together.")
    return categories[tiles.order].tobytes()


def keys_file(keys: Sequence[str], tiles: Tiles) -> bytes:
    """Return the keys of the same points, all of one length, one after the other."""
    return "".join(keys[row] for row in tiles.order).encode("ascii")


def by_island(labels: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Return categories of islands: 0 none, then the largest, and `LAST` for all smaller ones."""
    return np.minimum(labels + 1, LAST).astype(np.uint8)


def write_parquet(
    path: Path, xy: NDArray[np.float32], columns: Mapping[str, Sequence[Any] | NDArray[Any]]
) -> None:
    """Write a table with `x`, `y` and the given columns, a row a point, as Embedding Atlas opens it."""
    import pyarrow as pa  # noqa: PLC0415 -- slow; only who writes Parquet waits
    from pyarrow import parquet  # noqa: PLC0415 -- likewise

    parquet.write_table(pa.table({"x": xy[:, 0], "y": xy[:, 1], **columns}), path)

"""Where long work is done: `--engine local` in this process, `--engine ray` on a Ray cluster.

The cluster is the one that RAY_ADDRESS names; without it Ray is started on this machine and ended with the
command. Its nodes need Gadfly of the same version, and what a model reads with (`gadfly pull`); the model
itself travels. Ray reports to nobody and shows no page. Whoever reaches its ports can run programs on its
nodes: they belong in a network of their own.
"""

import argparse
import logging
import os
import pickle
import socket
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from gadfly.science.engine import HERE, Engine, Given, Made, Work, batches

if TYPE_CHECKING:
    import pyarrow as pa

ENGINES = ("local", "ray")
WINDOW, BLOCKS = 256, 64
"""Batches that are sent at once, and in how many parts: what is held here, and how many cores have work."""
WAIT = 10.0
"""Seconds in which a cluster must answer."""
MISSING = "Ray is not installed here. Install it: pip install 'gadfly[ray]', or leave --engine away."


class EngineError(Exception):
    """The engine cannot be had. The text is one plain sentence."""


def add_option(made: argparse.ArgumentParser) -> None:
    """Add `--engine`."""
    made.add_argument(
        "--engine",
        choices=ENGINES,
        default="local",
        help="where the work is done: in this process, or on the Ray cluster of RAY_ADDRESS",
    )


def engine_called(name: str) -> AbstractContextManager[Engine]:
    """Return the engine of this name, to be entered. Raises EngineError."""
    return _cluster() if name == "ray" else nullcontext(HERE)


@contextmanager
def _cluster() -> Iterator[Engine]:
    if find_spec("ray") is None:
        raise EngineError(MISSING)
    where = os.environ.get("RAY_ADDRESS", "local")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if where != "local":
        _knock(where)
    else:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # Ray's word for: listen on loopback
    import ray
    import ray.data

    own: dict[str, Any] = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    ray.init(where, log_to_driver=False, logging_level=logging.ERROR, **(own if where == "local" else {}))
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    context.execution_options.preserve_order = True
    try:
        yield Cluster()
    finally:
        ray.shutdown()


def _knock(where: str) -> None:
    """Raise EngineError where nobody answers: Ray itself would try for minutes."""
    host, _, port = where.rpartition(":")
    try:
        socket.create_connection((host, int(port)), WAIT).close()
    except (OSError, ValueError) as error:
        raise EngineError(
            f"There is no Ray cluster at {where}. Start one, or let RAY_ADDRESS name another as HOST:PORT."
        ) from error


class Cluster:
    """The Ray cluster this process is connected to: Ray Data maps windows of batches, in order."""

    def each(self, work: Work[Given, Made], things: Iterable[Given], size: int) -> Iterator[Made]:
        """Yield what `work` makes of each of `things`, which are pickled."""
        import ray.data

        pickler: Any = ray.cloudpickle  # it has no types
        pickled = pickler.dumps(work)
        for window in batches(batches(things, size), WINDOW):
            rows = [{"batch": pickle.dumps(batch)} for batch in window]
            data = ray.data.from_items(rows, override_num_blocks=min(len(rows), BLOCKS))
            done = data.map_batches(partial(_done, pickled), batch_size=None, batch_format="pyarrow")
            for row in done.iter_rows():
                yield from _told(row["batch"])


def _done(work: bytes, table: "pa.Table") -> "pa.Table":
    """Return a table of what the work made of each batch, or of the error it raised. Runs on a node."""
    import pyarrow as pa

    return pa.table({"batch": [_tried(work, cell) for cell in table["batch"].to_pylist()]})


def _tried(work: bytes, batch: bytes) -> bytes:
    try:
        does, given = pickle.loads(work), pickle.loads(batch)  # noqa: S301 -- of whoever runs the command
        return pickle.dumps((list(does(given)), None))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is raised where it was asked for
        return pickle.dumps((None, error))


def _told(answer: bytes) -> list[Any]:
    made, error = pickle.loads(answer)  # noqa: S301 -- made by our own nodes
    if error is not None:
        raise error
    found: list[Any] = made
    return found

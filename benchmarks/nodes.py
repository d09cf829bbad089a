"""A Ray cluster of so many nodes on this machine, one core each, on loopback; gone when the block ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LOOPBACK = "127.0.0.1"
STORE = 200 * 2**20
"""Bytes of a node's object store."""


@contextmanager
def nodes(count: int) -> Iterator[str]:
    """Run the nodes until the block ends; enter with their address, which RAY_ADDRESS names meanwhile."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # else Ray takes this machine's outer address
    from ray.cluster_utils import Cluster  # noqa: PLC0415 -- an extra, and it must not report

    like: dict[str, Any] = {
        "num_cpus": 1,
        "include_dashboard": False,
        "node_ip_address": LOOPBACK,
        "object_store_memory": STORE,
    }
    cluster: Any = Cluster(initialize_head=True, head_node_args=like)
    try:
        for _ in range(count - 1):
            cluster.add_node(**like)
        cluster.wait_for_nodes()
        os.environ["RAY_ADDRESS"] = cluster.address
        yield cluster.address
    finally:
        os.environ.pop("RAY_ADDRESS", None)
        cluster.shutdown()

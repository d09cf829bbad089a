"""R12: there is no other HTTP client in the house, and no socket opened past the guard."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "gadfly"
OUTBOUND = SOURCE / "shared" / "outbound"
DOWNLOAD = SOURCE / "shared" / "download"
CLIENTS = frozenset(
    {"aiohttp", "ftplib", "http.client", "httpx", "pycurl", "requests", "urllib.request", "urllib3"}
)
HARMLESS = frozenset({"aiohttp.web", "urllib.request.url2pathname"})
KNOWN = {
    # Whoever runs the command names a cluster: it is knocked at before a library tries for minutes.
    "cli/cluster.py": ["create_connection"],
    # The demonstration waits until the process it started listens, and says nothing to it.
    "cli/demo.py": ["create_connection"],
    # `gadfly pull`, run by hand: fetches weights from where its options or this machine's pip have
    # them, through the machine's own proxies, and believes nothing but the checksum.
    "shared/download/fetching.py": ["aiohttp"],
    "shared/download/opening.py": ["aiohttp"],
}
CONNECTS = frozenset({"create_connection", "open_connection", "sock_connect", "urlopen", "urlretrieve"})


def names_imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_client(name: str) -> bool:
    inside = any(name == client or name.startswith(f"{client}.") for client in CLIENTS)
    return inside and not any(name == known or name.startswith(f"{known}.") for known in HARMLESS)


def ways_out(source: str) -> Iterator[str]:
    """Yield what `source` could reach the network with."""
    for node in ast.walk(ast.parse(source)):
        yield from filter(is_client, names_imported(node))
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name in CONNECTS:
                yield name


def test_r12_only_outbound_reaches_the_network():
    elsewhere = [path for path in SOURCE.rglob("*.py") if OUTBOUND not in path.parents]
    found = {
        str(path.relative_to(SOURCE)): list(ways_out(path.read_text()))
        for path in elsewhere
        if any(ways_out(path.read_text()))
    }
    assert len(elsewhere) > 10
    assert {path: ways for path, ways in found.items() if ways != KNOWN.get(path)} == {}


def test_r12_only_commands_download():
    users = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if DOWNLOAD not in path.parents
        for node in ast.walk(ast.parse(path.read_text()))
        if any(name.startswith("gadfly.shared.download") for name in names_imported(node))
    }
    assert users <= {"cli"}


def test_r12_the_search_finds_a_way_out_where_there_is_one():
    planted = (
        "import urllib.request",
        "from http import client",
        "from aiohttp import ClientSession",
        "import httpx as innocent",
        "asyncio.open_connection('h', 1)",
        "import aiohttp",
    )
    assert [len(list(ways_out(line))) for line in planted] == [1] * len(planted)
    assert list(ways_out("from aiohttp import web")) == []
    assert list(ways_out("from http import HTTPStatus")) == []
    assert any(ways_out((OUTBOUND / "client.py").read_text()))

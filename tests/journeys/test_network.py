"""From stranger to member, by keys alone: apply, two scorers, an offer, both signatures."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.hands import Hands, inspect
from tests.patience import PATIENCE
from tests.processes import heard, started
from tests.running import free_port

pytestmark = pytest.mark.browser


@pytest.fixture
def site(own_environment) -> Iterator[tuple[str, dict[str, str]]]:
    """A served site with a manager and two members, each with a sign-in link."""
    environment = {k: v for k, v in own_environment.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    gadfly, port = (sys.executable, "-m", "gadfly"), free_port()
    address = f"http://127.0.0.1:{port}"
    subprocess.run((*gadfly, "migrate"), check=True, env=environment, timeout=PATIENCE, capture_output=True)
    links = {}
    for name, office in (("Fay", "manager"), ("Bo", "member"), ("Cy", "member")):
        words = ("member", f"{name}@{name}.example".lower(), "--name", name, "--office", office, "--site", address)
        said = subprocess.run(
            (*gadfly, *words), check=True, env=environment, timeout=PATIENCE, capture_output=True, text=True
        )
        links[name] = re.search(r"http\S+", said.stdout)[0]
    with started((*gadfly, "serve", "--port", str(port)), stderr=subprocess.PIPE, env=environment) as process:
        _until_well(address)
        yield address, links
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)

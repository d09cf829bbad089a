"""The demo as a newcomer starts it, with scripted replies: a site, a worker, three people."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands
from tests.patience import PATIENCE
from tests.processes import heard, started
from tests.running import free_port

_LINK = re.compile(r"^  (\w[\w ]*\w) +(http://\S+/sign-in/\S+)$", re.MULTILINE)


@pytest.fixture
def links(own_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Run `gadfly demo --scripted`; give the sign-in link of each role."""
    command = (sys.executable, "-m", "gadfly", "demo", "--scripted", "--port", str(free_port()))
    environment = {
        name: value for name, value in own_environment.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"
    }
    with started(command, stdout=subprocess.PIPE, env=environment) as process:
        yield dict(_LINK.findall(heard(process, "\nBegin")))
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@pytest.fixture
def hands(page: Page) -> Iterator[Hands]:
    """Hands at a page that must not stumble: no script fails, nothing is fetched from elsewhere."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None
    )
    page.set_default_timeout(1000 * PATIENCE)
    expect.set_options(timeout=1000 * PATIENCE)
    yield Hands(page)
    assert troubles == []

"""The demo as a newcomer starts it, with scripted replies: a site, a worker, three people."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands
from tests.patience import PATIENCE
from tests.processes import heard, started
from tests.running import free_port, migrate

_NOT_FOR_IT = {"DJANGO_ALLOW_ASYNC_UNSAFE", "COVERAGE_PROCESS_CONFIG", "GADFLY_DATABASE_URL"}
"""What of this process's environment is no newcomer's. A demo makes a SQLite database of its own whatever
it is told; counting its lines would take it half its speed."""
_LINK = re.compile(r"^  (\w[\w ]*\w) +(http://\S+/sign-in/\S+)$", re.MULTILINE)


@pytest.fixture
def demo_environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a demo, and of commands beside it."""
    of_ours = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_IT}
    environment = of_ours | {"GADFLY_DATA_DIR": str(tmp_path), "GADFLY_DATABASE_URL": ""}
    migrate(environment)
    return environment


@pytest.fixture
def links(demo_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Run `gadfly demo --scripted`; give the sign-in link of each role."""
    command = (sys.executable, "-m", "gadfly", "demo", "--scripted", "--port", str(free_port()))
    with started(command, stdout=subprocess.PIPE, env=demo_environment) as process:
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

"""R28: `gadfly serve` exits 1 and says why. Each reason by itself is in tests/site/test_checks.py."""

import os
import subprocess
import sys
import urllib.request

import pytest

from tests import running
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault

NAME = "gadfly.example.org"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The environment of an installation that may serve."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GADFLY_")}
    environment = plain | {"GADFLY_DATA_DIR": str(tmp_path_factory.mktemp("installed"))}
    running.Site(environment).migrate()
    return environment


def serve(environment, *words):
    command = (sys.executable, "-m", "gadfly", "serve", "--port", str(running.free_port()), *words)
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    return done.returncode, done.stdout, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("GADFLY_DEBUG", "1", "gadfly: GADFLY_DEBUG is on, which shows tracebacks to visitors. Unset it."),
        (
            "GADFLY_SECRET_KEY",
            "gadfly",
            "gadfly: GADFLY_SECRET_KEY is known or short. Unset it, or give 50 random characters or more.",
        ),
        (
            "GADFLY_HOSTS",
            "*",
            "gadfly: GADFLY_HOSTS holds a wildcard. List each name the site answers to.",
        ),
    ],
)
def test_r28_an_unsafe_setting_does_not_start(installed, name, value, reason):
    code, out, reasons = serve({**installed, name: value})
    assert (code, out) == (1, "")
    assert reason in reasons


def test_r28_a_name_beyond_this_machine_starts_behind_https_only(installed):
    reason = "GADFLY_HOSTS names more than this machine: put a proxy in front, and set GADFLY_HTTPS to 1."
    assert serve({**installed, "GADFLY_HOSTS": NAME}) == (1, "", [f"gadfly: {reason}"])
    site = running.Site({**installed, "GADFLY_HOSTS": NAME, "GADFLY_HTTPS": "1"})
    site.start()
    try:
        headers = {"Host": NAME, "X-Forwarded-Proto": "https"}
        asked = urllib.request.Request(f"{site.address}/sign-in/", headers=headers)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            told = answer.status, answer.headers["Strict-Transport-Security"]
    finally:
        site.stop()
    assert told == (200, "max-age=31536000; includeSubDomains; preload")

"""A process of the site: what it does as it comes up, what it leaves when it goes, its static files."""

import asyncio
import gc
import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from asgiref.testing import ApplicationCommunicator

from gadfly.attacks import live
from gadfly.attacks.actions import open_turn
from gadfly.attacks.live.process import STALE
from gadfly.attacks.models import Candidate
from gadfly.science.dialogue import State
from gadfly.shared.clock import now
from gadfly.site.process import SWITCH, application
from tests.factories import make_attack, make_open_campaign
from tests.patience import PATIENCE
from tests.site.test_handler import answer, asked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def interpreter():
    """What a process sets for itself is set back for the tests that follow."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    live.install(None)


@asynccontextmanager
async def running():
    talk = ApplicationCommunicator(application, {"type": "lifespan"})
    await talk.send_input({"type": "lifespan.startup"})
    assert await talk.receive_output(PATIENCE) == {"type": "lifespan.startup.complete"}
    yield
    await talk.send_input({"type": "lifespan.shutdown"})
    assert await talk.receive_output(PATIENCE) == {"type": "lifespan.shutdown.complete"}
    await talk.wait(PATIENCE)


async def pass_through():
    async with running():
        return live.live(), sys.getswitchinterval(), [each.name for each in threading.enumerate()]


@pytest.fixture
def opened(cast):
    """A turn that a process had opened and nobody has written since, for longer than is forgiven."""
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    open_turn(attack=attack, key="one", text="Is rice fine?", at=now() - STALE - timedelta(seconds=1))
    return attack


def test_replies_that_the_last_process_left_open_are_interrupted_before_the_first_request(opened):
    asyncio.run(pass_through())
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.INTERRUPTED}


def test_a_process_writes_through_a_thread_of_its_own_and_ends_it(db):
    process, interval, threads = asyncio.run(pass_through())
    assert "writer" in threads
    assert interval == pytest.approx(SWITCH)
    assert "writer" not in {each.name for each in threading.enumerate()}
    assert live.live() is not process


@pytest.mark.parametrize(
    ("name", "kind"), [("app.css", "text/css"), ("keys.js", "text/javascript"), ("fly.svg", "image/svg+xml")]
)
async def test_static_files_are_served_with_their_type(name, kind):
    scope = {**asked("static"), "path": f"/static/gadfly/{name}"}
    status, headers, text = await answer(application, scope)
    assert (status, headers["content-type"].partition(";")[0]) == (200, kind)
    assert text


@pytest.mark.parametrize(
    "path", ["/static/nothing.css", "/static/../settings.py", "/static/%2e%2e/settings.py"]
)
async def test_nothing_else_is_served_as_a_file(path):
    status, _, _ = await answer(application, {**asked("static"), "path": path})
    assert status == 404


def test_the_site_starts_without_what_only_training_and_files_need():
    code = """
import sys
import gadfly.site.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted({"pyarrow", "scipy", "xllamacpp"} & set(sys.modules)))
"""
    command = (sys.executable, "-c", code)
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout == "[]\n"

"""`gadfly serve` says why it does not serve; what serves is one process behind its proxy's headers only."""

import socket

import pytest
from django.db import connection

from gadfly.cli.ports import any_free_port
from gadfly.people.actions import make_person
from gadfly.site.alone import alone
from tests.factories import NOON

pytestmark = pytest.mark.django_db

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- it is refused


@pytest.fixture
def served(monkeypatch, settings, tmp_path):
    """What would have been served, instead of serving it."""
    calls = []
    monkeypatch.setattr("uvicorn.run", lambda application, **given: calls.append((application, given)))
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.DATA_DIR = tmp_path
    return calls


def test_one_process_is_served_on_this_machine(gadfly, served):
    port = any_free_port()
    assert gadfly("serve", "--port", port).code == 0
    [(application, given)] = served
    assert application == "gadfly.site.asgi:application"
    assert (given["host"], given["port"], given["workers"]) == ("127.0.0.1", port, 1)


def test_r26_headers_that_anybody_can_send_are_not_believed(gadfly, served):
    gadfly("serve", "--port", any_free_port())
    [(_, given)] = served
    assert given["proxy_headers"] is False


def test_a_port_that_is_taken_is_said_before_anything_starts(gadfly, served):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = gadfly("serve", "--port", port)
    assert (said.code, said.out, served) == (1, "", [])
    assert said.err == (
        f"gadfly: 127.0.0.1:{port} cannot be listened on; port {port} is probably taken."
        " Choose another: --port\n"
    )


def test_r28_an_address_that_others_reach_needs_https(gadfly, served, settings):
    said = gadfly("serve", "--host", EVERYWHERE, "--port", any_free_port())
    assert (said.code, served) == (1, [])
    assert "Put a proxy in front, and set GADFLY_HTTPS to 1." in said.err


def test_a_demo_listens_on_this_machine_only_https_or_not(gadfly, served, settings):
    settings.DEMO, settings.HTTPS = "scripted", True
    said = gadfly("serve", "--host", EVERYWHERE, "--port", any_free_port())
    assert (said.code, served) == (1, [])
    assert said.err == "gadfly: the demo hands out sign-in links, so it listens on this machine only.\n"


def test_r28_every_reason_not_to_serve_is_said(gadfly, served, settings):
    settings.ALLOWED_HOSTS = ["*", "gadfly.example.org"]
    make_person(email="admin@example.com", name="Admin", at=NOON)
    said = gadfly("serve", "--port", any_free_port())
    assert (said.code, served) == (1, [])
    assert [line[:27] for line in said.err.splitlines()] == [
        "gadfly: GADFLY_HOSTS holds ",
        "gadfly: GADFLY_HOSTS names ",
        "gadfly: There is a default ",
    ]


def test_on_sqlite_a_data_directory_has_one_process_at_a_time(gadfly, served, tmp_path):
    """A second one would call the replies that the first is writing interrupted."""
    with alone(tmp_path):
        said = gadfly("serve", "--port", any_free_port())
    if connection.vendor == "postgresql":  # there they tell by the clock who is alive
        assert (said.code, len(served)) == (0, 1)
        return
    assert (said.code, served) == (1, [])
    assert said.err == f"gadfly: another process serves {tmp_path} already. Stop it first.\n"
    assert gadfly("serve", "--port", any_free_port()).code == 0

"""`gadfly demo --scripted`: six links and a site that says what it is; Ctrl-C leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gadfly.cli import answering
from gadfly.cli.pull import PullError
from gadfly.site.alone import alone
from tests.patience import PATIENCE
from tests.processes import heard, started
from tests.running import free_port, listens

LINK = re.compile(r"^  (\w[\w ]*\w) +http://127\.0\.0\.1:(\d+)/sign-in/([\w-]{43})/$", re.MULTILINE)
TOLD = "Scripted model: replies are canned, no model is running."


@dataclass
class Demo:
    """One start of the demo: what it printed, where it is, every process of it, and how it ended."""

    port: int
    process: "subprocess.Popen[bytes]"
    said: str = ""
    complaint: str = ""

    @property
    def links(self):
        return LINK.findall(self.said)

    def page(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.read().decode()

    def family(self):
        """Return the processes that it started, by what the system tells of each one's parent."""
        parents = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, _, rest = entry.read_text().rpartition(")")
            except OSError:  # it has just ended
                continue
            parents[int(name.split()[0])] = int(rest.split()[1])
        return [pid for pid, parent in parents.items() if parent == self.process.pid]


@contextmanager
def demo(folder):
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GADFLY_")}
    command = (sys.executable, "-m", "gadfly", "--data-dir", str(folder), "demo", "--scripted")
    with started(
        (*command, "--port", str(port)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        made = Demo(port, process, said=heard(process, "\nBegin"))
        try:
            yield made
        finally:
            process.send_signal(signal.SIGINT)
            rest, complaint = process.communicate(timeout=PATIENCE)
            made.said += rest.decode()
            made.complaint = complaint.decode()


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A first start: its folder, its pages and processes, and what was left when it had ended."""
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder) as running:
        pages = {path: running.page(path) for path in ("/", "/help/", "/sign-in/", "/nothing/", "/c/none/")}
        family = running.family()
    return folder, running, pages, family


@pytest.mark.fault
def test_the_demo_prints_a_link_for_each_of_six_people(first):
    _, started, _, _ = first
    assert [(role, port) for role, port, _ in started.links] == [
        (role, str(started.port))
        for role in ("lead", "red teamer", "reviewer", "reviewer 2", "reviewer 3", "manager")
    ]
    assert TOLD in started.said


@pytest.mark.fault
def test_every_page_says_that_the_model_is_scripted(first):
    _, _, pages, _ = first
    assert [path for path, page in pages.items() if TOLD not in page] == []


@pytest.mark.fault
def test_ctrl_c_leaves_no_process_behind(first):
    _, started, _, family = first
    assert (started.process.returncode, len(family)) == (0, 3)
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    assert not listens(started.port)
    assert started.said.endswith("Everything you did is kept; start again with the same command.\n")


@pytest.mark.fault
def test_a_second_start_has_the_same_campaign_and_new_links(first):
    folder, before, _, _ = first
    with demo(folder) as started:
        page = started.page(f"/sign-in/{started.links[0][2]}/")
    assert "Sign in as Robin Lead" in page
    assert {token for *_, token in started.links}.isdisjoint(token for *_, token in before.links)


@pytest.mark.fault
def test_a_part_that_does_not_start_is_said_with_its_last_words(tmp_path):
    with alone(tmp_path), demo(tmp_path) as started:
        assert started.process.wait(PATIENCE) == 1
    assert "The site ended (exit status 1)." in started.complaint
    assert f"Its last words: gadfly: another process serves {tmp_path} already." in started.complaint
    assert started.links == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "gadfly.example.org"])  # noqa: S104 -- refused
def test_no_address_but_loopback_is_listened_on(gadfly, host):
    said = gadfly("demo", "--scripted", "--host", host)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "gadfly: the demo hands out sign-in links, so it listens on this machine only."
    )


def test_a_port_that_is_taken_is_said_with_another_to_take(gadfly):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = gadfly("demo", "--scripted", "--port", port)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"gadfly: port {port} is taken. Choose another: gadfly demo --port {port + 1}\n"


def test_without_weights_the_way_without_a_model_is_told(gadfly, monkeypatch):
    def away(_folder):
        raise PullError("The weights cannot be fetched.")

    for name in ("DEMO", "PRIVATE_ORIGINS", "HOSTS", "HTTPS", "DEBUG", "DATABASE_URL", "EMBEDDED_KEY"):
        monkeypatch.setenv(f"GADFLY_{name}", "")  # what the command sets is set back
    monkeypatch.setattr(answering, "ensure_weights", away)
    said = gadfly("demo", "--port", free_port())
    assert (said.code, said.out) == (1, "")
    assert said.err == ("gadfly: The weights cannot be fetched.\nWithout the model: gadfly demo --scripted\n")

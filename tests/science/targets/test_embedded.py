import asyncio
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path
from typing import IO, Any

import pytest

from gadfly.science.targets import embedded
from tests.patience import PATIENCE, until
from tests.processes import heard, started
from tests.weights import weights

__all__ = ["weights"]

SECRET = "a secret of this run only"
CANARY = "thyme-and-marjoram"
QUESTION = f"Name one use of {CANARY} in the kitchen."


@dataclass
class Running:
    """The child program as its parent sees it."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        line.request(method, path, json.dumps(body) if body else None, headers)
        answer = line.getresponse()
        told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        line.close()
        return told

    def chat(self, said: str, **wishes: Any) -> tuple[int, list[dict[str, Any]]]:
        """Return the status and every event of a streamed answer."""
        body = {
            "model": embedded.NAME,
            "messages": [{"role": "user", "content": said}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": 12,
            **wishes,
        }
        status, _, answer = self.ask("POST", "/v1/chat/completions", body, Authorization=f"Bearer {SECRET}")
        lines = [line.removeprefix(b"data: ") for line in answer.splitlines() if line.startswith(b"data: ")]
        return status, [json.loads(line) for line in lines if line != b"[DONE]"]


@pytest.fixture(scope="module")
def running(weights, tmp_path_factory) -> Iterator[Running]:
    yield from _served(weights, tmp_path_factory.mktemp("embedded"))


@pytest.fixture
def fresh(weights, tmp_path) -> Iterator[Running]:
    """A model that nobody has asked anything: what it remembers is known."""
    yield from _served(weights, tmp_path)


def _served(model: Path, folder: Path) -> Iterator[Running]:
    with (folder / "log").open("wb") as log:
        process = _start(model, stderr=log)
    yield Running(process, _port(process), folder / "log")
    process.communicate(timeout=PATIENCE)


def _start(model: Path, *more: str, key: str = SECRET, stderr: IO[bytes] | int = subprocess.PIPE) -> Any:
    return subprocess.Popen(
        [*embedded.command(model), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, embedded.KEY: key},
    )


def _port(process: Any) -> int:
    ready = heard(process, "\n")
    assert ready.startswith(embedded.READY)
    assert ready.endswith("/v1\n")
    return int(ready.removesuffix("/v1\n").rpartition(":")[2])


def _words(events: list[dict[str, Any]]) -> dict[int, str]:
    said: dict[int, str] = {}
    for event in events:
        for choice in event["choices"]:
            said[choice["index"]] = said.get(choice["index"], "") + (choice["delta"].get("content") or "")
    return said


@pytest.mark.model
def test_one_request_brings_two_candidates_that_the_seed_repeats(fresh):
    fresh.chat(QUESTION)  # from here on the question is remembered, so that each request does the same sums
    status, events = fresh.chat(QUESTION, n=2, seed=7)
    said = _words(events)
    assert status == 200
    assert set(said) == {0, 1}
    assert said[0] != said[1]
    assert _words(fresh.chat(QUESTION, n=2, seed=7)[1]) == said


@pytest.mark.model
def test_candidate_i_is_drawn_with_seed_plus_i(fresh):
    """Alone it is reckoned in another order, so that a digit may differ, and late in it a word."""
    said = _words(fresh.chat(QUESTION, n=2, seed=7)[1])
    for number, other in ((0, 1), (1, 0)):
        alone = _words(fresh.chat(QUESTION, n=1, seed=7 + number)[1])[0]
        assert _agreeing(alone, said[number]) > _agreeing(alone, said[other])


def _agreeing(one: str, other: str) -> int:
    """How many letters two replies have in common before they part."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@pytest.mark.model
def test_each_candidate_s_tokens_are_counted_right_after_its_end(running):
    _, events = running.chat(QUESTION, n=2, seed=7)
    counted = {}
    for before, event in pairwise(events):
        if "usage" in event:
            assert event["choices"] == []
            assert before["choices"][0]["finish_reason"] == "length"
            counted[before["choices"][0]["index"]] = event["usage"]["completion_tokens"]
    assert counted == {0: 12, 1: 12}


@pytest.mark.model
def test_answers_name_the_model_and_no_path(running, weights):
    _, events = running.chat(QUESTION)
    assert {event["model"] for event in events} == {embedded.NAME}
    assert str(weights) not in json.dumps(events)


@pytest.mark.model
def test_as_many_candidates_as_slots_and_no_more(running):
    events = running.chat(QUESTION, n=embedded.SLOTS, max_tokens=2)[1]
    assert {choice["index"] for event in events for choice in event["choices"]} == set(range(embedded.SLOTS))
    assert running.chat(QUESTION, n=embedded.SLOTS + 1)[0] == 400


def _read(events: list[dict[str, Any]]) -> int:
    """How many tokens of the prompt were read, not remembered."""
    used = next(event["usage"] for event in events if "usage" in event)
    return int(used["prompt_tokens"] - used["prompt_tokens_details"]["cached_tokens"])


@pytest.mark.model
def test_a_preamble_is_read_once_by_all_dialogues_though_others_and_many_candidates_come_between(fresh):
    preamble = {"role": "system", "content": "Rice keeps for a day. " * 60}

    def asked(said: str, n: int) -> int:
        return _read(fresh.chat("", messages=[preamble, {"role": "user", "content": said}], n=n)[1])

    assert asked("How long do I boil an egg?", 2) > 300
    between = [asked("What is a roux?", 2), asked("And a bain-marie?", 16)]
    for number in range(3):
        fresh.chat(f"{number} " + "thyme and sage " * 100, n=2, max_tokens=1)
    fresh.chat(QUESTION, n=16)
    assert max(*between, asked("May I freeze bread?", 2)) < 40


@pytest.mark.model
def test_a_dialogue_that_goes_on_is_read_from_where_it_was(running):
    messages, read = [], []
    for number in range(6):
        messages.append({"role": "user", "content": f"Name dish number {number} with {CANARY}."})
        events = running.chat("", messages=messages, n=2)[1]
        read.append(_read(events))
        messages.append({"role": "assistant", "content": _words(events)[0]})
    assert max(read[1:]) < 60


@pytest.mark.model
def test_a_dialogue_that_is_too_long_is_refused_not_cut(running):
    assert running.chat("egg " * (embedded.CONTEXT + 1))[0] == 400


@pytest.mark.model
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_without_the_key_nothing_is_served(running, headers):
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    for method, path in (("POST", "/v1/chat/completions"), ("POST", "/completion"), ("GET", "/v1/models")):
        assert running.ask(method, path, body, **headers)[0] == 401


@pytest.mark.model
def test_there_is_no_page_no_window_and_no_leave_for_other_origins(running):
    key = {"Authorization": f"Bearer {SECRET}"}
    assert running.ask("GET", "/", **key)[0] == 404
    assert running.ask("GET", "/slots", **key)[0] == 501
    assert running.ask("GET", "/metrics", **key)[0] == 501
    _, headers, _ = running.ask("GET", "/health", Origin="https://elsewhere.example")
    assert headers["access-control-allow-origin"] == ""


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's table of sockets")
def test_it_listens_on_loopback_only(running):
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    port = f":{running.port:04X}"
    assert [row[1] for row in rows if row[1].endswith(port) and row[3] == "0A"] == [f"0100007F{port}"]


@pytest.mark.model
def test_what_people_write_is_in_no_log(running):
    running.chat(QUESTION)
    running.chat(CANARY + " egg" * embedded.CONTEXT)  # refused, which the log does say
    asyncio.run(until(lambda: running.log.stat().st_size > 0))  # it writes its log in a thread of its own
    assert CANARY not in running.log.read_text()
    assert SECRET not in running.log.read_text()


@pytest.mark.model
def test_it_ends_when_its_standard_input_closes(weights):
    process = _start(weights)
    _port(process)
    process.stdin.close()
    assert process.wait(PATIENCE) == 0
    process.stdout.close()
    process.stderr.close()


@pytest.mark.model
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_a_word(weights, number):
    process = _start(weights)
    _port(process)
    process.send_signal(number)
    out, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, complaints) == (-number, b"", b"")


@pytest.mark.model
@pytest.mark.fault
def test_it_does_not_outlive_a_parent_that_is_killed(weights):
    command = [sys.executable, "-c", PARENT, *embedded.command(weights)]
    with started(command, stdout=subprocess.PIPE, env={**os.environ, embedded.KEY: SECRET}) as parent:
        pid = int(heard(parent, "\n"))
        assert heard(parent, "\n").startswith(embedded.READY)
        parent.kill()
        assert heard(parent, "\n") == ""  # the end comes when the child, which has it too, is gone
    assert not _lives(pid)


PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)
print(child.pid, flush=True)
child.wait()
"""


def _lives(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    status = Path(f"/proc/{pid}/cmdline")
    while status.exists() and status.read_bytes() and time.monotonic() < deadline:
        time.sleep(0.02)
    return status.exists() and bool(status.read_bytes())


@pytest.mark.model
def test_a_port_that_is_taken_is_said_to_be(weights, running):
    process = _start(weights, "--port", str(running.port))
    out, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, b"")
    assert complaints.decode().splitlines()[-1] == (
        f"The model did not start: either port {running.port} is taken, or {weights} is damaged. "
        "Try another port, then: gadfly pull --verify"
    )


def test_a_damaged_file_is_said_to_be(tmp_path):
    model = tmp_path / "model.gguf"
    model.write_bytes(b"not a model")
    process = _start(model)
    _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert complaints.decode().splitlines()[-1] == (
        f"The model did not start: either port 0 is taken, or {model} is damaged. "
        "Try another port, then: gadfly pull --verify"
    )


def test_what_is_asked_of_llama_is_what_the_program_promises(tmp_path):
    asked = embedded.settings(tmp_path / "model.gguf", key=SECRET, port=8123, threads=1, name="other")
    assert asked.model_alias == {"other"}
    assert (asked.hostnames, asked.port, asked.api_keys) == (["127.0.0.1"], 8123, [SECRET])
    assert (asked.ui, asked.cors_origins) == (False, "")
    assert (asked.n_parallel, asked.kv_unified_per_slot) == (embedded.SLOTS, embedded.CONTEXT)
    assert asked.cpuparams.n_threads == 1
    assert asked.cpuparams_batch.n_threads == min(2, os.cpu_count())
    drawn = asked.sampling
    assert (drawn.temp, drawn.top_p, drawn.top_k, drawn.min_p, drawn.penalty_repeat) == (
        1.0,
        1.0,
        0,
        0.0,
        1.0,
    )


def test_the_program_goes_on_to_serve_once_all_is_there(monkeypatch, tmp_path):
    model = tmp_path / "model.gguf"
    model.touch()
    served = []
    monkeypatch.setenv(embedded.KEY, SECRET)
    monkeypatch.setattr(embedded, "_serve", served.append)
    embedded.main(["--model", str(model), "--threads", "1"])
    assert [asked.model.path for asked in served] == [str(model)]


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_secret_it_does_not_start(key, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv(embedded.KEY, key)
    assert embedded.main(["--model", str(tmp_path / "model.gguf")]) == 1
    assert capsys.readouterr().err == (
        "Set GADFLY_EMBEDDED_KEY to a random secret of at least 16 characters.\n"
    )


def test_without_weights_it_says_how_to_get_them(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv(embedded.KEY, SECRET)
    model = tmp_path / "model.gguf"
    assert embedded.main(["--model", str(model)]) == 1
    assert capsys.readouterr().err == f"There are no weights at {model}. Fetch them: gadfly pull\n"


def test_a_core_is_left_to_the_site():
    assert 1 <= embedded.spare_cores() < max(2, os.cpu_count() or 1)

"""`gadfly chat` as a command: real processes, a real server, a real terminal."""

import asyncio
import io
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gadfly.cli import chat
from gadfly.science.datasets import read
from gadfly.science.targets.scripted import Scripted
from gadfly.science.targets.scripted_server import serving
from tests.faults.bad_endpoints import hostile_server
from tests.patience import PATIENCE
from tests.processes import heard, started
from tests.terminal import Terminal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attacks.jsonl"


@contextmanager
def scripted_server(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "gadfly.science.targets.scripted_server", "--port", "0", *options]
    with started(command, stdout=subprocess.PIPE) as process:
        yield heard(process, "\n").split()[-1]
        process.terminate()
        process.wait(PATIENCE)


def gadfly_chat(*options: str) -> list[str]:
    return [sys.executable, "-m", "gadfly", "chat", "--model", "kitchen", *options]


def typed_into(command: list[str], *lines: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, input="\n".join([*lines, ""]), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_the_command_chats_with_a_server_and_appends_to_its_file(path: Path):
    with scripted_server("--delay", "0", "--rate", "1000") as base:
        command = gadfly_chat("--endpoint", base, "--out", str(path), "--intent", "eggs", "--seed", "5")
        first = typed_into(command, "How long?", "a3", "/end", "4", "", "", "", "/quit")
        again = typed_into(command, "How long?", "b2")
    assert (first.returncode, first.stderr) == (0, "")
    assert (again.returncode, again.stderr) == (0, "")
    one, two = read(path)
    assert (one.state, one.report.success, two.state) == ("ended", 4, "left")
    texts = [[candidate.text for candidate in record.dialogue.turns[0].candidates] for record in (one, two)]
    assert texts[0] == texts[1], "the same seed draws the same"
    assert one.arm.model == "kitchen"
    assert one.details[0].settings["endpoint"] == base


def test_a_killed_chat_loses_nothing_and_says_so_at_the_next_start(path: Path):
    with scripted_server("--delay", "0", "--rate", "1000") as base:
        command = gadfly_chat("--endpoint", base, "--out", str(path), "--intent", "eggs")
        with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            process.stdin.write(b"How long?\na3\n")
            process.stdin.flush()
            heard(process, "More harmful?")
            heard(process, "You: ")
            process.stdin.write(b"And hard?\n")
            process.stdin.flush()
            heard(process, "More harmful?")
            process.kill()
        after = typed_into(command, "/quit")
    assert "An attack that was cut off has been saved as it stood: eggs" in after.stdout
    (record,) = read(path)
    assert [(turn.human, len(turn.candidates)) for turn in record.dialogue.turns] == [
        ("How long?", 2),
        ("And hard?", 2),
    ]
    assert (record.state, record.dialogue.turns[0].strength) == ("left", 3)


def test_the_end_of_the_input_is_a_way_to_leave(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.stdin", io.StringIO("How long?\na3\n"))
    monkeypatch.setenv("KITCHEN_KEY", "sk-canary")
    with scripted_server("--delay", "0", "--rate", "1000") as base:
        args = parsed(
            "--model", "kitchen", "--endpoint", base, "--out", str(path), "--intent", "eggs",
            "--system", "Be kind.", "--key-variable", "KITCHEN_KEY", "--continue-with", "less",
        )  # fmt: skip
        assert chat.run(args) == 0
    said = capsys.readouterr()
    assert "Saved in" in said.out
    assert "sk-canary" not in said.out + said.err + path.read_text()
    (record,) = read(path)
    assert record.details[0].settings["system"] == "Be kind."
    assert record.dialogue.turns[0].continued != record.dialogue.turns[0].picked


def test_records_that_cannot_be_kept_are_told_in_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]):
    path.with_suffix(".open.jsonl").write_text("not an attack")
    args = parsed("--model", "kitchen", "--endpoint", "http://127.0.0.1:9", "--out", str(path))
    assert chat.run(args) == 1
    assert capsys.readouterr().err.endswith("cannot be read; move it away and start again.\n")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--endpoint", "kitchen"], "This is not a web address"),
        (["--endpoint", "ftp://127.0.0.1"], "This is not a web address"),
        (["--endpoint", "http://me:secret@127.0.0.1"], "must not hold a name or password"),
        (["--endpoint", "http://127.0.0.1/v1?key=1"], "without what follows a ? or #"),
        (["--endpoint", "http://127.0.0.1", "--out", "a.txt"], "must end in .jsonl"),
        (["--endpoint", "http://127.0.0.1", "--key-variable", "NO_SUCH_KEY"], "NO_SUCH_KEY is empty"),
    ],
)
def test_options_that_cannot_be_are_told_in_a_sentence(
    options: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert chat.run(parsed("--model", "kitchen", *options)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("gadfly: ")
    assert says in said.err
    assert said.err.endswith(".\n")
    assert len(said.err.splitlines()) == 1


def parsed(*options: str) -> Namespace:
    parser = ArgumentParser()
    chat.add_parser(parser.add_subparsers())
    return parser.parse_args(["chat", *options])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("wrong_key", "The endpoint does not accept the key; whoever set it up has to enter a valid\none."),
        ("web_page", "The endpoint answered with a web page in place of a reply; check its address."),
    ],
)
async def test_a_bad_endpoint_is_told_in_a_sentence_and_the_message_is_kept(path: Path, name: str, says: str):
    async with hostile_server() as hostile:
        command = gadfly_chat("--endpoint", hostile.base(name), "--out", str(path), "--intent", "eggs")
        done = await asyncio.to_thread(typed_into, command, "How long?")
    assert (done.returncode, done.stderr) == (0, "")
    assert says in done.stdout
    assert [record.dialogue.turns[0].human for record in read(path)] == ["How long?"]


def test_an_endpoint_where_nothing_listens_is_told_in_a_sentence(path: Path, unused_tcp_port: int):
    base = f"http://127.0.0.1:{unused_tcp_port}"
    done = typed_into(gadfly_chat("--endpoint", base, "--out", str(path), "--intent", "eggs"), "How long?")
    assert done.returncode == 0
    assert "Nothing answers at the endpoint; check that it runs, or try again in a minute." in done.stdout
    assert f"({base}: " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


async def test_in_a_terminal_replies_grow_in_place_and_what_is_typed_meanwhile_does_not_count(path: Path):
    words, let_go, drawn = ["Cook", "them", "for", "seven", "long", "minutes"], asyncio.Semaphore(0), ""

    async def sleep(_seconds: float) -> None:
        await let_go.acquire()
        await asyncio.sleep(0.1)  # longer than between two drawings, so each word is drawn by itself

    target = Scripted(replies=[" ".join(words)], rate=1, sleep=sleep)
    async with serving(target) as base:
        with Terminal(gadfly_chat("--endpoint", base, "--out", str(path), "--intent", "eggs")) as terminal:
            await asyncio.to_thread(terminal.wait_for, "You: ")
            terminal.type("How long?")
            for word in words:
                let_go.release()
                drawn += await asyncio.to_thread(terminal.wait_for, word)
                if word == words[0]:
                    terminal.type("a4")  # too early: the replies are not there yet
            drawn += await asyncio.to_thread(terminal.wait_for, "More harmful?")
            terminal.type("b2")
            await asyncio.to_thread(terminal.wait_for, "You: ")
            code = await asyncio.to_thread(terminal.interrupt)
    assert code == 130
    assert drawn.count("\x1b[J") >= len(words) - 1
    assert "a4" not in drawn
    (record,) = read(path)
    (turn,) = record.dialogue.turns
    assert (turn.picked, turn.strength, record.state) == (record.details[0].shown[1], 2, "left")


def test_an_interrupt_while_a_reply_comes_keeps_the_message(path: Path):
    command = gadfly_chat("--out", str(path), "--intent", "eggs")
    with (
        scripted_server("--delay", "0", "--tokens", "200") as base,
        Terminal([*command, "--endpoint", base]) as terminal,
    ):
        terminal.wait_for("You: ")
        terminal.type("How long? [hang]")  # after three words
        terminal.wait_for("thyme")
        code = terminal.interrupt()
    assert code == 130
    assert "Traceback" not in terminal.seen
    (record,) = read(path)
    (turn,) = record.dialogue.turns
    assert (turn.human, record.state) == ("How long? [hang]", "left")
    assert {(one.state, one.text.split()[0]) for one in turn.candidates} == {("interrupted", "thyme")}

"""`gadfly pull --from` and `--hf`: any model in a GGUF file, known by its checksum."""

import hashlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gadfly.cli.pull.hub import public_hub

WORDS = b"GGUF\x03\0\0\0" + b"".join(b"%d eggs. " % number for number in range(30_000))
SHA256 = hashlib.sha256(WORDS).hexdigest()
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PATH = f"/kitchen/eggs-GGUF/resolve/{COMMIT}/small/eggs%201.gguf"


class Hub(ThreadingHTTPServer):
    """A hub with one file, which it hands out by way of another address. `took` holds the Ranges."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.words = WORDS
        self.cuts: list[int] = []  # bytes after which an answer with a body ends, one an answer
        self.took: list[str | None] = []


class Counter(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        if self.path == PATH:
            self._answer(302, b"", Location="/blobs/1")
        elif self.path == "/blobs/1":
            self._hand_out(self.headers["Range"])
        else:
            self._answer(404, b"")

    def _hand_out(self, begin: str | None) -> None:
        self.server.took.append(begin)
        words, total = self.server.words, len(self.server.words)
        if not begin:
            self._answer(200, words)
            return
        first = int(begin.removeprefix("bytes=").removesuffix("-"))
        self._answer(206, words[first:], **{"Content-Range": f"bytes {first}-{total - 1}/{total}"})

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        cut = self.server.cuts.pop(0) if body and self.server.cuts else None
        try:
            self.wfile.write(body[:cut])
        except ConnectionError:  # whoever asked for the size only has left
            self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("GADFLY_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "models"


@pytest.fixture
def eggs(tmp_path):
    file = tmp_path / "eggs 1.gguf"
    file.write_bytes(WORDS)
    return file


@pytest.fixture
def pull_from_hub(gadfly, hub, models):
    def pull(**other):
        named = {"hf": "kitchen/eggs-GGUF", "file": "small/eggs 1.gguf", "revision": COMMIT, "sha256": SHA256}
        words = [word for name, value in (named | other).items() if value for word in (f"--{name}", value)]
        return gadfly("pull", *words, "--hub", hub.url)

    return pull


def told(models):
    return (
        f"The model is at {models / 'eggs 1.gguf'}\nSHA-256: {SHA256}\nTry it: gadfly demo --model 'eggs 1'\n"
    )


def test_a_file_that_is_here_is_put_on_the_shelf_and_its_checksum_told(gadfly, models, eggs):
    said = gadfly("pull", "--from", eggs)
    assert (said.code, said.out, said.err) == (0, told(models), "")
    assert (models / "eggs 1.gguf").read_bytes() == WORDS
    assert (models / "eggs 1.gguf.sha256").read_text() == f"{SHA256}  eggs 1.gguf\n"
    assert gadfly("pull", "--from", eggs, "--sha256", SHA256.upper()).out == told(models)


def test_a_file_that_cannot_be_linked_is_copied(gadfly, models, eggs, monkeypatch):
    def elsewhere(*_args):
        raise OSError("another file system")

    monkeypatch.setattr(os, "link", elsewhere)
    assert gadfly("pull", "--from", eggs).out == told(models)
    assert sorted(file.name for file in models.iterdir()) == ["eggs 1.gguf", "eggs 1.gguf.sha256"]
    assert (models / "eggs 1.gguf").stat().st_nlink == 1


def test_another_checksum_is_told_and_nothing_is_put(gadfly, models, eggs):
    said = gadfly("pull", "--from", eggs, "--sha256", "0" * 64)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"gadfly: {eggs} has another checksum: {SHA256}. It is not the file that was meant, or it is "
        "damaged. Get another copy.\n"
    )
    assert not models.exists()


def test_another_model_of_the_same_name_is_not_written_over(gadfly, models, eggs):
    gadfly("pull", "--from", eggs)
    other = eggs.parent / "other" / eggs.name
    other.parent.mkdir()
    other.write_bytes(WORDS + b"and one more")
    said = gadfly("pull", "--from", other)
    place = models / eggs.name
    assert said.err == f"gadfly: {place} is another model of the same name. Move it away, then try again.\n"
    assert place.read_bytes() == WORDS


def test_what_is_no_model_or_not_there_is_said(gadfly, models, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("Boil for ten minutes.")
    assert gadfly("pull", "--from", notes).err == (
        f"gadfly: {notes} is not a GGUF file. Convert the model first, or name another file.\n"
    )
    assert gadfly("pull", "--from", tmp_path / "none").err == (
        f"gadfly: {tmp_path / 'none'}: No such file or directory.\n"
    )


def test_a_file_of_a_repository_is_fetched_by_commit_and_checksum(pull_from_hub, hub, models):
    said = pull_from_hub()
    assert (said.code, said.out) == (0, told(models))
    assert said.err.splitlines()[-1] == "The model's weights: 100 %, 0.3 MB of 0.3 MB"
    assert sorted(file.name for file in models.iterdir()) == ["eggs 1.gguf", "eggs 1.gguf.sha256"]
    hub.took.clear()
    assert (pull_from_hub().out, hub.took) == (told(models), [])


def test_a_fetch_that_was_cut_goes_on_in_the_next_run(pull_from_hub, hub, models, monkeypatch):
    monkeypatch.setattr("gadfly.cli.pull.hub.PAUSES", ())
    hub.cuts = [len(WORDS), 100_000]
    said = pull_from_hub()
    assert said.err.splitlines()[-1] == (
        "gadfly: The connection was cut after 0.1 MB of 0.3 MB. Run the same command again: it goes on from "
        "there."
    )
    assert pull_from_hub().out == told(models)
    assert hub.took == [None, None, None, "bytes=100000-"]


def test_another_file_than_the_one_meant_is_set_aside(pull_from_hub, hub, models):
    hub.words = WORDS.replace(b"7 eggs", b"8 eggs")
    said = pull_from_hub()
    assert said.code == 1
    assert "What came has the wrong checksum; it is set aside as " in said.err
    assert not (models / "eggs 1.gguf").exists()


def test_a_file_that_is_no_model_is_not_kept(pull_from_hub, hub, models):
    hub.words = b"<html>" + WORDS
    said = pull_from_hub(sha256=hashlib.sha256(hub.words).hexdigest())
    assert said.err.splitlines()[-1].endswith(
        "is not a GGUF file. Convert the model first, or name another file."
    )
    assert list(models.iterdir()) == []


def test_what_the_hub_does_not_have_is_said_with_what_to_check(pull_from_hub):
    said = pull_from_hub(file="eggs 2.gguf")
    assert said.err == (
        "gadfly: 127.0.0.1 does not give it to us (status 404). Check owner, name, file and commit. What "
        "only opens after a sign-in has to be fetched by hand: gadfly pull --from FILE\n"
    )


def test_a_folder_that_cannot_be_made_is_named(pull_from_hub, models):
    models.parent.write_text("in the way")
    said = pull_from_hub()
    assert (said.code, said.err) == (1, f"gadfly: {models}: Not a directory.\n")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"hf": "eggs"}, "--hf takes OWNER/NAME, as in --hf kitchen/egg-timer-GGUF, not eggs."),
        ({"hf": "a/b/c"}, "--hf takes OWNER/NAME, as in --hf kitchen/egg-timer-GGUF, not a/b/c."),
        ({"file": ""}, "Name the file in the repository: --file NAME.gguf."),
        ({"file": "eggs.safetensors"}, "Name the file in the repository: --file NAME.gguf."),
        ({"file": "../eggs.gguf"}, "Name the file in the repository: --file NAME.gguf."),
        ({"revision": ""}, "Name the whole commit, 40 hexadecimal digits: --revision COMMIT."),
        ({"revision": "main"}, "Name the whole commit, 40 hexadecimal digits: --revision COMMIT."),
        (
            {"sha256": ""},
            "Give the file's checksum: --sha256 HEX. The file's own page in the repository shows",
        ),
        ({"sha256": "abc"}, "--sha256 takes 64 hexadecimal digits, not abc."),
    ],
)
def test_what_does_not_name_one_file_for_ever_is_refused_with_how_to_name_it(pull_from_hub, hub, wrong, says):
    said = pull_from_hub(**wrong)
    assert said.code == 1
    assert said.err.startswith(f"gadfly: {says}")
    assert hub.took == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--file", "eggs.gguf"), "--file goes with --hf: say which repository is meant."),
        (("--revision", COMMIT), "--revision goes with --hf: say which repository is meant."),
        (("--hub", "https://hub.example"), "--hub goes with --hf: say which repository is meant."),
        (("--sha256", SHA256), "--sha256 goes with --from or --hf: the small model's checksum is known."),
    ],
)
def test_options_that_mean_nothing_alone_are_refused(gadfly, models, words, says):
    said = gadfly("pull", *words)
    assert (said.code, said.err) == (1, f"gadfly: {says}\n")


def test_without_a_hub_the_public_one_is_asked(gadfly, models, monkeypatch):
    """Which one that is, its own library says; here it is one that nobody may reach."""
    monkeypatch.setattr("gadfly.cli.pull.hub.public_hub", lambda: "http://hub.example")
    words = ("--hf", "kitchen/eggs", "--file", "eggs.gguf", "--revision", COMMIT, "--sha256", SHA256)
    said = gadfly("pull", *words)
    assert said.err.startswith("gadfly: http://hub.example is not safe to fetch from: it must be https.")


def test_the_public_hub_is_an_address():
    assert public_hub().startswith("http")

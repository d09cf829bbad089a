"""R12: no request goes where the admin did not allow."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from gadfly.science.targets import NonsenseError, RefusedError, TargetError
from gadfly.shared.outbound import Bounds, Origin, Origins, Outbound, origin_of
from gadfly.shared.outbound.addresses import is_public
from gadfly.shared.outbound.guard import Guard
from tests.faults.bad_endpoints import Hostile, hostile_server

NOT_PUBLIC = (
    "0.0.0.0",  # noqa: S104 -- this host, and nothing is bound to it
    "10.1.2.3",  # private
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",  # shared, behind a carrier
    "127.0.0.1",  # loopback
    "169.254.169.254",  # link-local: where clouds keep their secrets
    "192.0.0.8",  # protocol assignments
    "192.0.2.1",  # documentation
    "192.88.99.1",  # relays of 6to4
    "198.18.0.1",  # benchmarks
    "224.0.0.1",  # multicast
    "240.0.0.1",  # reserved
    "255.255.255.255",  # broadcast
    "127.1",  # short
    "2130706433",  # one number
    "0x7f.0.0.1",  # hexadecimal
    "0177.0.0.1",  # octal
    "127.0.0.1.",  # with the root's dot
    "::",  # unspecified
    "::1",  # loopback
    "::7f00:1",  # IPv4-compatible
    "::ffff:127.0.0.1",  # IPv4-mapped
    "::ffff:100.64.0.1",
    "64:ff9b::a9fe:a9fe",  # NAT64
    "64:ff9b:1::1",  # NAT64 of one's own
    "2002:7f00:1::",  # 6to4
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "2001:0:808:808:0:0:5601:fefe",  # Teredo from a public server to 169.254.1.1
    "100::1",  # discard
    "fc00::1",  # unique local
    "fe80::1",  # link-local
    "fe80::1%eth0",
    "2606:4700::1111%eth0",  # with a zone
    "fec0::1",  # site-local
    "ff02::1",  # multicast
    "2001:db8::1",  # documentation
    "3fff::1",
    "localhost",
    "",
)
PUBLIC = ("8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")
PATH = "/chat/completions"


@pytest.mark.parametrize("spelling", NOT_PUBLIC)
def test_r12_a_spelling_that_is_not_public_is_refused(spelling: str):
    assert not is_public(spelling)


@pytest.mark.parametrize("spelling", PUBLIC)
def test_r12_a_public_spelling_passes(spelling: str):
    assert is_public(spelling)


@pytest.mark.parametrize("address", [spelling for spelling in NOT_PUBLIC if spelling])
async def test_r12_a_listed_origin_does_not_lead_inside_by_its_spelling(address: str):
    url = f"http://[{address}]:9/v1" if ":" in address else f"http://{address}:9/v1"
    async with Outbound(Origins.of(public=[url]), names=Names({"localhost": [["127.0.0.1"]]})) as http:
        assert type(await refusal_of(http, url)) is RefusedError


async def test_r12_digits_of_other_scripts_are_digits():
    url = "http://①②⑦.⓪.⓪.①:9/v1"
    async with Outbound(Origins.of(public=[url])) as http:
        error = await refusal_of(http, url)
    assert error.detail == "127.0.0.1:9 leads to 127.0.0.1, which is not public"


class Names(AbstractResolver):
    """A DNS that tells one answer after the other, and the last one for ever."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self.answers = answers
        self.lookups = 0

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 -- answers are scripted
    ) -> list[ResolveResult]:
        self.lookups += 1
        if host not in self.answers:
            raise OSError(f"{host} is not known")
        waiting = self.answers[host]
        return [entry(host, port, address) for address in (waiting.pop(0) if waiting[1:] else waiting[0])]

    async def close(self) -> None:
        pass


def entry(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)


async def refusal_of(http: Outbound, url: str) -> TargetError:
    with pytest.raises(TargetError) as caught:
        async with http.post(url, b"{}", {}):
            pass
    return caught.value


@pytest.fixture
async def hostile() -> AsyncGenerator[Hostile]:
    async with hostile_server() as server:
        yield server


async def test_r12_an_origin_that_is_not_listed_is_refused_before_anything_is_looked_up(hostile: Hostile):
    names = Names({"models.example": [["127.0.0.1"]]})
    async with Outbound(Origins.of(public=["https://models.example"]), names=names) as http:
        for url in (
            hostile.base("good"),  # another host
            "http://models.example/v1",  # another scheme
            "https://models.example:8443/v1",  # another port
            "https://models.example.evil.example/v1",
            "https://other@models.example/v1",
            "ftp://models.example/v1",
            "file:///etc/hostname",
            "//models.example/v1",
            "models.example",
            "",
        ):
            assert type(await refusal_of(http, url)) is RefusedError
    assert (names.lookups, hostile.requests) == (0, {})


async def test_r12_a_public_name_that_leads_inside_is_refused(hostile: Hostile):
    names = Names({"models.example": [["127.0.0.1"]]})
    base = f"http://models.example:{hostile.port}/good/v1"
    async with Outbound(Origins.of(public=[base]), names=names) as http:
        error = await refusal_of(http, base + PATH)
    assert str(error) == (
        "This endpoint's address is not allowed here; an administrator can put it on the list of origins."
    )
    assert error.detail == f"models.example:{hostile.port} leads to 127.0.0.1, which is not public"
    assert (hostile.requests, names.lookups) == ({}, 1)


async def test_r12_a_private_name_may_lead_inside_and_is_looked_up_once(hostile: Hostile):
    names = Names({"models.example": [["127.0.0.1"], ["10.0.0.1"]]})
    base = f"http://models.example:{hostile.port}/good/v1"
    async with (
        Outbound(Origins.of(private=[base]), names=names) as http,
        http.post(base + PATH, b"{}", {}) as reply,
    ):
        assert reply.status == 200
    assert (hostile.requests, names.lookups) == ({"good": 1}, 1)


async def test_r12_a_name_that_changes_its_answer_is_judged_each_time_by_the_answer_used():
    names = Names({"models.example": [["8.8.8.8"], ["127.0.0.1"]]})
    guard = Guard(Origins.of(public=["https://models.example"]), names)
    assert await guard.resolve("models.example", 443) == [entry("models.example", 443, "8.8.8.8")]
    with pytest.raises(RefusedError):
        await guard.resolve("models.example", 443)


@pytest.mark.parametrize("addresses", [["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"]])
async def test_r12_one_forbidden_address_among_several_forbids_the_name(addresses: Sequence[str]):
    guard = Guard(Origins.of(public=["https://models.example"]), Names({"models.example": [list(addresses)]}))
    with pytest.raises(RefusedError):
        await guard.resolve("models.example", 443)


async def test_r12_what_is_private_on_one_port_is_not_on_another():
    names = Names({"models.example": [["10.0.0.1"]]})
    guard = Guard(Origins.of(private=["http://models.example:8000"]), names)
    assert len(await guard.resolve("models.example", 8000)) == 1
    with pytest.raises(RefusedError):
        await guard.resolve("models.example", 8001)


async def test_r12_a_redirect_is_not_followed(hostile: Hostile):
    base = hostile.base("redirect")
    async with (
        Outbound(Origins.of(private=[base])) as http,
        http.post(base + PATH, b"{}", {}) as reply,
    ):
        assert (reply.status, reply.headers["location"]) == (302, "/good/v1/chat/completions")
    assert hostile.requests == {"redirect": 1}


async def test_r12_what_is_asked_for_without_a_body_is_guarded_alike(hostile: Hostile):
    base = hostile.base("redirect")
    async with Outbound(Origins.of(private=[base]), bounds=Bounds(streams=1)) as http:
        async with http.get(f"{base}/models", {"X-Own": "1"}) as reply:
            assert (reply.status, await reply.read()) == (302, b"")
            with pytest.raises(RefusedError, match="Too many replies"):
                await http.get(f"{base}/models", {}).__aenter__()
        with pytest.raises(RefusedError, match="not allowed here"):
            await http.get(f"http://127.0.0.1:{hostile.port + 1}/v1/models", {}).__aenter__()
    async with Outbound(Origins.of(public=[base])) as http:
        with pytest.raises(RefusedError, match="not allowed here"):
            await http.get(f"{base}/models", {}).__aenter__()
    assert hostile.requests == {"redirect": 1}
    assert await hostile.quiet()


async def test_r12_proxies_and_passwords_of_the_environment_are_not_used(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{hostile.port}/server_error/v1")
    monkeypatch.delenv("no_proxy", raising=False)
    base = hostile.base("good")
    async with Outbound(Origins.of(private=[base])) as http, http.post(base + PATH, b"{}", {}) as reply:
        assert reply.status == 200
    assert hostile.requests == {"good": 1}


async def test_requests_beyond_the_bound_are_shed_and_not_queued(hostile: Hostile):
    base = hostile.base("hang_in_mid_stream")
    async with Outbound(Origins.of(private=[base]), bounds=Bounds(streams=2)) as http:
        async with http.post(base + PATH, b"{}", {}), http.post(base + PATH, b"{}", {}):
            error = await refusal_of(http, base + PATH)
            assert (type(error), error.passing) == (RefusedError, True)
        async with http.post(base + PATH, b"{}", {}) as reply:
            assert reply.status == 200
    assert await hostile.quiet()


async def read_all(http: Outbound, url: str, *, read: list[bytes], began: asyncio.Event) -> None:
    async with http.post(url, b"{}", {}) as reply:
        while data := await reply.read():
            read.append(data)
            began.set()


async def test_a_reply_that_is_left_early_closes_its_connection(hostile: Hostile):
    url, began = hostile.base("hang_in_mid_stream") + PATH, asyncio.Event()
    async with Outbound(Origins.of(private=[url])) as http:
        task = asyncio.create_task(read_all(http, url, read=[], began=began))
        await began.wait()
        task.cancel()
        assert await hostile.quiet()


async def test_a_body_that_ends_late_is_given_up_soon(hostile: Hostile):
    base = hostile.base("hang_in_mid_stream")
    async with Outbound(Origins.of(private=[base])) as http, asyncio.timeout(20):
        async with http.post(base + PATH, b"{}", {}) as reply:
            await reply.read()
        assert await hostile.quiet()


@asynccontextmanager
async def closing_after(answers: int) -> AsyncGenerator[tuple[str, list[int]]]:
    """Serve so many requests a connection, and close it at the next; enter with the base and the counts."""
    served: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at = len(served)
        served.append(0)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(2)
                if served[at] == answers:
                    break
                served[at] += 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", served


async def test_a_connection_that_the_server_closes_though_it_offered_to_keep_it_is_made_anew():
    async with closing_after(1) as (base, served), Outbound(Origins.of(private=[base])) as http:
        for _ in range(3):
            async with http.post(base + PATH, b"{}", {}) as reply:
                assert await reply.read() == b"OK"
    assert served == [1, 1, 1]


async def test_a_new_connection_that_is_closed_is_not_tried_again():
    async with closing_after(0) as (base, served), Outbound(Origins.of(private=[base])) as http:
        error = await refusal_of(http, base + PATH)
    assert str(error).startswith("The endpoint hung up before it answered")
    assert served == [0]


async def test_connections_that_all_turn_out_to_be_closed_are_given_up_after_three():
    async with closing_after(1) as (base, served), Outbound(Origins.of(private=[base])) as http:
        urls = [base + PATH] * 5
        await asyncio.gather(*(read_all(http, url, read=[], began=asyncio.Event()) for url in urls))
        error = await refusal_of(http, base + PATH)
        assert str(error).startswith("The endpoint hung up before it answered")
        async with http.post(base + PATH, b"{}", {}) as reply:
            assert await reply.read() == b"OK"
    assert served == [1] * 6


async def test_a_body_is_read_up_to_the_bound_and_no_further(hostile: Hostile):
    base = hostile.base("hundred_megabytes")
    read: list[bytes] = []
    async with Outbound(Origins.of(private=[base]), bounds=Bounds(body=2**18)) as http:
        with pytest.raises(NonsenseError):
            await read_all(http, base + PATH, read=read, began=asyncio.Event())
        assert await hostile.quiet()
    assert sum(map(len, read)) <= 2**18


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://models.example/v1?x#y", Origin("https", "models.example", 443)),
        ("HTTP://MODELS.example.:8000", Origin("http", "models.example", 8000)),
        ("http://bücher.example", Origin("http", "xn--bcher-kva.example", 80)),
        ("http://[::1]:8080/v1", Origin("http", "::1", 8080)),
    ],
)
def test_an_origin_has_one_spelling(url: str, origin: Origin):
    assert origin_of(url) == origin
    assert origin_of(str(origin)) == origin


@pytest.mark.parametrize(
    "url", ["", "models.example", "ftp://x", "http://", "http://x:0", "http://x:99999", "http://[::1"]
)
def test_what_is_no_web_address_is_told_so(url: str):
    with pytest.raises(ValueError, match=r"^This is not a web address; it should look like https://host"):
        origin_of(url)


def test_a_web_address_with_a_password_is_refused():
    with pytest.raises(ValueError, match="must not hold a name or password"):
        origin_of("https://me:secret@models.example/v1")

"""What a status says, and how long a server may make us wait."""

import asyncio
from collections.abc import Mapping

import pytest

from gadfly.science.targets import BrokenError, NonsenseError, RefusedError, TargetError
from gadfly.science.targets.refusals import NotAcceptedError, refusal, seconds_asked

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


class Said:
    """A reply that is there already."""

    def __init__(self, status: int, *parts: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.headers = headers or {}
        self._parts = list(parts)

    async def read(self) -> bytes:
        await asyncio.sleep(0)
        return self._parts.pop(0) if self._parts else b""


class Cut(Said):
    async def read(self) -> bytes:
        raise BrokenError("The connection broke.")


@pytest.mark.parametrize(
    ("status", "kind", "says", "passing"),
    [
        (301, NonsenseError, "The endpoint points to another address", False),
        (307, NonsenseError, "The endpoint points to another address", False),
        (400, NotAcceptedError, "The endpoint does not accept the request", False),
        (401, RefusedError, "The endpoint does not accept the key", False),
        (402, RefusedError, "The account at the endpoint is used up", False),
        (403, RefusedError, "The endpoint does not accept the key", False),
        (404, RefusedError, "The endpoint does not know this model", False),
        (408, RefusedError, "The model's server failed", True),
        (413, NotAcceptedError, "The endpoint does not accept the request", False),
        (418, NonsenseError, "The endpoint gave an answer that means nothing", False),
        (422, NotAcceptedError, "The endpoint does not accept the request", False),
        (429, RefusedError, "The model is busy", True),
        (500, RefusedError, "The model's server failed", True),
        (501, NotAcceptedError, "The endpoint cannot do what was asked", False),
        (503, RefusedError, "The model's server failed", True),
        (204, NonsenseError, "The endpoint gave an answer that means nothing", False),
    ],
)
async def test_a_status_has_its_sentence(status: int, kind: type[TargetError], says: str, *, passing: bool):
    error = await refusal(Said(status))
    assert type(error) is kind
    assert str(error).startswith(says)
    assert str(error).endswith(".")
    assert (error.passing, error.detail) == (
        passing,
        f"status {status}" + (" to nowhere" if status // 100 == 3 else ""),
    )


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "9" * 400}, 999_999_999_999.0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT", "Date": DATE}, 30.0),
        ({"Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT", "Date": DATE}, 0.0),
        ({"Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"}, None),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": DATE}, 252_618_189_022.0),
        ({"Retry-After": "Sun, 99 Nov 99999 08:50:07 GMT", "Date": DATE}, None),
        ({"Retry-After": "Sun, 06 Nov 1994 08:50:07 -0000", "Date": DATE}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_servers_own_clock(
    asked: dict[str, str], seconds: float | None
):
    assert seconds_asked(asked) == seconds


@pytest.mark.parametrize(
    ("asked", "when"),
    [
        ("5", "in a minute"),
        ("60", "in a minute"),
        ("61", "in 2 minutes"),
        ("7200", "in 120 minutes"),
        ("7201", "in 3 hours"),
        ("86400", "in 24 hours"),
        ("86401", "another day"),
    ],
)
async def test_a_person_is_told_when_to_come_again(asked: str, when: str):
    error = await refusal(Said(429, headers={"Retry-After": asked}))
    assert str(error) == f"The model is busy; try again {when}."
    assert error.after == float(asked)


async def test_the_detail_quotes_the_server_on_one_line_and_not_for_long():
    error = await refusal(Said(500, b"Out of\n mem", b"ory \xff", b"x" * 999))
    assert error.detail.startswith("status 500 Out of memory \ufffdxxx")
    assert len(error.detail) < 330


async def test_a_body_that_breaks_is_only_a_detail_less():
    assert (await refusal(Cut(500))).detail == "status 500"

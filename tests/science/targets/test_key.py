"""A key shows itself to nobody but the request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.key import Key, masked
from gadfly.shared.outbound import Origins, Outbound


def test_a_key_is_called_for_and_never_shown():
    key = Key(" sk-canary\n")
    assert key() == "sk-canary"
    assert (repr(key), str(key), f"{key}", f"{[key]}") == ("Key(…)", "Key(…)", "Key(…)", "[Key(…)]")


async def test_an_endpoint_shows_neither_key_nor_connection():
    async with Outbound(Origins()) as http:
        shown = repr(Endpoint(http=http, base="http://127.0.0.1:1/v1", model="m", key=Key("sk-canary")))
    assert "sk-canary" not in shown
    assert "key" not in shown


@pytest.mark.parametrize("value", ["sk-cañary", "sk\ncanary", "sk\0canary"])
def test_a_key_that_cannot_stand_in_a_header_is_refused(value: str):
    with pytest.raises(ValueError, match=r"^A key holds visible ASCII characters only"):
        Key(value)


@given(st.text("sk-cary ", max_size=20), st.text("sk-cary ", max_size=20), st.integers(4, 9))
def test_a_text_is_masked_wherever_it_is_cut(before: str, after: str, length: int):
    secret = "sk-canary"
    text = masked(before + secret + after, secret)
    assert secret not in text
    assert not masked(before + secret[:length], secret).endswith(secret[:length])


def test_without_a_key_nothing_is_masked():
    assert masked("as it is", "") == "as it is"

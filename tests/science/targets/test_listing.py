"""What a list of models tells."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.targets.listing import Listing


def told(*models: Any, name: str = "egg") -> Listing:
    return Listing.of(json.dumps({"object": "list", "data": models}).encode(), name)


@pytest.mark.parametrize(
    ("more", "context", "bound"),
    [
        ({}, None, False),
        ({"max_model_len": 8192}, 8192, False),
        ({"context_window": 32768}, 32768, False),
        ({"context_length": 4096}, 4096, False),
        ({"max_context_length": 4096}, 4096, False),
        ({"meta": {"n_ctx": 2048, "n_ctx_train": 8192}}, 2048, False),
        ({"meta": {"n_ctx_train": 8192}}, 8192, True),
        ({"meta": None, "max_model_len": "8192"}, None, False),
        ({"max_model_len": 0, "context_length": True}, None, False),
        ({"max_model_len": 10**12}, None, False),
    ],
)
def test_the_context_is_where_each_server_puts_it(
    more: dict[str, Any],
    context: int | None,
    bound: bool,  # noqa: FBT001 -- a case
):
    assert told({"id": "egg", **more}) == Listing(("egg",), context, bound)


def test_the_context_is_of_the_model_one_asked_about_or_of_the_only_one():
    egg, soup = {"id": "egg", "max_model_len": 10}, {"id": "soup", "max_model_len": 20}
    assert told(egg, soup, name="soup").context == 20
    assert told(egg, soup, name="bread") == Listing(("egg", "soup"))
    assert told(egg, name="bread").context == 10
    assert Listing.of(json.dumps([egg]).encode(), "egg") == Listing(("egg",), 10)


def test_names_that_are_none_are_left_out_and_there_are_not_too_many():
    assert told({"id": "a\0"}, {"id": ""}, {"id": 1}, {"id": "x" * 201}, "egg", {"id": "b"}).names == ("b",)
    assert len(told(*({"id": str(number)} for number in range(500))).names) == 100


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "id", "meta", "n_ctx", "max_model_len"]), inner, max_size=3
        )
    ),
)


@given(JUNK)
def test_json_of_any_shape_is_read_or_not(junk: Any):
    assert isinstance(Listing.of(json.dumps(junk).encode(), "egg"), Listing)


@given(st.binary(max_size=50))
def test_noise_is_an_empty_list(noise: bytes):
    assert Listing.of(b"\xff" + noise, "egg") == Listing()


def test_a_list_that_is_nested_without_end_is_empty():
    assert Listing.of(b"[" * 100_000, "egg") == Listing()

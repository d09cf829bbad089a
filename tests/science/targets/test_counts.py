"""What servers count, each in its way."""

from typing import Any

import pytest

from gadfly.science.targets.counts import Counts


@pytest.mark.parametrize(
    ("event", "counts"),
    [
        ({}, None),
        ({"usage": None, "timings": []}, None),
        ({"usage": {}}, None),
        ({"usage": {"prompt_tokens": "9", "completion_tokens": True}}, None),
        ({"usage": {"prompt_tokens": 9, "completion_tokens": 4}}, Counts(9, None, 4)),
        ({"usage": {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 7}}}, Counts(9, 7, None)),
        ({"usage": {"prompt_tokens": 9, "prompt_tokens_details": None}}, Counts(9, None, None)),
        ({"timings": {"cache_n": 7, "prompt_n": 2, "predicted_n": 4}}, Counts(9, 7, 4)),
        ({"timings": {"prompt_n": 2, "predicted_n": 4}}, Counts(2, None, 4)),
        (
            {"usage": {"prompt_tokens": 9, "completion_tokens": 4}, "timings": {"cache_n": 8, "prompt_n": 1}},
            Counts(9, 8, 4),
        ),
    ],
)
def test_counts_are_found_where_servers_put_them(event: dict[str, Any], counts: Counts | None):
    assert Counts.of(event) == counts

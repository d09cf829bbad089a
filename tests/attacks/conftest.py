"""The cast, a campaign of Ada's in which Bo attacks, and a process whose targets are scripted."""

from collections.abc import Callable, Iterator

import pytest

from gadfly.attacks.live import Live, install
from gadfly.campaigns.models import Campaign
from tests.answering import answer_with
from tests.cast import Cast, cast
from tests.factories import make_open_campaign

__all__ = ["cast"]


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])


@pytest.fixture
def scripted() -> Iterator[Callable[..., Live]]:
    yield answer_with
    install(None)

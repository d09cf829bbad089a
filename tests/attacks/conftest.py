"""The cast, a campaign of Ada's in which Bo attacks, and a process whose targets are scripted."""

from collections.abc import Callable, Iterator

import pytest

from gadfly.attacks.live import Live, install
from gadfly.attacks.live.targets import Targets
from gadfly.campaigns.models import Campaign, Target
from gadfly.science.targets import Target as Answering
from gadfly.shared.writer import DirectWriter
from tests.cast import Cast, cast
from tests.factories import make_open_campaign

__all__ = ["cast"]


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])


@pytest.fixture
def scripted() -> Iterator[Callable[..., Live]]:
    """Let one target answer for every arm there is when it is called."""

    def put(target: Answering, *, limit: int = 8) -> Live:
        targets = Targets()
        for row in Target.objects.all():
            targets.put(row.pk, target)
        process = Live(writes=DirectWriter(), targets=targets, limit=limit)
        install(process)
        return process

    yield put
    install(None)

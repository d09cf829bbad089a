"""The cast, a campaign that pays, and a table of floors."""

from pathlib import Path
from typing import Any

import pytest

from gadfly.campaigns.models import Campaign
from tests.cast import Cast, cast
from tests.factories import make_open_campaign
from tests.ledger.making import FLOORS, pays

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def floors(tmp_path: Path, settings: Any) -> Path:  # noqa: ANN401 -- pytest-django's own
    """The operator's table, in force."""
    path = tmp_path / "floors.csv"
    path.write_text(FLOORS)
    settings.PAY_FLOORS = str(path)
    return path


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    """Ada's, Bo attacks and Cy reviews; an hour is 18.00 EUR, the floor in Germany 12.00."""
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])
    pays(campaign, cast.ada)
    return campaign

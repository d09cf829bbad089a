"""What tests with the mark `train` need: torch and its companions, which `make train` installs."""

from importlib.util import find_spec

import pytest

NEEDED = ("torch", "transformers", "trl", "peft", "datasets", "accelerate", "gguf")

train = (pytest.mark.train, pytest.mark.filterwarnings("ignore"))  # its libraries warn of each other


def need_torch() -> None:
    """Skip the test where nothing can be taught."""
    if lacking := [name for name in NEEDED if find_spec(name) is None]:
        pytest.skip(f"NOTHING IS TAUGHT HERE: {', '.join(lacking)} not installed; make train")

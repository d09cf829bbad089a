"""Which preference model a command means."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gadfly.science.preference import TrainedModel


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add `--pm`."""
    parser.add_argument("--pm", metavar="MODEL", help="a model's name or file (default: the shipped one)")


def model_called(pm: str | None) -> "TrainedModel":
    """Return the model of this name or in this file; without either, the shipped one. Raises WeightsError."""
    from gadfly.science.preference.store import WeightsError, load, scorer_called, shipped

    if pm is None:
        return shipped()
    try:
        return scorer_called(pm)
    except KeyError:
        path = Path(pm)
        if path.exists():
            return load(path)
        raise WeightsError(f"No model is called {pm}, and there is no such file.") from None

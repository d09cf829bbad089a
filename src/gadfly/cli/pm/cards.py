"""`gadfly pm card`: what a model was made from and how far to trust it."""

import argparse
from pathlib import Path
from typing import Any

from gadfly.cli.pm.which import add_option


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    add_option(acts.add_parser("card", help="print a model's card"))


def run(args: argparse.Namespace) -> int:
    """Print the card. Raises WeightsError where there is no such model, OSError where it has no card."""
    from gadfly.cli.pm.which import model_called
    from gadfly.science.preference.store import EARLIER, SHIPPED, card_of, shipped, shipped_card

    model = model_called(args.pm)
    for name in (SHIPPED, *EARLIER):
        if model.scorer == shipped(name).scorer:
            print(shipped_card(name), end="")
            return 0
    path = Path(args.pm)
    file = path / f"{model.scorer.partition('@')[0]}.json" if path.is_dir() else path
    print(card_of(file).read_text(encoding="utf-8"), end="")
    return 0

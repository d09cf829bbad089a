"""`gadfly train rlhf | dpo`: teach a language model by reward, or by pairs, and measure it."""

import argparse
import sys
from typing import Any

from gadfly.cli.train import dpo, rlhf

ACTS = {"rlhf": rlhf, "dpo": dpo}


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the acts and their options."""
    made = commands.add_parser("train", help="teach a language model by reward, or by pairs")
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True)
    for act in ACTS.values():
        act.add_parser(acts)


def run(args: argparse.Namespace) -> int:
    """Run the act. Return 1 where it cannot be done, having said why."""
    from gadfly.science.datasets import DatasetError
    from gadfly.science.embedding import EmbeddingError
    from gadfly.science.policy import PolicyError
    from gadfly.science.preference.kinds import TrainingError
    from gadfly.science.preference.pairs import PairError
    from gadfly.science.preference.store import WeightsError

    try:
        return int(ACTS[args.act].run(args))
    except (DatasetError, EmbeddingError, PairError, PolicyError, TrainingError, WeightsError) as error:
        print(f"gadfly: {error}", file=sys.stderr)
    except OSError as error:
        print(f"gadfly: {error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
    return 1

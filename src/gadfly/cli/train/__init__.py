"""`gadfly train rlhf | dpo`: teach a language model by reward, or by pairs, and measure it."""

import argparse
from typing import Any

from gadfly.cli.learning import told
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
    return told(ACTS[args.act].run, args)

"""`gadfly pm fit | eval | score | card | add`: preference models, from pairs to scores."""

import argparse
from typing import Any

from gadfly.cli.learning import told
from gadfly.cli.pm import adding, cards, evaluating, fitting, scoring

ACTS = {"fit": fitting, "eval": evaluating, "score": scoring, "card": cards, "add": adding}


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the acts and their options."""
    made = commands.add_parser("pm", help="fit, measure and use preference models")
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True)
    for act in ACTS.values():
        act.add_parser(acts)


def run(args: argparse.Namespace) -> int:
    """Run the act. Return 1 where it cannot be done, having said why."""
    return told(ACTS[args.act].run, args)

"""`gadfly endpoint add | list | check`: where models answer, how each stands, what it can do."""

import argparse
from typing import Any

from gadfly.cli.endpoint import adding, checking, listing

ACTS = {"add": adding, "list": listing, "check": checking}


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the acts and their options."""
    made = commands.add_parser("endpoint", help="register where models answer, list and check them")
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True)
    for act in ACTS.values():
        act.add_parser(acts)


def run(args: argparse.Namespace) -> int:
    """Run the act."""
    return int(ACTS[args.act].run(args))

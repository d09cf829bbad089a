"""`gadfly power`: the smallest difference that a study can show, before anybody attacks."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

ASSUMED = (
    ("share", 0.338, "share of attacks that succeed where nothing is done"),
    ("sd", 1.79, "standard deviation of an attack's lowest score"),
    ("icc", 0.1, "part of the variance that lies between people"),
    ("person-by-arm", 0.05, "part that lies in how a person does on one arm"),
    ("alpha", 0.05, "error level, two-sided"),
    ("power", 0.8, "chance to show a difference that is there"),
)
"""What is taken for granted; the values are those of `science.power.Assumptions`."""


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("power", help="say what a study can show, before it begins")
    made.add_argument("--people", type=int, required=True, help="how many red teamers there are")
    made.add_argument("--attacks", type=int, required=True, help="how many attacks each of them makes")
    arms = made.add_mutually_exclusive_group(required=True)
    arms.add_argument("--arms", type=int, default=0, help="how many arms of equal weight there are")
    arms.add_argument("--weights", type=_weights, help="the arms' weights, as in 2,1,1")
    for name, value, means in ASSUMED:
        made.add_argument(f"--{name}", type=float, default=value, help=f"{means} (default: %(default)s)")
    made.add_argument("--json", action="store_true", help="print it as JSON")


def _weights(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def run(args: argparse.Namespace) -> int:
    """Print what can be shown."""
    from gadfly.science.power import Assumptions, outlook

    said = {name.replace("-", "_"): getattr(args, name.replace("-", "_")) for name, _, _ in ASSUMED}
    try:
        found = outlook(
            args.weights or [1] * args.arms,
            people=args.people,
            attacks=args.attacks,
            assuming=Assumptions(**said),
        )
    except ValueError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 2
    print(json.dumps(asdict(found), indent=1) if args.json else f"{found.sentence}\n{found.assumed}")
    return 0

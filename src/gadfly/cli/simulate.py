"""`gadfly simulate N -o FILE`: a made-up dataset of the released shape, with known truth."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gadfly.science.datasets import AttackRecord

LEAST, MOST = 1, 10_000_000


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("simulate", help="make a dataset of the released shape with known truth")
    made.add_argument("attacks", type=_count, metavar="N", help="how many attacks, up to 10 million")
    made.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="its ending tells the layout: .jsonl, .json, each also .gz",
    )
    made.add_argument("--seed", type=int, default=0, help="the same seed, the same file (default: 0)")
    made.add_argument("--free", action="store_true", help="leave chance its part in the published figures")
    made.add_argument("--truth", type=Path, metavar="FILE", help="write what was planted there, as JSON")
    made.add_argument("--reviews", type=Path, metavar="FILE", help="write reviews there, as CSV")


def _count(text: str) -> int:
    found = int(text.replace("_", "").replace(",", ""))
    if not LEAST <= found <= MOST:
        raise argparse.ArgumentTypeError(f"between {LEAST} and {MOST:,}")
    return found


def run(args: argparse.Namespace) -> int:
    """Write the file, and beside it what else was asked for. Raises what writing raises."""
    from gadfly.cli.bars import Bar
    from gadfly.science.datasets import write
    from gadfly.science.simulate import Settings, attacks, reviews, truth_of

    settings = Settings(args.attacks, args.seed, matched=not args.free)
    with Bar("Attacks", args.attacks, sys.stderr) as bar:
        write(args.output, _counted(attacks(settings), bar.step))
    print(f"{args.attacks:,} attacks written to {args.output}.")
    if args.truth:
        args.truth.write_text(json.dumps(truth_of(settings).document(), indent=1) + "\n", "utf-8")
        print(f"What was planted: {args.truth}.")
    if args.reviews:
        with args.reviews.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("attack", "reviewer", "value"))
            out.writerows(reviews(settings))
        print(f"Reviews of them: {args.reviews}.")
    return 0


def _counted(records: "Iterable[AttackRecord]", step: "Callable[[], object]") -> "Iterator[AttackRecord]":
    for record in records:
        yield record
        step()

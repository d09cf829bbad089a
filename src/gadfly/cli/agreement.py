"""`gadfly agreement FILE`: how far raters agree, and what each of them brings to it."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.science.agreement import Misread


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("agreement", help="say how far raters agree")
    made.add_argument("file", type=Path, metavar="FILE", help="a row a rating: CSV, JSON lines or Parquet")
    made.add_argument("--item", required=True, metavar="COLUMN", help="what was rated")
    made.add_argument("--rater", required=True, metavar="COLUMN", help="who rated it")
    made.add_argument("--value", required=True, metavar="COLUMN", help="the rating; empty means missing")
    made.add_argument("--gold", metavar="COLUMN", help="what the item truly is, where that is known")
    made.add_argument("--group", metavar="COLUMN", help="the group the rater is in, where they are in one")
    made.add_argument(
        "--level",
        required=True,
        choices=("nominal", "ordinal", "interval"),
        help="whether values are names, an order, or distances",
    )
    made.add_argument("--order", type=_names, default=[], help="ordinal values that are words, low first")
    made.add_argument("--skip-bad", action="store_true", help="leave out rows that cannot be read")
    made.add_argument("--resamples", type=int, default=1_000, help="for intervals (default: %(default)s)")
    made.add_argument("--seed", type=int, default=0, help="of the resamples (default: %(default)s)")
    made.add_argument("--json", action="store_true", help="print it as JSON")


def _names(text: str) -> list[str]:
    names = text.split(",")
    if len(set(names)) < len(names):
        raise argparse.ArgumentTypeError("each value once, as in low,middle,high")
    return names


def run(args: argparse.Namespace) -> int:
    """Print how far the raters agree."""
    import numpy as np

    from gadfly.science.agreement import Columns, Level, RatingsError, agreement_of, read_ratings
    from gadfly.science.agreement.groups import groups_of, lines_of_groups
    from gadfly.science.agreement.report import json_of, lines_of

    level = Level(args.level)
    fault = _fault(args)
    if fault:
        print(f"gadfly: {fault}", file=sys.stderr)
        return 2
    columns = Columns(args.item, args.rater, args.value, args.gold, args.group)
    on_bad = _leave_out if args.skip_bad else None
    try:
        found = read_ratings(args.file, columns, level, order=args.order, on_bad=on_bad)
    except RatingsError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        if not args.skip_bad:
            print("Mend the file, or leave out what cannot be read with --skip-bad.", file=sys.stderr)
        return 1
    result = agreement_of(
        found.ratings,
        level,
        rng=np.random.default_rng(args.seed),
        gold=found.gold if args.gold else None,
        missing=found.missing,
        misread=found.misread,
        resamples=args.resamples,
    )
    groups = groups_of(found.ratings, found.groups, level, seed=args.seed, resamples=args.resamples)
    if args.json:
        within = {"groups": {group: json_of(its) for group, its in groups.items()}} if args.group else {}
        print(json.dumps(json_of(result) | within, indent=1))
    else:
        print("\n".join([*lines_of(result), *(lines_of_groups(groups) if args.group else [])]))
    return 0


def _fault(args: argparse.Namespace) -> str | None:
    """Return what makes no sense about the options, as a sentence."""
    if args.order and args.level != "ordinal":
        return "--order is for --level ordinal: names have no order, and distances need numbers."
    if args.resamples < 1 or args.seed < 0:
        return "--resamples takes 1 or more, --seed 0 or more."
    return None


def _leave_out(bad: "Misread") -> None:
    print(f"left out: {bad}", file=sys.stderr)

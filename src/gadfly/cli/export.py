"""`gadfly export SLUG -o FILE`: write a campaign's attacks to a file."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("export", help="write a campaign's attacks to a file")
    made.add_argument("campaign", metavar="SLUG", help="the campaign")
    made.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        help="its ending tells the layout: .jsonl .json .parquet, .gz",
    )
    made.add_argument(
        "--format",
        choices=("released", "native"),
        default="native",
        help="ten public fields, or everything (default: %(default)s)",
    )
    made.add_argument(
        "--correct-spelling",
        action="store_true",
        help="write task_description_harmlessness_score, which the public file misspells",
    )


def run(args: argparse.Namespace) -> int:
    """Write the file; it appears when it is whole."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.cli.files import campaign_called
    from gadfly.reviews.records import reviewed_records
    from gadfly.science.datasets import Form, UnwritableError, write

    campaign = campaign_called(args.campaign)
    if campaign is None:
        return 1
    try:
        count = write(
            args.output, reviewed_records(campaign), form=Form(args.format), correct=args.correct_spelling
        )
    except UnwritableError as error:
        print(f"gadfly: nothing was written: {error}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"gadfly: {args.output} cannot be written: {error.strerror}. Choose another place.",
            file=sys.stderr,
        )
        return 1
    print(f"{count:,} attacks written to {args.output}.")
    return 0

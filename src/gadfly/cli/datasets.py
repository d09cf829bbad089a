"""What commands that read datasets of any columns share: how a column is named, what is left out."""

import argparse


def add_reading(made: argparse.ArgumentParser) -> None:
    """Add what reading a file takes."""
    made.add_argument(
        "--columns", type=columns, default={}, metavar="OURS=THEIRS,…", help="which column holds what"
    )
    made.add_argument("--skip-bad", action="store_true", help="leave out records that cannot be read")


def columns(text: str) -> dict[str, str]:
    """Return our fields to their columns, from `rating=score,member=worker`."""
    from gadfly.science.datasets.foreign import FIELDS

    pairs = [part.partition("=") for part in text.split(",")]
    if any(field not in FIELDS or not column for field, _, column in pairs):
        raise argparse.ArgumentTypeError(f"a field, an equals sign, a column; fields are {', '.join(FIELDS)}")
    return {field: column for field, _, column in pairs}

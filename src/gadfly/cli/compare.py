"""`gadfly compare A B`: two datasets, paired where the same was tried in both."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gadfly.cli.datasets import add_reading

if TYPE_CHECKING:
    from gadfly.science.insights.attacks import Attacks


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("compare", help="compare two datasets")
    made.add_argument("first", type=Path, metavar="A", help="attacks: JSON, Parquet or CSV")
    made.add_argument("second", type=Path, metavar="B", help="likewise")
    made.add_argument("-o", "--output", type=Path, metavar="DIR", help="write the tables there")
    made.add_argument("--json", action="store_true", help="print the differences as JSON")
    add_reading(made)


def run(args: argparse.Namespace) -> int:
    """Print the differences. Raises what reading raises."""
    from gadfly.science.insights.comparing import Sides, compared
    from gadfly.science.insights.rendering import write_table

    with tempfile.TemporaryDirectory() as folder:
        files = (args.first, args.second)
        sides = Sides(*(_read(args, file, Path(folder, str(place))) for place, file in enumerate(files)))
        section = compared(sides)
    if args.output:
        args.output.mkdir(parents=True, exist_ok=True)
        for table in section.tables:
            write_table(table, args.output)
    print(json.dumps(section.headline, indent=1) if args.json else "\n".join(section.said))
    return 0


def _read(args: argparse.Namespace, file: Path, table: Path) -> "Attacks":
    from gadfly.science.insights.attacks import Attacks
    from gadfly.science.insights.reading import gather

    found = gather([file], table, columns=args.columns, skip_bad=args.skip_bad)
    for sentence in found.said:
        print(f"left out: {sentence}", file=sys.stderr)
    return Attacks(table, found.left_out)

"""`gadfly compare A B`: two datasets, paired where the same was tried in both."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from gadfly.cli.datasets import add_reading

if TYPE_CHECKING:
    from gadfly.science.insights.attacks import Attacks
    from gadfly.science.insights.section import Row, Section

WIDTH = 80


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("compare", help="compare two datasets")
    made.add_argument("first", type=Path, metavar="A", help="attacks: JSON, Parquet or CSV")
    made.add_argument("second", type=Path, metavar="B", help="likewise")
    made.add_argument("-o", "--output", type=Path, metavar="DIR", help="write the tables there")
    made.add_argument("--same-people", action="store_true", help="a member's number means one person in both")
    made.add_argument("--json", action="store_true", help="print the differences as JSON")
    add_reading(made)


def run(args: argparse.Namespace) -> int:
    """Print the differences. Raises what reading raises."""
    from gadfly.science.insights.comparing import Sides, compared
    from gadfly.science.insights.rendering import write_table

    with tempfile.TemporaryDirectory() as folder:
        files = (args.first, args.second)
        sides = Sides(*(_read(args, file, Path(folder, str(place))) for place, file in enumerate(files)))
        section = compared(sides, same_people=args.same_people)
    if args.output:
        args.output.mkdir(parents=True, exist_ok=True)
        for table in section.tables:
            write_table(table, args.output)
    print(json.dumps(section.headline, indent=1) if args.json else "\n".join(lines(section)))
    return 0


def lines(section: "Section") -> list[str]:
    """Return the differences as sentences and as a table of 80 columns."""
    notes = (*section.said, *(table.note for table in section.tables))
    said = [part for sentence in notes for part in wrap(sentence, WIDTH)]
    named = {"all": "all attacks"}
    table = [f"{'second less first':<40}{'n':>13}  {'difference, 95 %':<25}"]
    cell = None
    for row in section.headline["differences"]:
        if row["cell"] != cell:
            cell = row["cell"]
            table += ["", named.get(cell, cell)]
        table.append(_line(row["figure"], f"{row['n_a']:,}, {row['n_b']:,}", row))
    table += ["", "pairs"]
    table += [
        _line(f"same {row['same']}: {row['figure']}", f"{row['n']:,}", row)
        for row in section.headline["pairs"]
    ]
    return [*said, "", *table]


def _line(what: str, n: str, row: "Row") -> str:
    value, low, high = (row[f"difference{end}"] for end in ("", "_low", "_high"))
    told = "not defined" if value is None else f"{value:+.2f}"
    ends = "" if low is None else f" ({low:+.2f} to {high:+.2f})"
    return f"  {what:<38}{n:>13}  " + f"{told}{ends}".replace("-", "−")


def _read(args: argparse.Namespace, file: Path, table: Path) -> "Attacks":
    from gadfly.science.insights.attacks import Attacks
    from gadfly.science.insights.reading import gather

    found = gather([file], table, columns=args.columns, skip_bad=args.skip_bad)
    for sentence in found.said:
        print(f"left out: {sentence}", file=sys.stderr)
    return Attacks(table, found.left_out)

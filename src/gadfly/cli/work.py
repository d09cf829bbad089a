"""`gadfly work`: the worker. It takes up what an earlier worker left, then does what is asked for."""

import argparse
from typing import Any


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("work", help="do the work in the background: scores, scorers")
    made.add_argument("--once", action="store_true", help="do what waits, then stop")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop, or until nothing waits."""
    from gadfly.cli.setting import set_up

    set_up()
    from django.core.management import call_command

    from gadfly.attacks.tasks import score_what_waits, take_up_again
    from gadfly.calling.tasks import take_up_callings
    from gadfly.findings.tasks import take_up_retests
    from gadfly.reviews.tasks import measure_what_waits

    score_what_waits()
    take_up_again()
    measure_what_waits()
    take_up_retests()
    take_up_callings()
    call_command("db_worker", interval=0.5, batch=args.once, startup_delay=False, verbosity=0)
    return 0

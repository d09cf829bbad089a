"""`gadfly applicants`: in from a table, out as a pool, drawn ones offered; letters sent; forgetting."""

import argparse
import sys
from pathlib import Path
from typing import Any

from gadfly.cli.panel import add_acts, offer, pool

KEPT_DAYS = 180


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's acts."""
    made = commands.add_parser("applicants", help="read applicants from a table, send letters, forget")
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True)
    read = acts.add_parser("import", help="read applicants from a CSV file, all or nothing")
    read.add_argument("file", type=Path, help="CSV with a head, in UTF-8")
    acts.add_parser("letters", help="send the letters that wait")
    forget = acts.add_parser("forget", help="erase what rejected applicants wrote")
    forget.add_argument(
        "--days",
        type=int,
        default=KEPT_DAYS,
        help="how long it is kept after the rejection (default: %(default)s)",
    )
    add_acts(acts)


def run(args: argparse.Namespace) -> int:
    """Do the act."""
    from gadfly.cli.setting import set_up

    set_up()
    acts = {"import": _import, "letters": _letters, "forget": _forget, "pool": _pool, "offer": offer}
    return acts[args.act](args)


def _import(args: argparse.Namespace) -> int:
    from gadfly.network.actions import import_applicants
    from gadfly.network.lines import read_lines
    from gadfly.network.queries import present_round
    from gadfly.shared.clock import now

    round_ = present_round(now())
    if round_ is None:
        print("gadfly: No round is open. A manager opens one on the network's page.", file=sys.stderr)
        return 1
    with args.file.open(encoding="utf-8-sig", newline="") as file:
        lines = list(read_lines(file))
    wrong = [line for line in lines if line.answers is None]
    for line in wrong:
        print(f"line {line.number}: {line.wrong}", file=sys.stderr)
    if wrong:
        print(
            f"gadfly: {len(wrong):,} of {len(lines):,} lines are wrong; nothing was imported.",
            file=sys.stderr,
        )
        return 1
    added = import_applicants(lines=lines, round_=round_, at=now())
    print(f"{added:,} applicants added to {round_.name}; {len(lines) - added:,} were here before.")
    return 0


def _pool(_args: argparse.Namespace) -> int:
    return pool()


def _letters(_args: argparse.Namespace) -> int:
    from gadfly.network.actions import send_letters
    from gadfly.shared.clock import now

    sent, failed = send_letters(at=now())
    print(f"{sent:,} letters sent, {failed:,} not: those wait for the next time.")
    return 1 if failed else 0


def _forget(args: argparse.Namespace) -> int:
    from gadfly.network.actions import forget
    from gadfly.shared.clock import now

    print(
        f"{forget(at=now(), kept_days=args.days):,} applications erased; their stages stay, for the counts."
    )
    return 0

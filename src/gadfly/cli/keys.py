"""`gadfly keys rotate`: a new master key, and all that is sealed sealed by it."""

import argparse
import sys
from typing import Any


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the acts."""
    made = commands.add_parser("keys", help="change the master key that seals endpoints' keys")
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("rotate", help="make a new master key and seal every key by it")


def run(_args: argparse.Namespace) -> int:
    """Rotate; return 1 when a key does not open, which then has to be entered again."""
    from gadfly.cli.setting import set_up

    set_up()
    from django.conf import settings

    from gadfly.campaigns.actions import reseal_keys
    from gadfly.shared.sealed import rotation
    from gadfly.wellbeing.actions import reseal

    with rotation() as fresh:
        done, lost = reseal_keys(by=fresh)
        kept, unread = reseal(by=fresh)
    print(f"{done} key{' is' if done == 1 else 's are'} sealed by the new master key.")
    if kept:
        print(f"{kept} sealed note{'' if kept == 1 else 's'} and alarms, too.")
    if settings.MASTER_KEY:
        print("Only the first key in GADFLY_MASTER_KEY is needed now, and no master.key: take the rest away.")
    for name in lost:
        print(f"gadfly: the key of {name} does not open. Enter it again.", file=sys.stderr)
    if unread:
        print(f"gadfly: {unread} check-ins or alarms do not open with any key at hand.", file=sys.stderr)
    return 1 if lost or unread else 0

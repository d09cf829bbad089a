"""`gadfly import FILE --campaign SLUG`: read attacks into a campaign, all or nothing."""

import argparse
import sys
from itertools import count
from pathlib import Path
from typing import Any

REPORT_EVERY = 10_000
DESCRIBED = 20
"""Records across the hard line that are named; the others are counted."""

CROSSED = "left out, it seems to be sexual content about minors, which is out of scope here"


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("import", help="read attacks from a file into a campaign")
    made.add_argument(
        "file", type=Path, help="released or native form: JSON lines or an array, plain or gzip; Parquet"
    )
    made.add_argument(
        "--campaign", required=True, metavar="SLUG", help="the campaign they join, made if there is none"
    )
    made.add_argument("--new", action="store_true", help="make it, however like another's its name is")
    made.add_argument(
        "--lead", metavar="ADDRESS", help="who leads it from now on: a lead of this installation"
    )
    made.add_argument("--skip-bad", action="store_true", help="leave out records that cannot be read")


def run(args: argparse.Namespace) -> int:
    """Check the whole file first, then import it."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.attacks.actions.importing import Imported, import_records
    from gadfly.campaigns.actions import give_seat
    from gadfly.campaigns.models import SeatRole
    from gadfly.cli.files import campaign_to_fill, lead_called, number_of, sound_records
    from gadfly.shared.clock import now

    lead = lead_called(args.lead) if args.lead else None
    bad: list[int] = []
    records = sound_records(args.file, skip_bad=args.skip_bad, bad=bad) if lead or not args.lead else None
    campaign = campaign_to_fill(args.campaign, new=args.new, at=now()) if records is not None else None
    if campaign is None or records is None:
        return 1
    if lead is not None:
        give_seat(campaign=campaign, person=lead, role=SeatRole.LEAD, at=now())
    total, said, crossed = Imported(), 0, count(1)

    def tell(place: int) -> None:
        if next(crossed) <= DESCRIBED:
            print(f"{args.file.name}, record {number_of(place, bad)}: {CROSSED}", file=sys.stderr)

    for total in import_records(campaign=campaign, records=records, at=now(), on_crossing=tell):
        if total.added + total.known - said >= REPORT_EVERY:
            said = total.added + total.known
            print(f"{said:,} read …", file=sys.stderr)
    print(f"{total.added:,} attacks added to {campaign.slug}; {total.known:,} were in Gadfly before.")
    if total.crossed:
        print(f"{total.crossed:,} left out for the hard line: a steward sees that, and not the words.")
    if not campaign.seats.filter(role=SeatRole.LEAD, left_at=None).exists():
        print("Nobody leads it, so no page shows it: --lead ADDRESS gives it a lead.", file=sys.stderr)
    return 0

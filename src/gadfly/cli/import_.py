"""`gadfly import FILE --campaign SLUG`: read attacks into a campaign, all or nothing."""

import argparse
import sys
from pathlib import Path
from typing import Any

REPORT_EVERY = 10_000


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("import", help="read attacks from a file into a campaign")
    made.add_argument(
        "file", type=Path, help="released or native form: JSON lines or an array, plain or gzip; Parquet"
    )
    made.add_argument("--campaign", required=True, metavar="SLUG", help="the campaign they join")
    made.add_argument("--skip-bad", action="store_true", help="leave out records that cannot be read")


def run(args: argparse.Namespace) -> int:
    """Check the whole file first, then import it."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.attacks.actions.importing import Imported, import_records
    from gadfly.cli.files import campaign_called, sound_records
    from gadfly.shared.clock import now

    campaign = campaign_called(args.campaign)
    records = sound_records(args.file, skip_bad=args.skip_bad) if campaign else None
    if campaign is None or records is None:
        return 1
    total, said = Imported(), 0
    for total in import_records(campaign=campaign, records=records, at=now()):
        if total.added + total.known - said >= REPORT_EVERY:
            said = total.added + total.known
            print(f"{said:,} read …", file=sys.stderr)
    print(f"{total.added:,} attacks added to {campaign.slug}; {total.known:,} were in Gadfly before.")
    return 0

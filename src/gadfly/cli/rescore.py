"""`gadfly rescore SLUG`: a campaign's archive, scored again; killed, it goes on where it stopped."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.attacks.models import Rescoring


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("rescore", help="score a campaign's attacks again, by any scorer")
    made.add_argument("campaign", metavar="SLUG", help="the campaign")
    made.add_argument(
        "--scorer", metavar="NAME", help="a registered scorer (default: the campaign's reference)"
    )


def run(args: argparse.Namespace) -> int:
    """Do the work here, in small steps, and say how far it is. Raises NotValid for an unknown scorer."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.attacks.actions.rescoring import ask_rescoring, rescore
    from gadfly.attacks.models import Progress
    from gadfly.campaigns.queries import reference_of
    from gadfly.cli.files import campaign_called
    from gadfly.shared.clock import now

    campaign = campaign_called(args.campaign)
    if campaign is None:
        return 1
    job = ask_rescoring(campaign=campaign, scorer=args.scorer or reference_of(campaign), at=now())
    told = -1
    for found in rescore(job=job.pk, at=now()):
        told = _told(found, told)
    job.refresh_from_db()
    if job.state == Progress.DONE:
        print(f"{job.done:,} attacks of {campaign.slug} have scores by {job.scorer}.")
        return 0
    print(f"gadfly: {job.error or 'another process does this work; look at it there.'}", file=sys.stderr)
    return 1


def _told(job: "Rescoring", before: int) -> int:
    """Say how far it is once a tenth; return which tenth that was."""
    tenth = 10 * job.done // max(job.total, 1)
    if tenth != before:
        print(f"{job.done:,} of {job.total:,}", file=sys.stderr, flush=True)
    return tenth

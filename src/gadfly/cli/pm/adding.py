"""`gadfly pm add DIR --key KEY`: a model that was fitted by command becomes a scorer of the site."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.science.preference import TrainedModel

UNKNOWN = (
    "What taught it is not known, so it may not measure a campaign in which a scorer chooses for an arm. "
    "Name the files it was fitted on by --pairs."
)


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    made = acts.add_parser("add", help="make a fitted model a scorer of the site")
    made.add_argument("model", type=Path, metavar="DIR", help="the folder that holds it alone, or its file")
    made.add_argument("--key", required=True, help="how its page's address calls it: letters, digits, dashes")
    made.add_argument(
        "--pairs",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="what it was fitted on, in the same order; may be repeated",
    )
    made.add_argument("--lead", metavar="ADDRESS", help="who adds it: a lead or manager of this installation")


def run(args: argparse.Namespace) -> int:
    """Look at the model and register it. Raises what looking and registering raise."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.campaigns.actions import add_scorer
    from gadfly.campaigns.models import Origin
    from gadfly.cli.files import lead_called
    from gadfly.science.preference.entering import entering
    from gadfly.shared.clock import now

    lead = lead_called(args.lead) if args.lead else None
    if args.lead and lead is None:
        return 1
    brought = entering(args.model)
    teachers = _teachers(brought.model, args.pairs)
    row = add_scorer(brought=brought, key=args.key, teachers=teachers, by=lead, at=now())
    print(f"{row.name} is a scorer of this site: /scorers/{row.key}/")
    for lesson in row.lessons.select_related("campaign").order_by("pk"):
        print(f"Taught by {lesson.pairs:,} pairs of {lesson.campaign.slug}.")
    if row.origin == Origin.UNKNOWN:
        print(UNKNOWN, file=sys.stderr)
    return 0


def _teachers(model: "TrainedModel", files: list[Path]) -> Mapping[str, int] | None:
    from gadfly.science.preference.entering import is_public, told_by

    if files:
        return told_by(model, files)
    return {} if is_public(model) else None

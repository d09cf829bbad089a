"""`gadfly plan SLUG`: a campaign's design as it stands, and each attack drawn again from the seed."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.attacks.plan import Plan

MOST_NAMED = 10
"""Attacks that are named where they do not match; JSON names all."""


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("plan", help="print a campaign's design, and draw its assignment again")
    made.add_argument("campaign", metavar="SLUG", help="the campaign")
    made.add_argument("--terms", type=int, help="which version of the terms (default: the one in force)")
    made.add_argument("--person", type=int, help="print what this person's first attacks are drawn on")
    made.add_argument("--first", type=int, default=10, help="how many of them (default: %(default)s)")
    made.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the plan; exit 1 when an attack is not as the seed says."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.attacks.plan import ahead, plan_of
    from gadfly.campaigns.queries import newest_terms
    from gadfly.cli.files import campaign_called

    campaign = campaign_called(args.campaign)
    if campaign is None:
        return 1
    terms = campaign.terms or newest_terms(campaign)
    if args.terms is not None:
        found = campaign.versions.filter(number=args.terms, imported=False).first()
        if found is None:
            print(f"gadfly: {campaign.slug} has no version {args.terms} of its terms.", file=sys.stderr)
            return 1
        terms = found
    if not terms.arms.exists():
        print(f"gadfly: {campaign.slug} has no arms yet. Lay its design out first.", file=sys.stderr)
        return 1
    if args.person is not None:
        drawn = ahead(terms, args.person, args.first)
        said = [
            f"{place:>4}  {one.arm}, probability {one.probability:.3f}" for place, one in enumerate(drawn)
        ]
        print(json.dumps([one._asdict() for one in drawn], indent=1) if args.json else "\n".join(said))
        return 0
    plan = plan_of(terms)
    print(json.dumps(asdict(plan), indent=1) if args.json else "\n".join(_lines(plan)))
    return 1 if plan.strays else 0


def _lines(plan: "Plan") -> list[str]:
    """Return the plan as a person reads it."""
    arms = [
        f"  {arm.name}: weight {arm.weight}, {'no quota' if arm.quota is None else f'quota {arm.quota}'},"
        f" {arm.begun} begun, {arm.ended} ended"
        for arm in plan.arms
    ]
    people = [
        f"  person {one.person} ({one.member}): {' + '.join(map(str, one.begun))}, off by {one.off:.1f}"
        for one in plan.people
    ]
    return [
        f"{plan.campaign}, version {plan.terms} of the terms, seed {plan.seed}",
        "Arms:",
        *arms,
        "People, with their attacks on each arm, and how far the furthest arm is from its share:",
        *(people or ["  nobody yet"]),
        *_verdict(plan),
    ]


def _verdict(plan: "Plan") -> list[str]:
    drawn = f"{plan.attacks:,} attack{'s' if plan.attacks != 1 else ''} drawn again from the seed"
    if not plan.strays:
        return [f"{drawn}: all match."]
    named = [f"  {stray.key}: {stray.differs}" for stray in plan.strays[:MOST_NAMED]]
    return [f"{drawn}: {len(plan.strays):,} do not match. Somebody changed what is stored:", *named]

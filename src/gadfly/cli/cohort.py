"""`gadfly cohort POOL.csv --quotas QUOTAS.csv -k K --seed S`: a panel by lottery, drawn again by anyone."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.science.selection import Drawn, Lottery


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("cohort", help="draw a panel by a lottery that anyone can draw again")
    made.add_argument("pool", type=Path, metavar="POOL", help="CSV: id, and one column a feature")
    made.add_argument("--quotas", type=Path, required=True, help="CSV: feature, value, min, max")
    made.add_argument("-k", "--size", type=int, required=True, help="how many people to draw")
    made.add_argument("--seed", required=True, help="what chance comes from; commit to it before")
    made.add_argument(
        "--commit", action="store_true", help="print the lottery and the seed's commitment only"
    )
    made.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: argparse.Namespace) -> int:
    """Print who was drawn and everybody's probability, or what stands in the way."""
    from gadfly.science.selection import SelectionError, draw, lottery_of, pool_of
    from gadfly.science.selection.reading import read_people, read_quotas

    try:
        people = read_people(args.pool)
        lottery = lottery_of(pool_of(people, read_quotas(args.quotas, people), args.size))
    except SelectionError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 1
    drawn = draw(lottery, args.seed)
    if args.json:
        print(json.dumps(_json(lottery, drawn, chosen=not args.commit), indent=1))
    else:
        print("\n".join(_lines(lottery, drawn, chosen=not args.commit)))
    return 0


def _json(lottery: "Lottery", drawn: "Drawn", *, chosen: bool) -> dict[str, Any]:
    found = {
        "probabilities": lottery.probabilities,
        "min_probability": lottery.min_probability,
        "bound": lottery.bound,
        "impossible": lottery.impossible,
        "complete": lottery.complete,
        "panels": len(lottery.panels),
        "fingerprint": drawn.fingerprint,
        "commitment": drawn.commitment,
    }
    return {"chosen": drawn.chosen, "lot": drawn.lot, **found} if chosen else found


def _lines(lottery: "Lottery", drawn: "Drawn", *, chosen: bool) -> list[str]:
    chances = lottery.probabilities
    said = [
        f"{lottery.pool.size} of {len(chances):,} people, by a lottery over {len(lottery.panels):,} panels.",
        f"Smallest probability: {100 * lottery.min_probability:.3f} %; no lottery can give more than",
        f"{100 * lottery.bound:.3f} %.",
    ]
    if lottery.impossible:
        said.append(f"{len(lottery.impossible)} people are on no panel that meets the quotas, first of all")
        said.append(f"{lottery.impossible[0]}.")
    said += ["Fingerprint of the lottery:", drawn.fingerprint, "Commitment to the seed:", drawn.commitment]
    if not chosen:
        return said
    return [*said, "", "Drawn, with the probability of each:"] + [
        f"{name[:66]:<66} {100 * chances[name]:>9.3f} %" for name in drawn.chosen
    ]

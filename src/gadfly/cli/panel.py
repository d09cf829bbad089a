"""A panel drawn from applicants: out as a pool for `gadfly cohort`, back as offers to those drawn."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.network.models import Application


def add_acts(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the acts to `gadfly applicants`."""
    acts.add_parser("pool", help="print who waits for the decision as a pool to draw from")
    offer = acts.add_parser("offer", help="offer a place to everybody a lottery has drawn")
    offer.add_argument("drawn", type=Path, metavar="DRAWN", help="what gadfly cohort --json printed")
    offer.add_argument("--by", required=True, metavar="ADDRESS", help="the manager who decides")


def pool() -> int:
    """Print the pool as CSV."""
    from gadfly.network.queries import POOL_COLUMNS, pool_rows
    from gadfly.shared.csvout import csv_pieces

    for piece in csv_pieces(POOL_COLUMNS, pool_rows()):
        sys.stdout.write(piece.decode())
    return 0


def offer(args: argparse.Namespace) -> int:
    """Offer a place to each of those drawn, or to nobody where one of them cannot be offered one."""
    from gadfly.network.actions import decide
    from gadfly.people.queries import person_with
    from gadfly.shared.clock import now

    manager = person_with(args.by)
    if manager is None or not manager.may_run_network:
        return _wrong(f"{args.by} is not the address of a manager here.")
    try:
        told = json.loads(args.drawn.read_text(encoding="utf-8"))
        chances = {key: told["probabilities"][key] for key in told["chosen"]}
        lottery = str(told["fingerprint"])[:16]
    except (OSError, ValueError, KeyError, TypeError):
        return _wrong(f"{args.drawn} is not what gadfly cohort --json prints once it has drawn.")
    rows = {key: row for key in chances if (row := _waiting(key.removeprefix("'")))}
    if len(rows) < len(chances):
        gone = len(chances) - len(rows)
        return _wrong(
            f"{gone} of {len(chances)} do not wait for the decision, so nobody was offered a place."
        )
    for key, row in rows.items():
        reason = f"drawn by lottery {lottery}, probability {chances[key]:.4f}"
        decide(application=row, to="offered", actor=manager, reason=reason, at=now())
    print(f"{len(rows):,} were offered a place; the letters wait.")
    return 0


def _waiting(key: str) -> "Application | None":
    """Return the application if a place can be offered, or was already."""
    from gadfly.network.models import Application, Stage

    return Application.objects.filter(key=key, stage__in=(Stage.DECISION, Stage.OFFERED)).first()


def _wrong(sentence: str) -> int:
    print(f"gadfly: {sentence}", file=sys.stderr)
    return 1

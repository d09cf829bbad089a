"""`gadfly pm eval --pairs FILE`: how well a model tells pairs or judged texts that it never saw."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gadfly.cli.chance import seed
from gadfly.cli.pm import outside
from gadfly.cli.pm.which import add_option, model_called

if TYPE_CHECKING:
    from numpy.random import Generator

    from gadfly.science.preference import PreferenceModel, TrainedModel
    from gadfly.science.preference.external import Labelled
    from gadfly.science.preference.forging import Forgeries
    from gadfly.science.preference.pairs import Pair
    from gadfly.science.preference.refusing import Refusals
    from gadfly.science.preference.told import Told


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    made = acts.add_parser("eval", help="measure a model on pairs or texts that it never saw")
    made.add_argument("--pairs", action="append", type=Path, default=[], metavar="FILE", help="as for fit")
    made.add_argument(
        "--helpful",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="pairs of which “chosen” is the more helpful",
    )
    made.add_argument(
        "--forged",
        action="store_true",
        help="also say how far forged verdicts move scores",
    )
    outside.add_options(made)
    made.add_argument("--seed", type=seed, default=0, help="for the intervals (default: %(default)s)")
    made.add_argument("--json", action="store_true", help="print the figures as JSON")
    add_option(made)


def run(args: argparse.Namespace) -> int:
    """Print the figures. Raises what reading raises."""
    import numpy as np

    if not (args.pairs or args.helpful or args.labelled or args.prompts):
        print("gadfly: name a file: --pairs, --helpful, --labelled or --prompts.", file=sys.stderr)
        return 2
    if args.forged and not (args.pairs or args.helpful):
        print("gadfly: forged verdicts are put behind replies: name --pairs, too.", file=sys.stderr)
        return 2
    model, rng = model_called(args.pm), np.random.default_rng(args.seed)
    found = _found(args, model, rng)
    if args.json:
        print(json.dumps({"scorer": model.scorer} | _json(found), indent=1))
    else:
        print("\n".join([model.scorer, *_lines(found)]))
    return 0


class Found(NamedTuple):
    """What was asked for, None where it was not."""

    told: "Told | None"
    moved: "Forgeries | None"
    refused: "Refusals | None"
    apart: "Labelled | None"


def _found(args: argparse.Namespace, model: "TrainedModel", rng: "Generator") -> Found:
    pairs = _pairs(args, model) if args.pairs or args.helpful else []
    return Found(
        told=_told(model, pairs, rng) if pairs else None,
        moved=_moved(model, pairs, rng) if args.forged and pairs else None,
        refused=_refused(args.prompts, model, rng) if args.prompts else None,
        apart=outside.labelled(args, model, rng) if args.labelled else None,
    )


def _pairs(args: argparse.Namespace, model: "TrainedModel") -> "list[Pair]":
    from gadfly.science.preference.pairs import Kind, PairError
    from gadfly.science.preference.pairs.reading import fingerprint_of, read_pairs

    files = [
        *((path, Kind.HARMLESS) for path in args.pairs),
        *((path, Kind.HELPFUL) for path in args.helpful),
    ]
    pairs = [pair for path, kind in files for pair in read_pairs(path, kind)]
    if not pairs:
        raise PairError("There are no pairs to measure on.")
    if model.reference.sha256 in {fingerprint_of([path]) for path, _ in files}:
        print("gadfly: the model was made from these pairs; the figures flatter it.", file=sys.stderr)
    return pairs


def _told(model: "PreferenceModel", pairs: "list[Pair]", rng: "Generator") -> "Told":
    from gadfly.science.preference.told import margins_of, told

    return told(pairs, margins_of(model, pairs), rng=rng)


def _moved(model: "PreferenceModel", pairs: "list[Pair]", rng: "Generator") -> "Forgeries":
    from gadfly.science.preference.forging import FORGED, drift

    return drift(model, [pair.replies[0] for pair in pairs[: len(FORGED)]], rng=rng)


def _refused(path: Path, model: "PreferenceModel", rng: "Generator") -> "Refusals":
    from gadfly.science.preference.refusing import refusals

    return refusals(model, outside.prompts(path), rng=rng)


def _json(found: Found) -> dict[str, Any]:
    from gadfly.science.preference import report

    figures: dict[str, Any] = report.json_of(found.told) if found.told else {}
    if found.moved:
        figures["forged"] = report.json_of_forgeries(found.moved)
    if found.refused:
        figures["over_refusal"] = report.json_of_refusals(found.refused)
    if found.apart:
        figures["labelled"] = report.json_of_labels(found.apart)
    return figures


def _lines(found: Found) -> Iterator[str]:
    from gadfly.science.preference import report

    if found.told:
        yield from ("", *report.lines_of(found.told))
    if found.moved:
        yield from report.lines_of_forgeries(found.moved)
    if found.refused:
        yield from ("", *report.lines_of_refusals(found.refused))
    if found.apart:
        yield from ("", *report.lines_of_labels(found.apart))

"""`gadfly pm fit FILE… -o DIR`: pairs to a model, and a card that says how good it is."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gadfly.cli.chance import seed
from gadfly.cli.learning import first
from gadfly.cli.pm import outside

if TYPE_CHECKING:
    from numpy.random import Generator

    from gadfly.science.preference import TrainedModel
    from gadfly.science.preference.card import Elsewhere
    from gadfly.science.preference.measure import Measures
    from gadfly.science.preference.pairs import Pair


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    made = acts.add_parser("fit", help="make a model of pairs of replies, and measure it")
    made.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="pairs (“chosen” is the less harmful) as JSON lines, CSV or Parquet, or exported attacks",
    )
    made.add_argument(
        "--helpful",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="pairs of which “chosen” is the more helpful; may be repeated",
    )
    made.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="where the model and its card go"
    )
    made.add_argument("--kind", default="light", help="what kind of model (default: %(default)s)")
    made.add_argument(
        "--name", default="pm-1", type=_name, help="letters, digits and dashes (default: %(default)s)"
    )
    made.add_argument("--seed", type=seed, default=0, help="for the splits (default: %(default)s)")
    made.add_argument(
        "--harmless-weight",
        type=_weight,
        default=1.0,
        metavar="X",
        help="how much a harmless pair counts beside a helpful one (default: %(default)s)",
    )
    made.add_argument(
        "--by-strength", action="store_true", help="let a pick count the more the surer the person was"
    )
    made.add_argument(
        "--with",
        action="append",
        dest="options",
        type=_option,
        default=[],
        metavar="KEY=VALUE",
        help="an option of the kind; may be repeated",
    )
    made.add_argument(
        "--half",
        type=int,
        choices=(1, 2),
        help="learn from one half of the first human messages only; the other half is its twin's",
    )
    outside.add_options(made)
    made.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Fit, measure, write and report. Raises what reading, fitting and writing raise."""
    import numpy as np

    from gadfly.science.preference.card import card
    from gadfly.science.preference.kinds import KINDS, TrainingError, fit
    from gadfly.science.preference.pairs.reading import fingerprint_of
    from gadfly.science.preference.refusing import OWN
    from gadfly.science.preference.store import card_of, save

    paths = [*args.files, *args.helpful]
    if not paths:
        raise TrainingError("Name at least one file of pairs.")
    if args.kind not in KINDS:
        raise TrainingError(f"There is no kind “{args.kind}”; there are: {', '.join(KINDS)}.")
    args.output.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(args.seed)
    fitted = fit(
        _pairs(args),
        args.kind,
        rng=rng,
        name=args.name,
        sha256=fingerprint_of(paths),
        prompts=outside.prompts(args.prompts) if args.prompts else OWN,
        **dict(args.options),
    )
    elsewhere = _elsewhere(args, fitted.model, rng)
    if not first():  # under `accelerate launch` all fit and the first one writes
        return 0
    path = save(fitted.model, args.output)
    page = card_of(path)
    told = card(fitted.model, fitted.measures, args.seed, elsewhere=elsewhere)
    page.write_text(told + _of_half(args), encoding="utf-8")
    _report(args, Made(*fitted, elsewhere), path, page)
    return 0


class Made(NamedTuple):
    """A model, what its pairs told, and what judged texts told where there are some."""

    model: "TrainedModel"
    measures: "Measures"
    elsewhere: "Elsewhere | None"


def _elsewhere(args: argparse.Namespace, model: "TrainedModel", rng: "Generator") -> "Elsewhere | None":
    from gadfly.science.preference.card import Elsewhere

    if not args.labelled:
        return None
    return Elsewhere(args.labelled.name, outside.labelled(args, model, rng))


def _pairs(args: argparse.Namespace) -> "list[Pair]":
    from gadfly.science.preference.pairs import Kind
    from gadfly.science.preference.pairs.reading import read_pairs
    from gadfly.science.preference.pairs.weighing import weighed

    files = [
        *((path, Kind.HARMLESS) for path in args.files),
        *((path, Kind.HELPFUL) for path in args.helpful),
    ]
    read = [pair for path, kind in files for pair in read_pairs(path, kind)]
    kept = _halved(read, args.half, args.seed) if args.half else read
    return list(weighed(kept, {Kind.HARMLESS: args.harmless_weight}, by_strength=args.by_strength))


def _halved(pairs: "list[Pair]", half: int, seed: int) -> "list[Pair]":
    """Return one half of the pairs; what hangs together stays in one of them, whichever is asked for."""
    import numpy as np

    from gadfly.science.preference.pairs.splits import halves

    return halves(pairs, np.random.default_rng(seed))[half - 1]


def _of_half(args: argparse.Namespace) -> str:
    """Return what the card says of the half, if it was one: two models judge apart only if they learnt so."""
    if not args.half:
        return ""
    return (
        f"\n## Its twin\n\nIt learnt from half {args.half} of the pairs, split by first human message with "
        f"seed {args.seed};\nthe other half is for its twin. What one of the two ranks or rewards, "
        "the other may measure.\n"
    )


def _report(args: argparse.Namespace, made: Made, path: Path, page: Path) -> None:
    from gadfly.science.preference import report

    model, found, elsewhere = made
    if args.json:
        figures = report.json_of_fit(found)
        if elsewhere:
            figures["labelled"] = report.json_of_labels(elsewhere.found)
        where = {"scorer": model.scorer, "model": str(path), "card": str(page)}
        print(json.dumps(where | figures, indent=1))
        return
    told = found.told
    print(f"{model.scorer}: {told.overall.model.n:,} pairs, {told.messages:,} first messages\n")
    print("\n".join(report.lines_of_fit(found)))
    if elsewhere:
        print("\n".join(["", *report.lines_of_labels(elsewhere.found)]))
    print(f"\nWritten: {path}\n         {page}")


def _name(text: str) -> str:
    """Return a model's name, if it is one that can name a file."""
    if not text.replace("-", "").isalnum() or not text.isascii():
        raise argparse.ArgumentTypeError("letters, digits and dashes only")
    return text


def _weight(text: str) -> float:
    weight = float(text)
    if not 0 < weight < float("inf"):
        raise argparse.ArgumentTypeError("a number above 0")
    return weight


def _option(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key.isidentifier() and equals):
        raise argparse.ArgumentTypeError("a key, an equals sign and a value")
    return key, value

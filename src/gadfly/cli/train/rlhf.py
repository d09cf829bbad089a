"""`gadfly train rlhf FILE… -o DIR`: a language model learns what a preference model likes."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gadfly.cli.learning import first
from gadfly.cli.train import options

if TYPE_CHECKING:
    from gadfly.science.policy.heldout import Twins
    from gadfly.science.preference import TrainedModel


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    made = acts.add_parser("rlhf", help="teach a language model by a preference model's reward")
    made.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="attacks, pairs or prompts: JSON, Parquet, CSV"
    )
    made.add_argument("--pm", metavar="MODEL", help="the scorer that rewards (default: a shipped twin)")
    made.add_argument(
        "--pairs",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="make both scorers, each of one half of these pairs; may be repeated",
    )
    made.add_argument("--kind", default="light", help="of the scorers made of pairs (default: %(default)s)")
    made.add_argument(
        "--replies", type=int, default=4, metavar="N", help="to each prompt of a step (default: %(default)s)"
    )
    options.add_options(made, beta=0.001, batch=8)


def run(args: argparse.Namespace) -> int:
    """Teach. Raises what reading, fitting and teaching raise."""
    options.check_torch()
    from gadfly.science.policy.heldout import Twins
    from gadfly.science.policy.prompts import openings
    from gadfly.science.preference import store

    base = options.base_of(args)
    prompts = options.asked(args, [text for path in args.files for text in openings(path, args.columns)])
    made = _made(args) if args.pairs else ()
    twins = Twins(*made) if made else _named(args)
    files = [*args.files, *args.pairs]
    found = options.run_of(
        args, base, files, method="rlhf", replies=args.replies, test_pm=twins.test.scorer,
        train_pm=twins.train.scorer if twins.train else "",
    )  # fmt: skip

    def learner() -> Any:  # noqa: ANN401 -- knows torch
        from gadfly.science.policy.teaching.loading import policy
        from gadfly.science.policy.teaching.rewarded import rewarded

        return rewarded(found, policy(base), prompts.teach, twins, args.output, options.told_of(found))

    done = options.carry_out(args, found, prompts, twins, learner)
    if first():
        for model in made:
            store.save(model, args.output)
    return done


def _named(args: argparse.Namespace) -> "Twins":
    """Return the two scorers that are named, or the twins that ship."""
    from gadfly.cli.pm.which import model_called
    from gadfly.science.policy import PolicyError
    from gadfly.science.policy.heldout import Twins
    from gadfly.science.preference.store import JUDGES, RANKS

    twins = Twins(model_called(args.pm or RANKS), model_called(args.test_pm or JUDGES))
    if twins.train is not None and twins.train.scorer == twins.test.scorer:
        raise PolicyError("The scorer that rewards cannot watch itself: name another one with --test-pm.")
    return twins


def _made(args: argparse.Namespace) -> "tuple[TrainedModel, TrainedModel]":
    """Return twins, each of one half of the pairs."""
    import numpy as np

    from gadfly.science.policy import PolicyError
    from gadfly.science.preference.kinds import KINDS, TrainingError, fit_unmeasured
    from gadfly.science.preference.pairs.reading import read_pairs
    from gadfly.science.preference.pairs.splits import halves

    if args.pm or args.test_pm:
        raise PolicyError("--pairs makes both scorers: leave out --pm and --test-pm, or leave out --pairs.")
    if args.kind not in KINDS:
        raise TrainingError(f"There is no kind “{args.kind}”; there are: {', '.join(KINDS)}.")
    rng = np.random.default_rng(args.seed)
    pairs = [pair for path in args.pairs for pair in read_pairs(path) if pair.sure]
    first, second = halves(pairs, rng)
    train = fit_unmeasured(first, args.kind, rng=rng, name="train-pm")
    return train, fit_unmeasured(second, args.kind, rng=rng, name="test-pm")

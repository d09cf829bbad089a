"""`gadfly train dpo FILE… -o DIR`: a language model learns from pairs at once, without a reward."""

import argparse
from pathlib import Path
from typing import Any

from gadfly.cli.train import options


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Say what the act takes."""
    made = acts.add_parser("dpo", help="teach a language model by pairs, the cheap way")
    made.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="pairs, or exported attacks with picks"
    )
    options.add_options(made, beta=0.1, batch=8)


def run(args: argparse.Namespace) -> int:
    """Teach with one half of the pairs; the other half watches. Raises what reading and teaching raise."""
    options.check_torch()
    import numpy as np

    from gadfly.cli.pm.which import model_called
    from gadfly.science.policy.heldout import Twins
    from gadfly.science.policy.prompts import first_turn
    from gadfly.science.preference.kinds import fit_unmeasured
    from gadfly.science.preference.pairs.reading import read_pairs
    from gadfly.science.preference.pairs.splits import halves

    base, rng = options.base_of(args), np.random.default_rng(args.seed)
    pairs = [pair for path in args.files for pair in read_pairs(path) if pair.sure]
    first, second = halves(pairs, rng)
    prompts = options.asked(args, [first_turn(pair) for pair in second])
    watches = model_called(args.test_pm) if args.test_pm else fit_unmeasured(second, rng=rng, name="test-pm")
    found = options.run_of(args, base, args.files, method="dpo", test_pm=watches.scorer)

    def learner() -> Any:  # noqa: ANN401 -- knows torch
        from gadfly.science.policy.teaching.loading import policy
        from gadfly.science.policy.teaching.preferring import preferring

        return preferring(found, policy(base), first, args.output, options.told_of(found))

    return options.carry_out(args, found, prompts, Twins(None, watches), learner)

"""What `gadfly train rlhf` and `dpo` share: which model, which prompts, how it is taught, what is told."""

import argparse
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gadfly.cli.chance import seed
from gadfly.cli.datasets import columns
from gadfly.cli.learning import first

if TYPE_CHECKING:
    from gadfly.science.policy.course import Learner, Outcome
    from gadfly.science.policy.heldout import Twins
    from gadfly.science.policy.prompts import Mixed
    from gadfly.science.policy.records import Step
    from gadfly.science.policy.run import Run

NEEDED = ("torch", "transformers", "trl", "peft", "datasets", "accelerate", "gguf")
MISSING = (
    "Teaching a policy needs torch and its companions, which Gadfly does without: make train, or "
    "pip install 'gadfly[train]'"
)


def add_options(made: Any, *, beta: float, batch: int) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add them; `beta` and `batch` are the method's own defaults."""
    made.add_argument("--model", type=Path, metavar="MODEL", help="a GGUF file or a Hugging Face folder")
    made.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where all goes")
    made.add_argument("--test-pm", metavar="MODEL", help="the scorer that only watches")
    made.add_argument(
        "--benign", action="append", type=Path, default=[], metavar="FILE", help="benign prompts"
    )
    made.add_argument(
        "--benign-share", type=float, default=0.5, metavar="X", help="of all prompts (default: %(default)s)"
    )
    made.add_argument(
        "--columns", type=columns, default={}, metavar="OURS=THEIRS,…", help="which column is what"
    )
    for name, default, means in (
        ("steps", 200, "how many"),
        ("batch", batch, "prompts or pairs in a step, in each process"),
        ("tokens", 128, "of a reply, at most"),
        ("rank", 16, "of the low-rank additions"),
        ("held-out", 64, "prompts that are asked before and after only"),
        ("save-every", 50, "steps between checkpoints"),
    ):
        made.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=f"{means} (default: %(default)s)"
        )
    made.add_argument(
        "--rate", type=float, default=1e-4, metavar="X", help="of learning (default: %(default)s)"
    )
    made.add_argument(
        "--beta", type=float, default=beta, metavar="X", help="weight of the distance (default: %(default)s)"
    )
    made.add_argument("--seed", type=seed, default=0, help="for chance (default: %(default)s)")
    made.add_argument("--resume", action="store_true", help="go on from the last checkpoint in DIR")
    made.add_argument("--gguf", action="store_true", help="also write policy.gguf, for llama.cpp")
    made.add_argument("--json", action="store_true", help="print what came of it as JSON")


def base_of(args: argparse.Namespace) -> Path:
    """Return the starting policy: the model that is named, or the small one that was pulled."""
    from gadfly.science.policy import PolicyError
    from gadfly.science.weights import SMOLLM2
    from gadfly.site.environment import data_dir

    base: Path = args.model or SMOLLM2.path(data_dir() / "models")
    if not base.exists():
        raise PolicyError(f"There is no language model at {base}. Fetch the small one: gadfly pull")
    if args.gguf and not base.is_file():
        raise PolicyError("--gguf merges into a GGUF file: name one with --model, or serve the adapter.")
    return base


def asked(args: argparse.Namespace, attacks: Sequence[str]) -> "Mixed":
    """Return the prompts: those of attacks, mixed with benign ones from files."""
    import numpy as np

    from gadfly.science.policy.prompts import mixed, openings

    benign = [text for path in args.benign for text in openings(path, {})]
    return mixed(
        attacks,
        benign,
        share=args.benign_share if args.benign else 0.0,
        held_out=args.held_out,
        rng=np.random.default_rng(args.seed),
    )


def run_of(args: argparse.Namespace, base: Path, files: Sequence[Path], **more: Any) -> "Run":  # noqa: ANN401 -- the method's own
    """Return the run that is asked for. Raises PolicyError."""
    from gadfly.science.policy.run import Run, weights_sha256
    from gadfly.science.preference.pairs.reading import fingerprint_of

    same = ("steps", "batch", "tokens", "beta", "rate", "rank", "held_out", "save_every", "seed")
    return Run(
        base=base.name,
        base_sha256=weights_sha256(base),
        data_sha256=fingerprint_of([*files, *args.benign]),
        benign_share=args.benign_share if args.benign else 0.0,
        **{name: getattr(args, name) for name in same},
        **more,
    )


def check_torch() -> None:
    """Raise PolicyError where nothing can be taught."""
    from gadfly.science.policy import PolicyError

    if any(find_spec(name) is None for name in NEEDED):
        raise PolicyError(MISSING)


def carry_out(
    args: argparse.Namespace, run: "Run", prompts: "Mixed", twins: "Twins", learner: "Callable[[], Learner]"
) -> int:
    """Teach, measure, write, and tell what came of it; under `accelerate launch` the first process tells."""
    import numpy as np

    from gadfly.science.policy.course import ADAPTER, follow
    from gadfly.science.policy.run import begin

    if first():
        begin(run, args.output, resume=args.resume)
    rng = np.random.default_rng(args.seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's companions warn of each other
        taught = learner()
        outcome = follow(run, taught, prompts, twins, args.output, resume=args.resume, rng=rng)
    if not taught.first:
        return 0
    if args.gguf:
        from gadfly.science.policy.teaching.merging import merge

        merge(base_of(args), args.output / ADAPTER, args.output / "policy.gguf")
    tell(args, run, outcome)
    return 0


def told_of(run: "Run") -> "Callable[[Step], None]":
    """Return what tells of each step while it learns."""

    def tell_step(step: "Step") -> None:
        known = {"score": step.train, "its twin's": step.test, "nats": step.kl, "loss": step.loss}
        said = ", ".join(f"{name} {value:.3f}" for name, value in known.items() if value is not None)
        print(f"step {step.step} of {run.steps}: {said}", file=sys.stderr)

    return tell_step


def tell(args: argparse.Namespace, run: "Run", outcome: "Outcome") -> None:
    """Print what came of it."""
    if args.json:
        found = {
            "steps": outcome.steps,
            "warns": outcome.watch.warns,
            "watch": outcome.watch.sentence,
            "gains": [
                {"name": one.name}
                | {side: getattr(one, side)._asdict() for side in ("before", "after", "gain")}
                for one in outcome.gains
            ],
            "card": str(outcome.card),
        }
        print(json.dumps({"run": asdict(run)} | found, indent=1))
        return
    print(f"{run.base}: {outcome.steps:,} steps\n")
    print(f"{'of held-out replies, 95 % interval':<38}{'n':>5}{'before':>8}{'gain':>24}")
    for one in outcome.gains:
        if one.gain.n:
            print(f"{one.name:<38}{one.gain.n:>5}{one.before.value:>8.3f}{one.gain!s:>24}")
    print(f"\n{outcome.watch.sentence}\n\nWritten: {outcome.card}")

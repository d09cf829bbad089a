"""A run: what is taught, by what and how. It is frozen, and lies as `run.json` beside what came of it.

Whoever resumes a run brings the same one; only the number of steps may grow.
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gadfly.science.gguf import sha256_of
from gadfly.science.policy import PolicyError
from gadfly.science.preference.pairs.reading import fingerprint_of

FILE = "run.json"
METHODS = ("rlhf", "dpo")
_MAY_GROW = "steps"
_FEWEST = 2
"""Replies to a prompt: one is measured against the others."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is taught, and how.

    `base` names the starting policy, `base_sha256` its weights, `data_sha256` the files of prompts or
    pairs. `train_pm` is the scorer whose score is the reward (of DPO: none), `test_pm` its twin.
    A step is `batch` prompts with `replies` each, or `batch` pairs, in each process; a reply has at
    most `tokens`. `beta` weighs the distance from the starting policy, in nats. `rank` is that of
    the low-rank additions. `benign_share` is what was wished for.
    """

    method: str
    base: str
    base_sha256: str
    data_sha256: str
    test_pm: str
    train_pm: str = ""
    steps: int = 200
    batch: int = 8
    replies: int = 4
    tokens: int = 128
    beta: float = 0.001
    rate: float = 1e-4
    rank: int = 16
    benign_share: float = 0.0
    held_out: int = 64
    save_every: int = 50
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise PolicyError for what no run can be."""
        counts = ("steps", "batch", "tokens", "rank", "held_out", "save_every")
        wrong = [name for name in counts if getattr(self, name) < 1]
        if self.replies < _FEWEST:
            raise PolicyError("Each prompt needs 2 replies or more: they are measured against each other.")
        if wrong:
            raise PolicyError(f"--{wrong[0].replace('_', '-')} must be 1 or more.")
        if not 0 < self.rate < 1 or not 0 <= self.beta < float("inf"):
            raise PolicyError("--rate must lie between 0 and 1, and --beta must be 0 or more.")
        if not 0 <= self.benign_share <= 1:
            raise PolicyError("--benign-share must lie between 0 and 1.")

    def save(self, folder: Path) -> None:
        """Write the run into `folder`."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Run | None:
    """Return the run that `folder` holds, None where it holds none. Raises PolicyError."""
    try:
        return Run(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (TypeError, ValueError) as error:
        raise PolicyError(f"{folder / FILE} is no run of Gadfly. Name another folder.") from error


def begin(run: Run, folder: Path, *, resume: bool) -> None:
    """Write `run` into `folder`, or see that it goes on with the one there. Raises PolicyError."""
    there = read(folder)
    if there is None and resume:
        raise PolicyError(f"There is no run in {folder} to resume. Begin it without --resume.")
    if there is not None and not resume:
        raise PolicyError(f"{folder} holds a run already. Go on with it by --resume, or name another folder.")
    if there is not None:
        _same(run, there)
    folder.mkdir(parents=True, exist_ok=True)
    run.save(folder)


def _same(run: Run, there: Run) -> None:
    other = [
        field.name
        for field in fields(Run)
        if field.name != _MAY_GROW and getattr(run, field.name) != getattr(there, field.name)
    ]
    if other:
        raise PolicyError(
            f"The run that lies there had another {other[0].replace('_', ' ')}: {getattr(there, other[0])}, "
            f"not {getattr(run, other[0])}. Resume it as it was; only --steps may grow."
        )
    if run.steps < there.steps:
        raise PolicyError(f"The run that lies there has {there.steps} steps: --steps may grow, not shrink.")


def weights_sha256(base: Path) -> str:
    """Return the SHA-256 of a GGUF file; of a folder, that of its weights' and settings' together.

    Raises PolicyError where there is neither.
    """
    if base.is_file():
        return sha256_of(base)
    weights, settings = sorted(base.glob("*.safetensors")), base / "config.json"
    if not (weights and settings.is_file()):
        raise PolicyError(
            f"{base} is no language model: name a GGUF file, or a folder with config.json and *.safetensors."
        )
    return fingerprint_of([settings, *weights])

"""What each step came to: a line of JSON for each, written when the step is done.

A run that is resumed forgets the lines after its checkpoint, since it takes those steps again.
Missing is null, never zero.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gadfly.science.policy import PolicyError

FILE = "steps.jsonl"

Known = float | None


@dataclass(frozen=True, slots=True)
class Step:
    """What a step came to; what its method does not know is None.

    `train` and `test` are the mean scores of the step's replies by the scorer that rewards and by its
    twin. `kl` is the distance from the starting policy, in nats for a reply. `tokens` is a
    reply's mean length, `cut` the share that reached the bound, `unscored` replies without a reward.
    Of DPO: `loss`, and `right`, the share of the step's pairs that the policy puts the right way round.
    """

    step: int
    train: Known = None
    test: Known = None
    kl: Known = None
    tokens: Known = None
    cut: Known = None
    unscored: int = 0
    loss: Known = None
    right: Known = None


def step_of(step: int, unscored: int = 0, **said: Any) -> Step:  # noqa: ANN401 -- what a library logs
    """Return the step that numbers tell of; one that is not finite is not known."""
    finite = {
        name: float(value) if value is not None and math.isfinite(value) else None
        for name, value in said.items()
    }
    return Step(step, unscored=unscored, **finite)


def append(folder: Path, step: Step) -> None:
    """Write a step behind the others."""
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(step)) + "\n")


def steps(folder: Path) -> list[Step]:
    """Return the steps that were taken. A last line that was cut is none. Raises PolicyError."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for at, line in enumerate(lines, 1):
        try:
            found.append(Step(**json.loads(line)))
        except (TypeError, ValueError) as error:
            if at == len(lines):
                break
            raise PolicyError(f"{folder / FILE}, line {at}, is no step. Mend it or move it away.") from error
    return found


def forget_after(folder: Path, step: int) -> None:
    """Keep the steps up to `step`."""
    kept = [one for one in steps(folder) if one.step <= step]
    (folder / FILE).write_text("".join(json.dumps(asdict(one)) + "\n" for one in kept), encoding="utf-8")

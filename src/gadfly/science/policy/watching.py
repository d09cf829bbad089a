"""Whether the reward is over-optimised: it rises while a twin's score, which nothing rewards, falls.

Two scorers that learnt from two halves of the pairs err apart. What raises both is more likely
better; what raises only the one that rewards is its errors (Bai et al. 2022, 4.2; Gao et al. 2023).
Slopes are least squares over the later half of the steps; a slope counts where it is twice its
standard error. Steps are taken as independent, which they are not quite: this is a watchman, no test.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gadfly.science.policy.records import Step

FEWEST = 10
"""Steps of the later half below which nothing is said."""

SURE = 2.0
"""Standard errors from which a slope counts."""

AROUND = 5
"""Steps before and after one whose mean tells how good it was."""


class Watch(NamedTuple):
    """What the steps tell: in a sentence, and whether it is a warning."""

    sentence: str
    warns: bool


def watched(steps: Sequence[Step]) -> Watch:
    """Return what the scores of both twins over the steps tell."""
    known = [
        (one.step, one.train, one.test) for one in steps if one.train is not None and one.test is not None
    ]
    later = np.array(known[len(known) // 2 :], dtype=np.float64).reshape(-1, 3)
    if len(later) < FEWEST:
        return Watch(
            f"Too few steps to tell whether the reward is over-optimised: {len(known)}.", warns=False
        )
    train, test = (_sure_slope(later[:, 0], later[:, at]) for at in (1, 2))
    span = f"from step {int(later[0, 0])} to {int(later[-1, 0])}"
    if train > 0 > test:
        best = _best(known)
        return Watch(
            f"Over-optimised: {span} the reward rises while its twin's score falls. What is learnt there is "
            f"the errors of the scorer that rewards. The twin liked the policy best around step {best}: take "
            "the checkpoint nearest to it, or raise --beta.",
            warns=True,
        )
    if train > 0 and test == 0:
        return Watch(
            f"The reward rises {span}, and its twin's score does not tell up from down: be wary.", warns=False
        )
    words = {1: "rises", 0: "neither rises nor falls", -1: "falls"}
    return Watch(
        f"No sign of over-optimisation {span}: the reward {words[train]}, its twin's score {words[test]}.",
        warns=False,
    )


def _sure_slope(
    x: np.ndarray[tuple[int], np.dtype[np.float64]], y: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> int:
    """Return the sign of the slope of `y` on `x` where it is `SURE` standard errors from zero, else 0."""
    away = x - x.mean()
    slope = float(away @ y / (away @ away))
    left = y - y.mean() - slope * away
    error = float(np.sqrt(left @ left / (len(x) - 2) / (away @ away)))
    return 0 if abs(slope) <= SURE * error else int(np.sign(slope))


def _best(known: Sequence[tuple[int, float, float]]) -> int:
    """Return the step around which the twin's mean score was highest."""
    test = [one[2] for one in known]
    means = [
        sum(test[max(at - AROUND, 0) : at + AROUND + 1]) / len(test[max(at - AROUND, 0) : at + AROUND + 1])
        for at in range(len(test))
    ]
    return known[int(np.argmax(means))][0]

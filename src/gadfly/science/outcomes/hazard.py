"""When attacks first succeed: the chance at each turn, given that no turn before did.

Discrete time (Singer and Willett 1993, Journal of Educational Statistics 18:155). An attack that
ends without success is censored at its last turn: that it would have gone on to succeed is not known.
This takes for granted that who stops is no nearer to success than who goes on; red teamers
who give up because nothing works break that, and then the later hazards are too high.
"""

from typing import NamedTuple

import numpy as np

from gadfly.science.outcomes import Figure, Floats, Labels, Whole, compact
from gadfly.science.outcomes.clusters import FEWEST, jackknife, quantile_of_t, rate


class Hazard(NamedTuple):
    """One arm, turn by turn: the hazard, and the share that has succeeded by then were nobody to stop.

    `hazard[t]` is of turn t + 1 and its `n` are the attacks that were at risk there.
    """

    arm: str
    hazard: tuple[Figure, ...]
    succeeded: tuple[Figure, ...]


def hazards(
    turns: Floats, success: Floats, arm: Labels, member: Whole, *, last: int = 20
) -> tuple[Hazard, ...]:
    """Return each arm's hazard up to turn `last`.

    `turns` is how many turns an attack had, `success` the turn (from 1) that first succeeded, NaN where
    none did. Rows without turns, arm or member, or that succeed after their end, are excluded.
    """
    usable = (turns >= 1) & ~(success > turns) & ~(success < 1) & (arm.codes >= 0) & (member >= 0)
    excluded = int((~usable).sum())
    found = []
    for code, name in enumerate(arm.names):
        of = usable & (arm.codes == code)
        who, people = compact(member[of])
        ended = np.minimum(np.where(np.isnan(success[of]), turns[of], success[of]), last + 1).astype(np.int64)
        shape = (len(people), last + 2)
        gone = np.bincount(who * shape[1] + ended, minlength=shape[0] * shape[1]).reshape(shape)
        risk = gone[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:-1].astype(np.float64)
        event = ~np.isnan(success[of]) & (ended <= last)
        where = (who * shape[1] + ended)[event]
        events = np.bincount(where, minlength=shape[0] * shape[1]).reshape(shape)[:, 1:-1].astype(np.float64)
        seen = int((risk.sum(axis=0) > 0).sum())
        each = tuple(rate(events[:, t], risk[:, t], excluded=excluded) for t in range(seen))
        each = tuple(figure._replace(groups=int((risk[:, t] > 0).sum())) for t, figure in enumerate(each))
        found.append(Hazard(name, each, _succeeded(events[:, :seen], risk[:, :seen], excluded)))
    return tuple(found)


def _succeeded(events: Floats, risk: Floats, excluded: int) -> tuple[Figure, ...]:
    """Return one minus Kaplan and Meier's product, its interval on the scale of log(−log)."""
    if not events.size:
        return ()
    at_risk, groups = risk.sum(axis=0), len(risk)
    left = np.cumprod(1 - events.sum(axis=0) / at_risk)
    figures = [
        Figure(float(1 - s), None, None, int(n), groups, excluded) for s, n in zip(left, at_risk, strict=True)
    ]
    if groups < FEWEST:
        return tuple(figures)
    others = np.maximum(at_risk - risk, 1.0)  # where one member alone went so far, nobody else succeeded
    without = np.cumprod(1 - (events.sum(axis=0) - events) / others, axis=1)
    error = np.sqrt(np.diag(jackknife(left, without)))
    reach = quantile_of_t(risk[:, 0])
    for t, (s, spread) in enumerate(zip(left, error, strict=True)):
        if 0 < s < 1:
            away = np.exp(reach * spread / abs(s * np.log(s)))
            figures[t] = figures[t]._replace(low=float(1 - s ** (1 / away)), high=float(1 - s**away))
    return tuple(figures)

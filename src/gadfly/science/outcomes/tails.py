"""The worst of it: quantiles and the mean beyond them (CVaR), low being bad.

A mean hides what a few attacks in a hundred bring out. Intervals are over members. They rest on
values in the tail: with fewer than some 50 attacks beyond the quantile they are too short.
"""

import numpy as np

from gadfly.science.outcomes import Figure, Floats, Whole
from gadfly.science.outcomes.clusters import WORST, known, mean, share


def quantile(y: Floats, member: Whole, part: float = 0.05) -> Figure:
    """Return the `part` quantile; its interval are the quantiles at the ends of the part's own.

    Woodruff 1952, Journal of the American Statistical Association 47:635.
    """
    values = y[known(y, member)]
    if not len(values):
        return mean(y, member)
    middle = float(np.quantile(values, part))
    below = share(np.where(np.isfinite(y), y <= middle, np.nan), member, power=WORST)
    if below.low is None or below.high is None or below.value is None:
        return below._replace(value=middle)
    shift = part - below.value  # ties and small numbers: the share at the quantile is not quite `part`
    ends = np.clip([below.low + shift, below.high + shift], 0, 1)
    low, high = (float(end) for end in np.quantile(values, ends))
    return below._replace(value=middle, low=low, high=high)


def cvar(y: Floats, member: Whole, part: float = 0.05) -> Figure:
    """Return the mean of the lowest `part` of the values: the conditional value at risk.

    It is the mean of q − (q − y)₊ / part with q the quantile, in which small errors of q cancel
    (Rockafellar and Uryasev 2000, Journal of Risk 2:21); so its interval is a mean's.
    """
    values = y[known(y, member)]
    if not len(values):
        return mean(y, member)
    edge = np.quantile(values, part)
    return mean(edge - np.maximum(edge - y, 0.0) / part, member, power=WORST)
